"""Which samples are a profile, dosing intervals, units, frames."""

from __future__ import annotations

from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.analysis import adpp
from firstdose.analysis.nca import dose_proportionality, nca, summary
from firstdose.analysis.nca.options import Units
from firstdose.analysis.nca.parameter_units import unit_of
from firstdose.errors import DataError, UnitError

FIRST, SECOND = [0.0, 8.0, 4.0, 2.0, 1.0], [9.0, 5.0, 2.5, 1.25]
TWO_DOSES = pl.DataFrame(
    {"USUBJID": "01", "TIME": [0, 1, 2, 4, 8, 9, 10, 12, 16], "CONC": [*FIRST, *SECOND], "DOSE": 100.0}
)


def _values(row: dict[str, Any]) -> dict[str, float | None]:
    return {code: each["value"] for code, each in row["parameters"].items()}


def test_times_of_doses_cut_samples_into_profiles() -> None:
    found = nca(TWO_DOSES, dose_times=[0, 8])
    first, second = map(_values, found.subjects)
    assert (first["CTROUGH"], second["CTROUGH"]) == (1.0, 1.25)  # a sample at the next dose ends the interval
    assert second["CMIN"] == 1.0  # and starts the next
    assert second["TMAX"] == 1.0
    assert second["ARCMAX"] == 9 / 8
    assert second["ARAUC"] == pytest.approx((second["AUCTAU"] or 0) / (first["AUCTAU"] or 1))
    assert second["CLFO"] is None
    assert second["CLFTAU"] == pytest.approx(100 / (second["AUCTAU"] or 1))
    assert "CLFTAU" not in first


def test_a_column_of_dose_times_does_the_same_but_for_shared_samples() -> None:
    column = TWO_DOSES.with_columns(DOSETIME=pl.when(pl.col("TIME") < 8).then(0.0).otherwise(8.0))
    found = nca(column, tau=8)
    assert found.keys["DOSETIME"].to_list() == [0.0, 8.0]
    assert _values(found.subjects[1])["CTROUGH"] == 1.25
    assert "CLFTAU" in _values(found.subjects[1])
    with pytest.raises(DataError, match="Leave one of them out"):
        nca(column, dose_times=[0, 8])


def test_a_steady_state_needs_its_interval() -> None:
    with pytest.raises(DataError, match="dosing interval is not told"):
        nca(TWO_DOSES.head(5), steady_state=True)
    assert "CLFTAU" in _values(nca(TWO_DOSES.head(5), steady_state=True, tau=8).subjects[0])
    assert "CLFTAU" in _values(nca(TWO_DOSES.head(5).with_columns(TAU=8.0), steady_state=True).subjects[0])


def test_columns_doses_and_analytes_tell_profiles_apart() -> None:
    rows = TWO_DOSES.head(5)
    other = rows.with_columns(DOSE=200.0, PERIOD=pl.lit("B"))
    both = pl.concat([rows.with_columns(PERIOD=pl.lit("A")), other])
    assert len(nca(both)) == 2
    assert nca(both.with_columns(DOSE=100.0), by=["PERIOD"]).keys["PROFILE"].to_list() == ["A", "B"]
    with pytest.raises(DataError, match="01 has two concentrations at time 0"):
        nca(both.with_columns(DOSE=100.0))
    analytes = pl.concat([rows.with_columns(ANALYTE=pl.lit(name)) for name in ("X", "Y")])
    assert [row["ANALYTE"] for row in nca(analytes).subjects] == ["X", "Y"]


def test_a_dose_told_in_one_row_is_the_profiles() -> None:
    rows = TWO_DOSES.head(5).with_columns(DOSE=pl.when(pl.col("TIME") == 0).then(100.0))
    assert nca(rows).keys["DOSE"].to_list() == [100.0]
    assert nca(TWO_DOSES.head(5).drop("DOSE")).subjects[0]["parameters"]["CLFO"]["reason"] == "DOSE is missing or 0."


