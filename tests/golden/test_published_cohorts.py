"""The cohorts of T-DM1 weekly, which no publication lists, follow from the 3+3 rule and the published counts."""

import pytest

from firstdose.design import ThreePlusThree
from firstdose.molecule import PublishedTrial, library
from firstdose.trial import Outcomes


@pytest.fixture(name="weekly")
def _weekly() -> PublishedTrial:
    return next(trial for trial in library("t-dm1").trials if trial.name == "weekly")


def test_the_cohorts_have_the_published_patients_and_dlts(weekly: PublishedTrial) -> None:
    counts = Outcomes.parse(weekly.cohorts).counts(len(weekly.levels))
    assert counts.n[0].tolist() == [level.n for level in weekly.levels]
    assert counts.dlt[0].tolist() == [level.dlt for level in weekly.levels]


def test_the_rule_asks_for_each_cohort_and_ends_at_the_published_mtd(weekly: PublishedTrial) -> None:
    design, cohorts = ThreePlusThree(len(weekly.levels)), weekly.cohorts.split()
    for number, cohort in enumerate(cohorts):
        asked = design.decide(Outcomes.parse(" ".join(cohorts[:number]))).one()
        assert (asked.level, asked.size) == (int(cohort[0]) - 1, len(cohort) - 1)
    ended = design.decide(Outcomes.parse(weekly.cohorts)).one()
    assert ended.action == "stop"
    mtd = int(design.select(Outcomes.parse(weekly.cohorts))[0])
    assert weekly.levels[mtd].dose == weekly.mtd.to("mg/kg") == 2.4
