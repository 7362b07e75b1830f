"""Accelerated titration, designs 1 to 4 of Simon (1997), on grades by hand."""

import numpy as np
import pytest

from firstdose.design import AcceleratedTitration, Ruled, ThreePlusThree
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


def _seen(levels: list[int], grades: list[int], dlt: list[int]) -> Outcomes:
    return Outcomes.of(level=levels, dlt=dlt, severity=grades, cohort=np.arange(len(levels)))


@pytest.mark.parametrize(
    ("levels", "grades", "dlt", "steps"),
    [
        # level and number of patients next, by variants 1 to 4
        ([0], [1], [0], [(0, 2), (1, 1), (2, 1), (2, 1)]),
        ([0], [2], [0], [(0, 2), (1, 1), (2, 1), (2, 1)]),  # the first grade 2
        ([0, 2], [2, 2], [0, 0], [(2, 2)] * 4),  # the second: complete the cohort, then 3+3
        ([0, 2], [2, 1], [0, 0], [(2, 2), (3, 1), (4, 1), (4, 1)]),
        ([0, 2], [0, 3], [0, 1], [(2, 2)] * 4),  # a DLT
        ([0, 2], [0, 3], [0, 0], [(2, 2), (3, 1), (4, 1), (2, 2)]),  # grade 3 in a later course
        ([0, 3], [0, 0], [0, 0], [(3, 2), (4, 1), (4, 1), (4, 1)]),  # two levels at once, as far as there are
        ([0, 4], [0, 0], [0, 0], [(4, 2)] * 4),  # the highest level
        ([0], [-1], [0], [(0, 2), (1, 1), (2, 1), (2, 1)]),  # the grade is not known
    ],
)
def test_when_the_accelerated_stage_goes_on(
    levels: list[int], grades: list[int], dlt: list[int], steps: list[tuple[int, int]]
) -> None:
    seen = _seen(levels, grades, dlt)
    answers = [AcceleratedTitration(5, variant).decide(seen).one() for variant in (1, 2, 3, 4)]
    assert [(answer.level, answer.size) for answer in answers] == steps


def test_what_it_says() -> None:
    answer = AcceleratedTitration(5).decide(_seen([0, 1], [2, 1], [0, 0])).one()
    assert answer.reason == "No DLT and 1 patients with grade 2 or more so far: go up to level 3, with one patient."


@pytest.mark.parametrize("outcomes", ["", "1NNN", "1NNT", "1NNN 2NTT", "1NNN 2NTT 1NNN", "1TT"])
def test_design_1_is_three_plus_three(outcomes: str) -> None:
    seen = Outcomes.parse(outcomes)
    accelerated, standard = AcceleratedTitration(3, 1), ThreePlusThree(3)
    assert accelerated.decide(seen).one() == standard.decide(seen).one()
    assert accelerated.select(seen) == standard.select(seen)


def test_a_whole_trial_of_design_3() -> None:
    """Up two at a time to a DLT at level 5; level 4, which was skipped, is treated on the way down."""
    design, path = AcceleratedTitration(6, variant=3), "1N 3N 5T 5NT 4NNN 4NNN"
    cohorts = path.split()
    answers = [design.decide(Outcomes.parse(" ".join(cohorts[:done]))).one() for done in range(len(cohorts) + 1)]
    assert [(answer.level, answer.size) for answer in answers[:-1]] == [(0, 1), (2, 1), (4, 1), (4, 2), (3, 3), (3, 3)]
    assert answers[-1].mtd == 3


def test_a_level_with_one_patient_is_completed_on_the_way_down() -> None:
    answer = AcceleratedTitration(3).decide(Outcomes.parse("1N 2T 2NT")).one()
    assert (answer.level, answer.size) == (0, 2)


def test_the_only_level_has_no_accelerated_stage() -> None:
    assert AcceleratedTitration(1).decide(Outcomes.parse("")).one().size == 3


def test_it_may_start_higher_up() -> None:
    design = Ruled(AcceleratedTitration(4), start_level=1)
    assert [design.decide(Outcomes.parse(text)).one().level for text in ("", "2N")] == [1, 2]


@pytest.mark.parametrize("variant", [0, 5, True, 1.5])
def test_another_variant_is_refused(variant: int) -> None:
    with pytest.raises(DesignError) as refused:
        AcceleratedTitration(3, variant)
    assert str(refused.value) == f"variant = {variant}: the paper has designs 1 to 4. Give one of them."


def test_a_design_without_levels_is_refused() -> None:
    with pytest.raises(DesignError, match="^n_levels = 0: a design needs at least one dose level"):
        AcceleratedTitration(0)
