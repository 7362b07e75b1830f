"""The posterior of the CRM's one parameter where it can be known in closed form, and what it must never depend on."""

from itertools import product
from math import comb
from statistics import NormalDist

import numpy as np
import pytest

from firstdose.design.curve import crm_states
from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.crm_states import Partial
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.types import F64, I64

POWER, LOGISTIC = OneParameter((0.05, 0.25, 0.5)), OneParameter((0.05, 0.25, 0.5), "logistic")
CURVES = pytest.mark.parametrize("curve", [POWER, LOGISTIC], ids=["power", "logistic"])
NAMES = ("beta_mean", "beta_var", "p_plugin", "p_mean", "p_sd", "log_evidence")


def _states(many: int, largest: int = 12) -> tuple[I64, I64]:
    random = np.random.default_rng(many)
    n = random.integers(0, largest, (many, 3))
    return n, random.binomial(n, 0.3)


def _everything(after: Posterior) -> dict[str, F64]:
    named = {name: getattr(after, name) for name in NAMES}
    return named | {"over": after.p_over(0.3)} | {f"q{share}": after.quantile(share) for share in (0.025, 0.5, 0.975)}


@CURVES
def test_without_patients_it_is_the_prior(curve: OneParameter) -> None:
    nobody = np.zeros((1, 3), np.int64)
    after, normal = Posterior(curve, nobody, nobody), NormalDist(0.0, curve.scale)
    assert after.beta_mean == pytest.approx(0, abs=1e-10)
    assert after.beta_var == pytest.approx(curve.scale**2, abs=1e-9)
    np.testing.assert_allclose(after.p_plugin[0], curve.skeleton, atol=1e-10)
    np.testing.assert_allclose(after.p_over(0.2)[0], [normal.cdf(beta) for beta in curve.beta_at(0.2)], atol=1e-9)
    for share in (0.025, 0.5, 0.975):
        np.testing.assert_allclose(after.quantile(share)[0], curve.p(normal.inv_cdf(1 - share)), atol=1e-9)
    assert after.log_evidence == pytest.approx(0, abs=1e-10)


@CURVES
def test_the_probabilities_of_every_outcome_add_up_to_one(curve: OneParameter) -> None:
    dlt = np.array(list(product(range(4), range(3), range(2))))
    n = np.tile([3, 2, 1], (len(dlt), 1))
    ways = [comb(3, int(a)) * comb(2, int(b)) for a, b, _ in dlt]
    assert np.dot(ways, np.exp(Posterior(curve, n, dlt).log_evidence)) == pytest.approx(1, abs=1e-10)


@CURVES
def test_a_quantile_has_its_share_below_it(curve: OneParameter) -> None:
    n, dlt = _states(4)
    after = Posterior(curve, n, dlt)
    for state, level in product(range(4), range(3)):
        found = float(after.quantile(0.9)[state, level])
        assert after.p_over(found)[state, level] == pytest.approx(0.1, abs=1e-8)


@CURVES
def test_an_answer_does_not_depend_on_the_batch(curve: OneParameter) -> None:
    n, dlt = _states(150)
    n[100], dlt[100] = n[3], dlt[3]
    together = _everything(Posterior(curve, n, dlt))
    for row in (0, 3, 31, 32, 100, 149):
        alone = _everything(Posterior(curve, n[row : row + 1], dlt[row : row + 1]))
        for name, values in together.items():
            np.testing.assert_array_equal(values[row], alone[name][0], err_msg=name)


def test_an_answer_with_partial_patients_does_not_depend_on_the_batch() -> None:
    n, dlt = _states(40)
    n[:20], dlt[:20] = n[0], dlt[0]  # all that tells these apart is the follow-up
    random = np.random.default_rng(2)
    some = Partial(random.integers(0, 3, (40, 4)), random.random((40, 4)) * (random.random((40, 4)) < 0.5))
    together = _everything(Posterior(POWER, n, dlt, some))
    for row in range(40):
        one = np.array([row])
        counting = some.weight[row] > 0
        alone = Posterior(POWER, n[one], dlt[one], Partial(some.level[one][:, counting], some.weight[one][:, counting]))
        for name, values in _everything(alone).items():
            np.testing.assert_array_equal(together[name][row], values[0], err_msg=name)


def test_masses_are_kept_or_made_anew_and_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    n, dlt = _states(50)
    kept = _everything(Posterior(POWER, n, dlt))
    monkeypatch.setattr(crm_states, "_KEPT", 1)
    for name, values in _everything(Posterior(POWER, n, dlt)).items():
        np.testing.assert_array_equal(values, kept[name])


@CURVES
def test_a_partial_patient_of_weight_1_counts_in_full_and_of_weight_0_not_at_all(curve: OneParameter) -> None:
    n, dlt = np.array([[3, 3, 0]]), np.array([[0, 1, 0]])
    partly = Posterior(curve, n, dlt, Partial(np.array([[1, 2]]), np.array([[1.0, 0.0]])))
    whole = Posterior(curve, n + np.array([[0, 1, 0]]), dlt)
    for name in NAMES:
        np.testing.assert_allclose(getattr(partly, name), getattr(whole, name), rtol=1e-10, err_msg=name)
    half = Posterior(curve, n, dlt, Partial(np.array([[1]]), np.array([[0.5]])))
    assert Posterior(curve, n, dlt).beta_mean < half.beta_mean < whole.beta_mean


@CURVES
@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
def test_a_thousand_patients_tell_the_rate_itself(curve: OneParameter, rate: float) -> None:
    n = np.array([[0, 1000, 0]])
    after = Posterior(curve, n, (n * rate).astype(np.int64))
    assert after.p_mean[0, 1] == pytest.approx(rate, abs=0.06 if rate == 1 else 0.005)  # 1 is beyond the logistic model
    assert np.all(np.isfinite(after.p_sd))


def test_no_states() -> None:
    nobody = np.zeros((0, 3), np.int64)
    after = Posterior(POWER, nobody, nobody)
    assert {name: values.shape for name, values in _everything(after).items()} == {
        "beta_mean": (0,),
        "beta_var": (0,),
        "log_evidence": (0,),
        **dict.fromkeys(("p_plugin", "p_mean", "p_sd", "over", "q0.025", "q0.5", "q0.975"), (0, 3)),
    }
