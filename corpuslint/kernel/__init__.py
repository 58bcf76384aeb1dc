"""The kernel: a few inner loops compiled to machine code, where a compiler was at hand when corpuslint was installed.

It is an accelerator and nothing else: everything here has its reference in Python (``corpuslint/language``), gives the
same results to the last bit, and is left alone where it was not built, where its sources have changed since (in a
development checkout), or where the environment variable ``CORPUSLINT_PURE`` is set to anything.

>>> from corpuslint import kernel
>>> kernel.STATE in ("compiled", "not built", "out of date", "switched off")
True
"""

from __future__ import annotations

import os
from pathlib import Path

from corpuslint.kernel.sources import digest_of

SWITCH = "CORPUSLINT_PURE"


def _state() -> str:
    if os.environ.get(SWITCH):
        return "switched off"
    try:
        from corpuslint.kernel import chains
    except ImportError:
        return "not built"
    current = digest_of(Path(__file__).parent)
    return "compiled" if current in (None, chains.SOURCES) else "out of date"


STATE = _state()
IN_USE = STATE == "compiled"
