"""Times to event and their rules."""

import datetime
from collections.abc import Mapping

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.analysis.survival import CONFIRMED_DOR, DOR, OS, PFS, TTP, TTR, Endpoint, adtte, endpoints, since
from firstdose.errors import DataError

ALIVE = {"RANDDT": "2024-01-01", "DTHDT": None, "LSTALVDT": "2024-06-30"}


def _adsl(subjects: Mapping[str, Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"USUBJID": name, **ALIVE, **dates} for name, dates in subjects.items()],
        schema_overrides={"DTHDT": pl.String},
    )


def _adrs(*rows: tuple[str, str, str, str | None]) -> pl.DataFrame:
    schema = dict.fromkeys(("USUBJID", "PARAMCD", "AVALC", "ADT"), pl.String)
    everybody = [("none", parameter, "N", None) for parameter in ("PD", "LSTA", "RSP", "DEATH")]
    return pl.DataFrame([*everybody, *rows], schema=schema, orient="row")


def _said(adrs: pl.DataFrame, adsl: pl.DataFrame, *asked: Endpoint) -> list[tuple[object, ...]]:
    found = adtte(adrs, adsl, asked).filter(pl.col("USUBJID") != "none")
    return found.select("AVAL", "CNSR", "EVNTDESC", "SRCDOM", "SRCVAR").rows()


def test_of_two_events_on_one_date_the_first_named_counts() -> None:
    adrs = _adrs(("1", "PD", "Y", "2024-03-01"), ("1", "DEATH", "Y", "2024-03-01"))
    assert _said(adrs, _adsl({"1": {}, "none": {}}), PFS) == [(61.0, 0, "Disease Progression", "ADRS", "ADT")]


def test_the_earlier_of_two_events_counts() -> None:
    adrs = _adrs(("1", "PD", "Y", "2024-03-02"), ("1", "DEATH", "Y", "2024-03-01"))
    assert _said(adrs, _adsl({"1": {}, "none": {}}), PFS) == [(61.0, 0, "Death", "ADRS", "ADT")]


def test_of_two_censorings_the_later_counts_and_on_one_date_the_last_named() -> None:
    adsl = _adsl({"1": {"LSTALVDT": "2024-01-01"}, "2": {"LSTALVDT": "2024-01-02"}, "none": {}})
    expected = [(1.0, 1, "Randomization", "ADSL", "RANDDT"), (2.0, 1, "Alive", "ADSL", "LSTALVDT")]
    assert _said(_adrs(), adsl, OS) == expected


def test_an_event_goes_before_any_censoring() -> None:
    adrs = _adrs(("1", "PD", "Y", "2024-03-01"), ("1", "LSTA", "PD", "2024-04-01"))
    assert _said(adrs, _adsl({"1": {}, "none": {}}), PFS)[0][:2] == (61.0, 0)


def test_a_death_of_adsl_counts_where_adrs_has_none() -> None:
    adsl = _adsl({"1": {"DTHDT": "2024-02-01"}, "none": {}})
    assert _said(_adrs(), adsl, OS, PFS) == [(32.0, 0, "Death", "ADSL", "DTHDT")] * 2


def test_response_has_a_duration_in_responders_only() -> None:
    adrs = _adrs(("1", "RSP", "Y", "2024-02-01"), ("1", "LSTA", "PR", "2024-02-10"))
    adsl = _adsl({"1": {}, "none": {}})
    assert adtte(adrs, adsl, [DOR]).select("USUBJID", "PARAMCD", "AVAL", "CNSR").rows() == [("1", "RSD", 10.0, 1)]
    assert _said(adrs, adsl, TTR)[0][:3] == (32.0, 0, "Response")


def test_a_confirmed_response_has_a_duration_of_its_own() -> None:
    adrs = _adrs(("1", "RSP", "Y", "2024-02-01"), ("1", "CRSP", "Y", "2024-02-05"), ("1", "LSTA", "PR", "2024-02-10"))
    found = adtte(adrs, _adsl({"1": {}, "none": {}}), [DOR, CONFIRMED_DOR])
    assert found.select("PARAMCD", "AVAL").rows() == [("CRSD", 6.0), ("RSD", 10.0)]