def test_a_route_makes_a_profile_and_one_profile_has_one_duration() -> None:
    rows = TWO_DOSES.head(5)
    infused = rows.with_columns(ROUTE=pl.lit("IV"), DUR=pl.when(pl.col("TIME") == 8).then(0.5))
    both = pl.concat([rows.with_columns(ROUTE=pl.lit("ORAL"), DUR=None), infused], how="vertical_relaxed")
    assert nca(both).keys.select("ROUTE", "DUR").rows() == [("EXTRAVASCULAR", 0.0), ("INTRAVENOUS", 0.5)]
    assert nca(infused.drop("ROUTE")).keys["ROUTE"].to_list() == ["INTRAVENOUS"]
    with pytest.raises(DataError, match=r"01 has DUR 0.5 and 1 in one profile"):
        nca(rows.with_columns(DUR=pl.when(pl.col("TIME") == 0).then(0.5).otherwise(1.0)))


@pytest.mark.parametrize("last_of_first", [7, 8])
def test_a_shared_sample_has_the_dose_of_each_interval(last_of_first: int) -> None:
    """A trough before a higher dose is of both doses, whichever of them its row tells."""
    rows = TWO_DOSES.with_columns(DOSE=pl.when(pl.col("TIME") <= last_of_first).then(100.0).otherwise(200.0))
    found = nca(rows, dose_times=[0, 8])
    assert found.keys["DOSE"].to_list() == [100.0, 200.0]
    assert [_values(row)["CTROUGH"] for row in found.subjects] == [1.0, 1.25]


def test_partial_areas_add_up_and_go_beyond_the_last_sample() -> None:
    found = nca(TWO_DOSES.head(5), intervals=[(0, 3), (3, 8), (0, 8), (8, 1000)])
    value = _values(found.subjects[0])
    assert (value["AUCINT_0-3"] or 0) + (value["AUCINT_3-8"] or 0) == pytest.approx(value["AUCINT_0-8"])
    assert value["AUCINT_0-8"] == pytest.approx(value["AUCLST"])
    assert value["AUCINT_8-1000"] == pytest.approx((value["AUCIFO"] or 0) - (value["AUCLST"] or 0))
    rows = found.adpp().filter(pl.col("PPTESTCD") == "AUCINT")
    assert rows["PPSTINT"].to_list() == [0.0, 3.0, 0.0, 8.0]
    with pytest.raises(DataError, match="the first below"):
        nca(TWO_DOSES.head(5), intervals=[(3, 3)])


def test_routes_are_those_of_cdisc() -> None:
    rows = TWO_DOSES.head(5)
    assert nca(rows.with_columns(ROUTE=pl.lit("oral"))).keys["ROUTE"].to_list() == ["EXTRAVASCULAR"]
    assert nca(rows.with_columns(DUR=0.5)).keys["ROUTE"].to_list() == ["INTRAVENOUS"]
    assert nca(rows, route="INTRAVENOUS").keys["ROUTE"].to_list() == ["INTRAVENOUS"]
    with pytest.raises(DataError, match='ROUTE = "BY EAR" is not known'):
        nca(rows.with_columns(ROUTE=pl.lit("by ear")))
    with pytest.raises(DataError, match="An infusion is INTRAVENOUS"):
        nca(rows.with_columns(DUR=0.5, ROUTE=pl.lit("ORAL")))


@pytest.mark.parametrize(
    ("kind", "units", "unit"),
    [
        ("auc", Units("h", "ng/mL"), "h*ng/mL"),
        ("volume", Units(None, "ng/mL", "ng"), "mL"),
        ("volume", Units(None, "ug/mL", "mg/kg"), "L/kg"),
        ("clearance", Units("d", "nmol/L", "mg"), "mg/(nmol/L)/d"),
        ("conc_dose", Units(None, "ng/mL", "mg/kg"), "ng/mL/(mg/kg)"),
        ("rate", Units("h"), "/h"),
        ("clearance", Units("h", "ng/mL"), None),
        ("percent", Units(), "%"),
    ],
)
def test_units(kind: Any, units: Units, unit: str | None) -> None:
    assert unit_of(kind, units) == unit


