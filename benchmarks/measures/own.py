"""What corpuslint makes of each record, and whether each of its findings is right."""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import corpuslint
from corpuslint.catalogue import load_catalogue
from corpuslint.findings import Applicability, Edit, Finding
from corpuslint.fixing import choose_fixes
from corpuslint.language.lexicon import SPELLED, load_lexicon
from measures.alignment import Mended, overlap, places, same, share_of_union
from measures.data import PLAN, Counters, Gold, Record

FUSED, PUNCTUATION, MISSPELLING = "SPC001", "SPC002", "TYP001"
LEAD, BLOCK = "DUP001", "DUP002"
# Classes of misspellings that a rule about single words can find.
_WORD_CLASSES = ("nonword", "accent")


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and what the gold says of it.

    right: whether there is such a defect. fixed: whether the fix is right too. clean: whether the text has no defects.
    """

    rule: str
    language: str | None
    confidence: float
    applicability: str | None
    right: bool
    fixed: bool
    clean: bool


@dataclass
class Corpuslint:
    """The tool itself. It remembers how its findings were judged, how many defects each rule should have found and did,
    and the findings and words of clean text by language."""

    name: str = "corpuslint"
    version: str = corpuslint.__version__
    judged: list[Judged] = field(default_factory=list)
    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    on_clean: Counter[tuple[str, str]] = field(default_factory=Counter)
    clean_words: Counter[str] = field(default_factory=Counter)
    real_words: Counters = field(default_factory=dict)

    def predict(self, gold: Gold) -> list[Record]:
        """A prediction for each record, as the scorer of the group reads it."""
        match gold.group:
            case "runon" | "real":
                return [self._fused(record) for record in gold.records]
            case "typos":
                return [self._typos(gold, record) for record in gold.records]
            case "encoding":
                return list(self._encoding(gold.records))
            case "langid":
                return [_language(record) for record in gold.records]
            case "duplead":
                return [self._repeated(record) for record in gold.records]
            case _:
                for record in gold.records:
                    self._clean(record)
                return []

    def _fused(self, record: Record) -> Record:
        text = record.get("corrupted") or record["clean"]
        place = places(text)
        wanted = {place[offset] for offset in record["joins"]}
        ignored = {place[offset] for offset in record.get("ignore", ())} - wanted
        edits = []
        for finding in _check(text, record["lang"], FUSED, PUNCTUATION):
            edits += _edits(finding)
            gaps = {place[edit.start] for edit in _edits(finding)} - ignored
            if gaps:
                self._judge(record, finding, gaps <= wanted, gaps <= wanted, record["mode"] == "clean")
        seen = {place[edit.start] for edit in edits}
        for offset, kind in zip(record["joins"], record.get("jkind") or "w" * len(record["joins"]), strict=True):
            rule = PUNCTUATION if kind == "p" else FUSED
            self.wanted[rule] += 1
            self.found[rule] += place[offset] in seen
        return {"id": record["id"], "fixed": apply(text, edits)}

    def _typos(self, gold: Gold, record: Record) -> Record:
        language = record["lang"]
        if "typo" in record and "sentence_with_typo" not in record:
            found = _check(record["typo"], language, MISSPELLING)
            suggestions = [edit.replacement for finding in found for edit in _edits(finding)]
            return {"id": record["id"], "flagged": bool(found), "suggestions": suggestions}
        text = record["clean"] if gold.clean else record["sentence_with_typo"]
        wanted = () if gold.clean else record["edits"]
        found = _check(text, language, MISSPELLING, "TYP002", "TYP003")
        for finding in found:
            hits = [one for one in wanted if overlap(finding.start, finding.end, one["start"], one["end"])]
            corrections = {(one["start"], one["end"], one["correction"]) for one in hits}
            fixed = bool(hits) and {(e.start, e.end, e.replacement) for e in _edits(finding)} <= corrections
            self._judge(record, finding, bool(hits), fixed, gold.clean)
            if finding.rule == MISSPELLING and _is_word(text[finding.start : finding.end], language):
                self._count_real_word(gold, bool(hits))
        if gold.clean:
            self._real_words("real words clean")["words"] += len(text.split())
        for one in wanted:
            if one["class"] in _WORD_CLASSES:
                self.wanted[MISSPELLING] += 1
                self.found[MISSPELLING] += any(
                    finding.rule == MISSPELLING and overlap(finding.start, finding.end, one["start"], one["end"])
                    for finding in found
                )
        return {"id": record["id"], "edits": list(_corrections(found))}

    def _count_real_word(self, gold: Gold, right: bool) -> None:
        if gold.clean:
            self._real_words("real words clean")["fp"] += 1
        elif gold.name.startswith("context"):
            self._real_words("real words raised")["tp" if right else "fp"] += 1

    def _real_words(self, name: str) -> dict[str, float]:
        return self.real_words.setdefault(name, {"tp": 0, "fp": 0, "words": 0})

    def _encoding(self, records: Sequence[Record]) -> Iterator[Record]:
        raw = [record for record in records if "bytes_b64" in record]
        yield from _decoded(raw)
        for record in records:
            if "bytes_b64" in record:
                continue
            text, wanted = record["input"], record["expected"]
            found = corpuslint.check(text, language=record.get("lang"), select=["ENC"])
            result = corpuslint.fix(text, language=record.get("lang"), select=["ENC"], unsafe=True).text
            self._judge_repairs(record, found)
            if text != wanted:
                rule = PLAN["encoding-kinds"].get(record["kind"], "ENC001")
                self.wanted[rule] += 1
                self.found[rule] += same(result, wanted)
            yield {"id": record["id"], "text": result}

    def _judge_repairs(self, record: Record, found: Sequence[Finding]) -> None:
        """A fix that is applied is right if it gives the right text; what loses against it is as right as a finding."""
        text, wanted = record["input"], record["expected"]
        made = choose_fixes(found, (Applicability.SAFE, Applicability.UNSAFE))
        right: list[Finding] = []
        if text != wanted and made:
            mended = Mended(text, wanted, (edit for finding in made for edit in _edits(finding)))
            right = [finding for finding in made if all(map(mended.is_right, _edits(finding)))]
        for finding in found:
            if finding in made:
                self._judge(record, finding, finding in right, finding in right, text == wanted)
            else:
                hit = any(overlap(finding.start, finding.end, one.start, one.end) for one in right)
                self._judge(record, finding._replace(fix=None), hit, False, text == wanted)

    def _repeated(self, record: Record) -> Record:
        text, wanted = record["text"], record["gold"]
        predictions, hit = [], set()
        for finding in _check(text, record.get("lang"), LEAD, BLOCK):
            here = (finding.start, finding.end)
            there = next(((one.start, one.end) for one in finding.related), here)
            first, second = sorted([here, there])
            gone = [edit for edit in _edits(finding) if not edit.replacement.strip()]
            # The edit that takes a copy away may take the line end before or after it too.
            is_first = bool(gone) and gone[0].start < second[0] and gone[0].end <= second[0] + 1
            drop = None if not gone else "a" if is_first else "b"
            hits = [
                number
                for number, one in enumerate(wanted)
                if share_of_union(first, one["a"]) >= 0.5 and share_of_union(second, one["b"]) >= 0.5
            ]
            sides = {wanted[number].get("drop") for number in hits}
            self._judge(record, finding, bool(hits), bool(hits) and sides <= {drop, None}, not wanted)
            hit.update((finding.rule, number) for number in hits)
            predictions.append({"a": first, "b": second, "drop": drop})
        self.wanted[LEAD] += len(wanted)
        self.found[LEAD] += len({number for _, number in hit})
        return {"id": record["id"], "dups": predictions}

    def _clean(self, record: Record) -> None:
        language = record["lang"]
        self.clean_words[language] += len(record["clean"].split())
        self.on_clean.update(
            (finding.rule, language) for finding in corpuslint.check(record["clean"], language=language)
        )

    def _judge(self, record: Record, finding: Finding, right: bool, fixed: bool, clean: bool) -> None:
        applicability = finding.fix.applicability.value if finding.fix else None
        language = record.get("lang")
        self.judged.append(Judged(finding.rule, language, finding.confidence, applicability, right, fixed, clean))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits; of two that meet, the first stays."""
    out, last = [], 0
    for edit in sorted(set(edits)):
        if edit.start >= last:
            out += [text[last : edit.start], edit.replacement]
            last = edit.end
    return "".join(out) + text[last:]


