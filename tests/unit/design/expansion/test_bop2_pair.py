"""BOP2 for two endpoints: what stops, in words, the best of the grid, and what it refuses."""

from typing import Any

import pytest

from firstdose.design.expansion import Bop2Pair
from firstdose.errors import DesignError

NESTED = Bop2Pair("nested", (0.15, 0.15, 0.70), (10, 20), 0.95, 1.0)
TOXIC = Bop2Pair("efficacy-toxicity", (0.15, 0.30, 0.15, 0.40), (5, 20), 0.7, 1.0)


def test_one_patient_by_hand() -> None:
    # prior worth one patient: Pr(p > 0.5) after 0 of 1 is Pr(Beta(0.5, 1.5) > 0.5) = 0.18, after 1 of 1 0.82
    design = Bop2Pair("co-primary", (0.25, 0.25, 0.25, 0.25), (1,), 0.5, 0.0)
    assert [(row.first_at_most, row.second_at_most) for row in design.boundaries] == [(0, 0)]
    assert design.p_go((0.1, 0.2, 0.3, 0.4)) == pytest.approx(0.6)  # unless neither
    toxic = Bop2Pair("efficacy-toxicity", (0.25, 0.25, 0.25, 0.25), (1,), 0.5, 0.0)
    assert toxic.p_go((0.1, 0.2, 0.3, 0.4)) == pytest.approx(0.2)  # a response without toxicity
    assert toxic.expected_n((0.1, 0.2, 0.3, 0.4)) == 1
    assert toxic.p_early_stop((0.1, 0.2, 0.3, 0.4)) == 0


def test_rates_are_the_margins_of_the_null() -> None:
    assert NESTED.rates == pytest.approx((0.15, 0.30))
    assert TOXIC.rates == pytest.approx((0.45, 0.30))


def test_nested_endpoints_stop_only_if_both_are_too_few() -> None:
    row = NESTED.boundaries[0]
    assert row.first_at_most is not None
    assert row.second_at_most is not None
    assert NESTED.decide(row.first_at_most, row.second_at_most, 10).action == "stop-futility"
    assert NESTED.decide(row.first_at_most, row.second_at_most + 1, 10).action == "continue"
    assert NESTED.decide(row.first_at_most + 1, row.second_at_most, 10).action == "continue"


def test_efficacy_and_toxicity_stop_if_either_is_wrong() -> None:
    row = TOXIC.boundaries[1]
    assert row.first_at_most is not None
    assert row.second_at_least is not None
    assert TOXIC.decide(row.first_at_most, 0, 20).action == "stop-futility"
    assert TOXIC.decide(20, row.second_at_least, 20).action == "stop-futility"
    assert TOXIC.decide(row.first_at_most + 1, row.second_at_least - 1, 20).action == "go"


@pytest.mark.parametrize(
    ("design", "counts", "words"),
    [
        (NESTED, (0, 2, 10), "at 10 patients 1 complete responses or fewer with 3 responses or fewer stop the cohort"),
        (NESTED, (5, 9, 10), "stop it: go on to the look at 20."),
        (NESTED, (9, 12, 20), "would have stopped it: worth pursuing."),
        (NESTED, (1, 2, 7), "7 patients are no look of this design: go on to the look at 10."),
        (TOXIC, (5, 5, 5), "at 5 patients 1 responses or fewer, or 3 toxicities or more, stop the cohort"),
        (
            Bop2Pair("co-primary", (0.02, 0.02, 0.02, 0.94), (1, 20), 0.6, 3.0),
            (0, 0, 1),
            "no number of first endpoints",
        ),
    ],
)
def test_a_decision_says_why(design: Bop2Pair, counts: tuple[int, int, int], words: str) -> None:
    assert words in design.decide(*counts).reason


def test_a_look_at_which_nothing_stops() -> None:
    design = Bop2Pair("efficacy-toxicity", (0.1, 0.1, 0.1, 0.7), (1, 20), 0.6, 5.0)
    row = design.boundaries[0]
    assert (row.first_at_most, row.second_at_most, row.second_at_least) == (None, None, None)
    assert design.decide(0, 1, 1).action == "continue"


@pytest.mark.parametrize(
    ("kind", "null", "target"),
    [
        ("nested", (0.15, 0.15, 0.70), (0.25, 0.25, 0.50)),
        ("co-primary", (0.05, 0.05, 0.15, 0.75), (0.15, 0.15, 0.20, 0.50)),
        ("efficacy-toxicity", (0.15, 0.30, 0.15, 0.40), (0.18, 0.42, 0.02, 0.38)),
    ],
)
def test_the_search_finds_what_a_coarse_grid_does_not_beat(kind: Any, null: Any, target: Any) -> None:
    best = Bop2Pair.design(kind, null, target, (10, 20))
    assert best.p_go(null) <= 0.1
    for lambda_ in (0.6, 0.8, 0.9):
        for gamma in (0.3, 1.0):
            other = Bop2Pair(kind, null, (10, 20), lambda_, gamma)
            assert other.p_go(null) > 0.1 or other.p_go(target) <= best.p_go(target) + 1e-9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "both"}, 'kind = "both" is not known. Give one of nested, co-primary, efficacy-toxicity'),
        ({"null": (0.1, 0.2, 0.3, 0.4)}, "4 probabilities for nested endpoints. Give 3"),
        ({"kind": "co-primary"}, "3 probabilities for co-primary endpoints. Give 4"),
        ({"null": (0.1, 0.2, 0.8)}, "they lie from 0 to 1 and add up to 1"),
        ({"null": (-0.1, 0.3, 0.8)}, "they lie from 0 to 1"),
        ({"null": (0.0, 0.3, 0.7)}, "BOP2 nested rate = 0"),
        ({"looks": (20, 10)}, "looks = 20, 10"),
        ({"lambda_": 2.0}, "lambda = 2"),
        ({"lambda_": 1e-6}, "at some look every outcome ends alike"),
    ],
)
def test_a_design_that_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    plain: dict[str, Any] = {
        "kind": "nested",
        "null": (0.15, 0.15, 0.7),
        "looks": (10, 20),
        "lambda_": 0.9,
        "gamma": 1.0,
    }
    with pytest.raises(DesignError, match=message):
        Bop2Pair(**(plain | arguments))


def test_an_error_that_cannot_be_kept_is_refused() -> None:
    with pytest.raises(DesignError, match="no lambda and gamma keep the error under the null to alpha = 1e-06"):
        Bop2Pair.design("nested", (0.15, 0.15, 0.70), (0.25, 0.25, 0.50), (2, 3), alpha=1e-6)
    with pytest.raises(DesignError, match="alpha = 0"):
        Bop2Pair.design("nested", (0.15, 0.15, 0.70), (0.25, 0.25, 0.50), (2, 3), alpha=0.0)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((4, 3, 10), "4 complete responses and 3 responses in 10 patients cannot be: .* complete responses among"),
        ((0, 11, 10), "11 responses in 10 patients cannot be"),
        ((0, -1, 10), "-1 responses in 10 patients cannot be"),
        ((0, 3, 21), "21 patients: the design ends at 20"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int, int], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        NESTED.decide(*counts)
