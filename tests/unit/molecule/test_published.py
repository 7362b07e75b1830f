"""A published trial cannot have more DLTs than patients, nor levels out of order."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.molecule import PublishedLevel, PublishedTrial, library
from firstdose.sourced import Provenance, Sourced


@pytest.fixture(name="weekly")
def _weekly() -> PublishedTrial:
    return library("t-dm1").trials[0]


@pytest.mark.parametrize(("n", "dlt"), [(3, 4), (3, -1)])
def test_more_dlts_than_patients_are_refused(n: int, dlt: int) -> None:
    with pytest.raises(LibraryError, match=f"dose 2.9 mg/kg: {dlt} DLTs among {n} patients cannot be"):
        PublishedLevel(2.9, n, dlt, "source", "source")


@pytest.mark.parametrize("high", [1, 4])
def test_a_highest_count_outside_its_bounds_is_refused(high: int) -> None:
    with pytest.raises(LibraryError, match=f"dlt_high = {high} does not lie between"):
        PublishedLevel(2.9, 3, 2, "source", "source", dlt_high=high)


def test_the_highest_count_is_the_count_itself_where_it_is_known() -> None:
    assert PublishedLevel(2.9, 3, 2, "source", "source").most == 2
    assert PublishedLevel(2.9, 3, 1, "source", "source", dlt_high=3).most == 3


def test_more_patients_than_a_dose_escalation_treats_are_refused() -> None:
    PublishedLevel(2.9, 1000, 0, "source", "source")
    with pytest.raises(LibraryError, match="no dose escalation treats more than 1000 patients"):
        PublishedLevel(2.9, 1001, 0, "source", "source")


@pytest.mark.parametrize("dose", [0.0, -1.0, float("nan"), float("inf")])
def test_a_dose_is_a_positive_number(dose: float) -> None:
    with pytest.raises(LibraryError, match="a dose is a positive number of mg/kg"):
        PublishedLevel(dose, 3, 0, "source", "source")


def test_levels_in_any_other_order_are_refused(weekly: PublishedTrial) -> None:
    with pytest.raises(LibraryError, match="increasing order of dose"):
        replace(weekly, levels=weekly.levels[::-1])
    with pytest.raises(LibraryError, match="has no levels"):
        replace(weekly, levels=())


def test_an_mtd_that_is_no_dose_is_refused(weekly: PublishedTrial) -> None:
    with pytest.raises(UnitError, match="mtd is given in"):
        replace(weekly, mtd=Sourced(2.4, "day", "a test", "assumed"))


@pytest.mark.parametrize("days", [0.0, -7.0, float("nan"), float("inf")])
def test_days_are_positive(weekly: PublishedTrial, days: float) -> None:
    with pytest.raises(LibraryError, match="both are positive numbers of days"):
        replace(weekly, every_days=days)
    with pytest.raises(LibraryError, match="both are positive numbers of days"):
        replace(weekly, dlt_window_days=days)


@pytest.mark.parametrize("hours", [-0.5, 168.0, float("nan")])
def test_an_infusion_ends_before_the_next_dose(weekly: PublishedTrial, hours: float) -> None:
    with pytest.raises(LibraryError, match="less than the 7 days between doses"):
        replace(weekly, infusion_hours=hours)


@pytest.mark.parametrize(
    ("cohorts", "message"),
    [
        ("1NNN 2NNN 3NNN 4NNN 5NTT 4NNN", "treats 6 patients at level 4, 0 with a DLT, where levels has 6 and 1"),
        ("1NNN 2NNN 3NNN 4NNN 5NTT", "treats 3 patients at level 4, 0 with a DLT"),
        ("1NNN 2NNN 3NNN 4NNT", "treats 3 patients at level 4"),
        ("1NNN 2NNN 3NNN 4NNN 5NTT 4NNT 6NNN", "counting from 1 to 5"),
        ("1NNN, 2NNN", "write each cohort as its level"),
        ("NNN", "write each cohort as its level"),
        ("1NNX", "write each cohort as its level"),
    ],
)
def test_cohorts_that_contradict_the_levels_are_refused(weekly: PublishedTrial, cohorts: str, message: str) -> None:
    with pytest.raises(LibraryError, match=message):
        replace(weekly, cohorts=cohorts)


def test_cohorts_may_have_any_count_of_dlts_within_the_bounds(weekly: PublishedTrial) -> None:
    level = replace(weekly.levels[0], dlt=0, dlt_high=1)
    for cohorts in ("1NNN", "1NNT"):
        replace(weekly, levels=(level,), cohorts=cohorts)
    with pytest.raises(LibraryError, match="2 with a DLT"):
        replace(weekly, levels=(level,), cohorts="1NTT")


@pytest.mark.parametrize(("every", "window"), [(21.0, 731.0), (0.1, 21.0)])
def test_a_window_that_no_trial_has_is_refused(weekly: PublishedTrial, every: float, window: float) -> None:
    with pytest.raises(LibraryError, match="no DLT window is longer than 730 days or has more than 100 doses"):
        replace(weekly, every_days=every, infusion_hours=0.0, dlt_window_days=window)


@pytest.mark.parametrize(("note", "provenance"), [("a note", None), ("", "recalled"), (" ", "recalled")])
def test_a_note_says_where_it_comes_from(weekly: PublishedTrial, note: str, provenance: Provenance | None) -> None:
    with pytest.raises(LibraryError, match="note and note_provenance go together"):
        replace(weekly, note=note, note_provenance=provenance)
