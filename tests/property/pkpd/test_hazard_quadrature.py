"""The quadrature of the DLT hazard's posterior against two others."""

from math import comb

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import norm

from firstdose.molecule import library
from firstdose.pkpd import fit, hazard_settings, peak, strata, trial_patients
from firstdose.pkpd.evidence import evidence
from firstdose.rng import uniforms
from firstdose.trial import Schedule
from firstdose.types import F64

TOXICITY = library("t-dm1").toxicity
PATIENTS = trial_patients(TOXICITY)
PRIOR = hazard_settings().prior
SD = PRIOR.log_kappa_sd.to("1"), PRIOR.log_gamma_sd.to("1")
POSTERIOR = fit(TOXICITY.trials, PATIENTS, 7.0, PRIOR)
WEEK = peak(PATIENTS, Schedule(7.0, 1.5, 21), 7.0, 21.0).final  # of 1 mg/kg weekly


def _likelihood(log_kappa: float, log_gamma: float, exposures: list[F64]) -> float:
    """Of the published counts as read by a person: n, DLTs allowed."""
    counts = [
        (3, [0]),
        (3, [0]),
        (3, [0]),
        (6, [1]),
        (3, [2]),
        (3, [0]),
        (1, [0]),
        (1, [0]),
        (1, [0]),
        (15, [0, 1]),
        (3, [2]),
    ]
    value = 1.0
    for (n, allowed), exposure in zip(counts, exposures, strict=True):
        p = float(np.mean(1 - np.exp(-np.exp(log_kappa) * (exposure / POSTERIOR.reference) ** np.exp(log_gamma))))
        value *= sum(comb(n, x) * p**x * (1 - p) ** (n - x) for x in allowed)
    return value


def test_quadrature_agrees_with_an_independent_integration() -> None:
    exposures = [level.exposure for level in evidence(TOXICITY.trials, PATIENTS, 7.0)]
    means = PRIOR.log_kappa_mean, PRIOR.log_gamma_mean

    def joint(log_gamma: float, log_kappa: float) -> float:
        z = (log_kappa - means[0]) / SD[0], (log_gamma - means[1]) / SD[1]
        return float(np.exp(-(z[0] ** 2 + z[1] ** 2) / 2) / (2 * np.pi * SD[0] * SD[1])) * _likelihood(
            log_kappa, log_gamma, exposures
        )

    limits = [(mean - 5 * sd, mean + 5 * sd) for mean, sd in zip(means, SD, strict=True)]
    total, _ = dblquad(joint, *limits[0], *limits[1], epsabs=1e-7, epsrel=1e-3)
    assert np.exp(POSTERIOR.log_evidence) == pytest.approx(total, rel=5e-4)


def test_quadrature_agrees_with_importance_sampling_over_every_patient() -> None:
    """Draws from the prior, weighted by the likelihood; no grid, and no strata of patients."""
    n, some = 2000, slice(0, 2000, 4)
    z = [norm.ppf(uniforms(1, name, range(n), 1)[:, 0]) for name in ("kappa", "gamma")]
    log_kappa = PRIOR.log_kappa_mean + SD[0] * z[0]
    log_gamma = PRIOR.log_gamma_mean + SD[1] * z[1]
    exposures = [
        level.dose * peak(PATIENTS, Schedule(trial.every_days, 1.5, 21), 7.0, 21.0).final[some]
        for trial in TOXICITY.trials
        for level in trial.levels
    ]
    weight = np.array([_likelihood(k, g, exposures) for k, g in zip(log_kappa, log_gamma, strict=True)])
    share = weight / weight.sum()
    p = np.array(
        [
            np.mean(1 - np.exp(-np.exp(k) * (2.4 * WEEK[some] / POSTERIOR.reference) ** np.exp(g)))
            for k, g in zip(log_kappa, log_gamma, strict=True)
        ]
    )
    mean = float(share @ p)
    error = float(np.sqrt((share**2) @ (p - mean) ** 2))
    assert abs(float(POSTERIOR.weight @ POSTERIOR.p_dlt(strata(2.4 * WEEK))) - mean) < 4 * error
    evidence_error = weight.std() / np.sqrt(n)
    assert abs(np.exp(POSTERIOR.log_evidence) - weight.mean()) < 4 * evidence_error