def test_a_unit_that_is_none() -> None:
    with pytest.raises(UnitError, match="Write units such as"):
        unit_of("volume", Units("h", "ng/mL", "spoons"))


def test_adpc_is_read_as_it_is() -> None:
    adpc = pl.DataFrame(
        {
            "USUBJID": "01",
            "PARAMCD": ["XAN", "DOSE", "XAN", "XAN", "XAN", "XAN", "XAN", "XAN"],
            "PCSPEC": [*["PLASMA"] * 7, "URINE"],
            "DTYPE": [None, None, None, None, None, None, "HALFLLOQ", None],
            "AFRLT": [-0.5, 0, 1, 2, 4, 8, 8, 6],
            "ARRLT": [-0.5, 0, 1, 2, 4, 8, 8, 6],
            "AVAL": [0, 54, 8, 4, 2, None, 0.005, 28],
            "DOSEA": 54.0,
            "ALLOQ": 0.01,
        },
        strict=False,
    )
    (row,) = nca(adpc).subjects
    assert (row["ANALYTE"], row["DOSE"]) == ("XAN", 54.0)
    value = _values(row)
    assert (value["TLST"], value["CMAX"], value["CMIN"]) == (4.0, 8.0, 0.0)


def test_frames_hold_what_the_json_holds() -> None:
    found = nca(TWO_DOSES, dose_times=[0, 8], time_unit="h")
    rows = adpp(TWO_DOSES, dose_times=[0, 8], time_unit="h")
    assert len(rows) == sum(len(row["parameters"]) for row in found.subjects)
    half = rows.filter(pl.col("PARAMCD") == "LAMZHL").row(0, named=True)
    assert half["AVAL"] == found.subjects[0]["parameters"]["LAMZHL"]["value"]
    assert half["AVALU"] == "h"
    assert rows.filter(pl.col("AVAL").is_null() == pl.col("reason").is_null()).is_empty()
    assert found.wide()["CMAX"].to_list() == [8.0, 9.0]
    assert nca(pd.DataFrame(TWO_DOSES.to_dict(as_series=False))).to_dict() == nca(TWO_DOSES).to_dict()


def test_a_summary_by_dose() -> None:
    rows = pl.concat(
        TWO_DOSES.head(5).with_columns(USUBJID=pl.lit(name), CONC=pl.col("CONC") * k, DOSE=dose)
        for name, k, dose in (("A", 1.0, 100.0), ("B", 4.0, 100.0), ("C", 3.0, 200.0), ("D", 3.0, 200.0))
    )
    found = summary(nca(rows), ["CMAX", "TMAX"])
    first = found.row(0, named=True)
    assert (first["DOSE"], first["N"]) == (100.0, 2)
    assert first["GEOMEAN"] == pytest.approx(16.0)
    assert first["GEOCV"] == pytest.approx(127.0, abs=0.1)  # sqrt(exp(2 (ln 2)²) - 1)
    assert found.filter(pl.col("PPTESTCD") == "TMAX")["GEOMEAN"].null_count() == 2
    weights = nca(rows.with_columns(DOSE=pl.col("USUBJID").rank("dense").cast(pl.Float64)))
    assert summary(weights, ["CMAX"])["N"].to_list() == [4]


def test_proportionality_of_each_analyte() -> None:
    rows = pl.concat(
        TWO_DOSES.head(5).with_columns(
            USUBJID=pl.lit(f"{dose}"), CONC=pl.col("CONC") * dose / 100, DOSE=dose, ANALYTE=pl.lit(name)
        )
        for name in ("X", "Y")
        for dose in (100.0, 200.0, 400.0)
    )
    found = dose_proportionality(nca(rows))
    assert [(each.analyte, each.n, each.verdict) for each in found] == [
        ("X", 3, "proportional"),
        ("Y", 3, "proportional"),
    ]
    with pytest.raises(DataError, match="is no parameter"):
        dose_proportionality(nca(rows), "AUC")
    (one,) = dose_proportionality(nca(rows.filter((pl.col("DOSE") == 100) & (pl.col("ANALYTE") == "X"))))
    assert one.reason
    assert one.to_dict()["slope"] is None
