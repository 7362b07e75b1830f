"""What holds for any trial: a subject's rows depend on that subject alone, and imputation keeps what is known."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from firstdose.analysis import adae, adex, adpc, adsl
from firstdose.analysis.adam import completed
from firstdose.data import read_folder

FOLDER = Path(__file__).parents[3] / "golden" / "data" / "sdtm"


@cache
def trial() -> dict[str, pl.DataFrame]:
    return read_folder(FOLDER, names=("dm", "ex", "ds", "ae", "lb", "pc"))


def derived(domains: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    subjects = adsl(*(domains[name] for name in ("dm", "ex", "ds", "ae", "lb")))
    ex = domains["ex"]
    return {
        "adsl": subjects,
        "adae": adae(domains["ae"], subjects, ex),
        "adex": adex(ex, subjects),
        "adpc": adpc(domains["pc"], ex, subjects),
    }


@cache
def of_all() -> dict[str, pl.DataFrame]:
    return derived(trial())


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 211), unique=True, max_size=6), st.integers(0, 9))
def test_a_subject_is_derived_from_its_own_rows_in_any_order(numbers: list[int], seed: int) -> None:
    chosen = trial()["dm"]["USUBJID"].gather(numbers).to_list()
    some = {
        name: frame.filter(pl.col("USUBJID").is_in(chosen)).sample(fraction=1, shuffle=True, seed=seed)
        for name, frame in trial().items()
    }
    for name, found in derived(some).items():
        key = {"adae": ["USUBJID", "AESEQ"], "adpc": ["USUBJID", "ASEQ"]}.get(name, ["USUBJID"])
        if name == "adex":
            key = ["USUBJID", "EXTRT", "PARAMCD", "EXSEQ"]
        expected = of_all()[name].filter(pl.col("USUBJID").is_in(chosen))
        assert_frame_equal(found.sort(key), expected.sort(key), check_dtypes=False)


YEAR = st.integers(1990, 2030).map("{:04d}".format)
TWO = st.integers(1, 12).map("{:02d}".format)
PARTIAL = st.tuples(YEAR, st.none() | TWO, st.none() | TWO, st.none() | TWO).map(
    lambda p: (
        p[0]
        if p[1] is None
        else f"{p[0]}-{p[1]}"
        if p[2] is None
        else f"{p[0]}-{p[1]}-{p[2]}" + ("" if p[3] is None else f"T{p[3]}")
    )
)


@given(st.lists(PARTIAL, min_size=1, max_size=5), st.sampled_from(["first", "last"]), st.data())
def test_imputation_keeps_what_is_known(texts: list[str], at: Any, data: st.DataObject) -> None:
    bound = data.draw(st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), min_size=len(texts), max_size=len(texts)))
    frame = pl.DataFrame({"X": texts})
    plain = completed(frame, "X", "T", highest="M", at=at)["DTM"].to_list()
    bounded = completed(frame, "X", "T", highest="M", at=at, bounds=[pl.Series(bound)])["DTM"].to_list()
    for text, free, found, day in zip(texts, plain, bounded, bound, strict=True):
        assert found.isoformat().startswith(text)
        edge = (
            datetime(day.year, day.month, day.day)
            if at == "first"
            else datetime(day.year, day.month, day.day, 23, 59, 59)
        )
        assert found in (free, edge)
        assert found >= free if at == "first" else found <= free


@given(st.lists(PARTIAL, min_size=1, max_size=5))
def test_first_is_not_after_last(texts: list[str]) -> None:
    frame = pl.DataFrame({"X": texts})
    first, last = (completed(frame, "X", "T", highest="M", at=at)["DTM"] for at in ("first", "last"))
    assert (first <= last).all()
