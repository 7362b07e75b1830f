"""Reading adverse events: words, grades, dates."""

from collections.abc import Mapping

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.analysis.safety import DISCONTINUED, INTERRUPTED, REDUCED, ae_overview, reported
from firstdose.errors import DataError

ADSL = pl.DataFrame(
    {"USUBJID": ["1", "2"], "TRT01A": ["2 mg", "4 mg"], "TRTSDT": ["2024-01-01"] * 2, "SAFFL": ["Y", "N"]}
)


def _ae(*rows: Mapping[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{"USUBJID": "1", "AEDECOD": "Rash", **row} for row in rows], infer_schema_length=None)


def test_severity_stands_in_for_the_grade_and_a_note_says_so() -> None:
    found = reported(_ae({"AESEV": "Mild"}, {"AESEV": "SEVERE"}, {"AESEV": None}), ADSL)
    assert found.events["ATOXGR"].to_list() == [1, 3, None]
    assert "There is no CTCAE grade: AESEV MILD, MODERATE and SEVERE count as grades 1, 2 and 3." in found.notes
    assert "The grade of 1 of 3 events is missing." in found.notes


@pytest.mark.parametrize("grade", ["3", "GRADE 3", "Grade 3", 3, 3.0])
def test_a_grade_goes_before_severity(grade: object) -> None:
    found = reported(_ae({"AETOXGR": grade, "AESEV": "MILD"}), ADSL)
    assert found.events["ATOXGR"].to_list() == [3]
    assert not any("AESEV" in note for note in found.notes)


def test_a_column_of_grades_without_any_is_passed_over() -> None:
    assert reported(_ae({"ATOXGR": None, "AESEV": "MODERATE"}), ADSL).events["ATOXGR"].to_list() == [2]


def test_no_grade_at_all_is_no_error() -> None:
    assert reported(_ae({}), ADSL).events["ATOXGR"].to_list() == [None]


def test_a_missing_relationship_counts_as_related() -> None:
    found = reported(_ae({"AEREL": "NONE"}, {"AEREL": None}, {"AEREL": "Probable"}), ADSL)
    assert found.events["RELATED"].to_list() == [False, True, True]
    assert "The relationship of 1 events is missing; they count as related." in found.notes


def test_an_event_without_a_coded_term_stands_under_its_reported_one() -> None:
    found = reported(_ae({"AEDECOD": None, "AETERM": "itchy"}, {"AETERM": "red skin", "AESOC": "Skin"}), ADSL)
    assert found.events.select("AEBODSYS", "AEDECOD").rows() == [("Uncoded", "itchy"), ("Skin", "Rash")]
    assert any(note.startswith("1 events are not coded") for note in found.notes)


def test_flags() -> None:
    found = reported(_ae({"AESER": "Y", "AEACN": "DRUG WITHDRAWN", "AEOUT": "FATAL"}, {"AETOXGR": "5"}), ADSL)
    assert found.events.select("SERIOUS", "DISCONTINUED", "FATAL").rows() == [(True,) * 3, (False, False, True)]


@pytest.mark.parametrize(
    ("action", "flags"),
    [
        ("DOSE REDUCED", (True, False, False)),
        ("Drug interrupted", (False, True, False)),
        ("DRUG WITHDRAWN", (False, False, True)),
        ("DOSE NOT CHANGED", (False, False, False)),
        (None, (False, False, False)),
    ],
)
def test_what_was_done_with_the_treatment(action: str | None, flags: tuple[bool, ...]) -> None:
    found = reported(_ae({"AEACN": action}), ADSL)
    assert found.events.select("REDUCED", "INTERRUPTED", "DISCONTINUED").row(0) == flags
    counted = ae_overview(found, (REDUCED, INTERRUPTED, DISCONTINUED)).filter(TRTA="Total")
    assert counted["n"].to_list() == list(map(int, flags))


def test_events_before_treatment_are_not_emergent_and_undated_ones_are() -> None:
    adae = _ae(*({"AESTDTC": day} for day in ("2023-12-31", "2024-01-01", "2024-01", None)))
    assert reported(adae, ADSL).events["AEROW"].to_list() == [2, 3, 4]
    assert reported(adae, ADSL, emergent=False).events["AEROW"].to_list() == [1, 2, 3, 4]
    assert "The start of 2 events is not known to the day." in reported(adae, ADSL).notes


def test_the_flag_of_adae_decides_who_is_emergent() -> None:
    adae = _ae({"ASTDT": "2023-12-31", "TRTEMFL": "Y"}, {"ASTDT": "2024-01-02", "TRTEMFL": None})
    assert reported(adae, ADSL).events["AEROW"].to_list() == [1]


def test_events_outside_the_population_are_left_out_and_counted() -> None:
    found = reported(_ae({"USUBJID": "2"}, {}), ADSL)
    assert found.events["USUBJID"].to_list() == ["1"]
    assert found.notes[0] == "1 events of 1 subjects outside the safety population are left out."


def test_pandas_and_an_empty_table() -> None:
    frame = pd.DataFrame({"USUBJID": ["1"], "AETERM": ["Rash"], "AETOXGR": [float("nan")]})
    assert reported(frame, ADSL).events["AEDECOD"].to_list() == ["Rash"]
    assert reported(_ae({}).clear(), ADSL).events.is_empty()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"USUBJID": "9"}, 'ADAE has subject "9", whom ADSL lacks'),
        ({"AEREL": "PERHAPS"}, 'ADAE row 1: AEREL = "PERHAPS" is not known'),
        ({"AETOXGR": "7"}, 'ADAE row 1: AETOXGR = "7" is no grade'),
        ({"AESEV": "BAD"}, 'ADAE row 1: AESEV = "BAD" is no grade'),
    ],
)
def test_what_is_not_understood_is_refused(row: dict[str, object], said: str) -> None:
    with pytest.raises(DataError, match=said):
        reported(_ae(row), ADSL)
