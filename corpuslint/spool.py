"""Values that wait: few of them in memory, many in a temporary file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

from corpuslint.errors import WriteError

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

# Bytes of values that are held in memory before they go to a temporary file.
IN_MEMORY = 1 << 23

Value = TypeVar("Value")


class Spool(Generic[Value]):
    """A queue of values that can be gone through as often as is needed, of any length."""

    def __init__(self, in_memory: int | None = None) -> None:
        self._limit = IN_MEMORY if in_memory is None else in_memory
        self._stream: SpooledTemporaryFile[bytes] | None = None
        self._end = 0

    def add(self, value: Value) -> None:
        """Add a value at the end.

        Raises:
            WriteError: there is no room for it.
        """
        import pickle
        from tempfile import SpooledTemporaryFile

        with _told():
            if self._stream is None:
                self._stream = SpooledTemporaryFile(self._limit)  # noqa: SIM115 - closed with this object
            self._stream.seek(self._end)
            pickle.dump(value, self._stream)
            self._end = self._stream.tell()

    def __iter__(self) -> Iterator[Value]:
        """The values in their order.

        Raises:
            WriteError: the system refuses.
        """
        import pickle

        at = 0
        while self._stream is not None and at < self._end:
            with _told():
                self._stream.seek(at)
                value: Value = pickle.load(self._stream)
                at = self._stream.tell()
            yield value

    def clear(self) -> None:
        """Forget all values."""
        if self._stream is not None:
            self._stream.close()
        self._stream, self._end = None, 0

    @property
    def is_empty(self) -> bool:
        """Whether there are no values."""
        return self._end == 0


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the system in one line."""
    try:
        yield
    except OSError as error:
        from tempfile import gettempdir

        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{gettempdir()}: cannot write a temporary file: {reason}") from error
