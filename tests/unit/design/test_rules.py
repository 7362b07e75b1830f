"""Each rule as the mask it is."""

from typing import Any

import numpy as np
import pytest

from firstdose.design import Boin, Cohorts, Decision, EnoughAt, LowestTooToxic, MaxPatients, NoSkipping, Stops
from firstdose.design.rules import Both, Either
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


def _ends(rule: Stops, outcomes: str) -> bool:
    seen = Outcomes.parse(outcomes)
    return bool(rule(seen, BOIN.decide(seen))[0])


def _decision(outcomes: str) -> tuple[Outcomes, Decision]:
    seen = Outcomes.parse(outcomes)
    return seen, BOIN.decide(seen)


@pytest.mark.parametrize(
    ("outcomes", "permitted"),
    [("", [1, 1, 1, 1]), ("1NNN", [1, 1, 0, 0]), ("1N 3N 1N", [1, 1, 1, 1]), ("2N", [1, 1, 1, 0])],
)
def test_no_skipping_permits_one_above_the_highest_tried(outcomes: str, permitted: list[int]) -> None:
    assert NoSkipping()(*_decision(outcomes)).astype(int).tolist() == [permitted]


@pytest.mark.parametrize(("outcomes", "ends"), [("1NNN 2NN", False), ("1NNN 2NNN", True), ("1NNN 2NNN 3N", True)])
def test_max_patients_counts_everybody_treated(outcomes: str, ends: bool) -> None:
    assert _ends(MaxPatients(6), outcomes) == ends


def test_a_lost_patient_does_not_count() -> None:
    seen = Outcomes.of(level=[0, 0, -1], dlt=False)
    assert MaxPatients(3)(seen, BOIN.decide(seen)).tolist() == [False]


@pytest.mark.parametrize(
    ("outcomes", "ends"),
    [
        ("1NNN 2NNT 2NN", False),  # five at level 2, which is next
        ("1NNN 2NNT 2NNT", True),
        ("1NNNNNN", False),  # level 2 is next
        ("1TTTTTT", False),  # stopped already
    ],
)
def test_enough_counts_at_the_level_that_comes_next(outcomes: str, ends: bool) -> None:
    assert _ends(EnoughAt(6), outcomes) == ends


@pytest.mark.parametrize(
    ("rule", "outcomes", "ends"),
    [
        (LowestTooToxic(0.3), "1TTT", True),  # Pr = 0.992
        (LowestTooToxic(0.3), "1NTT", False),  # 0.916
        (LowestTooToxic(0.3), "1TT", False),  # two are too few
        (LowestTooToxic(0.3, at_least=2), "1TT", True),  # 0.973
        (LowestTooToxic(0.3, cutoff=0.9), "1NTT", True),
        (LowestTooToxic(0.3, at_least=4), "1TTT", False),
        (LowestTooToxic(0.3), "2TTT", False),  # not the lowest level
        (LowestTooToxic(0.3), "", False),
    ],
)
def test_the_lowest_dose_is_too_toxic_by_its_own_patients(rule: LowestTooToxic, outcomes: str, ends: bool) -> None:
    assert _ends(rule, outcomes) == ends


def test_a_probability_at_the_cutoff_is_not_above_it() -> None:
    p_over = 1 - 0.3**4  # three of three with a DLT
    assert not _ends(LowestTooToxic(0.3, cutoff=p_over), "1TTT")
    assert _ends(LowestTooToxic(0.3, cutoff=p_over - 2e-9), "1TTT")


@pytest.mark.parametrize(("patients", "either", "both"), [(3, False, False), (6, True, False), (9, True, True)])
def test_rules_are_joined(patients: int, either: bool, both: bool) -> None:
    one, other = MaxPatients(6), MaxPatients(9)
    outcomes = "1" + "N" * patients
    assert (_ends(one | other, outcomes), _ends(one & other, outcomes)) == (either, both)
    assert (_ends(other | one, outcomes), _ends(other & one, outcomes)) == (either, both)


def test_alternatives_are_the_rules_of_which_one_is_enough() -> None:
    a, b, c = MaxPatients(1), MaxPatients(2), MaxPatients(3)
    assert (a | b | c).alternatives == (a, b, c)
    assert (a & b | c).alternatives == (a & b, c)
    assert isinstance(a & b, Both)
    assert isinstance(a | b, Either)


def test_whether_an_mtd_is_left() -> None:
    toxic, full = LowestTooToxic(0.3), MaxPatients(9)
    assert (toxic & full).no_mtd
    assert not (toxic | full).no_mtd
    assert (toxic | toxic).no_mtd
    assert not (full & full).no_mtd


def test_sentences_of_joined_rules() -> None:
    a, b = MaxPatients(6), LowestTooToxic(0.3)
    assert (a & b).cause == f"{a.cause} And: {b.cause}"
    assert (a | b).cause == f"{a.cause} Or: {b.cause}"


@pytest.mark.parametrize(
    ("size", "most", "outcomes", "expected"),
    [
        (3, 12, "1NNN", 3),
        (2, 12, "1NNN", 2),
        (3, 4, "1NNN", 1),
        (3, 3, "1NNN", 0),
        (None, 12, "1NNN", 3),  # the design's own three
        (None, 5, "1NNN", 2),
        (6, None, "1NNN", 6),
    ],
)
def test_cohorts_never_pass_the_maximum(size: int | None, most: int | None, outcomes: str, expected: int) -> None:
    assert Cohorts(size, most)(*_decision(outcomes)).tolist() == [expected]


@pytest.mark.parametrize(
    ("rule", "arguments", "message"),
    [
        (MaxPatients, (0,), "max-patients: n = 0: a whole number of patients is needed, at least 1."),
        (EnoughAt, (-1,), "enough-at-mtd: n = -1: a whole number of patients"),
        (Cohorts, (0,), "cohort_size = 0: a whole number of patients is needed, at least 1."),
        (Cohorts, (128,), "cohort_size = 128: a cohort has at most 127 patients, e.g. 3."),
        (MaxPatients, (2.5,), "max-patients: n = 2.5: a whole number of patients"),
        (LowestTooToxic, (0.0,), "lowest-too-toxic: target = 0: a probability"),
        (LowestTooToxic, (0.3, 1.0), "lowest-too-toxic: cutoff = 1: a probability"),
        (LowestTooToxic, (0.3, 0.9, 0), "lowest-too-toxic: at_least = 0: a whole number of patients"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule: Any, arguments: tuple[float, ...], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        rule(*arguments)
    assert str(refused.value).startswith(message)


def test_every_trial_of_a_batch_is_judged_on_its_own() -> None:
    seen = Outcomes.of(level=[[0, 0, 0], [0, -1, -1]], dlt=[[1, 1, 1], [0, 0, 0]])
    decision = BOIN.decide(seen)
    assert LowestTooToxic(0.3)(seen, decision).tolist() == [True, False]
    assert MaxPatients(3)(seen, decision).tolist() == [True, False]
    assert np.array_equal(Cohorts(3, 4)(seen, decision), [1, 3])
