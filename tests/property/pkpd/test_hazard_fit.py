"""The posterior of the DLT hazard."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import LibraryError
from firstdose.molecule import PublishedLevel, PublishedTrial, library
from firstdose.pkpd import Band, HazardPosterior, fit, hazard_settings, peak, strata, trial_patients
from firstdose.pkpd.band import weighted_quantiles
from firstdose.sourced import Sourced
from firstdose.trial import Schedule
from firstdose.types import F64

TOXICITY = library("t-dm1").toxicity
PATIENTS = trial_patients(TOXICITY)
PRIOR = hazard_settings().prior
SD = PRIOR.log_kappa_sd.to("1"), PRIOR.log_gamma_sd.to("1")
POSTERIOR = fit(TOXICITY.trials, PATIENTS, 7.0, PRIOR)
WEEK = peak(PATIENTS, Schedule(7.0, 1.5, 21), 7.0, 21.0).final  # of 1 mg/kg weekly


def _mean(posterior: HazardPosterior, exposure: F64) -> float:
    return float(posterior.weight @ posterior.p_dlt(exposure))


def _with(level: int, **changes: object) -> tuple[PublishedTrial, ...]:
    """The published trials, one weekly level changed."""
    weekly, other = TOXICITY.trials
    levels = tuple(replace(each, **changes) if i == level else each for i, each in enumerate(weekly.levels))  # type: ignore[arg-type]
    return replace(weekly, levels=levels, cohorts=""), other


def test_the_weights_add_up() -> None:
    assert POSTERIOR.weight.sum() == pytest.approx(1)
    assert np.all(POSTERIOR.weight > 0)


def test_a_finer_division_of_the_patients_changes_nothing_that_is_printed() -> None:
    every_patient = POSTERIOR.weight @ POSTERIOR.p_dlt(2.9 * WEEK)
    assert _mean(POSTERIOR, strata(2.9 * WEEK)) == pytest.approx(float(every_patient), abs=3e-3)


def test_more_dlts_mean_more_toxicity_and_fewer_mean_less() -> None:
    at_24 = strata(2.4 * WEEK)
    seen, none, two = (_mean(fit(_with(3, dlt=x), PATIENTS, 7.0, PRIOR), at_24) for x in (1, 0, 2))
    assert none < seen < two
    assert seen == pytest.approx(_mean(POSTERIOR, at_24))


def test_a_count_between_bounds_is_neither_of_them() -> None:
    none, one, either = (
        fit(_with(3, dlt=low, dlt_high=high), PATIENTS, 7.0, PRIOR) for low, high in ((0, 0), (1, 1), (0, 1))
    )
    assert np.exp(either.log_evidence) == pytest.approx(np.exp(none.log_evidence) + np.exp(one.log_evidence))
    at_24 = strata(2.4 * WEEK)
    assert _mean(none, at_24) < _mean(either, at_24) < _mean(one, at_24)


def test_patients_without_information_leave_the_prior() -> None:
    nobody = (replace(TOXICITY.trials[0], levels=(PublishedLevel(2.4, 0, 0, "source", "source"),), cohorts=""),)
    prior = fit(nobody, PATIENTS, 7.0, PRIOR)
    assert prior.log_evidence == pytest.approx(0)
    assert prior.weight @ prior.log_kappa == pytest.approx(PRIOR.log_kappa_mean)
    variance = prior.weight @ (prior.log_gamma - PRIOR.log_gamma_mean) ** 2
    assert np.sqrt(variance) == pytest.approx(SD[1], rel=2e-3)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_the_curve_comes_nearest_to_the_quantiles_at_all_levels_together(share: float) -> None:
    exposures = np.stack([strata(dose * WEEK) for dose in (1.2, 1.8, 2.4, 2.9)])
    wanted = np.array([weighted_quantiles(POSTERIOR.p_dlt(level), POSTERIOR.weight, [share])[0] for level in exposures])
    curve = POSTERIOR.curve(exposures, share)
    found = curve.p_dlt(exposures).mean(axis=1)
    misses = [(np.stack([POSTERIOR.p_dlt(level) for level in exposures], axis=1) - wanted) ** 2]
    assert ((found - wanted) ** 2).sum() <= misses[0].sum(axis=1).min()  # no pair of the grid is nearer
    assert found == pytest.approx(wanted, abs=0.03)
    assert (curve.window_days, curve.reference) == (7.0, POSTERIOR.reference)


def test_borrowed_toxicity_is_the_same_in_the_middle_and_wider() -> None:
    borrowed, at_24 = POSTERIOR.transferred(0.334), strata(2.4 * WEEK)
    own, wide = (Band.of(each.p_dlt(at_24), each.weight) for each in (POSTERIOR, borrowed))
    assert wide.median == pytest.approx(own.median, abs=0.01)
    assert wide.p05 < own.p05 / 5
    assert wide.p95 > own.p95 + 0.3
    assert borrowed.weight @ borrowed.log_kappa == pytest.approx(POSTERIOR.weight @ POSTERIOR.log_kappa, abs=1e-3)


def test_the_transfer_is_a_factor_on_exposure() -> None:
    z, weight = np.polynomial.hermite_e.hermegauss(40)
    at_18 = strata(1.8 * WEEK)
    expected = sum(
        w * _mean(POSTERIOR, at_18 * np.exp(0.334 * x)) for x, w in zip(z, weight / weight.sum(), strict=True)
    )
    assert _mean(POSTERIOR.transferred(0.334), at_18) == pytest.approx(float(expected), abs=1e-5)


def test_no_spread_is_the_molecule_itself_and_a_small_one_nearly() -> None:
    assert POSTERIOR.transferred(0.0) is POSTERIOR
    assert _mean(POSTERIOR.transferred(0.01), strata(2.4 * WEEK)) == pytest.approx(
        _mean(POSTERIOR, strata(2.4 * WEEK)), rel=0.02
    )


def test_a_fit_needs_a_trial() -> None:
    with pytest.raises(LibraryError, match="no published dose escalation"):
        fit((), PATIENTS, 7.0, PRIOR)


def test_several_trials_share_one_reference() -> None:
    weekly, other = TOXICITY.trials
    single = [fit((trial,), PATIENTS, 7.0, PRIOR).reference for trial in (weekly, other)]
    assert POSTERIOR.reference == pytest.approx(np.sqrt(single[0] * single[1]))
    doubled = replace(weekly, mtd=Sourced(4.8, "mg/kg", "a test", "assumed"))
    assert fit((doubled,), PATIENTS, 7.0, PRIOR).reference == pytest.approx(2 * single[0])
