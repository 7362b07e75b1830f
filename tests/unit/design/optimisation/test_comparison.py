"""A comparison as JSON has it."""

from firstdose.design.optimisation import ArmCounts, DoseComparison, RandomisedDoses


def test_arms_count_from_one() -> None:
    answer = RandomisedDoses((1.6, 2.4), 3).compare([ArmCounts(3, 0, 0, 0), ArmCounts(2, 1, 0, 0)], draws=100)
    told = answer.to_dict()
    assert (told["selected"], told["reason"]) == (1, answer.reason)
    assert [(arm["dose"], arm["n"], arm["response"]) for arm in told["arms"]] == [(1.6, 3, 3), (2.4, 3, 2)]
    assert DoseComparison((), None, "").to_dict() == {"arms": (), "selected": None, "reason": ""}
