"""BOIN-ET's boundaries against a search written out decision by decision."""

from itertools import product

import pytest
from scipy.stats import binom

from firstdose.design.by_level.boin_et_boundaries import check_rising, optimal_boundaries
from firstdose.errors import DesignError


def _wrong(point: tuple[float, ...], limits: tuple[float, ...], responses: tuple[float, ...]) -> float:
    """Probability of a wrong decision, summed over the five kinds of level at which one can be wrong."""
    up, down, stay = point
    low, target, high = limits

    def dlts(p: float) -> tuple[float, float, float]:
        below, under = binom.cdf(round(100 * up, 6), 100, p), binom.cdf(round(100 * down, 6) - 1, 100, p)
        return below, under - below, 1 - under

    few = {p: binom.cdf(round(100 * stay, 6), 100, p) for p in responses}
    scarce, enough = responses
    below, between, above = dlts(low)
    total = below * (1 - few[scarce]) + between * (1 - few[scarce]) + 2 / 3 * between * few[scarce] + above
    total += below * few[enough] + 2 / 3 * between * few[enough] + above
    at_target, _, above_target = dlts(target)
    between_as_boinet = binom.cdf(round(100 * down, 6) - 1, 100, target) - dlts(low)[0]
    total += at_target * few[enough] + 2 / 3 * between_as_boinet * few[enough] + above_target
    below, between, _ = dlts(high)
    for response in responses:
        total += below + between * (1 - few[response]) + 2 / 3 * between * few[response]
    return float(total)


def test_no_other_point_of_the_grid_is_wrong_less_often() -> None:
    limits, responses = (0.1, 0.15, 0.2), (0.3, 0.36)
    found = optimal_boundaries(limits, responses)
    grid = [[first + 0.01 * i for i in range(count)] for first, count in ((0.1, 6), (0.15, 6), (0.3, 7))]
    best = min(product(*grid), key=lambda point: round(_wrong(point, limits, responses), 12))
    assert found == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize(
    ("limits", "responses", "published"),
    [((0.03, 0.3, 0.42), (0.36, 0.6), (0.14, 0.35, 0.48))],  # Takeda et al. (2018), and boinet's defaults
)
def test_the_published_boundaries(
    limits: tuple[float, float, float], responses: tuple[float, float], published: tuple[float, float, float]
) -> None:
    assert optimal_boundaries(limits, responses) == pytest.approx(published, abs=1e-12)


@pytest.mark.parametrize(
    "values", [{"a": 0.0, "b": 0.5}, {"a": 0.5, "b": 0.5}, {"a": 0.5, "b": 1.0}, {"a": float("nan")}]
)
def test_probabilities_that_do_not_rise_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(DesignError, match=r"^D: a = .*: probabilities that rise in this order between 0 and 1"):
        check_rising("D", "probabilities", values)


def test_probabilities_that_rise_are_not() -> None:
    check_rising("D", "probabilities", {"a": 0.1, "b": 0.9})
