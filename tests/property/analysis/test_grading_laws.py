"""Laws of laboratory grades."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.analysis.grading import grade_laboratory

TESTS = {"PLAT": ("10^9/L", "/uL"), "ALB": ("g/L", "g/dL"), "CREAT": ("umol/L", "mmol/L"), "GLUC": ("mmol/L", "umol/L")}
FACTOR = {"/uL": 1000.0, "g/dL": 0.1, "mmol/L": 0.001, "umol/L": 1000.0}
NUMBERS = st.integers(1, 4000).map(lambda number: number / 10)


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """A few subjects with some tests, each with a baseline at most."""
    rows = []
    for who in range(draw(st.integers(1, 4))):
        for code, (unit, _) in TESTS.items():
            low = draw(NUMBERS)
            for day in range(draw(st.integers(0, 3))):
                value = draw(st.none() | NUMBERS)
                flag = "Y" if day == 0 and draw(st.booleans()) else None
                rows.append((f"{who}", code, value, unit, low, 2 * low, f"2026-03-{day + 1:02}", flag))
    names = ["USUBJID", "LBTESTCD", "LBSTRESN", "LBSTRESU", "LBSTNRLO", "LBSTNRHI", "ADT", "ABLFL"]
    schema = {name: pl.Float64 if name in {"LBSTRESN", "LBSTNRLO", "LBSTNRHI"} else pl.String for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _grades(lb: pl.DataFrame, version: int) -> pl.DataFrame:
    return grade_laboratory(lb, ctcae=version).rows.select("ATOXGRL", "ATOXGRH")


@settings(max_examples=40, deadline=None)
@given(lb=tables(), version=st.sampled_from([4, 5, 6]), seed=st.integers(0, 99))
def test_a_row_has_its_grade_wherever_it_stands(lb: pl.DataFrame, version: int, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(lb))
    assert _grades(lb[order], version).equals(_grades(lb, version)[order])


@settings(max_examples=40, deadline=None)
@given(lb=tables(), version=st.sampled_from([4, 5, 6]))
def test_the_unit_of_a_table_does_not_matter(lb: pl.DataFrame, version: int) -> None:
    other = pl.col("LBTESTCD").replace_strict({code: units[1] for code, units in TESTS.items()})
    factor = other.replace_strict(FACTOR, return_dtype=pl.Float64)
    scaled = lb.with_columns(pl.col("LBSTRESN", "LBSTNRLO", "LBSTNRHI") * factor, other.alias("LBSTRESU"))
    assert _grades(scaled, version).equals(_grades(lb, version))
