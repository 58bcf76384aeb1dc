"""corpuslint finds and fixes defects of text corpora and publishes the result as a data package.

The public interface is what ``__all__`` names; everything else may change.

>>> import corpuslint
>>> [finding.name for finding in corpuslint.check("le ministre dela Défense", language="fr")]
['fused-words']
>>> corpuslint.fix("le ministre dela Défense", language="fr").text
'le ministre de la Défense'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpuslint.api import FixResult, check, fix
    from corpuslint.errors import CorpuslintError
    from corpuslint.findings import Applicability, Edit, Finding, Fix, Related, Severity
    from corpuslint.language.identify import detect_language
    from corpuslint.language.identify_spans import language_spans

__version__ = "0.1.0"

__all__ = [
    "Applicability",
    "CorpuslintError",
    "Edit",
    "Finding",
    "Fix",
    "FixResult",
    "Related",
    "Severity",
    "check",
    "detect_language",
    "fix",
    "language_spans",
]

# Where each public name lives; loaded on first use, so that `corpuslint --version` imports nothing.
_HOMES = {
    **dict.fromkeys(("FixResult", "check", "fix"), "corpuslint.api"),
    **dict.fromkeys(("Applicability", "Edit", "Finding", "Fix", "Related", "Severity"), "corpuslint.findings"),
    "CorpuslintError": "corpuslint.errors",
    "detect_language": "corpuslint.language.identify",
    "language_spans": "corpuslint.language.identify_spans",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
