"""Grades agree with the criteria as the NCI words them."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from firstdose.trial import grade

ROWS = list(
    csv.DictReader((Path(__file__).parent / "data/ctcae/ctcae-v5.csv").read_text(encoding="utf-8").splitlines())
)


def _si(text: str) -> float | None:
    """The limit of a count, in 1e9/L or g/L; None: the lower limit of normal."""
    for part in reversed(text.replace("Hgb ", "").split(";")):
        found = re.match(r"\s*<(LLN|[\d.]+).*(?:10e9 ?/L|g/L)", part)
        if found and "g/dL" not in part:
            return None if found[1] == "LLN" else float(found[1])
    raise AssertionError(text)


LOW = [row for row in ROWS if "decreased" in row["TERM"] or row["TERM"] == "Anemia"]
HIGH = [row for row in ROWS if "increased" in row["TERM"]]


@pytest.mark.parametrize("row", LOW, ids=lambda row: row["TERM"])
def test_counts_below_each_limit(row: dict[str, str]) -> None:
    lln, grades = 140.0 if row["TERM"] != "Neutrophil count decreased" else 1.8, range(1, 5)
    limits = [
        lln if (limit := _si(row[f"GRADE_{each}"])) is None else limit
        for each in grades
        if not row[f"GRADE_{each}"].startswith("Life")
    ]
    at, below = (grade(row["TERM"], np.array(limits) * factor, lln=lln).tolist() for factor in (1.0, 0.999))
    assert at == [number - 1 for number in range(1, 1 + len(limits))]
    assert below == list(range(1, 1 + len(limits)))


def _limits(row: dict[str, str], start: str) -> list[tuple[bool, float]]:
    """Of each grade, whether the limit itself has it, and the multiple of ULN or baseline."""
    found = []
    for each in range(1, 5):
        said = next(part.strip() for part in row[f"GRADE_{each}"].split(";") if f"baseline was {start}" in part)
        number = re.match(r"(>?)\s*(ULN|[\d.]+)", said)
        assert number is not None
        found.append((number[1] == "", 1.0 if number[2] == "ULN" else float(number[2])))
    return found


@pytest.mark.parametrize("row", HIGH, ids=lambda row: row["TERM"])
@pytest.mark.parametrize(("start", "baseline", "of"), [("normal", 30.0, 50.0), ("abnormal", 60.0, 60.0)])
def test_multiples_above_each_limit(row: dict[str, str], start: str, baseline: float, of: float) -> None:
    for number, (reached, multiple) in enumerate(_limits(row, start), start=1):
        at, above = (int(grade(row["TERM"], factor * multiple * of, baseline, uln=50.0)) for factor in (1.0, 1.001))
        assert (at, above) == (number if reached else number - 1, number)


def test_every_row_of_the_table_is_compared() -> None:
    assert {row["TERM"] for row in LOW + HIGH} == {row["TERM"] for row in ROWS}
