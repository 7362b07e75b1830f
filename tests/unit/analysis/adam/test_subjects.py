from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from firstdose.analysis import adsl
from firstdose.errors import DataError

DM = pl.DataFrame({"USUBJID": ["1", "2"], "AGE": ["71", None], "ARM": ["DL1", "DL2"], "ACTARM": ["DL1", "DL1"]})
EX = pl.DataFrame(
    {
        "USUBJID": ["1", "1", "1", "2"],
        "EXTRT": ["ADC", "ADC", "ADC", "PLACEBO ADC"],
        "EXDOSE": ["100", "80", "0", "0"],
        "EXSTDTC": ["2024-01-22T10:00", "2024-01-01", "2023-12-01", "2024-01"],
        "EXENDTC": ["2024-01-22T11:30", "2024-01-01", "2024-03-01", "2024-02-02T10:00"],
    }
)


def ds(**columns: Sequence[str | None]) -> pl.DataFrame:
    return pl.DataFrame({"USUBJID": ["1"] * len(next(iter(columns.values())))} | columns)


def cell(name: str, **given: Any) -> Any:
    return adsl(given.pop("dm", DM), given.pop("ex", EX), **given)[name][0]


def test_treatment_is_from_the_first_to_the_last_dose() -> None:
    found = adsl(DM, EX).row(0, named=True)
    assert (found["TRTSDT"], found["TRTSTMF"]) == (date(2024, 1, 1), "H")
    assert (found["TRTEDT"], found["TRTETMF"], found["TRTDURD"]) == (date(2024, 1, 22), None, 22)
    assert (found["TRT01P"], found["TRT01A"], found["SAFFL"]) == ("DL1", "DL1", "Y")


def test_placebo_is_a_dose_and_a_partial_start_none() -> None:
    found = adsl(DM, EX).row(1, named=True)
    assert (found["TRTSDT"], found["TRTEDT"], found["TRTDURD"]) == (None, date(2024, 2, 2), None)
    assert (found["TRT01P"], found["TRT01A"], found["SAFFL"], found["AGEGR1"]) == ("DL2", "DL1", "Y", "Missing")


def test_a_subject_without_a_dose_is_not_in_the_safety_set() -> None:
    assert cell("SAFFL", ex=EX.clear()) == "N"


@pytest.mark.parametrize(
    ("decod", "status", "ended", "failed"),
    [
        (["RANDOMIZED", "COMPLETED"], "COMPLETED", date(2024, 3, 2), None),
        (["RANDOMIZED", "DEATH"], "DISCONTINUED", date(2024, 3, 2), None),
        (["RANDOMIZED", "RANDOMIZED"], "ONGOING", None, None),
        (["INFORMED CONSENT OBTAINED", "SCREEN FAILURE"], None, None, date(2024, 3, 2)),
    ],
)
def test_disposition(decod: list[str], status: str | None, ended: date | None, failed: date | None) -> None:
    given = ds(DSDECOD=decod, DSSTDTC=["2024-01-01", "2024-03-02"])
    found = adsl(DM, EX, given).row(0, named=True)
    assert (found["EOSSTT"], found["EOSDT"], found["SCRFDT"]) == (status, ended, failed)
    assert found["RANDDT"] == (date(2024, 1, 1) if "RANDOMIZED" in decod else None)


def test_only_disposition_events_end_a_study_and_the_last_counts() -> None:
    given = ds(
        DSDECOD=["DEATH", "COMPLETED", "FINAL VISIT"],
        DSSTDTC=["2024-05-01", "2024-03-02", "2024-06-01"],
        DSCAT=["DISPOSITION EVENT", "DISPOSITION EVENT", "OTHER EVENT"],
    )
    assert cell("EOSSTT", ds=given) == "DISCONTINUED"
    assert cell("EOSDT", ds=given) == date(2024, 5, 1)


def test_without_disposition_nothing_is_said_of_it() -> None:
    assert cell("EOSSTT") is None


