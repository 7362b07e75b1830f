"""Which term a laboratory test tells."""

import pytest

from firstdose.errors import LibraryError
from firstdose.trial import ctcae
from firstdose.trial.ctcae_tests import LaboratoryTest, LaboratoryTests, Told, laboratory_tests


def test_every_term_is_told_by_a_test_and_every_test_tells_a_term() -> None:
    tests = laboratory_tests().tests
    told = {(side, name) for test in tests for side in ("low", "high") for name in getattr(test, side)}
    told |= {("high", name) for test in tests if test.fasting for name in test.fasting.high}
    assert told == {(term.worse, term.name) for version in (4, 5, 6) for term in ctcae(version).terms}


def test_no_version_has_two_terms_for_one_side() -> None:
    for version in (4, 5, 6):
        known = {term.name for term in ctcae(version).terms}
        for test in laboratory_tests().tests:
            assert all(len(known & set(names)) <= 1 for names in (test.low, test.high)), test.code


def test_synonyms_fasting_and_the_template_of_admiral() -> None:
    known = laboratory_tests().known
    assert known["POTAS"] is known["K"]
    assert known["GLUC"].terms(ctcae(4), fasted=True)[1] is ctcae(4).term("hyperglycemia (fasting)")
    assert known["GLUC"].terms(ctcae(5))[1] is None
    assert known["LYMPH"].terms(ctcae(4), "admiral") == (ctcae(4).term("cd4 lymphocytes decreased"), None)
    assert known["HGB"].terms(ctcae(5), "admiral") == known["HGB"].terms(ctcae(5))


def test_codes_that_cannot_be_are_refused() -> None:
    one = LaboratoryTest("PLAT", "platelets")
    with pytest.raises(LibraryError, match='test "PLAT": each code stands once'):
        LaboratoryTests((), (), (one, one))
    with pytest.raises(LibraryError, match="lower case"):
        Told(low=("Anemia",))
