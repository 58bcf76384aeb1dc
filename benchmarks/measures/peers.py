"""The tools that people use today, each as far as it is installed, and what they make of each record.

A peer that has nothing to say of a set (another task, a language it does not know) leaves it out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from typing import Any

from measures.data import Gold, Record
from measures.spellers import Speller, Symspell, codespell, hunspell_or_aspell, typos

TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# What cuts a token into words: its pieces, or None where it is a word or nothing fits.
Cut = Callable[[str], Sequence[str] | None]


@dataclass(frozen=True)
class Peer:
    """A tool under the groups that it takes part in; ``predict`` gives None for a set that it leaves out."""

    name: str
    version: str
    groups: Mapping[str, Callable[[Gold], list[Record] | None]]

    def predict(self, gold: Gold) -> list[Record] | None:
        """A prediction for each record, as the scorer of the group reads it."""
        return self.groups[gold.group](gold) if gold.group in self.groups else None


def load_peers(sets: Mapping[str, Sequence[Gold]], names: Sequence[str]) -> list[Peer]:
    """The peers that are installed and take part in one of the groups.

    Args:
        sets: the groups that are measured, with their sets.
        names: those to load; ``all``, or ``none``.
    """
    return [load() for name, load in _peers(sets) if name in names or "all" in names]


def _peers(sets: Mapping[str, Sequence[Gold]]) -> Iterator[tuple[str, Callable[[], Peer]]]:
    """Names of the installed peers that have something to say, and what loads each."""
    if sets.keys() & {"runon", "real", "typos"}:
        for speller in filter(
            None, (codespell(), typos(), hunspell_or_aspell("hunspell"), hunspell_or_aspell("aspell"))
        ):
            groups: dict[str, Any] = {"typos": Spelling(speller)}
            if speller.languages:  # the others know misspellings, not words
                groups["runon"] = groups["real"] = Splitting(speller.languages, _by_suggestion(speller))
            yield speller.name, partial(Peer, speller.name, speller.version, groups)
    languages = sorted({one["lang"] for gold in sets.get("langid", ()) for one in gold.records if "lang" in one})
    for name, (groups_of, load) in _LIBRARIES.items():
        if sets.keys() & groups_of:
            try:
                version = metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
            yield name, partial(_load, name, version, load, languages)
    if "duplead" in sets:
        yield "equal lines", partial(Peer, "equal lines", "", {"duplead": _equal_lines})


def _load(name: str, version: str, load: Callable[[Sequence[str]], dict[str, Any]], languages: Sequence[str]) -> Peer:
    return Peer(name, version, load(languages))


class Spelling:
    """Misspellings as a spelling checker reports them, the first suggestion as the correction."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    def __call__(self, gold: Gold) -> list[Record] | None:
        """Edits in context, suggestions for single words."""
        texts = [
            str(one["clean"] if gold.clean else one.get("sentence_with_typo") or one["typo"]) for one in gold.records
        ]
        by_language: dict[str, set[str]] = {}
        for record, text in zip(gold.records, texts, strict=True):
            by_language.setdefault(record["lang"], set()).update(TOKEN.findall(text))
        known = {language: self._speller.suggest(words, language) for language, words in by_language.items()}
        if any(table is None for table in known.values()):
            return None
        rows = []
        for record, text in zip(gold.records, texts, strict=True):
            table = known[record["lang"]] or {}
            if "typo" in record and "sentence_with_typo" not in record:
                suggestions = table.get(text)
                rows.append({"id": record["id"], "flagged": suggestions is not None, "suggestions": suggestions or []})
                continue
            edits = [
                {"start": match.start(), "end": match.end(), "correction": (table[match[0]] or [""])[0]}
                for match in TOKEN.finditer(text)
                if match[0] in table
            ]
            rows.append({"id": record["id"], "edits": edits})
        return rows


class Splitting:
    """Spaces put back into single tokens."""

    def __init__(self, languages: Iterable[str], cut_all: Callable[[set[str], str], Mapping[str, str]]) -> None:
        self._languages = frozenset(languages)
        self._cut_all = cut_all

    def __call__(self, gold: Gold) -> list[Record] | None:
        """The text of each record with its tokens cut."""
        rows = []
        texts = [(one["id"], one["lang"], one.get("corrupted") or one["clean"]) for one in gold.records]
        for language in sorted({language for _, language, _ in texts} & self._languages):
            words = {word for _, lang, text in texts if lang == language for word in TOKEN.findall(text)}
            table = self._cut_all(words, language)
            for number, lang, text in texts:
                if lang == language:
                    fixed = TOKEN.sub(lambda match, table=table: table.get(match[0], match[0]), text)
                    rows.append({"id": number, "fixed": fixed})
        return rows if len(rows) == len(texts) else None


def _by_suggestion(speller: Speller) -> Callable[[set[str], str], Mapping[str, str]]:
    """Cut a token where the first suggestion of a spelling checker is the same letters with a space."""

    def cut_all(words: set[str], language: str) -> Mapping[str, str]:
        cuts = {}
        for word, suggestions in (speller.suggest(words, language) or {}).items():
            first = suggestions[0] if suggestions else ""
            if " " in first and first.replace(" ", "") == word.replace("’", "'"):
                cuts[word] = first if "’" not in word else first.replace("'", "’")
        return cuts

    return cut_all


