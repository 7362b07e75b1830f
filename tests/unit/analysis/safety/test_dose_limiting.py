"""Dose-limiting toxicities by dose level."""

from datetime import date

import polars as pl
import pytest

from firstdose.analysis.safety import DoseLimiting, dose_limiting
from firstdose.trial.dlt import Criterion, DltDefinition

DEFINITION = DltDefinition(21, (Criterion.parse("platelet count decreased >= G4"), Criterion.parse("rash >= G3")))
ADSL = pl.DataFrame(
    {
        "USUBJID": ["1", "2", "3", "4", "5"],
        "TRT01A": ["1 mg", "1 mg", "1 mg", "2 mg", "2 mg"],
        "TRTSDT": ["2024-01-01", "2024-01-01", "2024-01-01", "2024-03-01", None],
        "EOSDT": ["2024-03-01", "2024-01-10", None, None, None],
        "SAFFL": ["Y"] * 5,
    }
)


def _found(*events: tuple[str, str, str | None, str | None], **how: object) -> DoseLimiting:
    adae = pl.DataFrame(
        [(*each, None) if len(each) == 4 else each for each in events],
        schema=dict.fromkeys(("USUBJID", "AEDECOD", "AETOXGR", "AESTDTC", "DLTFL"), pl.String),
        orient="row",
    )
    return dose_limiting(ADSL, adae, None, DEFINITION, cut=date(2024, 3, 15), **how)  # type: ignore[arg-type]


def _states(found: DoseLimiting) -> list[str]:
    return found.subjects["status"].to_list()


def test_who_can_be_counted() -> None:
    found = _found()
    assert _states(found) == ["evaluable", "not evaluable", "evaluable", "pending", "not treated"]
    assert found.subjects["reason"].to_list()[1] == "9 of 21 days seen"
    assert found.levels.select("TRTA", "treated", "evaluable", "dlt", "pending", "not_evaluable").rows() == [
        ("1 mg", 3, 2, 0, 0, 1),
        ("2 mg", 1, 0, 0, 1, 0),
        ("Total", 4, 2, 0, 1, 1),
    ]


def test_a_toxicity_makes_evaluable_whoever_leaves_early() -> None:
    found = _found(("2", "Rash", "3", "2024-01-09"))
    assert _states(found)[1] == "evaluable"
    assert found.subjects.row(1, named=True)["DLTDY"] == 9
    assert found.levels.row(0, named=True)["dlt"] == 1
    assert found.events.select("USUBJID", "AEDECOD").rows() == [("2", "Rash")]


@pytest.mark.parametrize(
    ("term", "grade", "day", "limiting"),
    [
        ("Rash", "2", "2024-01-05", False),
        ("RASH", "3", "2024-01-21", True),  # day 21 of 21
        ("Rash", "3", "2024-01-22", False),
        ("Rash", "3", "2023-12-31", False),
        ("Nausea", "4", "2024-01-05", False),
        ("Rash", None, "2024-01-05", False),
    ],
)
def test_term_grade_and_window_decide(term: str, grade: str | None, day: str, limiting: bool) -> None:
    found = _found(("1", term, grade, day))
    assert found.subjects["DLT"].to_list()[0] is limiting
    assert found.events.height == limiting


def test_what_a_committee_called_dose_limiting_is() -> None:
    assert _found(("1", "Nausea", "2", "2024-01-05", "Y")).levels["dlt"].to_list() == [1, 0, 1]  # type: ignore[arg-type]


def test_an_event_without_a_start_is_told_apart() -> None:
    found = _found(("1", "Rash", "3", None), ("1", "Nausea", "3", None))
    assert found.events.is_empty()
    assert found.undated["AEDECOD"].to_list() == ["Rash"]


def test_the_outcomes_are_those_that_a_design_sees() -> None:
    outcomes = _found(("1", "Rash", "3", "2024-01-09")).outcomes
    counts = outcomes.counts(2)
    assert (counts.n[0].tolist(), counts.dlt[0].tolist()) == ([2, 1], [1, 0])


@pytest.mark.parametrize(
    "adex",
    [
        pl.DataFrame({"USUBJID": ["1", "1"], "EXDOSE": ["0", "5"], "EXSTDTC": ["2024-01-01", "2024-01-15"]}),
        pl.DataFrame(
            {
                "USUBJID": ["1", "1"],
                "PARAMCD": ["NDOSE", "DOSE"],
                "AVAL": [1.0, 5.0],
                "ASTDT": [date(2024, 1, 1), date(2024, 1, 15)],
            }
        ),
    ],
)
def test_the_first_dose_above_zero_starts_the_window(adex: pl.DataFrame) -> None:
    adae = pl.DataFrame({"USUBJID": ["1"], "AEDECOD": ["Rash"], "AETOXGR": ["3"], "AESTDTC": ["2024-02-01"]})
    found = dose_limiting(ADSL, adae, adex, DEFINITION, cut=date(2024, 3, 15))
    assert found.subjects.row(0, named=True)["DLTDY"] == 18


def test_nothing_later_than_the_cut_is_seen() -> None:
    adae = pl.DataFrame({"USUBJID": ["1"], "AEDECOD": ["Rash"], "AETOXGR": ["3"], "AESTDTC": ["2024-01-09"]})
    early = dose_limiting(ADSL, adae, None, DEFINITION, cut=date(2024, 1, 8))
    assert early.levels.row(0, named=True)["pending"] == 3
    assert dose_limiting(ADSL, adae, None, DEFINITION).cut == date(2024, 3, 1)


def test_without_an_end_of_study_the_last_day_alive_ends_the_follow_up() -> None:
    adsl = ADSL.drop("EOSDT").with_columns(LSTALVDT=pl.Series(["2024-01-22", "2024-01-21", None, None, None]))
    found = dose_limiting(adsl, _none(), None, DEFINITION, cut=date(2024, 3, 15))
    assert _states(found)[:3] == ["evaluable", "not evaluable", "not evaluable"]


def test_nobody_treated_is_an_answer() -> None:
    found = dose_limiting(ADSL.clear(), _none(), None, DEFINITION)
    assert found.levels.rows(named=True)[0]["reason"] == "no subjects"
    assert found.subjects.is_empty()


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={"USUBJID": pl.String, "AEDECOD": pl.String})
