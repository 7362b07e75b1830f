"""The guide to the study file explains every table, key, design and rule, and its example is a study."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from firstdose.design.catalogue import DESIGNS, RULES
from firstdose.study import load
from firstdose.study.file import StudyFile
from firstdose.study.stated_table import Stated

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "study.md").read_text(encoding="utf-8")
FROM_TRIAL = {"n_levels", "doses", "cohort_size", "of"}  # no option in a file: the trial has them
ADDRESS = {field.name for field in fields(Stated)}
TABLES = {
    name: next(option for option in (kind, *get_args(kind)) if is_dataclass(option))
    for name, kind in get_type_hints(StudyFile).items()
}


def _section(table: str) -> str:
    """From the table's name to the next heading, in bold or not."""
    found = re.search(rf"^\*\*`\[+{table}\]+`\*\*(.*?)^(?:\*\*|##)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/guide/study.md has no section **`[{table}]`**"
    return found[1]


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_a_table_is_explained_and_no_other(table: str) -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", _section(table), re.MULTILINE)
    explained = {key for row in rows for key in re.findall(r"`(\w+)`", row)} - {*DESIGNS, *RULES}
    assert explained == {field.name for field in fields(TABLES[table])} - ADDRESS


@pytest.mark.parametrize("name", [*DESIGNS, *RULES])
def test_every_design_and_rule_is_explained_with_its_options(name: str) -> None:
    row = re.search(rf"^\| `{re.escape(name)}` \|(.*?)\|", _section("escalation"), re.MULTILINE)
    assert row, f"docs/guide/study.md does not explain {name}"
    kind = {**DESIGNS, **RULES}[name]
    options = {field.name for field in fields(kind)} - FROM_TRIAL
    assert set(re.findall(r"`(\w+)`", row[1])) == options


def test_the_example_is_a_study(tmp_path: Path) -> None:
    example = re.search(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert example
    path = tmp_path / "example.toml"
    path.write_text(example[1], encoding="utf-8")
    assert load(path).name == "my study"