def _check(text: str, language: str | None, *rules: str) -> list[Finding]:
    known = [rule for rule in rules if rule in load_catalogue()]
    return corpuslint.check(text, language=language, select=known)


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix else ()


def _corrections(found: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    for finding in found:
        for edit in _edits(finding) or (Edit(finding.start, finding.end, ""),):
            yield {"start": edit.start, "end": edit.end, "correction": edit.replacement}


def _is_word(text: str, language: str) -> bool:
    """Whether a spelling dictionary of the language accepts it."""
    lexicon = load_lexicon(language)
    found = lexicon.lookup(text.lower()) if lexicon else None
    return found is not None and bool(found[1] & SPELLED)


def _language(record: Record) -> Record:
    if "spans" in record:
        return {"id": record["id"], "spans": corpuslint.language_spans(record["text"])}
    return {"id": record["id"], "lang": corpuslint.detect_language(record["text"])}


def _decoded(records: Sequence[Record]) -> Iterator[Record]:
    """What the command line makes of raw bytes, all files in one run."""
    if not records:
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.txt") for number in range(len(records))]
        for path, record in zip(paths, records, strict=True):
            path.write_bytes(base64.b64decode(record["bytes_b64"]))
        command = ["check", "--isolated", "--fix", "--unsafe-fixes", "--select", "ENC", folder]
        subprocess.run([sys.executable, "-m", "corpuslint", *command], capture_output=True, check=False)
        for path, record in zip(paths, records, strict=True):
            yield {"id": record["id"], "text": read_utf8(path.read_bytes())}


def read_utf8(raw: bytes) -> str | None:
    """UTF-8 bytes as text; None if they are something else."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
