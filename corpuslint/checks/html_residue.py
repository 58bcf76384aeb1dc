"""HTML that was left in plain text: entities (``d&eacute;fense``), tags and comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.lazy import regex

_ENTITY = regex(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Letters whose entity lost its semicolon; browsers still show them.
_OPEN_ENTITY = regex(
    r"&(?:[AEIOUYaeiouy](?:acute|grave|circ|uml)|[ANOano]tilde|[Cc]cedil|AElig|aelig|[Oo]slash|[Aa]ring|szlig)(?![;=])"
)
# What an escaped tag is written with: where text shows HTML, it is meant to be seen.
_MARKUP = frozenset("<>&\"'")
_ESCAPED_TAG = regex(r"&lt;/?[A-Za-z][^&<>\n]{0,200}/?&gt;")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd label mark q s samp small span strike strong "
    "sub sup time tt u var wbr".split(" ")
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html iframe li main nav noscript ol option p pre section summary table tbody td tfoot "
    "th thead title tr ul".split(" ")
)
_EMPTY = frozenset({"br", "hr", "img", "wbr"})
_TAG = regex(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,11})(?P<rest>(?:\s[^<>\n]{0,2000})?)/?>")
_ATTRIBUTE = regex(r"\s[A-Za-z-]+\s*=\s*[\"'\w]")
_INLINE_CODE = regex(r"`[^`\n]{1,300}`")
_CERTAIN, _PROBABLE, _POSSIBLE = 0.99, 0.95, 0.6

_Span = tuple[int, int]


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report entities, tags and comments that stand outside of code between backticks."""
    text = document.text
    has_entities = "&" in text and (_ENTITY.search(text) or _OPEN_ENTITY.search(text))
    has_tags = "<" in text and (_TAG.search(text) or "<!--" in text)
    if not has_entities and not has_tags:
        return
    active = rules["html-residue"]
    shown = _code(text)
    tags = [match for match in _TAG.finditer(text) if _is_known(match) and not _is_inside(shown, match.start())]
    if has_entities:
        yield from _entities(active, text, shown, bool(tags))
    yield from _tags(active, text, tags)
    yield from _comments(active, text, shown)


def _code(text: str) -> list[_Span]:
    """Spans of code, in order: between fences, and between backticks in a line."""
    if "`" not in text:
        return []
    fences = [match.start() for match in re.finditer("```", text)]
    fenced = [(start, end + 3) for start, end in zip(fences[::2], fences[1::2], strict=False)]
    return sorted(fenced + [match.span() for match in _INLINE_CODE.finditer(text)])


def _is_inside(spans: list[_Span], position: int) -> bool:
    index = bisect_right(spans, position, key=lambda span: span[0])
    return any(start <= position < end for start, end in spans[max(0, index - 2) : index])


def _is_known(match: re.Match[str]) -> bool:
    return match["name"].lower() in _INLINE or match["name"].lower() in _BLOCKS


def _entities(active: ActiveRule, text: str, shown: list[_Span], has_tags: bool) -> Iterator[Finding]:
    """Entities. Those of markup stay in escaped tags and in text that holds tags, where they are meant to be seen."""
    escaped = [match.span() for match in _ESCAPED_TAG.finditer(text)]
    for pattern in (_ENTITY, _OPEN_ENTITY):
        for match in pattern.finditer(text):
            start, end = match.span()
            character = _unescape(match.group())
            if character is None or _is_inside(shown, start):
                continue
            markup = character in _MARKUP
            if markup and (has_tags or _is_inside(escaped, start)):
                applicability, confidence = Applicability.DISPLAY, _POSSIBLE
            elif pattern is _ENTITY and character.isalpha() and active.rule.applicability is Applicability.SAFE:
                applicability, confidence = Applicability.SAFE, _CERTAIN
            else:
                applicability, confidence = Applicability.UNSAFE, _PROBABLE
            yield active.finding(
                start,
                end,
                f'HTML entity "{match.group()}" for "{character}"',
                confidence=confidence,
                fix=Fix(applicability, (Edit(start, end, character),)),
            )


def _unescape(entity: str) -> str | None:
    """The characters that an entity stands for, also if it was put in capitals; None if it stands for none."""
    import html

    closed = entity if entity.endswith(";") else f"{entity};"
    plain = html.unescape(closed)
    if plain == closed and closed[1:-1].isupper():
        plain = html.unescape(closed.lower()).upper()
        if not plain.isalpha():
            return None
    unknown = plain == closed or ";" in plain or "\ufffd" in plain
    return None if unknown or not all(map(_belongs_in_text, plain)) else plain


def _belongs_in_text(character: str) -> bool:
    return character.isprintable() or character.isspace() or character in "\u00ad\u200b\u200c\u200d\u200e\u200f"


def _tags(active: ActiveRule, text: str, tags: list[re.Match[str]]) -> Iterator[Finding]:
    paired = _paired(tags)
    for index, match in enumerate(tags):
        name = match["name"].lower()
        alone = name not in _EMPTY and index not in paired and not _ATTRIBUTE.match(match["rest"])
        mentioned = alone or (name in _EMPTY and _is_mentioned(text, *match.span()))
        replacement = _break(text, *match.span()) if name in _BLOCKS else ""
        yield active.finding(
            *match.span(),
            f'HTML tag "{match.group()[:40]}"',
            confidence=_POSSIBLE if mentioned else _PROBABLE,
            fix=Fix(Applicability.DISPLAY if mentioned else Applicability.UNSAFE, (Edit(*match.span(), replacement),)),
        )


def _paired(tags: list[re.Match[str]]) -> set[int]:
    """Indexes of the tags that open or close a pair."""
    paired: set[int] = set()
    opened: dict[str, list[int]] = defaultdict(list)
    for index, match in enumerate(tags):
        name = match["name"].lower()
        if not match["close"]:
            opened[name].append(index)
        elif opened[name]:
            paired |= {opened[name].pop(), index}
    return paired


def _is_mentioned(text: str, start: int, end: int) -> bool:
    """Whether an empty tag stands in a sentence like a word: ``the <br> tag``."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return before == " " and after[:1] == " " and after[1:].islower()


def _break(text: str, start: int, end: int) -> str:
    """The end of a line, if a tag that divides blocks stands inside one."""
    inside = text[start - 1 : start] not in ("", "\n", ">") and text[end : end + 1] not in ("", "\n")
    return "\n" if inside else ""


def _comments(active: ActiveRule, text: str, shown: list[_Span]) -> Iterator[Finding]:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        if not _is_inside(shown, start):
            yield active.finding(
                start,
                end + 3,
                "HTML comment",
                confidence=_PROBABLE,
                fix=Fix(Applicability.UNSAFE, (Edit(start, end + 3, ""),)),
            )
        start = text.find("<!--", end + 3)
