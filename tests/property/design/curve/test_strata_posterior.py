"""Curves of several strata, against brute force over all parameters and against the two-parameter model."""

from math import log

import numpy as np
import pytest
from scipy.special import expit, log_expit, logit

from firstdose.design.curve.logistic_grid import step_below
from firstdose.design.curve.logistic_posterior import LogisticModel
from firstdose.design.curve.logistic_prior import LogisticPrior, MixturePrior
from firstdose.design.curve.posterior import Posterior, State
from firstdose.design.curve.strata_posterior import StrataModel

CUTS = (0.16, 0.33)
CLOSE = 1e-6  # as promised
FIRST = tuple(log(dose / 2.4) for dose in (1.2, 1.6, 2.4, 2.9))
SECOND = tuple(log(dose / 2.4) for dose in (1.2, 2.4, 3.6))
PRIOR = LogisticPrior((-1.1, 0.1), ((2.25, 0.3), (0.3, 0.8)), FIRST)
NOBODY: State = (0,) * 6
SEEN: State = (3, 3, 6, 3, 0, 0, 1, 2)
OTHER: State = (3, 6, 0, 0, 3, 0)


def _after(state: State, stratum: int, gamma: tuple[float, float], prior: LogisticPrior = PRIOR) -> Posterior:
    return Posterior(StrataModel(prior, gamma, (FIRST, SECOND), stratum), np.array([state]))


def _brute(state: State, stratum: int, gamma: tuple[float, float], level: int) -> tuple[float, ...]:
    """Mean, SD and shares below each cut of p, and the log evidence, on an even grid over three parameters."""
    n, dlt = np.array([*state[:4], *state[8:11]]), np.array([*state[4:8], *state[11:]])
    (a_mean, b_mean), cov = PRIOR.mean, np.array(PRIOR.cov)
    a, b, g = np.linspace(-11, 8, 141), np.linspace(-6, 5.5, 111), gamma[0] + np.linspace(-5, 5, 31) * gamma[1]
    x, y, z = (each[..., None] for each in np.meshgrid(a, b, g, indexing="ij"))
    off, inverse = np.concatenate([x - a_mean, y - b_mean], axis=-1), np.linalg.inv(cov)
    logs = -0.5 * (np.einsum("...i,ij,...j->...", off, inverse, off) + ((z[..., 0] - gamma[0]) / gamma[1]) ** 2)
    for k in np.flatnonzero(n):
        eta = x[..., 0] + np.exp(y[..., 0]) * (FIRST + SECOND)[k] + (z[..., 0] if k > 3 else 0.0)
        logs += dlt[k] * log_expit(eta) + (n[k] - dlt[k]) * log_expit(-eta)
    mass = np.exp(logs - logs.max())
    eta = x[..., 0] + np.exp(y[..., 0]) * (SECOND if stratum else FIRST)[level] + (z[..., 0] if stratum else 0.0)
    p, total, cell = expit(eta), mass.sum(), (a[1] - a[0]) * (b[1] - b[0]) * (g[1] - g[0])
    mean, square = float((mass * p).sum() / total), float((mass * p * p).sum() / total)
    below = [float((mass * step_below((logit(cut) - eta) / (a[1] - a[0]))).sum() / total) for cut in CUTS]
    normal = (2 * np.pi) ** 1.5 * np.linalg.det(cov) ** 0.5 * gamma[1]
    return mean, (square - mean**2) ** 0.5, *below, log(total * cell / normal) + float(logs.max())


@pytest.mark.parametrize("stratum", [0, 1])
def test_equals_brute_force_over_all_parameters(stratum: int) -> None:
    gamma, level = (0.4, 0.7), 1
    ours = _after(SEEN + OTHER, stratum, gamma)
    found = (ours.mean[0, level], ours.sd[0, level], *ours.below(CUTS)[:, 0, level], ours.log_evidence[0])
    # brute force leaves off what lies more than five standard deviations of gamma away
    assert found == pytest.approx(_brute(SEEN + OTHER, stratum, gamma, level), abs=5 * CLOSE)


def test_one_stratum_alone_is_the_two_parameter_model_with_its_own_prior() -> None:
    mean, sd = 0.4, 0.7
    ours = _after((0,) * 8 + OTHER, 1, (mean, sd))
    widened = ((2.25 + sd**2, 0.3), (0.3, 0.8))
    alone = LogisticModel(MixturePrior.of(((1.0, (-1.1 + mean, 0.1), widened),), SECOND))
    plain = Posterior(alone, np.array([OTHER]))
    assert ours.below(CUTS) == pytest.approx(plain.below(CUTS), abs=CLOSE)
    assert ours.mean == pytest.approx(plain.mean, abs=CLOSE)
    assert ours.sd == pytest.approx(plain.sd, abs=CLOSE)
    assert ours.quantile(0.5) == pytest.approx(plain.quantile(0.5), abs=CLOSE)
    assert ours.log_evidence == pytest.approx(plain.log_evidence, abs=CLOSE)


def test_strata_that_cannot_differ_are_one() -> None:
    pooled = LogisticModel(MixturePrior.of(((1.0, PRIOR.mean, PRIOR.cov),), FIRST + SECOND))
    together = (*SEEN[:4], *OTHER[:3], *SEEN[4:], *OTHER[3:])
    plain = Posterior(pooled, np.array([together])).below(CUTS)
    for stratum, levels in ((0, slice(0, 4)), (1, slice(4, 7))):
        ours = _after(SEEN + OTHER, stratum, (0.0, 1e-4))
        assert ours.below(CUTS) == pytest.approx(plain[:, :, levels], abs=CLOSE)


def test_the_evidence_is_the_same_whichever_stratum_is_asked_about() -> None:
    first, second = (_after(SEEN + OTHER, stratum, (0.0, 1.0)).log_evidence for stratum in (0, 1))
    assert first == pytest.approx(second, abs=1e-9)


def test_the_order_of_further_strata_is_of_no_consequence() -> None:
    arms = (FIRST, SECOND, SECOND)
    third = (6, 0, 0, 1, 0, 0)
    one = Posterior(StrataModel(PRIOR, (0.0, 1.0), arms, 1), np.array([SEEN + OTHER + third]))
    two = Posterior(StrataModel(PRIOR, (0.0, 1.0), arms, 2), np.array([SEEN + third + OTHER]))
    assert one.below(CUTS) == pytest.approx(two.below(CUTS), abs=1e-12)


def test_strata_that_contradict_each_other_still_find_the_posterior() -> None:
    """Everybody has a DLT here, nobody there, and the prior says that the strata hardly differ."""
    ours = _after((0, 0, 12, 0, 0, 0, 12, 0, 0, 12, 0, 0, 0, 0), 0, (0.0, 0.2))
    assert np.isfinite(ours.log_evidence[0])
    assert 0.4 < ours.mean[0, 2] < 0.7


def test_a_batch_equals_single_states_bit_for_bit() -> None:
    model = StrataModel(PRIOR, (0.0, 1.0), (FIRST, SECOND), 1)
    states = np.array([SEEN + OTHER, (0,) * 8 + OTHER, SEEN + NOBODY])
    together = Posterior(model, states)
    for row in range(3):
        alone = Posterior(model, states[row : row + 1])
        assert np.array_equal(together.below(CUTS)[:, row], alone.below(CUTS)[:, 0])
        assert np.array_equal(together.mean[row], alone.mean[0])
