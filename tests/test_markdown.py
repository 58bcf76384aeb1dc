"""In Markdown, code, addresses and tags are no prose."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import run

KEPT = """\
---
titre : dela  Défense
---

# Titre

Le ministre `dela  Défense` a reçu [une page](dela,Défense) et <a href="dela,x">lien</a>.

```sh
corpuslint verify .
echo  dela Défense  # le  ministre
```

    un  exemple dela Défense

[page]: dela,Défense
"""


@pytest.mark.parametrize("newline", ["\n"])
def test_code_stays_as_it_is(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(KEPT.replace("\n", newline).encode())
    run("check", path, "--fix", "--unsafe-fixes", "--language", "fr", "--isolated", "--select", "SPC")
    assert path.read_bytes() == KEPT.replace("\n", newline).encode()


def test_prose_beside_code_is_fixed(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("Le ministre dela Défense a lu `dela  x` hier,dans la région.\n", encoding="utf-8")
    run("check", path, "--fix", "--unsafe-fixes", "--language", "fr", "--isolated", "--select", "SPC")
    assert path.read_text(encoding="utf-8") == "Le ministre de la Défense a lu `dela  x` hier, dans la région.\n"


def test_a_fence_that_never_ends_and_stray_ticks_cost_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("` " * 20_000 + "\n```\n" + "`a " * 20_000 + "<a " * 20_000, encoding="utf-8")
    assert run("check", path, "--isolated", "--select", "SPC003").exit_code in (0, 1)
