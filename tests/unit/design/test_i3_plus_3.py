"""i3+3 by hand: rates against the interval 0.2 to 0.3."""

import pytest
from tests.steps import letters

from firstdose.design import I3Plus3
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

I3 = I3Plus3(target=0.25, n_levels=5)


@pytest.mark.parametrize(
    ("n", "row"),
    [
        (1, ["E", "S"]),  # 1/1 is above, 0/1 below: too few to tell
        (2, ["E", "S", "D"]),
        (3, ["E", "S", "D", "DU"]),
        (4, ["E", "S", "D", "DU", "DU"]),
        (5, ["E", "S", "D", "DU", "DU", "DU"]),  # 1/5 and 2/5: within, and above with 1/5 within
        (6, ["E", "E", "S", "D", "DU", "DU", "DU"]),  # 2/6 is above, 1/6 below
        (10, ["E", "E", "S", "S", "D", "DU", "DU", "DU", "DU", "DU", "DU"]),  # Pr(p > 0.25) = 0.966 after 5 of 10
    ],
)
def test_the_decision_after_every_outcome(n: int, row: list[str]) -> None:
    assert letters(I3, n) == row


@pytest.mark.parametrize(
    ("outcomes", "reason"),
    [
        ("1NNN", "DLT rate 0.000 at level 1 (0 of 3) is below the interval 0.2 to 0.3: go up to level 2."),
        ("1NNNT", "DLT rate 0.250 at level 1 (1 of 4) is within the interval 0.2 to 0.3: treat level 1 again."),
        (
            "1NNT",
            "DLT rate 0.333 at level 1 (1 of 3) is above the interval 0.2 to 0.3, with one DLT fewer it would be "
            "below: treat level 1 again.",
        ),
        (
            "1NNN 2NTT",
            "DLT rate 0.667 at level 2 (2 of 3) is above the interval 0.2 to 0.3: go down to level 1.",
        ),
    ],
)
def test_what_it_says(outcomes: str, reason: str) -> None:
    assert I3.decide(Outcomes.parse(outcomes)).one().reason == reason


def test_rates_at_the_ends_of_the_interval_stay() -> None:
    assert letters(I3, 20)[4] == "S"
    assert letters(I3, 20)[6] == "S"


def test_a_level_whose_only_patient_is_pending_is_told_without_a_rate() -> None:
    """At the highest level neither outcome leads anywhere else."""
    answer = I3Plus3(0.25, 2).decide(Outcomes.parse("1NNN 2P")).one()
    assert answer.reason == (
        "No outcome at level 2 is known yet, and whatever comes of the patients in the DLT window (1), level 2 is next."
    )


def test_the_mtd_is_the_open_level_nearest_the_target() -> None:
    assert I3.select(Outcomes.from_counts([3, 9, 6, 0, 0], [0, 2, 3, 0, 0], 1)).tolist() == [1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target": 1.0}, "target = 1: a probability"),
        ({"eps1": 0.25}, "i3+3: the target interval would be 0 to 0.3"),
        ({"n_levels": 200}, "n_levels = 200: a design needs at least one dose level. Give a whole number up to 127."),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        I3Plus3(**{"target": 0.25, "n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)
