"""BOIN, sentence by sentence; its numbers stand against the reference in tests/golden."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design import Boin
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(target=0.3, n_levels=3)


@pytest.mark.parametrize(
    ("outcomes", "action", "level", "reason"),
    [
        ("", "treat", 0, "No patient has been treated: start at level 1."),
        ("1NNN", "treat", 1, "DLT rate 0.000 at level 1 (0 of 3) is at or below 0.236: go up to level 2."),
        (
            "1NNN 2NNT", "treat", 1,
            "DLT rate 0.333 at level 2 (1 of 3) lies between 0.236 and 0.359: treat level 2 again.",
        ),
        ("1NNN 2NTT", "treat", 0, "DLT rate 0.667 at level 2 (2 of 3) is above 0.359: go down to level 1."),
        (
            "1NTT", "treat", 0,
            "DLT rate 0.667 at level 1 (2 of 3) is above 0.359: there is no lower level and it is not excluded, "
            "treat level 1 again.",
        ),
        (
            "1NNN 2NNN 3NNN", "treat", 2,
            "DLT rate 0.000 at level 3 (0 of 3) is at or below 0.236: there is no higher level, treat level 3 again.",
        ),
        (
            "1NNN 2TTT", "treat", 0,
            "Level 2 is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.3 is 0.992, "
            "above 0.95): go down to level 1.",
        ),
        (
            "1NNN 2TTT 1NNN", "treat", 0,
            "The design would go higher, but every level above level 1 is too toxic.",
        ),
        (
            "1TTT", "stop", None,
            "The lowest dose, level 1, is too toxic (3 of 3 patients had a DLT, so the probability of exceeding "
            "0.3 is 0.992, above 0.95): stop, no dose is the MTD.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, action: str, level: int | None, reason: str) -> None:
    answer = BOIN.decide(Outcomes.parse(outcomes)).one()
    assert (answer.action, answer.level, answer.reason) == (action, level, reason)
    assert (answer.size, answer.mtd) == (3 if action == "treat" else 0, None)


def test_two_patients_are_too_few_to_exclude() -> None:
    answer = BOIN.decide(Outcomes.parse("1TT")).one()
    assert (answer.action, answer.levels[0].admissible) == ("treat", True)
    assert answer.levels[0].p_over is not None
    assert answer.levels[0].p_over > 0.95


@pytest.mark.parametrize(("n", "dlt"), [(3, 3), (6, 1), (12, 7)])
def test_the_overdose_probability_is_a_beta_tail(n: int, dlt: int) -> None:
    answer = BOIN.decide(Outcomes.from_counts([n, 0, 0], [dlt, 0, 0], 0)).one().levels[0]
    assert answer.p_over == pytest.approx(stats.beta.sf(0.3, dlt + 1, n - dlt + 1), abs=1e-12)
    assert answer.p_dlt_mean == dlt / n


def test_a_level_without_patients_has_no_numbers() -> None:
    empty = BOIN.decide(Outcomes.parse("1NNN")).one().levels[1]
    assert (empty.n, empty.p_dlt_mean, empty.p_over, empty.p_under, empty.admissible) == (0, None, None, None, True)


def test_a_rate_exactly_on_a_boundary_goes_up_but_not_down() -> None:
    """As BOIN 2.7.2 has it: up at or below, down strictly above."""

    class Fixed(Boin):
        boundaries = (0.25, 0.5)

    design = Fixed(0.3, 3)
    assert design.decide(Outcomes.from_counts([3, 4, 0], [0, 1, 0], 1)).one().level == 2
    assert design.decide(Outcomes.from_counts([3, 4, 0], [0, 2, 0], 1)).one().level == 1


def test_a_rate_on_the_upper_boundary_goes_down_where_the_option_says_so() -> None:
    class Fixed(Boin):
        boundaries = (0.25, 0.5)

    answer = Fixed(0.3, 3, deescalate_at_bound=True).decide(Outcomes.from_counts([3, 4, 0], [0, 2, 0], 1)).one()
    assert answer.reason == "DLT rate 0.500 at level 2 (2 of 4) is at or above 0.500: go down to level 1."


def test_the_lowest_level_is_given_up_sooner_with_extra_safety() -> None:
    seen, other = Outcomes.parse("1NTT"), Outcomes.parse("1NNN 2NTT")
    assert BOIN.decide(seen).one().action == "treat"
    safe = Boin(0.3, 3, extrasafe=True)
    assert safe.decide(seen).one().reason == (
        "The lowest dose, level 1, is too toxic (2 of 3 patients had a DLT, so the probability of exceeding 0.3 is "
        "0.916, above 0.9): stop, no dose is the MTD."
    )
    assert safe.decide(other).one().levels[1].admissible  # the other levels keep their cutoff
    assert Boin(0.3, 3, extrasafe=True, offset=0.01).decide(seen).one().action == "treat"


def test_the_mtd_is_bounded_where_the_option_says_so() -> None:
    seen = Outcomes.from_counts([3, 10, 0], [0, 4, 0], 1)  # 0.40, above 0.359
    assert (BOIN.select(seen)[0], Boin(0.3, 3, bound_mtd=True).select(seen)[0]) == (1, 0)


def test_a_late_dlt_below_takes_the_levels_above_along() -> None:
    """The sentence is of the level with the DLTs, not of the innocent one above it."""
    answer = BOIN.decide(Outcomes.parse("1NNN 2TTT 3NNN")).one()
    assert (answer.level, [level.admissible for level in answer.levels]) == (0, [True, False, False])
    assert answer.reason.startswith("Level 2 is too toxic (3 of 3 patients had a DLT, so the probability of exceeding")


@pytest.mark.parametrize(
    ("n", "dlt", "mtd"),
    [
        ([0, 0, 0], [0, 0, 0], -1),
        ([3, 3, 3], [3, 0, 0], -1),
        ([3, 3, 3], [0, 1, 3], 1),
        ([6, 6, 0], [0, 0, 0], 1),  # the highest treated of equals below the target
        ([3, 6, 6], [0, 3, 3], 1),  # the lower of equals above it
    ],
)
def test_the_mtd_lies_nearest_the_target(n: list[int], dlt: list[int], mtd: int) -> None:
    current = max([level for level, treated in enumerate(n) if treated], default=0)
    assert BOIN.select(Outcomes.from_counts(n, dlt, current)).tolist() == [mtd]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target": 0.0}, "target = 0: a probability between 0 and 1 is needed."),
        ({"target": float("nan")}, "target = nan: a probability"),
        ({"cutoff": 1.0}, "cutoff = 1: a probability"),
        ({"n_levels": 0}, "n_levels = 0: a design needs at least one dose level."),
        (
            {"p_saf": 0.3},
            "BOIN: p_saf = 0.3, target = 0.3, p_tox = 0.42: they must rise in this order",
        ),
        ({"p_tox": 0.2}, "BOIN: p_saf = 0.18, target = 0.3, p_tox = 0.2: they must rise"),
        ({"target": 0.8}, "BOIN: p_saf = 0.48, target = 0.8, p_tox = 1.12: they must rise"),
        ({"p_saf": -0.1}, "BOIN: p_saf = -0.1"),
        ({"p_tox": float("nan")}, "BOIN: p_saf = 0.18, target = 0.3, p_tox = nan: they must rise"),
        ({"offset": 0.5}, "offset = 0.5: the cutoff of the lowest level is lowered by a number from 0 to below 0.5"),
        ({"cohort_size": 0}, "cohort_size = 0: a whole number of patients"),
    ],
)
def test_what_cannot_be_a_boin_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        Boin(**{"target": 0.3, "n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_the_only_level_with_its_first_patient_pending() -> None:
    answer = Boin(0.3, 1).decide(Outcomes.parse("1P")).one()
    assert "nan" not in answer.reason


@pytest.mark.parametrize("most", [36, 200, 201, 5000])
def test_overdose_probabilities_do_not_depend_on_who_else_is_in_the_batch(most: int) -> None:
    n, dlt = np.array([[3], [most]]), np.array([[1], [most // 3]])
    together = BOIN.p_over(n, dlt)
    assert together[0, 0] == BOIN.p_over(n[:1], dlt[:1])[0, 0]
    assert together[:, 0] == pytest.approx(np.ravel(stats.beta.sf(0.3, dlt + 1, n - dlt + 1)), abs=1e-12)


def test_options_that_follow_from_others() -> None:
    assert Boin(0.25, 3).derived == {"p_saf": 0.15, "p_tox": 0.35}