def test_a_trial_without_randomisation() -> None:
    given = ds(DSDECOD=["ENROLLED"], DSSTDTC=["2024-01-01"])
    assert cell("RANDDT", ds=given, randomized="ENROLLED") == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("died", "imputation", "found"),
    [
        ("2024-02-21", "M", (date(2024, 2, 21), None, 52, 30, "Y", None)),
        ("2024-01-01", "M", (date(2024, 1, 1), None, 1, -21, "Y", "Y")),
        ("2024-01-31", "M", (date(2024, 1, 31), None, 31, 9, "Y", "Y")),
        ("2024-03", "M", (date(2024, 3, 1), "D", 61, 39, None, None)),
        ("2024-03", "none", (None,) * 6),
        ("2024", "D", (None,) * 6),
    ],
)
def test_death(died: str, imputation: Any, found: tuple[Any, ...]) -> None:
    dm = DM.with_columns(DTHDTC=pl.lit(died))
    row = adsl(dm, EX, death_imputation=imputation)
    assert row.select("DTHDT", "DTHDTF", "DTHADY", "LDDTHELD", "DTH30FL", "DTHB30FL").row(0) == found


def test_the_cause_of_death() -> None:
    ae = pl.DataFrame({"USUBJID": ["1", "1"], "AEDECOD": ["RASH", "SEPSIS"], "AEOUT": ["RECOVERED", "FATAL"]})
    ae = ae.with_columns(AESTDTC=pl.lit("2024-01-05"), AEENDTC=pl.lit(None))
    stated = ds(DSDECOD=["DEATH"], DSTERM=["DEATH DUE TO PROGRESSION"], DSSTDTC=["2024-03-01"])
    assert cell("DTHCAUS", ae=ae, ds=stated) == "SEPSIS"
    assert cell("DTHCAUS", ds=stated) == "DEATH DUE TO PROGRESSION"
    assert cell("DTHCAUS", ds=stated.with_columns(DSTERM=pl.lit("Death"))) is None


def test_last_known_alive() -> None:
    ae = pl.DataFrame({"USUBJID": ["1"], "AESTDTC": ["2024-04"], "AEENDTC": [None]})
    seen = pl.DataFrame({"USUBJID": ["1", "1"], "SSDTC": ["2024-06-03T10:00", "2024-05-01"]})
    assert cell("LSTALVDT") == date(2024, 1, 22)
    assert cell("LSTALVDT", ae=ae) == date(2024, 4, 1)
    assert cell("LSTALVDT", ae=ae, alive_imputation="none") == date(2024, 1, 22)
    assert cell("LSTALVDT", ae=ae, alive={"SSDTC": seen}) == date(2024, 6, 3)


@pytest.mark.parametrize(("age", "group"), [(17, "<18"), (18, "18-64"), (64, "18-64"), (65, ">64")])
def test_age_groups(age: int, group: str) -> None:
    assert cell("AGEGR1", dm=DM.with_columns(AGE=pl.lit(age))) == group


def test_own_age_groups() -> None:
    dm = DM.with_columns(AGE=pl.lit(70))
    assert cell("AGEGR1", dm=dm, age_breaks=(40, 65, 75)) == "65-74"
    with pytest.raises(DataError, match=r"age_breaks = \(65, 18\): give at least one age, each above"):
        adsl(dm, EX, age_breaks=(65, 18))


def test_an_infusion_without_an_end_ended_when_it_began() -> None:
    ex = pl.DataFrame({"USUBJID": ["1"], "EXTRT": ["ADC"], "EXDOSE": [1.0], "EXSTDTC": ["2024-01-02T10:00"]})
    assert cell("TRTEDT", ex=ex) == date(2024, 1, 2)
    assert cell("TRTEDT", ex=ex.with_columns(EXDOSFRQ=pl.lit("QD"))) is None


@pytest.mark.parametrize(
    ("dm", "says"),
    [
        (pl.concat([DM, DM[:1]]), "^DM row 3: subject 1 stands twice. DM has one row a subject"),
        (DM.with_columns(USUBJID=pl.lit(" ")), "^DM row 1 has no USUBJID. Say whose it is"),
        (DM.drop("USUBJID"), "^DM has no column USUBJID"),
        (DM.with_columns(AGE=pl.lit("old")), '^DM row 1: AGE = "old" is no number'),
    ],
)
def test_what_is_no_list_of_subjects_is_refused(dm: pl.DataFrame, says: str) -> None:
    with pytest.raises(DataError, match=says):
        adsl(dm, EX)


def test_no_subjects_are_no_rows() -> None:
    assert adsl(DM.clear(), EX).is_empty()
