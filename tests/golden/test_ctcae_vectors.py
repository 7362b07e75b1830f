"""Every vector with which the authors of admiral test their grading, for all versions and units."""

from pathlib import Path

import polars as pl
import pytest

from firstdose.data import read_table
from firstdose.trial import ctcae
from firstdose.trial.ctcae_term import Mode
from firstdose.trial.ctcae_units import laboratory_units

VECTORS = read_table(Path(__file__).parent / "data/ctcae/atoxgr_unit_vectors.csv.gz")
CRITERIA = sorted(VECTORS["criteria"].unique())
UNITS = {"": ["si"], "uscv": ["us"], "sicv": ["si"], "siuscv": ["si", "us"]}


def _number(row: dict[str, str | None], name: str) -> float:
    return float(row[name] or "nan")


def _grade(row: dict[str, str | None], mode: Mode) -> str | None:
    """What firstdose says of one vector; the first system of units that has the row's unit answers."""
    version, _, units = str(row["criteria"]).removeprefix("atoxgr_criteria_ctcv").partition("_")
    for system in UNITS[units]:
        known = {term.name: term for term in ctcae(int(version), system, mode).terms}
        term = known.get((row["TERM"] or "").lower())
        if term is None or term.worse != {"L": "low", "H": "high"}[str(row["direction"])]:
            continue
        factor = laboratory_units().as_admiral(row["AVALU"], term.unit) if term.has_unit else 1.0
        if factor is None:
            continue
        value, change = _number(row, "AVAL"), _number(row, "PCHG")
        base = _number(row, "BASE") if row["BASE"] else value / (1 + change / 100)
        found = int(
            term.grade(
                value * factor,
                base * factor,
                lln=_number(row, "ANRLO") * factor,
                uln=_number(row, "ANRHI") * factor,
                bnrind=_start(row) if row["BNRIND"] else None,
            )
        )
        return None if found < 0 else str(found)
    return None


def _start(row: dict[str, str | None]) -> int:
    high = (row["high_indicator"] or "HIGH").removeprefix("c(").removesuffix(")").split(", ")
    return {True: 1, False: -1 if row["BNRIND"] == (row["low_indicator"] or "LOW") else 0}[row["BNRIND"] in high]


@pytest.mark.parametrize("criteria", CRITERIA)
def test_no_vector_of_admiral_is_graded_otherwise(criteria: str) -> None:
    rows = VECTORS.filter(pl.col("criteria") == criteria).to_dicts()
    wrong = [row for row in rows if _grade(row, "admiral") != row["EXPECTED_GRADE"]]
    assert wrong == []
    assert any(row["EXPECTED_GRADE"] for row in rows) or len(rows) == 2
