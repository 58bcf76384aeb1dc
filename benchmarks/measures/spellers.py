"""Spelling checkers behind one question: which of these words are wrong, and what should they be?"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

# Dictionaries by language, the first that is installed counts. aspell takes the code itself.
_DICTIONARIES = {
    "fr": ("fr_FR", "fr"),
    "en": ("en_US", "en_GB"),
    "es": ("es_ES",),
    "it": ("it_IT",),
    "pt": ("pt_PT", "pt_BR"),
    "de": ("de_DE",),
    "vi": ("vi_VN",),
}
_FLAGGED = re.compile(r"[&#] (\S+)(?: \d+ \d+: (.*)| \d+)$")
_CODESPELL = re.compile(r"^.*:(\d+): (\S+) ==> (.*)$", re.MULTILINE)
# For each wrong word its suggestions, the best first.
Suggestions = dict[str, list[str]]


@dataclass
class Speller:
    """A checker of single words. ``languages`` whose dictionaries it has; empty if it only knows misspellings.

    ask: the suggestions for the wrong ones among some words of a language; None if it does not know the language.
    """

    name: str
    version: str
    languages: frozenset[str]
    ask: Callable[[Sequence[str], str], Suggestions | None]
    _known: dict[str, dict[str, list[str] | None]] = field(default_factory=dict)

    def suggest(self, words: Iterable[str], language: str) -> Suggestions | None:
        """The suggestions for the wrong ones among some words; each word is asked for once."""
        known = self._known.setdefault(language, {})
        distinct = set(words)
        if new := sorted(distinct - known.keys()):
            found = self.ask(new, language)
            if found is None:
                return None
            known.update((word, found.get(word)) for word in new)
        return {word: suggestions for word in distinct if (suggestions := known[word]) is not None}


def which(name: str) -> str | None:
    """A program of this environment, or of the system."""
    return shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


def _run(command: Sequence[str], text: str = "") -> str:
    return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False).stdout


def hunspell_or_aspell(name: str) -> Speller | None:
    """The checker of this name, over the pipe that both speak; None if it or every dictionary is missing."""
    program = which(name)
    if program is None:
        return None
    commands = {}
    for language, dictionaries in _DICTIONARIES.items():
        options = (
            [["-d", one, "-i", "utf-8"] for one in dictionaries]
            if name == "hunspell"
            else [["-l", language, "--encoding=utf-8"]]
        )
        for option in options:
            if _run([program, *option, "-a"], "^a\n").startswith("@"):
                commands[language] = [program, *option, "-a"]
                break

    def ask(words: Sequence[str], language: str) -> Suggestions | None:
        return _piped(commands[language], words) if language in commands else None

    banner = re.search(r"(?:Hunspell|Aspell) ([\d.]+)", _run([program, "-v"]))
    return Speller(name, banner[1] if banner else "", frozenset(commands), ask) if commands else None


def _piped(command: Sequence[str], words: Sequence[str]) -> Suggestions:
    """One word a line in; out, for each line, what is wrong in it and an empty line."""
    shown = _run(command, "".join(f"^{word.replace('’', chr(39))}\n" for word in words))
    answers = shown.split("\n", 1)[1].split("\n\n")
    found: Suggestions = {}
    for word, answer in zip(words, answers, strict=False):
        plain = word.replace("’", "'")
        for line in answer.strip("\n").split("\n"):
            match = _FLAGGED.match(line)
            if match:
                suggestions = [one.replace("’", "'") for one in (match[2] or "").split(", ") if one]
                # The checker may have cut the token: what it says of a part is said of the whole.
                found[word] = [plain.replace(match[1].replace("’", "'"), one, 1) for one in suggestions]
                break
    return found


def codespell() -> Speller | None:
    """codespell with its default dictionaries; it speaks English and is asked about every language."""
    program = which("codespell")
    if program is None:
        return None

    def ask(words: Sequence[str], language: str) -> Suggestions:  # noqa: ARG001
        found: Suggestions = {}
        for line, wrong, right in _CODESPELL.findall(_on_file([program], words)):
            word = words[int(line) - 1]
            found[word] = [word.replace(wrong, one.strip(), 1) for one in right.split(",") if one.strip()]
        return found

    return Speller("codespell", metadata.version("codespell"), frozenset(), ask)


def typos() -> Speller | None:
    """typos with its default dictionary; it speaks English and is asked about every language."""
    program = which("typos")
    if program is None:
        return None

    def ask(words: Sequence[str], language: str) -> Suggestions:  # noqa: ARG001
        found: Suggestions = {}
        for line in _on_file([program, "--isolated", "--format", "json"], words).splitlines():
            row = json.loads(line)
            if row.get("type") == "typo":
                word = words[row["line_num"] - 1]
                found[word] = [word.replace(row["typo"], one, 1) for one in row["corrections"]]
        return found

    return Speller("typos", _run([program, "--version"]).split()[-1], frozenset(), ask)


def _on_file(command: Sequence[str], words: Sequence[str]) -> str:
    """What a program says of a file with one word a line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "words.txt")
        file.write_text("\n".join(words) + "\n", encoding="utf-8")
        return _run([*command, str(file)])


class Symspell:
    """symspellpy with the English dictionary that it ships, and wordfreq's lists (if installed) elsewhere."""

    @staticmethod
    def languages() -> list[str]:
        """The languages that it can segment."""
        try:
            import wordfreq
        except ImportError:
            return ["en"]
        return sorted({"en"} | set(wordfreq.available_languages("large")) & _DICTIONARIES.keys())

    @staticmethod
    @cache
    def segmenter(language: str) -> Callable[[str], list[str] | None]:
        """Cuts the words that the dictionary does not have."""
        from symspellpy import SymSpell

        checker = SymSpell(max_dictionary_edit_distance=0)
        if language == "en":
            _load_english(checker)
        else:
            import wordfreq

            for word, share in wordfreq.get_frequency_dict(language, "large").items():
                checker.create_dictionary_entry(word, max(1, round(share * 1e9)))

        @cache
        def cut(word: str) -> list[str] | None:
            if word.lower() in checker.words:
                return None
            pieces: str = checker.word_segmentation(word.lower(), max_edit_distance=0).segmented_string
            return _as_in(word, pieces.split(" "))

        return cut

    @staticmethod
    def speller() -> Speller:
        """Corrects English words, within two edits."""

        @cache
        def dictionary() -> Any:
            from symspellpy import SymSpell

            checker = SymSpell(max_dictionary_edit_distance=2)
            _load_english(checker)
            return checker

        def ask(words: Sequence[str], language: str) -> Suggestions | None:
            if language != "en":
                return None
            from symspellpy import Verbosity

            checker, found = dictionary(), Suggestions()
            for word in words:
                plain = word.lower()
                if plain not in checker.words:
                    near = checker.lookup(plain, Verbosity.CLOSEST, max_edit_distance=2)
                    found[word] = [one.term.capitalize() if word[0].isupper() else one.term for one in near]
            return found

        return Speller("symspellpy", metadata.version("symspellpy"), frozenset({"en"}), ask)


def _load_english(checker: Any) -> None:
    for name in resources.files("symspellpy").iterdir():
        if name.name.startswith("frequency_dictionary_en"):
            checker.load_dictionary(str(name), term_index=0, count_index=1)


def _as_in(word: str, pieces: Sequence[str]) -> list[str] | None:
    """The pieces in the letters of the word; None if they are not the word."""
    if "".join(pieces) != word.lower() or len(word.lower()) != len(word):
        return None
    cut, start = [], 0
    for piece in pieces:
        cut.append(word[start : start + len(piece)])
        start += len(piece)
    return cut
