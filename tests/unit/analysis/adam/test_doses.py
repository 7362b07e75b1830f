from datetime import datetime
from typing import Any

import polars as pl
import pytest

from firstdose.analysis.adam import adex, single_doses
from firstdose.analysis.adam.doses import frequencies
from firstdose.errors import DataError

ADSL = pl.DataFrame({"USUBJID": ["1"], "TRTSDT": ["2021-01-01"], "TRT01A": ["DL1"]})


def interval(**changed: Any) -> dict[str, Any]:
    return {"USUBJID": "1", "EXTRT": "ADC", "EXDOSE": "100", "EXSTDTC": "2021-01-01"} | changed


def doses(*rows: dict[str, Any], **options: Any) -> list[str]:
    found = single_doses(pl.DataFrame(list(rows)), **options)
    return found["ADTM"].dt.strftime("%m-%d %H:%M").to_list()


@pytest.mark.parametrize(
    ("frequency", "start", "end", "found"),
    [
        ("QD", "2021-01-30", "2021-02-01", ["01-30 00:00", "01-31 00:00", "02-01 00:00"]),
        ("q2d", "2021-01-01T10:30", "2021-01-07T11:30", ["01-01 10:30", "01-03 10:30", "01-05 10:30", "01-07 10:30"]),
        ("Q3D", "2021-01-08", "2021-01-13", ["01-08 00:00", "01-11 00:00"]),
        ("EVERY 2 WEEKS", "2021-01-15T09:57", "2021-01-29T09:00", ["01-15 09:57", "01-29 09:57"]),
        ("3 TIMES PER WEEK", "2021-01-01", "2021-01-07", ["01-01 00:00", "01-03 00:00", "01-05 00:00"]),
        ("BID", "2021-01-01T08:00", "2021-01-02T07:59", ["01-01 08:00", "01-01 20:00"]),
        ("BID", "2021-01-01", "2021-01-02", ["01-01 00:00", "01-01 12:00", "01-02 00:00", "01-02 12:00"]),
        ("5 TIMES PER DAY", "2021-01-01T00:00", "2021-01-01T09:36", ["01-01 00:00", "01-01 04:48", "01-01 09:36"]),
        ("ONCE", "2021-01-01", "2021-01-09", ["01-01 00:00"]),
        (None, "2021-01-01", None, ["01-01 00:00"]),
        ("QD", "2021-01", "2021-01-09", []),
        ("QD", "2021-01-01", None, []),
    ],
)
def test_doses_of_an_interval(frequency: str | None, start: str, end: str | None, found: list[str]) -> None:
    assert doses(interval(EXDOSFRQ=frequency, EXSTDTC=start, EXENDTC=end)) == found


def test_an_interval_without_an_end_may_be_one_dose() -> None:
    assert doses(interval(EXDOSFRQ="QD", EXENDTC=None), missing_end="start") == ["01-01 00:00"]


def test_a_partial_date_may_be_imputed() -> None:
    row = interval(EXDOSFRQ="QD", EXSTDTC="2021-02", EXENDTC="2021-02-02")
    assert doses(row, imputation="D") == ["02-01 00:00", "02-02 00:00"]


def test_a_frequency_that_says_no_distance_is_refused() -> None:
    with pytest.raises(DataError, match='^EX row 2: EXDOSFRQ = "PRN" does not say how far apart doses are'):
        doses(interval(EXDOSFRQ="QD"), interval(EXDOSFRQ="PRN"))


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(DataError, match="^EX row 1: subject 1 ends on 2020-12-31, before the start on 2021-01-01"):
        doses(interval(EXENDTC="2020-12-31"))


def test_frequencies_are_named_once() -> None:
    known = [each.name for each in frequencies().frequencies]
    assert len(known) == len(set(known))
    assert all(each.every > 0 for each in frequencies().frequencies)