def _by_cut(load: Callable[[str], Cut]) -> Callable[[set[str], str], Mapping[str, str]]:
    """Cut the runs of letters of a token with a segmenter of words."""

    def cut_all(words: set[str], language: str) -> Mapping[str, str]:
        cut = load(language)
        cuts = {}
        for word in words:
            parts = [" ".join(cut(run) or [run]) if run.isalpha() else run for run in re.split(r"(['’])", word)]
            cuts[word] = "".join(parts)
        return {word: text for word, text in cuts.items() if text.replace(" ", "") == word}

    return cut_all


def _symspellpy(_: Sequence[str]) -> dict[str, Any]:
    segment = Splitting(Symspell.languages(), _by_cut(Symspell.segmenter))
    return {"runon": segment, "real": segment, "typos": Spelling(Symspell.speller())}


def _wordninja(_: Sequence[str]) -> dict[str, Any]:
    import wordninja

    segment = Splitting(["en"], _by_cut(lambda _: wordninja.split))
    return {"runon": segment, "real": segment}


def _ftfy(_: Sequence[str]) -> dict[str, Any]:
    import ftfy

    # Typography is no damage: the settings under which ftfy repairs only what is broken.
    kept = ftfy.TextFixerConfig(uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False)

    def predict(gold: Gold) -> list[Record]:
        return [{"id": one["id"], "text": ftfy.fix_text(_text(one, _guess), config=kept)} for one in gold.records]

    def _guess(raw: bytes) -> str:
        text: str = ftfy.guess_bytes(raw)[0]
        return text

    return {"encoding": predict}


def _bytes_only(decode: Callable[[bytes], str | None]) -> dict[str, Any]:
    def predict(gold: Gold) -> list[Record] | None:
        if not all("bytes_b64" in one for one in gold.records):
            return None
        return [{"id": one["id"], "text": decode(base64.b64decode(one["bytes_b64"]))} for one in gold.records]

    return {"encoding": predict}


def _charset_normalizer(_: Sequence[str]) -> dict[str, Any]:
    from charset_normalizer import from_bytes

    def decode(raw: bytes) -> str | None:
        best = from_bytes(raw).best()
        return None if best is None else str(best)

    return _bytes_only(decode)


def _chardet(_: Sequence[str]) -> dict[str, Any]:
    import chardet

    def decode(raw: bytes) -> str | None:
        encoding = chardet.detect(raw)["encoding"]
        return raw.decode(encoding, "replace") if encoding else None

    return _bytes_only(decode)


def _text(record: Record, decode: Callable[[bytes], str]) -> str:
    return decode(base64.b64decode(record["bytes_b64"])) if "bytes_b64" in record else record["input"]


def _identifying(
    identify: Callable[[str], str], spans: Callable[[str], list[tuple[int, int, str]]] | None
) -> dict[str, Any]:
    """A line is in one language unless the tool can tell several apart."""
    whole = spans or (lambda text: [(0, len(text), identify(text))])

    def predict(gold: Gold) -> list[Record]:
        return [
            {"id": one["id"], "spans": whole(one["text"])}
            if "spans" in one
            else {"id": one["id"], "lang": identify(one["text"])}
            for one in gold.records
        ]

    return {"langid": predict}


def _langdetect(_: Sequence[str]) -> dict[str, Any]:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def identify(text: str) -> str:
        try:
            return str(detect(text)).split("-")[0]
        except LangDetectException:
            return "und"

    return _identifying(identify, None)


def _py3langid(languages: Sequence[str]) -> dict[str, Any]:
    import py3langid

    if languages:
        py3langid.set_languages(list(languages))
    return _identifying(lambda text: str(py3langid.classify(text)[0]), None)


def _lingua(languages: Sequence[str]) -> dict[str, Any]:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    if len(languages) > 1:
        codes = [IsoCode639_1.from_str(code.upper()) for code in languages]
        builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    else:
        builder = LanguageDetectorBuilder.from_all_languages()
    detector = builder.build()

    def identify(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    def spans(text: str) -> list[tuple[int, int, str]]:
        found = detector.detect_multiple_languages_of(text)
        return [(one.start_index, one.end_index, one.language.iso_code_639_1.name.lower()) for one in found]

    return _identifying(identify, spans)


def _equal_lines(gold: Gold) -> list[Record]:
    """What removing repeated lines comes to: of lines with the same letters and digits, the first stays."""
    return [{"id": one["id"], "dups": list(_line_copies(one["text"]))} for one in gold.records]


def _line_copies(text: str) -> Iterator[dict[str, Any]]:
    seen: dict[str, tuple[int, int]] = {}
    start = 0
    for line in text.split("\n"):
        span = (start, start + len(line))
        key = re.sub(r"[\W_]+", "", line).casefold()
        if key in seen:
            yield {"a": seen[key], "b": span, "drop": "b"}
        elif key:
            seen[key] = span
        start += len(line) + 1


# Distribution -> the groups that it takes part in, and what sets it up for some languages.
_LIBRARIES: dict[str, tuple[frozenset[str], Callable[[Sequence[str]], dict[str, Any]]]] = {
    "symspellpy": (frozenset({"runon", "real", "typos"}), _symspellpy),
    "wordninja": (frozenset({"runon", "real"}), _wordninja),
    "ftfy": (frozenset({"encoding"}), _ftfy),
    "charset-normalizer": (frozenset({"encoding"}), _charset_normalizer),
    "chardet": (frozenset({"encoding"}), _chardet),
    "langdetect": (frozenset({"langid"}), _langdetect),
    "lingua-language-detector": (frozenset({"langid"}), _lingua),
    "py3langid": (frozenset({"langid"}), _py3langid),
}
