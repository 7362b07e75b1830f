"""mTPI-2, sentence by sentence; its decisions stand against the published formulas in tests/golden."""

import pytest

from firstdose.design import MTpi2
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

MTPI2 = MTpi2(target=0.3, n_levels=3)


@pytest.mark.parametrize(
    ("outcomes", "level", "reason"),
    [
        (
            "1NNN", 1,
            "0 of 3 patients at level 1 had a DLT and the likeliest interval for its width is 0 to 0.05, below the "
            "target interval 0.25 to 0.35: go up to level 2.",
        ),
        (
            "1NNN 2NNT", 1,
            "1 of 3 patients at level 2 had a DLT and the likeliest interval for its width is the target interval "
            "0.25 to 0.35: treat level 2 again.",
        ),
        (
            "1NNN 2NTTNTN", 0,
            "3 of 6 patients at level 2 had a DLT and the likeliest interval for its width is 0.45 to 0.55, above the "
            "target interval 0.25 to 0.35: go down to level 1.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, level: int, reason: str) -> None:
    answer = MTPI2.decide(Outcomes.parse(outcomes)).one()
    assert (answer.level, answer.reason) == (level, reason)


def test_the_mtd_is_the_open_level_nearest_the_target() -> None:
    assert MTPI2.select(Outcomes.from_counts([3, 9, 6], [0, 2, 3], 1)).tolist() == [1]
    assert MTPI2.select(Outcomes.from_counts([2, 0, 0], [2, 0, 0], 0)).tolist() == [-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_levels": True}, "n_levels = True: a design needs at least one dose level."),
        ({"cutoff": 0.0}, "cutoff = 0: a probability"),
        ({"eps1": 0.3}, "mTPI-2: the target interval would be 0 to 0.35"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        MTpi2(**{"target": 0.3, "n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)
