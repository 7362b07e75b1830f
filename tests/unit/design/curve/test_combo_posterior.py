"""The posterior of two drugs together, where fewer dimensions give the exact answer."""

from math import log

import numpy as np
import pytest
from scipy.special import expit, log_expit, logit

from firstdose.design.curve.combo_model import Surface
from firstdose.design.curve.combo_posterior import ComboModel
from firstdose.design.curve.logistic_posterior import LogisticModel
from firstdose.design.curve.logistic_prior import Matrix, MixturePrior, Pair
from firstdose.design.curve.posterior import Posterior, State
from firstdose.types import F64

CUTS = (0.16, 0.33)
CLOSE = 1e-3  # as promised
FIRST: tuple[Pair, Matrix] = ((-0.7, 0.0), ((4.0, 0.2), (0.2, 1.0)))
SECOND: tuple[Pair, Matrix] = ((-1.5, 0.2), ((1.0, -0.3), (-0.3, 0.5)))


def _after(ratios: tuple[Pair, ...], state: State, interaction: Pair = (0.0, 1.121)) -> Posterior:
    return Posterior(ComboModel(Surface((FIRST, SECOND), interaction, ratios)), np.array([state]))


@pytest.mark.parametrize("state", [(0,) * 6, (3, 3, 3, 0, 0, 2)], ids=["nobody", "a trial"])
def test_a_drug_alone_is_the_two_parameter_model(state: State) -> None:
    ratios = (0.25, 0.5, 1.5)
    ours = _after(tuple((ratio, 0.0) for ratio in ratios), state)
    alone = LogisticModel(MixturePrior.of(((1.0, *FIRST),), tuple(map(log, ratios))))
    exact = Posterior(alone, np.array([state]))
    assert ours.below(CUTS) == pytest.approx(exact.below(CUTS), abs=CLOSE)
    assert ours.mean == pytest.approx(exact.mean, abs=CLOSE)
    assert ours.sd == pytest.approx(exact.sd, abs=CLOSE)
    assert ours.log_evidence == pytest.approx(exact.log_evidence, abs=5 * CLOSE)
    for share in (0.025, 0.5, 0.975):  # at ours, the exact distribution has this share
        found = ours.quantile(share)[0]
        reached = [exact.below((float(p),))[0, 0, level] for level, p in enumerate(found)]
        assert reached == pytest.approx([share] * 3, abs=CLOSE)


def test_at_the_reference_doses_three_parameters_remain_and_brute_force_will_do() -> None:
    n, dlt, interaction = 6, 2, (0.2, 0.8)
    sds = (FIRST[1][0][0] ** 0.5, SECOND[1][0][0] ** 0.5, interaction[1])
    a, b, eta = np.meshgrid(*(np.linspace(-6, 6, 81) * sd for sd in sds), indexing="ij")
    one, other = FIRST[0][0] + a, SECOND[0][0] + b
    odds: F64 = np.logaddexp(np.logaddexp(one, other), one + other) + interaction[0] + eta
    squares = sum((off / sd) ** 2 for off, sd in zip((a, b, eta), sds, strict=True))
    mass = np.exp(-0.5 * squares + dlt * log_expit(odds) + (n - dlt) * log_expit(-odds))
    mass /= mass.sum()
    ours = _after(((1.0, 1.0),), (n, dlt), interaction)
    assert ours.mean[0, 0] == pytest.approx(float((mass * expit(odds)).sum()), abs=CLOSE)
    for cut, found in zip(CUTS, ours.below(CUTS)[:, 0, 0], strict=True):
        # the edge of a step runs between the nodes of brute force
        assert found == pytest.approx(float(mass[odds <= logit(cut)].sum()), abs=4 * CLOSE)


def test_data_far_from_the_prior_are_found() -> None:
    ours = _after(((0.5, 0.5), (1.0, 1.0)), (30, 30, 0, 30))
    assert ours.mean[0, 0] == pytest.approx(0.02, abs=0.02)
    assert ours.mean[0, 1] > 0.9


def test_a_batch_equals_single_states_bit_for_bit() -> None:
    model = ComboModel(Surface((FIRST, SECOND), (0.0, 1.0), ((0.5, 0.5), (1.0, 0.5))))
    states = np.array([(3, 0, 1, 0), (3, 3, 0, 1)])
    together = Posterior(model, states)
    for row in range(2):
        assert np.array_equal(together.below(CUTS)[:, row], Posterior(model, states[row : row + 1]).below(CUTS)[:, 0])


def test_the_prior_has_one_part() -> None:
    assert _after(((1.0, 1.0),), (0, 0)).weight(0).tolist() == [[1.0]]