def exposure(*rows: dict[str, Any], **options: Any) -> dict[str, float | None]:
    found = adex(pl.DataFrame(list(rows), infer_schema_length=None), ADSL, **options).filter(PARCAT1="OVERALL")
    return dict(found.select("PARAMCD", "AVAL").rows())


def test_exposure_to_three_infusions() -> None:
    rows = [interval(EXSTDTC=start, EXDOSE=dose) for start, dose in (("2021-01-01", 100), ("2021-01-22", 80))]
    zero = interval(EXSTDTC="2021-02-12", EXDOSE=0)
    assert exposure(*rows, zero) == {"TDURD": 22, "TNDOSE": 2, "TDOSE": 180, "AVGDOSE": 90}


def test_what_was_planned_gives_the_dose_intensity() -> None:
    row = interval(EXDOSE=80, EXPLDOS=100, EXDOSFRQ="QD", EXENDTC="2021-01-10", EXDOSU="mg")
    found = exposure(row)
    assert found["TPDOSE"] == 1000
    assert found["TDOSINT"] == 80
    assert exposure(row | {"EXTRT": "PLACEBO", "EXDOSE": 0, "EXPLDOS": 0}).get("TDOSINT") is None


def test_rows_by_interval() -> None:
    found = adex(pl.DataFrame([interval(EXDOSFRQ="QD", EXENDTC="2021-01-03", EXDOSU="mg")]), ADSL)
    single = found.filter(PARCAT1="INDIVIDUAL")
    assert single.select("PARAMCD", "AVAL", "AVALU").rows() == [
        ("DURD", 3, "DAYS"),
        ("NDOSE", 3, "DOSES"),
        ("DOSE", 300, "mg"),
    ]
    assert found["reason"].null_count() == found.height
    assert single["ASTDY"].to_list() == [1, 1, 1]
    assert single["TRT01A"].to_list() == ["DL1"] * 3


def test_what_cannot_be_counted_has_a_reason() -> None:
    lost = interval(EXDOSFRQ="QD", EXSTDTC="2021-01-05", EXENDTC=None)
    found = adex(pl.DataFrame([interval(EXDOSFRQ="QD", EXENDTC="2021-01-03"), lost]), ADSL)
    assert found.filter(PARAMCD="TDOSE").select("AVAL", "reason").row(0) == (
        300,
        "1 of 2 intervals left out: dates are missing or partial",
    )
    assert found.filter(PARAMCD="DOSE")["reason"].to_list() == [None, "EXENDTC is missing or partial"]
    alone = adex(pl.DataFrame([lost]), ADSL)
    assert alone.filter(PARAMCD="TDOSE")["AVAL"].to_list() == [None]


def test_doses_in_different_units_are_not_added() -> None:
    rows = [interval(EXDOSU="mg", EXPLDOS=100), interval(EXDOSU="mg/kg", EXPLDOS=100)]
    found = exposure(*rows)
    assert found.get("TDOSE") is found.get("TDOSINT") is None
    assert found["TNDOSE"] == 2
    reasons = adex(pl.DataFrame(rows), ADSL).filter(PARCAT1="OVERALL")["reason"]
    assert set(reasons) == {"doses are in different units: mg, mg/kg"}


def test_treatments_are_counted_apart() -> None:
    found = adex(pl.DataFrame([interval(), interval(EXTRT="OTHER", EXDOSE="5")]), ADSL)
    assert found.filter(PARAMCD="TDOSE").select("EXTRT", "AVAL").rows() == [("ADC", 100), ("OTHER", 5)]


def test_nothing_given_is_no_row() -> None:
    assert adex(pl.DataFrame([interval()]).clear(), ADSL).is_empty()


def test_a_dose_keeps_the_time_of_its_start() -> None:
    found = single_doses(pl.DataFrame([interval(EXSTDTC="2021-01-01T10:15")]))
    assert found["ADTM"].to_list() == [datetime(2021, 1, 1, 10, 15)]
