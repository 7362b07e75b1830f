"""What designs share that may wait for a response."""

from dataclasses import dataclass

import numpy as np
import pytest

from firstdose.design import Recommendation
from firstdose.design.by_level.by_response import ByResponse
from firstdose.design.by_level.futility import Futility
from firstdose.design.by_level.joint_counts import Choice, JointCounts
from firstdose.design.numbers import Number
from firstdose.trial import Counts, Outcomes
from firstdose.types import I8, I64, Bool


@dataclass(frozen=True)
class RicherOfTwo(ByResponse):
    """The level with more responses, the lower of equals; it ends after four patients; two DLTs are too many."""

    wait_for_response: bool = True
    n_levels: int = 2
    target: float | None = None

    futility = Futility(0.25, 0.9)
    _causes = ("{at}, {many:.0f} responses: {next}.", "{at} is the best: {mtd}.")

    def _choose(self, counts: Counts, here: I64, joint: JointCounts) -> Choice:
        ends = counts.n.sum(axis=1) >= 4
        return Choice(joint.response.argmax(axis=1), ends.astype(np.int64), np.asarray(ends, np.bool_))

    def _optimal(self, counts: Counts, joint: JointCounts) -> I8:
        return np.asarray(joint.response.argmax(axis=1), np.int8)

    def _toxic(self, counts: Counts) -> Bool:
        return np.asarray(counts.dlt >= 2, np.bool_)

    def _numbers(self, counts: Counts, joint: JointCounts) -> dict[str, Number]:
        return self.futility.numbers(joint) | {"many": joint.response.astype(np.float64)}


def _after(level: list[int], response: list[int], wait: bool = True) -> Recommendation:
    return RicherOfTwo(wait).decide(Outcomes.of(level=level, dlt=0, response=response)).one()


@pytest.mark.parametrize(
    ("level", "response", "action", "told"),
    [
        ([0, 1], [0, 1], "treat", "Level 2, 1 responses: level 2."),
        ([0, 1], [-1, 1], "wait", "Responses not known yet (1) could change the decision: wait."),
        ([0, 1, 1], [-1, 1, 1], "treat", "Level 2, 2 responses: level 2."),
        ([0, 1, 1, 1], [0, 1, 1, 0], "stop", "Level 2 is the best: level 2."),
        ([0, 0, 1, 1], [1, 0, -1, 0], "stop", "Level 2 is the best: level 1."),
        ([0, 0, 1, 1], [1, 0, -1, -1], "wait", "Responses not known yet (2) could change the decision: wait."),
    ],
)
def test_it_waits_where_a_response_could_change_the_level_or_the_end(
    level: list[int], response: list[int], action: str, told: str
) -> None:
    answer = _after(level, response)
    assert (answer.action, answer.reason) == (action, told)


def test_without_waiting_it_goes_by_the_responses_known() -> None:
    assert _after([0, 1], [-1, 1], wait=False).level == 1
    assert _after([0, 0, 1, 1], [1, 0, -1, -1], wait=False).mtd == 0


def test_levels_are_closed_for_dlts_and_for_too_few_responses() -> None:
    seen = Outcomes.of(level=[0] * 8 + [1, 1], dlt=[0] * 8 + [1, 1], response=[0] * 10)
    assert RicherOfTwo().decide(seen).admissible.tolist() == [[False, False]]  # 0 of 8: 1 - 0.75^9 = 0.925
    assert RicherOfTwo().select(seen).tolist() == [0]
