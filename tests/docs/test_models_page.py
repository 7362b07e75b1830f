"""The page of models is current, and every model is on it."""

import re
import runpy
from pathlib import Path

import pytest

from firstdose.pkpd.models import MODELS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "theory" / "models.md").read_text(encoding="utf-8")


def test_the_page_shows_the_models_as_they_are_stated_now() -> None:
    assert runpy.run_path(str(ROOT / "scripts" / "models_page.py"))["page"]() == PAGE, (
        "run: .venv/bin/python scripts/models_page.py"
    )


def test_every_model_has_its_section() -> None:
    assert re.findall(r"^## `(\w+)`$", PAGE, re.MULTILINE) == [*MODELS]


@pytest.mark.parametrize("name", MODELS)
def test_a_section_tells_every_parameter_or_where_it_is_told(name: str) -> None:
    section = PAGE.split(f"## `{name}`\n")[1].split("\n## ")[0]
    alike = re.search(r"The states are those of \[`(\w+)`\]", section)
    told = {*re.findall(r"^\| `(\w+)` \| [-\d.e+]+ \|", section, re.MULTILINE)}
    assert told | {*(MODELS[alike[1]].defaults if alike else ())} >= {*MODELS[name].defaults}
