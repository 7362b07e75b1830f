"""From a measurement to its CTCAE grade."""

import numpy as np
import pytest

from firstdose.errors import LibraryError, ProtocolError
from firstdose.sourced import Sourced
from firstdose.trial import Criteria, GradeRow, Term, ctcae, grade
from firstdose.trial.ctcae import Units, Version

ALT = "alanine aminotransferase increased"
LLN = Sourced(100, "1e9/L", "a test", "assumed")


def _term(*rows: GradeRow, lln: Sourced | None = None) -> Term:
    return Term("x decreased", "low", rows, "a test", "assumed", "1e9/L", lln=lln)


def test_the_limit_itself_belongs_to_the_milder_grade() -> None:
    assert grade("platelet count decreased", [150, 149.9, 75, 50, 25]).tolist() == [0, 1, 1, 2, 3]


def test_grades_of_any_shape_and_missing_values() -> None:
    found = grade("platelet count decreased", np.array([[20.0, np.nan], [60.0, 300.0]]))
    assert found.tolist() == [[4, -1], [2, 0]]
    assert found.dtype == np.int8
    assert int(grade("anemia", 79)) == 3


def test_the_laboratorys_own_limits_may_differ_between_patients() -> None:
    assert grade("platelet count decreased", [140, 140], lln=[150, 130]).tolist() == [1, 0]
    assert grade(ALT, [130, 130], [20, 20], uln=[40, 50]).tolist() == [2, 1]


def test_an_abnormal_baseline_takes_the_place_of_the_upper_limit() -> None:
    # 3, 3.2 and 5.1 times a baseline of 80; 1.5 times is grade 1 already
    assert grade(ALT, [110, 120, 240, 256, 408], [80] * 5).tolist() == [0, 1, 1, 2, 3]
    assert grade(ALT, [110, 120, 240, 256, 408], [40] * 5).tolist() == [1, 1, 3, 3, 3]


def test_a_baseline_is_for_all_of_a_patients_measurements() -> None:
    value, before = np.array([[30.0, 250.0], [90.0, 250.0]]), np.array([30.0, 80.0])
    assert grade(ALT, value, before[:, None]).tolist() == [[0, 3], [0, 2]]


def test_terms_are_found_in_any_case_and_others_are_refused() -> None:
    assert ctcae().term("Platelet Count Decreased ") is ctcae().term("platelet count decreased")
    with pytest.raises(ProtocolError, match='no laboratory criteria for "platelets decreased" here. Did you mean "pl'):
        grade("platelets decreased", 10)
    with pytest.raises(ProtocolError, match="graded by the baseline, which is not given"):
        grade(ALT, 10)


def test_what_no_criteria_can_be_is_refused() -> None:
    with pytest.raises(LibraryError, match="grade = 6"):
        GradeRow(6, 1.0)
    with pytest.raises(LibraryError, match="limit = 0"):
        GradeRow(1, 0.0)
    with pytest.raises(LibraryError, match="rows is empty"):
        _term()
    one = _term(GradeRow(1, 1.0, "LLN"), lln=LLN)
    with pytest.raises(LibraryError, match="each term stands once"):
        Criteria("mine", (one, one))


def test_a_limit_of_normal_that_is_needed_and_not_known_is_asked_for() -> None:
    with pytest.raises(ProtocolError, match="x decreased is graded by the LLN, which is not given"):
        _term(GradeRow(1, 1.0, "LLN")).grade(10.0)
    with pytest.raises(ProtocolError, match="graded by the LLN"):
        _term(GradeRow(1, 1.0, "", start="low")).grade(10.0, 5.0)


def test_rows_for_those_who_began_low_or_not() -> None:
    rows = GradeRow(1, 0.5, "baseline", start="low"), GradeRow(2, 50.0, start="not low", reached=True)
    one = _term(*rows, lln=LLN)
    assert one.grade([44.0, 44.0, 50.0, 50.1], [90.0, 100.0, 100.0, 100.0]).tolist() == [1, 2, 2, 0]
    assert one.grade([44.0, 44.0], [100.0, 90.0], bnrind=[-1, 0]).tolist() == [1, 2]


def test_the_highest_grade_that_is_known_counts_and_without_any_the_lowest_must_be_told() -> None:
    one = _term(GradeRow(1, 1.0, "LLN"), GradeRow(3, 50.0))
    assert one.grade([40.0, 60.0, 60.0], lln=[np.nan, np.nan, 50.0]).tolist() == [3, -1, 0]


def test_a_row_may_ask_for_a_measurement_that_is_abnormal_too() -> None:
    one = _term(GradeRow(2, 0.75, "baseline", abnormal=True, reached=True), lln=LLN)
    value, base = [75.0, 100.0, 75.0, 100.0], [100.0, 200.0, np.nan, np.nan]
    assert one.grade(value, base).tolist() == [2, 0, -1, 0]
    assert one.grade([75.0, 110.0], [100.0, 110.0], lln=[np.nan, np.nan]).tolist() == [-1, 0]


def test_a_limit_is_the_same_however_it_was_rounded() -> None:
    multiple, sum_ = (
        Term("x increased", "high", (row,), "a test", "assumed")
        for row in (GradeRow(1, 1.5, "ULN"), GradeRow(2, 1.0, "ULN", plus=0.7))
    )
    assert multiple.grade([49.95, 49.96], uln=33.3).tolist() == [0, 1]  # 1.5 x 33.3 is 49.949999999999996
    assert sum_.grade([0.8, 0.81], uln=0.1).tolist() == [0, 2]  # 0.1 + 0.7 is 0.7999999999999999


def test_beyond_the_last_limit_another_term_grades() -> None:
    clearance = ctcae(6).term("creatinine clearance decreased")
    assert clearance.grade([50.0, 49.0, 25.5, 25.0, 10.0, 9.9]).tolist() == [0, 2, 2, 3, 3, -1]


def test_units_and_readings_are_views_of_one_file() -> None:
    si, us = ctcae(4).term("hemoglobin increased"), ctcae(4, "us").term("hemoglobin increased")
    assert (si.unit, us.unit) == ("g/L", "g/dL")
    assert si.grade([171.0, 191.0], [150.0, 150.0], uln=[170.0] * 2).tolist() == [1, 2]
    assert us.grade([17.1, 19.1], [15.0, 15.0], uln=[17.0] * 2).tolist() == [1, 2]
    assert ctcae(4, "us").term("neutrophil count decreased").lln is None
    assert "eosinophilia" not in {term.name for term in ctcae(5, "si", "admiral").terms}


@pytest.mark.parametrize("version", [4, 5, 6])
def test_every_term_says_where_it_comes_from(version: Version) -> None:
    for term in ctcae(version).terms:
        assert "NCI" in term.source
        assert term.summary.startswith("grades ")
        assert term.label == term.name == term.heading.lower()


@pytest.mark.parametrize("version", [4, 5, 6])
@pytest.mark.parametrize("units", ["si", "us"])
def test_worse_values_have_no_milder_grade(version: Version, units: Units) -> None:
    for term in ctcae(version, units).terms:
        uln = max([row.limit for row in term.rows if not row.of], default=10.0) / 1.5
        value = np.linspace(0.01, 25.0, 500) * uln
        found = term.grade(value if term.worse == "high" else value[::-1], uln, lln=uln, uln=uln)
        known = found[found >= 0]
        assert (np.diff(known) >= 0).all(), term.name
        assert known.max() == max(row.grade for row in term.rows), term.name
