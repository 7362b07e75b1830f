"""Keyboard, sentence by sentence; its decisions stand against the reference in tests/golden."""

import pytest

from firstdose.design import Keyboard
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

KEYBOARD = Keyboard(target=0.3, n_levels=3)


@pytest.mark.parametrize(
    ("outcomes", "level", "reason"),
    [
        (
            "1NNN 2NNN", 2,
            "0 of 3 patients at level 2 had a DLT and the strongest key is 0 to 0.05, left of the target key 0.25 to "
            "0.35: go up to level 3.",
        ),
        (
            "1NNN 2NTT", 0,
            "2 of 3 patients at level 2 had a DLT and the strongest key is 0.65 to 0.75, right of the target key 0.25 "
            "to 0.35: go down to level 1.",
        ),
        (
            "1NT", 0,
            "1 of 2 patients at level 1 had a DLT and the strongest key is 0.45 to 0.55, right of the target key 0.25 "
            "to 0.35: there is no lower level and it is not excluded, treat level 1 again.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, level: int, reason: str) -> None:
    answer = KEYBOARD.decide(Outcomes.parse(outcomes)).one()
    assert (answer.level, answer.reason) == (level, reason)


def test_an_incomplete_key_is_scaled_to_a_whole_one() -> None:
    """0 of 1: density 2 - 2p; the half key 0 to 0.05 has 0.0975, twice that is more than any whole key."""
    answer = KEYBOARD.decide(Outcomes.parse("1N")).one()
    assert answer.level == 1
    assert "strongest key is 0 to 0.05" in answer.reason


def test_the_mtd_is_the_open_level_nearest_the_target() -> None:
    assert KEYBOARD.select(Outcomes.from_counts([3, 9, 6], [0, 2, 3], 1)).tolist() == [1]
    assert KEYBOARD.select(Outcomes.from_counts([2, 0, 0], [2, 0, 0], 0)).tolist() == [-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_levels": 1.5}, "n_levels = 1.5: a design needs at least one dose level."),
        ({"margin_left": 0.3}, "Keyboard: the target interval would be 0 to 0.35"),
        ({"cutoff": -1.0}, "cutoff = -1: a probability"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        Keyboard(**{"target": 0.3, "n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)
