"""Skeletons from an indifference interval, and back."""

from typing import Any

import pytest

from firstdose.design import get_prior_skeleton, indifference_intervals
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.errors import DesignError


def test_the_prior_guess_of_the_mtd_has_the_target_itself() -> None:
    for nu in (1, 3, 5):
        assert get_prior_skeleton(0.05, 0.25, nu, 5)[nu - 1] == 0.25


def test_a_skeleton_by_hand() -> None:
    """log 0.3 / log 0.2 = 0.7481; 0.25^0.7481 = 0.3545 and 0.25^(1 / 0.7481) = 0.1567."""
    assert get_prior_skeleton(0.05, 0.25, 2, 3) == pytest.approx((0.1567, 0.25, 0.3545), abs=5e-5)


@pytest.mark.parametrize(("model", "intercept"), [("power", 3.0), ("logistic", 3.0), ("logistic", 5.0)])
def test_every_indifference_interval_is_the_one_asked_for(model: Any, intercept: float) -> None:
    skeleton = get_prior_skeleton(0.06, 0.3, 3, 5, model, intercept)
    intervals = indifference_intervals(skeleton, 0.3, model, intercept)
    assert intervals[0][0] is None
    assert intervals[-1][1] is None
    assert [low for low, _ in intervals[1:]] == pytest.approx([0.24] * 4)
    assert [high for _, high in intervals[:-1]] == pytest.approx([0.36] * 4)


def test_an_uneven_skeleton_tells_far_levels_apart_more_coarsely() -> None:
    """Between neighbours the CRM changes where both are equally far from the target."""
    skeleton = (0.1, 0.2, 0.5)
    (_, high), (low, higher), (lower, _) = indifference_intervals(skeleton, 0.2)
    assert None not in (high, low, higher, lower)
    assert (low or 0) + (high or 0) == pytest.approx(0.4)
    assert (lower or 0) + (higher or 0) == pytest.approx(0.4)
    assert (higher or 0) - (lower or 0) > (high or 0) - (low or 0)


def test_one_level_has_no_neighbours() -> None:
    assert get_prior_skeleton(0.05, 0.25, 1, 1) == (0.25,)
    assert indifference_intervals((0.25,), 0.25) == ((None, None),)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"halfwidth": 0.25},
            "get_prior_skeleton: halfwidth = 0.25 around target = 0.25 leaves the probabilities. Give one",
        ),
        ({"halfwidth": 0.0}, "get_prior_skeleton: halfwidth = 0 around target = 0.25 leaves"),
        ({"halfwidth": float("nan")}, "get_prior_skeleton: halfwidth = nan around"),
        ({"target": 0.9, "halfwidth": 0.1}, "get_prior_skeleton: halfwidth = 0.1 around target = 0.9 leaves"),
        ({"target": 1.0}, "target = 1: a probability between 0 and 1 is needed."),
        ({"nu": 0}, "get_prior_skeleton: nu = 0: a level from 1 to 5 is needed."),
        ({"nu": 6}, "get_prior_skeleton: nu = 6: a level from 1 to 5"),
        ({"nu": 1.5}, "get_prior_skeleton: nu = 1.5: a level"),
        ({"nu": True}, "get_prior_skeleton: nu = True: a level"),
        ({"n_levels": 0}, "n_levels = 0: a design needs at least one dose level."),
        ({"model": "empiric"}, 'model = "empiric" is not known. Give "power" or "logistic".'),
        (
            {"model": "logistic", "intercept": -1.0},
            "target + halfwidth = 0.3: the logistic model with intercept = -1 only",
        ),
        (
            {"halfwidth": 0.2, "n_levels": 40},
            "get_prior_skeleton: halfwidth = 0.2 and 40 levels ask for guesses nearer to 0 or 1 than numbers can be: ",
        ),
        (
            {"halfwidth": 0.2, "n_levels": 40, "nu": 39},
            "get_prior_skeleton: halfwidth = 0.2 and 40 levels ask for guesses",
        ),
    ],
)
def test_what_cannot_be_a_skeleton_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        get_prior_skeleton(**{"halfwidth": 0.05, "target": 0.25, "nu": 2, "n_levels": 5} | arguments)
    assert str(refused.value).startswith(message)


def test_a_target_that_the_model_never_reaches_is_refused() -> None:
    with pytest.raises(DesignError, match=r"target = 0\.97: the logistic model with intercept = 3 only has"):
        indifference_intervals((0.1, 0.2), 0.97, "logistic")


def test_the_skeleton_of_the_lowest_level_may_be_very_small() -> None:
    assert OneParameter(get_prior_skeleton(0.15, 0.25, 5, 5)).skeleton[0] < 1e-6
