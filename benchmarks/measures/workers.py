"""Libraries as programs, so that they can be measured as programs are.

    python workers.py ftfy+langdetect|datatrove PATH

The path is a folder of text files. Each document goes through the library as its users would run it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path


def documents(folder: str) -> Iterator[str]:
    """The texts of a folder, in order of name."""
    for path in sorted(Path(folder).rglob("*.txt")):
        yield path.read_text(encoding="utf-8")


def ftfy_and_langdetect(folder: str) -> None:
    """Mend each text and detect its language."""
    import ftfy
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    for text in documents(folder):
        ftfy.fix_text(text)
        try:
            detect(text)
        except LangDetectException:  # a text without letters
            continue


def datatrove(folder: str) -> None:
    """The filters that its examples run over web pages, told that the text is French."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )

    filters = (
        GopherRepetitionFilter(language="fr"),
        GopherQualityFilter(language="fr"),
        C4QualityFilter(language="fr", filter_no_terminal_punct=False),
        FineWebQualityFilter(language="fr"),
    )
    for number, text in enumerate(documents(folder)):
        for one in filters:  # each of them, though the first may have refused the text: the whole work is measured
            one.filter(Document(text=text, id=str(number)))


WORKERS = {"ftfy+langdetect": ftfy_and_langdetect, "datatrove": datatrove}

if __name__ == "__main__":
    WORKERS[sys.argv[1]](sys.argv[2])
