"""mTPI, sentence by sentence; its decisions stand against the published formulas in tests/golden."""

import pytest

from firstdose.design import MTpi
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

MTPI = MTpi(target=0.3, n_levels=3)
_MASSES = "0.25 to 0.35 ({0} below, {1} within, {2} above)"


@pytest.mark.parametrize(
    ("outcomes", "level", "reason"),
    [
        (
            "1NNN", 1,
            "0 of 3 patients at level 1 had a DLT and the unit probability mass is largest below "
            + _MASSES.format("2.73", "1.38", "0.27") + ": go up to level 2.",
        ),
        (
            "1NNN 2NNT", 1,
            "1 of 3 patients at level 2 had a DLT and the unit probability mass is largest within "
            + _MASSES.format("1.05", "1.75", "0.87") + ": treat level 2 again.",
        ),
        (
            "1NNN 2NTTNT", 0,
            "3 of 5 patients at level 2 had a DLT and the unit probability mass is largest above "
            + _MASSES.format("0.15", "0.80", "1.36") + ": go down to level 1.",
        ),
        (
            "1NNN 2TTT", 0,
            "Level 2 is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.3 is 0.992, above "
            "0.95): go down to level 1.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, level: int, reason: str) -> None:
    answer = MTPI.decide(Outcomes.parse(outcomes)).one()
    assert (answer.level, answer.size, answer.reason) == (level, 3, reason)


def test_a_level_is_excluded_whatever_the_number_of_its_patients() -> None:
    answer = MTPI.decide(Outcomes.parse("1NNN 2TT")).one()  # Pr(p > 0.3) = 0.973
    assert (answer.level, answer.levels[1].admissible) == (0, False)


def test_the_mtd_is_the_open_level_nearest_the_target() -> None:
    assert MTPI.select(Outcomes.from_counts([3, 9, 6], [0, 2, 3], 1)).tolist() == [1]
    assert MTPI.select(Outcomes.from_counts([3, 0, 0], [3, 0, 0], 0)).tolist() == [-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_levels": 0}, "n_levels = 0: a design needs at least one dose level."),
        ({"target": 0.0}, "target = 0: a probability"),
        ({"cutoff": 1.0}, "cutoff = 1: a probability"),
        ({"eps1": 0.3}, "mTPI: the target interval would be 0 to 0.35"),
        ({"eps2": -0.1}, "mTPI: the target interval would be 0.25 to 0.2"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        MTpi(**{"target": 0.3, "n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)
