"""The gallery shows what its script draws, and the script draws what the gallery shows."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = runpy.run_path(str(ROOT / "scripts" / "gallery.py"))["FIGURES"]
PAGE = (ROOT / "docs" / "designs" / "gallery.md").read_text(encoding="utf-8")


def test_every_figure_is_shown_and_told_in_words() -> None:
    shown = re.findall(r"!\[(.+)\]\(\.\./images/gallery/(.+)\.svg\)", PAGE)
    assert [name for _, name in shown] == list(FIGURES)
    assert all(len(words) > 20 for words, _ in shown)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_with_its_marks_and_words(name: str) -> None:
    drawn = FIGURES[name]("svg").decode()
    assert drawn.startswith("<svg")
    assert drawn.count("<path") > 20
    assert drawn.count("<text") > 20
    assert "NaN" not in drawn
