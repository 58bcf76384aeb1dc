"""The Python interface: the same engine as the command line, on texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.catalogue import load_catalogue
from corpuslint.document import Document
from corpuslint.engine import check_document
from corpuslint.findings import Applicability, Finding
from corpuslint.fixing import fix_document
from corpuslint.language.codes import settle_language
from corpuslint.language.identify import detect_language
from corpuslint.language.vocabulary import make_vocabulary
from corpuslint.ruleset import RuleSet, build_ruleset


@dataclass(frozen=True, slots=True)
class FixResult:
    """What :func:`fix` did.

    text: the fixed text.
    applied: the findings whose fixes were applied, pass after pass, each with offsets in the text of its pass.
    remaining: the findings of the fixed text.
    """

    text: str
    applied: list[Finding]
    remaining: list[Finding]


@lru_cache(maxsize=64)
def _default_ruleset(select: tuple[str, ...] | None, ignore: tuple[str, ...], preview: bool) -> RuleSet:
    return build_ruleset(load_catalogue(), select=select, ignore=ignore, preview=preview)


def make_ruleset(
    select: Sequence[str] | None,
    ignore: Sequence[str],
    preview: bool,
    options: Mapping[str, Mapping[str, Any]] | None,
    rule_paths: Sequence[str | Path],
) -> RuleSet:
    """The rules that arguments of :func:`check` choose."""
    chosen = None if select is None else tuple(select)
    if not options and not rule_paths:
        return _default_ruleset(chosen, tuple(ignore), preview)
    catalogue = load_catalogue([Path(path) for path in rule_paths])
    return build_ruleset(catalogue, select=chosen, ignore=ignore, preview=preview, options=options)


def _document(text: str, language: str | None, profile: BlockProfile, vocabulary: Mapping[str, int] | None) -> Document:
    words = make_vocabulary(vocabulary) if vocabulary else None
    known = settle_language(language) if language else detect_language(text)
    return Document(text, known, profile=profile, vocabulary=words)


def check(
    text: str,
    *,
    language: str | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    preview: bool = False,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    rule_paths: Sequence[str | Path] = (),
    profile: BlockProfile = DEFAULT_PROFILE,
    vocabulary: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Find the defects of one text.

    Args:
        text: any text; offsets of findings count its code points.
        language: ISO 639-1 code; detected from the text if not given.
        select: codes, names or family prefixes of the rules to run; every default rule if not given.
        ignore: codes, names or family prefixes to leave out.
        preview: whether rules that are still in preview may run.
        options: options of rules: ``{"fused-words": {"report-from": 0.6}}``.
        rule_paths: directories with further rule files.
        profile: what the pages of the site look like.
        vocabulary: words and names of the corpus as they are written, with counts.

    Raises:
        ConfigurationError: an unknown rule, option or language, or a broken rule file.
    """
    rules = make_ruleset(select, ignore, preview, options, rule_paths)
    return check_document(_document(text, language, profile, vocabulary), rules)


def fix(
    text: str,
    *,
    language: str | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    unsafe: bool = False,
    preview: bool = False,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    rule_paths: Sequence[str | Path] = (),
    profile: BlockProfile = DEFAULT_PROFILE,
    vocabulary: Mapping[str, int] | None = None,
) -> FixResult:
    """Fix one text: the safe fixes, and with ``unsafe`` the unsafe ones too. Other arguments as in :func:`check`.

    Raises:
        ConfigurationError: an unknown rule, option or language, or a broken rule file.
    """
    rules = make_ruleset(select, ignore, preview, options, rule_paths)
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    detect = detect_language if language is None else None
    outcome = fix_document(_document(text, language, profile, vocabulary), rules, allowed, detect)
    return FixResult(outcome.document.text, list(outcome.applied), list(outcome.remaining))
