"""From a measurement to its CTCAE grade."""

import numpy as np
import pytest

from firstdose.errors import LibraryError, ProtocolError
from firstdose.sourced import Sourced
from firstdose.trial import Criteria, GradeRow, Term, ctcae, grade

ALT = "alanine aminotransferase increased"
LLN = Sourced(100, "1e9/L", "a test", "assumed")


def _term(*rows: GradeRow, lln: Sourced | None = None) -> Term:
    return Term("x decreased", "low", "1e9/L", rows, "a test", "assumed", lln=lln)


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
    with pytest.raises(LibraryError, match="a row needs the LLN, and lln is missing"):
        _term(GradeRow(1, 1.0, "LLN"))
    with pytest.raises(LibraryError, match="a row needs the LLN, and lln is missing"):
        _term(GradeRow(1, 1.0, "", "abnormal"))
    one = _term(GradeRow(1, 1.0, "LLN"), lln=LLN)
    with pytest.raises(LibraryError, match="each term stands once"):
        Criteria("mine", (one, one))


def test_in_what_falls_abnormal_is_below_the_lower_limit() -> None:
    rows = GradeRow(1, 0.5, "baseline", "abnormal"), GradeRow(2, 50.0, "", "normal", reached=True)
    one = _term(*rows, lln=LLN)
    assert one.grade([44.0, 44.0, 50.0, 50.1], [90.0, 100.0, 100.0, 100.0]).tolist() == [1, 2, 2, 0]


def test_every_term_says_where_it_comes_from() -> None:
    for term in ctcae().terms:
        assert "NCI" in term.source
        assert term.summary.startswith("grades 1 to ")
        assert term.label == term.name
