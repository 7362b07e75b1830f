"""Missed assessments and new therapy."""

import polars as pl
import pytest

from firstdose.analysis.survival import OS, PFS, Censoring, adtte
from firstdose.errors import DataError

MISSED = Censoring(missed=2, every_days=42, window_days=7)
THERAPY = Censoring(new_therapy="NACTDT")


def _found(
    visits: list[tuple[str, str]], end: tuple[str, str], censoring: Censoring, therapy: str | None = None
) -> tuple[object, ...]:
    rows: list[tuple[str, str, str, str | None]] = [("1", "OVR", response, day) for day, response in visits]
    rows += [
        ("1", each, "Y" if each == end[0] else "N", end[1] if each == end[0] else None) for each in ("PD", "DEATH")
    ]
    rows.append(("1", "LSTA", "SD", visits[-1][0]))
    adrs = pl.DataFrame(rows, schema=dict.fromkeys(("USUBJID", "PARAMCD", "AVALC", "ADT"), pl.String), orient="row")
    adsl = pl.DataFrame(
        {"USUBJID": ["1"], "RANDDT": ["2024-01-01"], "LSTALVDT": ["2025-01-01"], "DTHDT": [None], "NACTDT": [therapy]},
        schema_overrides={"DTHDT": pl.String, "NACTDT": pl.String},
    )
    (row,) = adtte(adrs, adsl, [PFS], censoring=censoring).to_dicts()
    return row["AVAL"], row["CNSR"], row["EVNTDESC"], row["CNSDTDSC"], row["SRCVAR"]


BEFORE = "Last Tumor Assessment Before Missed Assessments"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-05-12", (133.0, 0, "Disease Progression", None, "ADT")),  # 91 = 2 x 42 + 7 days later: one was missed
        ("2024-05-13", (42.0, 1, "Missed Assessments", BEFORE, "ADT")),
    ],
)
def test_an_event_after_two_missed_assessments_is_censored_at_the_last_before(day: str, expected: object) -> None:
    assert _found([("2024-02-11", "SD"), (day, "PD")], ("PD", day), MISSED) == expected


def test_an_assessment_that_cannot_be_evaluated_is_a_missed_one() -> None:
    visits = [("2024-02-11", "SD"), ("2024-04-01", "NE"), ("2024-05-13", "PD")]
    assert _found(visits, ("PD", "2024-05-13"), MISSED)[:2] == (42.0, 1)


def test_a_gap_that_is_over_does_not_censor() -> None:
    visits = [("2024-02-11", "SD"), ("2024-07-01", "SD"), ("2024-08-12", "PD")]
    assert _found(visits, ("PD", "2024-08-12"), MISSED)[1] == 0


def test_a_death_without_any_assessment_is_censored_at_the_start() -> None:
    expected = (1.0, 1, "Missed Assessments", "No Tumor Assessment Before Missed Assessments", "RANDDT")
    assert _found([("2024-02-11", "NE")], ("DEATH", "2024-06-01"), MISSED) == expected
    assert _found([("2024-02-11", "NE")], ("DEATH", "2024-02-01"), MISSED)[1] == 0


def test_an_event_after_a_new_therapy_is_censored_at_the_last_assessment_before_it() -> None:
    visits = [("2024-02-11", "SD"), ("2024-03-24", "PD")]
    expected = (42.0, 1, "New Anticancer Therapy", "Last Tumor Assessment Before New Anticancer Therapy", "ADT")
    assert _found(visits, ("PD", "2024-03-24"), THERAPY, "2024-03-01") == expected


def test_an_event_on_the_day_of_the_new_therapy_counts() -> None:
    assert _found([("2024-03-24", "PD")], ("PD", "2024-03-24"), THERAPY, "2024-03-24")[1] == 0


def test_a_censoring_after_a_new_therapy_moves_too() -> None:
    visits = [("2024-02-11", "SD"), ("2024-05-01", "SD")]
    assert _found(visits, ("", ""), THERAPY, "2024-03-01")[:2] == (42.0, 1)


def test_survival_is_not_touched() -> None:
    adsl = pl.DataFrame({"USUBJID": ["1"], "RANDDT": ["2024-01-01"], "DTHDT": ["2024-12-31"], "LSTALVDT": [""]})
    adrs = pl.DataFrame(schema=dict.fromkeys(("USUBJID", "PARAMCD", "AVALC", "ADT"), pl.String))
    assert adtte(adrs, adsl, [OS], censoring=MISSED)["AVAL"].to_list() == [366.0]


def test_assessments_are_needed() -> None:
    adrs = pl.DataFrame([("1", each, "N", None) for each in ("PD", "LSTA", "DEATH")], orient="row")
    adrs.columns = ["USUBJID", "PARAMCD", "AVALC", "ADT"]
    adsl = pl.DataFrame({"USUBJID": ["1"], "RANDDT": ["2024-01-01"]})
    with pytest.raises(DataError, match="ADRS has no assessments"):
        adtte(adrs.cast(pl.String), adsl, [PFS], censoring=MISSED)


def test_days_between_assessments_are_needed() -> None:
    with pytest.raises(DataError, match="every_days = 0"):
        Censoring(missed=2)
