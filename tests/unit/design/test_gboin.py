"""gBOIN, sentence by sentence, and what it makes of grades."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design import Boin
from firstdose.design.gboin import GBoin
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

TARGET = 0.47 / 1.5
DESIGN = GBoin(TARGET, 3)


def _seen(level: list[int], severity: list[int], dlt: list[int] | None = None) -> Outcomes:
    toxic = [grade >= 3 for grade in severity] if dlt is None else dlt
    return Outcomes.of(level=level, dlt=toxic, severity=severity)


@pytest.mark.parametrize(
    ("severity", "action", "level", "reason"),
    [
        (
            [0, 0, 0, 1, 2, 0], "treat", 2,
            "Mean toxicity score 0.111 at level 2 (sum 0.33 in 3 patients) is at or below 0.247: go up to level 3.",
        ),
        (
            [0, 0, 0, 2, 2, 2], "treat", 1,
            "Mean toxicity score 0.333 at level 2 (sum 1.00 in 3 patients) lies between 0.247 and 0.375: "
            "treat level 2 again.",
        ),
        (
            [0, 0, 0, 3, 2, 2], "treat", 0,
            "Mean toxicity score 0.444 at level 2 (sum 1.33 in 3 patients) is at or above 0.375: go down to level 1.",
        ),
        (
            [0, 0, 0, 4, 5, 4], "treat", 0,
            "Level 2 is too toxic (its toxicity scores add up to 3.00 in 3 patients, so the probability of a mean "
            "above 0.313 is 0.990, above 0.95): go down to level 1.",
        ),
        (
            [4, 4, 4], "stop", None,
            "The lowest dose, level 1, is too toxic (its toxicity scores add up to 3.00 in 3 patients, so the "
            "probability of a mean above 0.313 is 0.990, above 0.95): stop, no dose is the MTD.",
        ),
        (
            [4, 2, 1], "treat", 0,
            "Mean toxicity score 0.444 at level 1 (sum 1.33 in 3 patients) is at or above 0.375: there is no lower "
            "level and it is not excluded, treat level 1 again.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(severity: list[int], action: str, level: int | None, reason: str) -> None:
    answer = DESIGN.decide(_seen([0, 0, 0, 1, 1, 1][: len(severity)], severity)).one()
    assert (answer.action, answer.level, answer.reason) == (action, level, reason)


def test_the_highest_level_is_treated_again() -> None:
    answer = DESIGN.decide(_seen([2, 2, 2], [0, 0, 0])).one()
    assert answer.reason.endswith("there is no higher level, treat level 3 again.")


def test_the_posterior_of_the_mean_score_is_a_beta_distribution() -> None:
    answer = DESIGN.decide(_seen([0] * 4, [0, 2, 3, 4])).one().levels[0]
    assert answer.p_over == pytest.approx(stats.beta.sf(TARGET, 1 + 2, 1 + 4 - 2), abs=1e-9)
    assert answer.p_dlt_mean == 0.5
    assert DESIGN.decide(_seen([0], [0])).one().levels[1].p_over is None


@pytest.mark.parametrize(
    ("grade", "dlt", "score"),
    [
        (0, 0, 0),
        (1, 0, 0),
        (2, 0, 1 / 3),
        (3, 0, 2 / 3),
        (3, 1, 2 / 3),
        (4, 1, 1),
        (5, 1, 1),
        (2, 1, 1),
        (-1, 1, 1),
        (-1, 0, 0),
    ],
)
def test_the_score_of_a_grade(grade: int, dlt: int, score: float) -> None:
    assert DESIGN.totals(_seen([1, -1], [grade, 5], [dlt, 1])) == pytest.approx(np.array([[0, score, 0]]))


def test_without_grades_it_is_boin() -> None:
    for dlt in range(7):
        seen = Outcomes.from_counts([3, 6, 0], [0, dlt, 0], 1)
        ours, boin = GBoin(0.3, 3).decide(seen), Boin(0.3, 3).decide(seen)
        assert (ours.level[0], ours.admissible.tolist()) == (boin.level[0], boin.admissible.tolist())
        assert GBoin(0.3, 3).select(seen) == Boin(0.3, 3).select(seen)


@pytest.mark.parametrize(("at_bound", "level"), [(True, 0), (False, 1)])
def test_a_score_on_the_upper_boundary_goes_down_unless_told_otherwise(at_bound: bool, level: int) -> None:
    class Fixed(GBoin):
        boundaries = (0.2, 1 / 3)

    answer = Fixed(TARGET, 3, deescalate_at_bound=at_bound).decide(_seen([0, 1, 1], [0, 2, 2])).one()
    assert answer.level == level


@pytest.mark.parametrize(
    ("level", "severity", "mtd"),
    [([], [], -1), ([0, 0, 0, 1, 1, 1], [0, 0, 0, 2, 2, 3], 1), ([0, 0, 0, 1, 1, 1], [2, 2, 2, 4, 4, 4], 0)],
)
def test_the_mtd_lies_nearest_the_target(level: list[int], severity: list[int], mtd: int) -> None:
    assert DESIGN.select(_seen(level, severity)).tolist() == [mtd]


@pytest.mark.parametrize(
    "scores",
    [
        (0, 1),
        (0.5, 0.5, 1, 1, 1, 1),
        (0, 1, 0.5, 1, 1, 1),
        (0,) * 6,
        (0, 0, 0, 1, 1, float("inf")),
        (0, 0, 0, 0, float("nan"), 1),
    ],
)
def test_what_cannot_be_scores_is_refused(scores: tuple[float, ...]) -> None:
    with pytest.raises(DesignError, match=r"^gBOIN: scores = .*: a score for each CTCAE grade from 0 to 5"):
        GBoin(0.3, 3, scores=scores)


@pytest.mark.parametrize(
    "arguments",
    [
        {"target": 1.0},
        {"n_levels": 0},
        {"cutoff": 0.0},
        {"p_saf": 0.4},
        {"p_tox": 0.2},
        {"scores": 1.0},
        {"scores": ("0", 0, 0, 1, 1, 1)},
        {"deescalate_at_bound": "no"},
    ],
)
def test_what_cannot_be_a_gboin_is_refused(arguments: dict[str, float]) -> None:
    with pytest.raises(DesignError):
        GBoin(**{"target": 0.3, "n_levels": 3} | arguments)  # type: ignore[arg-type]


def test_options_that_follow_from_others_are_told() -> None:
    assert GBoin(0.3, 3).derived == {"p_saf": 0.18, "p_tox": 0.42}
