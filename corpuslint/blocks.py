"""Blocks: the spans of a document and the part each plays on the page it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from corpuslint.lazy import regex


class Role(StrEnum):
    """The part a block plays."""

    TITLE = "title"
    LEAD = "lead"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    CREDIT = "credit"
    DATELINE = "dateline"
    SIGNATURE = "signature"
    MARKER = "marker"
    RELATED = "related"


class Block(NamedTuple):
    """A span of a document in code points, half-open, with its role."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True)
class BlockProfile:
    """What the pages of a site look like. Every field can be set in the ``[blocks]`` table of the configuration.

    markers: whole lines after which only teasers of other pages follow.
    credit_labels: words before the colon of a photo credit.
    image_labels: words that a site puts, with a number, between a title and a caption.
    boilerplate: whole lines that belong to the page wherever they stand, such as share buttons.
    title_length: the longest first line, in code points, that is still a title.
    wrap_length: lines no longer than this, in code points, may be parts of one hard-wrapped paragraph.
    """

    markers: tuple[str, ...] = (
        "Voir plus",
        "Voir aussi",
        "Lire aussi",
        "À lire aussi",
        "A lire aussi",
        "Sur le même sujet",
        "See more",
        "See also",
        "Read more",
        "Read also",
        "Related articles",
        "Related news",
        "Ver más",
        "Leer más",
        "Lea también",
        "Leggi anche",
        "Vedi anche",
        "Ver mais",
        "Leia mais",
        "Leia também",
        "Mehr lesen",
        "Lesen Sie auch",
        "Mehr zum Thema",
        "Xem thêm",
        "Tin liên quan",
    )
    credit_labels: tuple[str, ...] = (
        "Photo",
        "Photos",
        "Crédit",
        "Crédit photo",
        "Photo credit",
        "Foto",
        "Fotos",
        "Bild",
        "Ảnh",
        "Nguồn ảnh",
        "Image",
    )
    image_labels: tuple[str, ...] = ("ảnh", "hình ảnh", "hinh anh")
    boilerplate: tuple[str, ...] = (
        "Partager sur Facebook",
        "Partager sur Twitter",
        "Partager sur X",
        "Partager sur LinkedIn",
        "Partager sur WhatsApp",
        "Partager cet article",
        "Aller au contenu principal",
        "Accepter tous les cookies",
        "Share on Facebook",
        "Share on Twitter",
        "Share on X",
        "Share on LinkedIn",
        "Share on WhatsApp",
        "Share this article",
        "Skip to content",
        "Skip to main content",
        "Accept all cookies",
        "Compartir en Facebook",
        "Compartir en Twitter",
        "Compartir en WhatsApp",
        "Saltar al contenido principal",
        "Aceptar todas las cookies",
        "Condividi su Facebook",
        "Condividi su Twitter",
        "Condividi su WhatsApp",
        "Vai al contenuto principale",
        "Accetta tutti i cookie",
        "Compartilhar no Facebook",
        "Compartilhar no WhatsApp",
        "Partilhar no Facebook",
        "Ir para o conteúdo principal",
        "Aceitar todos os cookies",
        "Auf Facebook teilen",
        "Auf Twitter teilen",
        "Auf WhatsApp teilen",
        "Zum Inhalt springen",
        "Alle Cookies akzeptieren",
        "Chia sẻ trên Facebook",
        "Chia sẻ lên Facebook",
        "Chấp nhận tất cả cookie",
    )
    title_length: int = 200
    wrap_length: int = 100

    @cached_property
    def marker_keys(self) -> frozenset[str]:
        """The markers as :func:`marker_key` folds them."""
        return frozenset(map(marker_key, self.markers))

    @cached_property
    def boilerplate_keys(self) -> frozenset[str]:
        """The lines of the pages as :func:`marker_key` folds them."""
        return frozenset(map(marker_key, self.boilerplate))

    @cached_property
    def longest_boilerplate(self) -> int:
        """Longest line, in code points, that can be one of the page."""
        return max(map(len, self.boilerplate), default=0) + _MARKER_ENDING

    @cached_property
    def longest_marker(self) -> int:
        """Longest line, in code points, that can be a marker."""
        return max(map(len, self.markers), default=0) + _MARKER_ENDING

    @cached_property
    def credit(self) -> re.Pattern[str]:
        """A credit at the end of a block: ``Photo: VNA``, ``Photo d'illustration : AFP``."""
        labels = "|".join(map(re.escape, sorted(self.credit_labels, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)(?:{labels})(?: d[’']illustration)?[ \u00a0\u202f]?: ?\S[^.!?]{{0,80}}$")

    @cached_property
    def image_label(self) -> re.Pattern[str]:
        """An image label with its number: ``ảnh 1``."""
        labels = "|".join(map(re.escape, sorted(self.image_labels, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)(?:{labels})[ \u00a0](\d{{1,2}})(?=\D|$)")


DEFAULT_PROFILE = BlockProfile()

# "Hanoï (VNA) - ", "Ouagadougou, 3 juin (AIB) – ", "Berlin (dpa) - ": a place, perhaps a day, an agency, a dash.
_DATELINE = regex(r"[^\W\d_][^\n().!?]{1,40} \((?:[A-ZÀ-Þ/]{2,10}|dpa|apa|belga)\)[.:]? ?[-–—] ?(?=\S)")
# "… Vietnam-Russie.-AVI", "… Genève. -VNA": an agency in capitals after the end of the last sentence.
_SIGNATURE = regex(r"(?:(?<=[.!?»”\")])[ \u00a0]*|^)(?P<mark>[-–—][ \u00a0]?[A-ZÀ-Þ]{2,8})\.?[ \u00a0]*$")
_SENTENCE_END = regex(r"[.!?…][»”\"')\]]*$")
_STATEMENT_END = regex(r"[.…][»”\"')\]]*$")
# Code points at the end of a block that a credit, and a signature, may take; those behind the words of a marker; and
# those at the start of a block within which a dateline opens its parenthesis.
_CREDIT_LENGTH, _SIGNATURE_LENGTH, _MARKER_ENDING, _DATELINE_LENGTH = 140, 16, 8, 44
_INDENTATION = " \t\u00a0\u202f\ufeff\f\v"
# Paragraphs of prose under the headline of a teaser.
_TEASER_PROSE = 2
_LIST_ITEM = regex(r"[-–—•*·►▪◦][ \u00a0]|\(?(?:\d{1,3}|[a-zA-Z])[.)][ \u00a0]")


def marker_key(text: str) -> str:
    """A line as markers are compared: without case, outer space, final colon or dots."""
    return " ".join(text.split()).rstrip(":….> ").casefold()


def find_blocks(
    text: str,
    lines: Sequence[tuple[int, int]],
    profile: BlockProfile = DEFAULT_PROFILE,
    *,
    has_labels: bool = True,
) -> tuple[Block, ...]:
    """The blocks of a text, in order, without overlap. Blank lines belong to none.

    Args:
        text: the document text.
        lines: spans of its lines in code points, without line ends.
        profile: what the pages of the site look like.
        has_labels: whether image labels may stand in the text.
    """
    blocks: list[Block] = []
    lead, paragraph = Role.LEAD, Role.PARAGRAPH
    spans = _paragraphs(text, lines, profile.wrap_length)
    teasers_end, seen_lead, longest_marker = 0, False, profile.longest_marker
    for number, (start, end) in enumerate(spans):
        content = text[start:end]
        if end - start <= longest_marker and _is_marker(content, profile):
            blocks.append(Block(start, end, Role.MARKER))
            teasers_end = _teasers_end(text, spans, number + 1, profile)
        elif number < teasers_end:
            blocks.append(Block(start, end, Role.RELATED))
        elif number == 0 and _is_title(content, profile):
            blocks.append(Block(start, end, Role.TITLE))
        elif not has_labels and _is_plain(content):
            blocks.append(Block(start, end, paragraph if seen_lead else lead))
            seen_lead = True
        else:
            for part in _split(text, start, end, profile, has_labels):
                is_lead = part.role is Role.PARAGRAPH and not seen_lead
                blocks.append(Block(part.start, part.end, Role.LEAD) if is_lead else part)
                seen_lead = seen_lead or is_lead
    return tuple(blocks)


def _is_plain(content: str) -> bool:
    """Whether a paragraph has neither credit nor dateline nor signature: what holds one of their marks is read."""
    if ":" in content[-_CREDIT_LENGTH:] or content.find(" (", 0, _DATELINE_LENGTH) >= 0:
        return False
    return not _ends_in_dash(content)


def _ends_in_dash(content: str) -> bool:
    """Whether a dash stands where a signature has it."""
    ending = content[-_SIGNATURE_LENGTH:]
    return "-" in ending or "–" in ending or "—" in ending


def _is_marker(content: str, profile: BlockProfile) -> bool:
    return len(content) <= profile.longest_marker and marker_key(content) in profile.marker_keys


def _credit(content: str, profile: BlockProfile) -> re.Match[str] | None:
    first = max(0, len(content) - _CREDIT_LENGTH)
    ending = content[first:]
    possible = ":" in ending and any(label in ending for label in profile.credit_labels)
    return profile.credit.search(content, first) if possible else None


def _signature(content: str) -> re.Match[str] | None:
    if not _ends_in_dash(content):
        return None
    return _SIGNATURE.search(content, max(0, len(content) - _SIGNATURE_LENGTH))


def _teasers_end(text: str, spans: Sequence[tuple[int, int]], first: int, profile: BlockProfile) -> int:
    """Number of the first span, counted from ``first``, that is no teaser.

    Teasers are headlines or captions, each with at most two paragraphs of prose. Where more prose follows, the article
    goes on, as it does behind a link to another article in its middle.
    """
    headlines = prose = 0
    for number in range(first, len(spans)):
        content = text[slice(*spans[number])]
        if _is_marker(content, profile):
            return number
        if is_headline(content, profile):
            headlines, prose = headlines + 1, 0
        else:
            prose += 1
            if not headlines or prose > _TEASER_PROSE:
                return number - prose + 1
    return len(spans)


def tail_starts(text: str, lines: Sequence[tuple[int, int]], profile: BlockProfile = DEFAULT_PROFILE) -> list[int]:
    """Where the paragraphs start behind which, to the end of the text, only teasers follow; the last first.

    These could be markers that the profile does not have: what follows are headlines, more than one or nothing else,
    each with at most two paragraphs of prose. The first paragraph of a text is none of them.
    """
    spans = _paragraphs(text, lines, profile.wrap_length)
    found: list[int] = []
    prose = headlines = 0
    for paragraphs, (start, end) in enumerate(reversed(spans[1:])):
        if headlines and not prose and (headlines > 1 or headlines == paragraphs):
            found.append(start)
        if is_headline(text[start:end], profile):
            headlines, prose = headlines + 1, 0
        else:
            prose += 1
            if prose > _TEASER_PROSE:
                break
    return found


def is_headline(content: str, profile: BlockProfile = DEFAULT_PROFILE) -> bool:
    """Whether a block heads a teaser: a title, which may be a question, or a caption with its credit."""
    if len(content) <= profile.title_length and not _STATEMENT_END.search(content[-8:]):
        return True
    return _credit(content, profile) is not None


def _is_title(content: str, profile: BlockProfile) -> bool:
    ended = _SENTENCE_END.search(content[-8:]) or _signature(content)
    return len(content) <= profile.title_length and not ended


def _paragraphs(text: str, lines: Sequence[tuple[int, int]], wrap_length: int) -> list[tuple[int, int]]:
    """Spans of lines, or of runs of lines that only a hard wrap divides, without outer white space."""
    spans: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for start, end in lines:
        content = text[start:end].rstrip()
        if content and content[0] in _INDENTATION:
            start += len(content) - len(content := content.lstrip(_INDENTATION))  # noqa: PLW2901
        if content:
            run.append((start, start + len(content)))
        elif run:
            spans += run if len(run) == 1 else _join_wrapped(run, text, wrap_length)
            run = []
    return [*spans, *_join_wrapped(run, text, wrap_length)]


def _join_wrapped(run: list[tuple[int, int]], text: str, wrap_length: int) -> Iterator[tuple[int, int]]:
    """Lines of a run as they are, and each stretch of lines that a hard wrap explains as one span."""
    stretch: list[tuple[int, int]] = []
    for line in run:
        if line[1] - line[0] > wrap_length:
            yield from _wrapped(stretch, text)
            stretch = []
            yield line
        else:
            stretch.append(line)
    yield from _wrapped(stretch, text)


def _wrapped(stretch: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """One span if the lines are one paragraph broken at a column: all but the last nearly full, most of them cut
    inside a sentence, none of them a list item."""
    lengths = [end - start for start, end in stretch]
    if len(stretch) < 2 or min(lengths[:-1]) < max(40, 0.6 * max(lengths)):
        return stretch
    ended = sum(bool(_SENTENCE_END.search(text, end - 4, end)) for _, end in stretch[:-1])
    if ended * 3 > len(stretch) - 1 or any(_LIST_ITEM.match(text, start, end) for start, end in stretch):
        return stretch
    return [(stretch[0][0], stretch[-1][1])]


def _split(text: str, start: int, end: int, profile: BlockProfile, has_labels: bool) -> Iterator[Block]:
    """The parts of one paragraph: dateline, body, credit, signature; image labels only if the text has any."""
    content = text[start:end]
    credit = _credit(content, profile)
    if credit and credit.start() == 0:
        yield Block(start, end, Role.CREDIT)
        return
    if credit or (has_labels and profile.image_label.search(content)):
        body_end = start + credit.start() if credit else end
        yield Block(start, start + len(text[start:body_end].rstrip()), Role.CAPTION)
        if credit:
            yield Block(body_end, end, Role.CREDIT)
        return
    dateline = _DATELINE.match(content) if content.find(" (", 0, _DATELINE_LENGTH) >= 0 else None
    if dateline:
        yield Block(start, start + len(dateline.group().rstrip()), Role.DATELINE)
        start += dateline.end()
    signature = _signature(text[start:end])
    body_end = start + signature.start() if signature else end
    if body_end > start:
        yield Block(start, body_end, Role.PARAGRAPH)
    if signature:
        yield Block(start + signature.start("mark"), end, Role.SIGNATURE)