def test_death_does_not_end_the_time_to_progression() -> None:
    adrs = _adrs(("1", "LSTA", "SD", "2024-02-01"), ("1", "DEATH", "Y", "2024-02-03"))
    assert _said(adrs, _adsl({"1": {}, "none": {}}), TTP)[0][:2] == (32.0, 1)


def test_a_date_before_the_start_becomes_the_start() -> None:
    adrs = _adrs(("1", "PD", "Y", "2023-12-01"))
    assert _said(adrs, _adsl({"1": {}, "none": {}}), PFS)[0][:2] == (1.0, 0)


def test_a_missing_start_gives_its_reason() -> None:
    adsl = _adsl({"1": {"RANDDT": "2024-01"}, "none": {}})
    (row,) = adtte(_adrs(), adsl, [OS]).filter(pl.col("USUBJID") == "1").to_dicts()
    assert (row["AVAL"], row["CNSR"], row["reason"]) == (None, None, "RANDDT is missing")


def test_a_response_without_any_later_date_gives_its_reason() -> None:
    adrs = _adrs(("1", "RSP", "Y", "2024-02-01"))
    (row,) = adtte(adrs, _adsl({"1": {}, "none": {}}), [DOR]).to_dicts()
    assert row["reason"] == "no date of an event or of a censoring"


def test_times_count_from_the_first_dose_where_nobody_is_randomised() -> None:
    adsl = _adsl({"1": {}}).rename({"RANDDT": "TRTSDT"})
    (row,) = adtte(_adrs().clear(), adsl, endpoints("TRTSDT")[:1]).to_dicts()
    assert (row["STARTDT"], row["AVAL"]) == (datetime.date(2024, 1, 1), 182.0)
    assert since(DOR, "TRTSDT") is DOR


def test_rows_without_their_flag_do_not_count() -> None:
    adrs = _adrs(("1", "PD", "Y", "2024-03-01")).with_columns(ANL01FL=pl.lit("N"))
    flagged = pl.concat([adrs, _adrs().with_columns(ANL01FL=pl.lit("Y"))])
    assert _said(flagged, _adsl({"1": {}, "none": {}}), PFS)[0][1] == 1


def test_evaluators_are_kept_apart() -> None:
    adrs = _adrs(("1", "PD", "Y", "2024-03-01"))
    two = pl.concat([adrs.with_columns(EVALUATOR=pl.lit("A")), _adrs().with_columns(EVALUATOR=pl.lit("B"))])
    found = adtte(two, _adsl({"1": {}, "none": {}}), [PFS]).filter(pl.col("USUBJID") == "1")
    assert found.select("EVALUATOR", "CNSR").rows() == [("A", 0), ("B", 1)]


def test_empty_tables_give_an_empty_table() -> None:
    assert adtte(_adrs().clear(), _adsl({"1": {}}).clear()).height == 0


def test_pandas_is_read_too() -> None:
    adsl = pd.DataFrame([{"USUBJID": "1", **ALIVE}])
    assert adtte(_adrs().clear(), adsl, [OS])["AVAL"].to_list() == [182.0]


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        ("RANDDT", "ADSL has no column RANDDT"),
        ("LSTALVDT", 'ADSL has no column LSTALVDT: OS cannot tell who has "Alive"'),
    ],
)
def test_a_table_that_cannot_tell_is_refused(drop: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        adtte(_adrs(), _adsl({"none": {}}).drop(drop), [OS])


def test_responses_without_progressions_are_refused() -> None:
    with pytest.raises(
        DataError, match='ADRS has no rows of PARAMCD PD: PFS cannot tell who has "Disease Progression"'
    ):
        adtte(_adrs().filter(pl.col("PARAMCD") != "PD"), _adsl({"none": {}}), [PFS])


def test_a_stranger_is_refused() -> None:
    with pytest.raises(DataError, match='ADRS has subject "none", whom ADSL lacks'):
        adtte(_adrs(), _adsl({"1": {}}))


def test_a_subject_that_comes_twice_is_refused() -> None:
    adsl = _adsl({"none": {}})
    with pytest.raises(DataError, match="subject none stands twice"):
        adtte(_adrs(), pl.concat([adsl, adsl]))


def test_an_unknown_start_is_refused() -> None:
    with pytest.raises(DataError, match='start = "BRTHDT"'):
        endpoints("BRTHDT")
