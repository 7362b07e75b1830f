"""ADaM-like tables agree, cell by cell, with those that admiral made of the same SDTM."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from firstdose.analysis.adam import adae, adpc, adsl
from firstdose.data import numbers, read_folder, read_table

SDTM = Path(__file__).parent / "data" / "sdtm"
TOLERANCE = 1e-12  # relative, and absolute: both sides are double precision written with 17 digits
NUMBERS = {
    "adsl": {"TRTDURD", "DTHADY", "LDDTHELD"},
    "adae": {"AESEQ", "ASTDY", "AENDY", "ADURN"},
    "adpc": {
        *("NFRLT", "AFRLT", "NRRLT", "ARRLT", "MRRLT", "DOSEA", "AVAL", "BASE", "CHG", "ALLOQ"),
        *("SRCSEQ", "ASEQ"),
    },
}


@cache
def domains() -> dict[str, pl.DataFrame]:
    return read_folder(SDTM)


@cache
def subjects() -> pl.DataFrame:
    read = domains()
    return adsl(read["dm"], read["ex"], read["ds"], read["ae"], read["lb"])


def mismatches(name: str, found: pl.DataFrame, key: str) -> dict[str, int]:
    """Cells that differ, by column; rows are put in the same order by subject and key."""
    expected = read_table(SDTM / f"admiral_{name}.csv.gz")
    assert found.height == expected.height
    dated = [
        pl.col(column).dt.strftime("%Y-%m-%dT%H:%M:%S") for column, kind in found.schema.items() if kind == pl.Datetime
    ]
    written = found.with_columns(dated).select(expected.columns).cast(pl.String)
    order = ["USUBJID", pl.col(key).cast(pl.Float64, strict=False)]
    written, expected = written.sort(order), expected.sort(order)
    return {
        column: wrong
        for column in expected.columns
        if (wrong := int(_differ(written, expected, column, column in NUMBERS[name]).sum()))
    }


def _differ(found: pl.DataFrame, expected: pl.DataFrame, column: str, number: bool) -> pl.Series:
    if not number:
        return expected[column].ne_missing(found[column])
    ours, theirs = numbers(found, column, "ours"), numbers(expected, column, "theirs")
    near = ((ours - theirs).abs() <= TOLERANCE * (1 + theirs.abs())).fill_null(False)
    return ~near & ~(ours.is_null() & theirs.is_null())


def test_subjects() -> None:
    assert mismatches("adsl", subjects(), "USUBJID") == {}


def test_adverse_events_but_for_the_last_dose() -> None:
    """The reference knows no dose of 81 mg: see the README beside the data."""
    found = adae(domains()["ae"], subjects(), domains()["ex"])
    assert set(mismatches("adae", found, "AESEQ")) == {"LDOSEDTM"}


def test_last_doses_where_those_that_the_reference_does_not_know_are_left_out() -> None:
    without = domains()["ex"].filter(pl.col("EXDOSE") != "81")
    assert mismatches("adae", adae(domains()["ae"], subjects(), without), "AESEQ") == {}


def test_last_doses_differ_only_where_one_of_81_mg_came_before() -> None:
    ex = domains()["ex"]
    found = adae(domains()["ae"], subjects(), ex)
    expected = read_table(SDTM / "admiral_adae.csv.gz").select("USUBJID", pl.col("AESEQ").cast(pl.Int64), "LDOSEDTM")
    both = found.select("USUBJID", "AESEQ", "ASTDT", ours=pl.col("LDOSEDTM").dt.strftime("%Y-%m-%dT%H:%M:%S"))
    both = both.join(expected, on=["USUBJID", "AESEQ"])
    high = ex.filter(pl.col("EXDOSE") == "81").group_by("USUBJID").agg(pl.col("EXSTDTC").min())
    differ = both.filter(pl.col("ours").ne_missing(pl.col("LDOSEDTM"))).join(high, on="USUBJID", how="left")
    assert differ.height == 204
    assert (differ["EXSTDTC"].str.to_date() <= differ["ASTDT"]).all()


@pytest.mark.parametrize("kind", ["polars", "pandas"])
def test_concentrations(kind: str) -> None:
    pc, ex = domains()["pc"], domains()["ex"]
    if kind == "pandas":
        pd = pytest.importorskip("pandas")
        found = adpc(pd.DataFrame(pc.to_dict(as_series=False)), pd.DataFrame(ex.to_dict(as_series=False)), subjects())
    else:
        found = adpc(pc, ex, subjects())
    assert mismatches("adpc", found, "ASEQ") == {}
