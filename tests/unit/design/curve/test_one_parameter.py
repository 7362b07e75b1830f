"""The CRM's curve with one unknown parameter."""

from typing import Any

import numpy as np
import pytest

from firstdose.design.curve.one_parameter import OneParameter
from firstdose.errors import DesignError

POWER, LOGISTIC = OneParameter((0.1, 0.3)), OneParameter((0.1, 0.3), "logistic")
BETA = np.linspace(-2.0, 2.0, 9)
CURVES = pytest.mark.parametrize("curve", [POWER, LOGISTIC, OneParameter((0.05, 0.2), "logistic", intercept=-1.0)])


def test_the_power_model_raises_the_skeleton_to_exp_beta() -> None:
    np.testing.assert_allclose(POWER.p(BETA), np.array([0.1, 0.3]) ** np.exp(BETA)[:, None], rtol=1e-14)


def test_the_logistic_model_is_a_line_on_the_logit_scale() -> None:
    labels = np.log([0.1 / 0.9, 0.3 / 0.7]) - 3
    np.testing.assert_allclose(LOGISTIC.labels, labels, rtol=1e-14)
    p = 1 / (1 + np.exp(-3 - np.exp(BETA)[:, None] * labels))
    np.testing.assert_allclose(LOGISTIC.p(BETA), p, rtol=1e-13)


@CURVES
def test_beta_0_is_the_skeleton_and_beta_at_is_the_inverse(curve: OneParameter) -> None:
    np.testing.assert_allclose(curve.p(0.0), curve.skeleton, rtol=1e-14)
    for p in (0.01, 0.2):
        np.testing.assert_allclose(np.diag(curve.p(curve.beta_at(p))), p, rtol=1e-12)


@CURVES
def test_what_is_made_from_p(curve: OneParameter) -> None:
    excess = -np.exp(BETA)
    p = curve.p_at(excess)
    np.testing.assert_allclose(curve.log_safe_at(excess), np.log(1 - p), rtol=1e-12)
    np.testing.assert_allclose(curve.log_odds_at(excess), np.log(p / (1 - p)), rtol=1e-10, atol=1e-12)
    by_beta = (curve.p_at(-np.exp(BETA + 1e-6)) - curve.p_at(-np.exp(BETA - 1e-6))) / 2e-6
    np.testing.assert_allclose(curve.information_at(excess), by_beta**2 / (p * (1 - p)), rtol=1e-6, atol=1e-12)


def test_the_nearest_pole_of_the_logistic_curve() -> None:
    """1 + exp(-intercept - exp(beta) x) is 0 where exp(beta) x = -intercept + i pi."""
    assert POWER.strip == pytest.approx(np.pi / 2)
    assert LOGISTIC.strip == pytest.approx(np.arctan(np.pi / 3))
    assert OneParameter((0.1,), "logistic", intercept=-1.0).strip == pytest.approx(np.pi / 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"skeleton": ()}, "skeleton = (): give a prior guess of every level's DLT probability, e.g. [0.1, 0.3]."),
        ({"skeleton": (0.1, 1.0)}, "skeleton of level 2 = 1: a probability between 0 and 1 is needed."),
        ({"skeleton": (float("nan"),)}, "skeleton of level 1 = nan: a probability"),
        (
            {"skeleton": (0.1, 0.3, 0.3)},
            "skeleton of level 3 = 0.3 is not above that of level 2 = 0.3: the guesses rise",
        ),
        (
            {"scale": 0.0},
            "scale = 0: the prior standard deviation of beta is a number above 0 and at most 10; 1.158 is",
        ),
        ({"scale": float("nan")}, "scale = nan: the prior standard deviation"),
        ({"scale": 11.0}, "scale = 11: the prior standard deviation"),
        ({"scale": True}, "scale = True: a number is needed."),
        ({"model": "probit"}, 'model = "probit" is not known. Give "power" or "logistic".'),
        ({"intercept": float("inf")}, "intercept = inf: a number is needed, e.g. 3."),
        ({"intercept": True}, "intercept = True: a number is needed"),
        (
            {"model": "logistic", "intercept": -1.0},
            "skeleton = 0.3: the logistic model with intercept = -1 only has DLT probabilities below 0.269. Give a",
        ),
    ],
)
def test_what_cannot_be_a_curve_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        OneParameter(**{"skeleton": (0.1, 0.3)} | arguments)
    assert str(refused.value).startswith(message)
