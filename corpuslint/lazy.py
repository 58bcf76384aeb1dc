"""What waits until it is needed: a run on one small file uses few of the regular expressions of all checks."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast


class _LatePattern(Generic[AnyStr]):
    """Stands for a compiled pattern, and compiles it when the first of its methods is asked for."""

    def __init__(self, source: AnyStr, flags: int) -> None:
        self._source: AnyStr = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copying and pickling look for is not a method of patterns
            raise AttributeError(name)
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)  # from now on it is found without coming here
        return found


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, but that nothing is compiled before the pattern is used.

    For constants of modules. A mistake in the pattern shows when it is used, so a test uses them all.
    """
    return cast("re.Pattern[AnyStr]", _LatePattern(source, flags))
