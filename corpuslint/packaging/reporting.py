"""The report of a verification as JSON: what was checked, by whom, and what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpuslint import __version__
from corpuslint.packaging.build import DIGEST
from corpuslint.packaging.canonical import sha256_file
from corpuslint.packaging.referee import Judgement
from corpuslint.packaging.verify import Verdict

_CHECKED = (
    "every file against SHA256SUMS and the digest; none missing, added, linked or leading elsewhere",
    "the descriptor, the lock and the layers against the tables",
    "every row: columns, types, limits, ids, foreign keys, counts, and the one way in which it is written",
    "every span, hash and split against the text of its document",
    "every fix, replayed on the raw text and reverted on the clean text",
)


def describe_verdict(root: Path, verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON holds it: the same for the same package, wherever it lies and whenever it is verified.

    Raises:
        OSError: the package cannot be read.
    """
    judgement, documents = verdict.judgement, verdict.rows.get("documents", 0)
    digest = root / DIGEST
    sealed = digest.is_file() and not digest.is_symlink()
    return {
        "valid": verdict.valid,
        "digest": f"sha256:{sha256_file(digest)}" if sealed else None,
        "rows": verdict.rows,
        "problems": [
            {"file": one.file, "row": one.row, "what": one.what, "remedy": one.remedy} for one in verdict.problems
        ],
        "corpuslint": {"version": __version__, "checked": list(_CHECKED), "documents": documents},
        "frictionless": {
            "version": judgement.version,
            "checked": [
                "the descriptor",
                f"types, limits and keys of the rows of {_part(judgement, documents)}",
            ],
            "documents": judgement.documents,
            "report": judgement.report,
        }
        if judgement
        else None,
    }


def _part(judgement: Judgement, documents: int) -> str:
    if judgement.documents == documents:
        return "every document, and the hash of each table"
    return f"{judgement.documents} documents from all over the package, written as a package of their own"
