"""Designs that are a table."""

import pytest

from firstdose.design.by_level.interval import Evidence, current_level, target_interval
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


def test_the_level_of_the_last_cohort() -> None:
    assert [int(current_level(Outcomes.parse(text))[0]) for text in ("", "1NNN", "1NNN 2N 1N")] == [0, 0, 0]
    assert current_level(Outcomes.parse("1NNN 3N")).tolist() == [2]


def test_sentences_begin_with_the_evidence_and_end_with_the_step() -> None:
    assert Evidence("Few", "Some", "Many").causes == (
        "Few: go up to {next}.",
        "Some: treat {at} again.",
        "Many: go down to {next}.",
        "Few: there is no higher level, treat {at} again.",
        "Many: there is no lower level and it is not excluded, treat {at} again.",
    )


def test_an_interval_may_end_at_its_target() -> None:
    assert target_interval("mTPI", 0.3, 0.0, 0.05) == (0.3, 0.35)
    assert target_interval("mTPI", 0.3, 0.05, 0.0) == (0.25, 0.3)


@pytest.mark.parametrize(
    ("target", "below", "above", "message"),
    [
        (0.3, 0.0, 0.0, "mTPI: the target interval would be 0.3 to 0.3 around a target of 0.3. Give distances"),
        (0.3, 0.3, 0.05, "mTPI: the target interval would be 0 to 0.35"),
        (0.3, 0.05, 0.7, "mTPI: the target interval would be 0.25 to 1 "),
        (0.3, -0.05, 0.1, "mTPI: the target interval would be 0.35 to 0.4"),
        (0.3, 0.1, -0.05, "mTPI: the target interval would be 0.2 to 0.25"),
        (0.3, float("nan"), 0.05, "mTPI: the target interval would be nan to 0.35"),
        (1.3, 0.05, 0.05, "target = 1.3: a probability"),
    ],
)
def test_an_interval_that_is_none_is_refused(target: float, below: float, above: float, message: str) -> None:
    with pytest.raises(DesignError) as refused:
        target_interval("mTPI", target, below, above)
    assert str(refused.value).startswith(message)
