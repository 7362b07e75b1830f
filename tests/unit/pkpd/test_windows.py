"""Which window of exposure explains the published trials."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.molecule import PublishedLevel, library
from firstdose.pkpd import compare_windows, fit, hazard_settings, trial_patients, window_support

TOXICITY = library("t-dm1").toxicity
PATIENTS, PRIOR = trial_patients(TOXICITY), hazard_settings().prior
WEEKLY, EVERY_THREE = TOXICITY.trials


def test_support_is_the_marginal_likelihood() -> None:
    found = window_support(TOXICITY)
    assert [each.window_days for each in found] == [0.0, 7.0, 21.0]
    for each in found:
        assert each.log_evidence == pytest.approx(fit(TOXICITY.trials, PATIENTS, each.window_days, PRIOR).log_evidence)
    assert sum(each.probability for each in found) == pytest.approx(1)
    ratio = found[1].probability / found[2].probability
    assert ratio == pytest.approx(np.exp(found[1].log_evidence - found[2].log_evidence))


def test_few_patients_leave_the_window_open() -> None:
    """A week explains the published counts best of the three, but no window is as much as ten times as likely."""
    peak, week, whole = window_support(TOXICITY)
    assert week.log_evidence > max(peak.log_evidence, whole.log_evidence)
    assert week.log_evidence - min(peak.log_evidence, whole.log_evidence) < np.log(10)


def test_many_patients_would_tell_the_window() -> None:
    """Made-up trials at doses of equal total exposure: as many DLTs weekly as every three weeks, or hardly any."""

    def trials(toxic_weekly: int) -> tuple[object, ...]:
        weekly = (PublishedLevel(1.2, 60, toxic_weekly, "assumed", "assumed"),)
        every_three = (PublishedLevel(3.6, 60, 30, "assumed", "assumed"),)
        return replace(WEEKLY, levels=weekly, cohorts=""), replace(EVERY_THREE, levels=every_three)

    by_total = compare_windows(trials(28), PATIENTS, PRIOR)  # type: ignore[arg-type]
    by_peak = compare_windows(trials(1), PATIENTS, PRIOR)  # type: ignore[arg-type]
    assert by_total[2].probability > 0.9
    assert by_peak[0].probability + by_peak[1].probability > 0.9


def test_exposure_at_the_mtds_stands_beside() -> None:
    whole = window_support(TOXICITY, (21.0,))[0].at_mtd
    assert whole[WEEKLY.name] / whole[EVERY_THREE.name] == pytest.approx(1.8, abs=0.1)
