"""Counts of published trials beside exposures."""

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd import peak, strata, trial_patients
from firstdose.pkpd.evidence import evidence, exposure_at_mtd
from firstdose.trial import Schedule

TOXICITY = library("t-dm1").toxicity
PATIENTS = trial_patients(TOXICITY)


def test_every_published_level_counts_once() -> None:
    found = evidence(TOXICITY.trials, PATIENTS, 7.0)
    assert [(e.n, e.dlt, e.dlt_high) for e in found] == [
        *((3, 0, 0), (3, 0, 0), (3, 0, 0), (6, 1, 1), (3, 2, 2)),  # weekly: 1.2, 1.6, 2.0, 2.4, 2.9 mg/kg
        *((3, 0, 0), (1, 0, 0), (1, 0, 0), (1, 0, 0), (15, 0, 1), (3, 2, 2)),  # 0.3, 0.6, 1.2, 2.4, 3.6, 4.8
    ]


def test_exposures_belong_to_the_dose_and_schedule() -> None:
    weekly, every_three = evidence(TOXICITY.trials, PATIENTS, 21.0)[3], evidence(TOXICITY.trials, PATIENTS, 21.0)[9]
    for found, dose, days in ((weekly, 2.4, 7.0), (every_three, 3.6, 21.0)):
        expected = dose * np.median(peak(PATIENTS, Schedule(days, 1.5, 21), 21.0, 21.0).final)
        assert np.median(found.exposure) == pytest.approx(expected, rel=1e-3)


def test_strata_keep_the_mean_of_what_is_averaged_over_patients() -> None:
    exposure = peak(PATIENTS, Schedule(7.0, 1.5, 21), 7.0, 21.0).final
    for power in (1.0, 4.0):
        assert (strata(exposure) ** power).mean() == pytest.approx((exposure**power).mean(), rel=0.03)


def test_the_two_mtds_agree_in_the_highest_week_and_not_in_the_area_over_21_days() -> None:
    week, whole = (exposure_at_mtd(TOXICITY.trials, PATIENTS, days) for days in (7.0, 21.0))
    weekly, every_three = (trial.name for trial in TOXICITY.trials)
    assert week[weekly] / week[every_three] == pytest.approx(1, abs=0.15)
    assert whole[weekly] / whole[every_three] == pytest.approx(1.8, abs=0.1)
