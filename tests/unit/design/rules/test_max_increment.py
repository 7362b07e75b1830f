"""The dose rises by so much at most over the last one given."""

from typing import Any

import pytest

from firstdose.design import Blrm, Boin, MaxIncrement, Ruled
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DOSES = (1.0, 2.0, 3.0, 6.0)
SKIPPING = Blrm(DOSES, reference_dose=6.0, no_skipping=False)


@pytest.mark.parametrize(
    ("percent", "from_doses", "outcomes", "permitted"),
    [
        (100, (0,), "", [1, 1, 1, 1]),
        (100, (0,), "1N", [1, 1, 0, 0]),  # a doubling, exactly
        (200, (0,), "1N", [1, 1, 1, 0]),
        (100, (0,), "3N", [1, 1, 1, 1]),
        (100, (0,), "4N 1N", [1, 1, 0, 0]),  # the last dose counts, not the highest
        ((100, 200), (0, 2), "1N", [1, 1, 0, 0]),
        ((100, 200), (0, 2), "2N", [1, 1, 1, 1]),
    ],
)
def test_doses_within_the_increment_are_permitted(
    percent: float | tuple[float, ...], from_doses: tuple[float, ...], outcomes: str, permitted: list[int]
) -> None:
    seen = Outcomes.parse(outcomes)
    rule = MaxIncrement(percent, DOSES, from_doses)
    assert rule(seen, SKIPPING.decide(seen)).astype(int).tolist() == [permitted]


def test_a_rise_that_only_rounding_lifts_above_the_limit_is_permitted() -> None:
    """1.1 is 10% above 1.0 on paper, and a little more in binary."""
    doses = (1.0, 1.1)
    assert doses[1] > doses[0] * (1 + 0.1) - 1e-15
    MaxIncrement(10, doses)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            MaxIncrement(100, DOSES),
            "The design would go higher, but the dose rises by at most 100% over the last one given: go to level 2.",
        ),
        (
            MaxIncrement((100, 150), DOSES, (0, 3)),
            "The design would go higher, but the dose rises by at most 100% or 150% over the last one given, by the "
            "range of doses: go to level 2.",
        ),
    ],
)
def test_what_it_says(rule: MaxIncrement, reason: str) -> None:
    assert Ruled(SKIPPING, (rule,)).decide(Outcomes.parse("1NNN")).one().reason == reason


@pytest.mark.parametrize(
    ("percent", "doses", "from_doses", "message"),
    [
        (0, DOSES, (0,), "max-increment: percent = 0: give a rise above 0"),
        (float("nan"), DOSES, (0,), "max-increment: percent = nan: give a rise above 0"),
        (float("inf"), DOSES, (0,), "max-increment: percent = inf: give a rise above 0"),
        (
            50, DOSES, (0,),
            "max-increment: from level 1 (1) to level 2 (2) the dose rises by 100%, more than permitted, so that no",
        ),
        ((100, 50), DOSES, (0, 3), "max-increment: from level 3 (3) to level 4 (6) the dose rises by 100%"),
        ((100, 50), DOSES, (0,), "max-increment: 2 values for 1 ranges of doses."),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(
    percent: float | tuple[float, ...], doses: tuple[float, ...], from_doses: tuple[float, ...], message: str
) -> None:
    with pytest.raises(DesignError) as refused:
        MaxIncrement(percent, doses, from_doses)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("doses", [(4.0, 2.0, 1.0), (0.0, 2.0, 4.0), (1.0, float("nan"), 4.0), (1.0, 1.0)])
def test_doses_that_do_not_rise_from_above_0_are_refused(doses: tuple[float, ...]) -> None:
    with pytest.raises(DesignError, match="^max-increment: doses = .* are needed that rise with the level"):
        MaxIncrement(1000, doses)


def test_doses_of_another_trial_are_refused() -> None:
    with pytest.raises(DesignError, match="^max-increment: doses has 2 values and the design 3 levels"):
        Ruled(Boin(0.3, 3), (MaxIncrement(100, (1, 2)),)).decide(Outcomes.parse("1NNN"))


def test_a_percentage_is_a_number_and_a_list_does_as_well_as_a_tuple() -> None:
    text: Any = "fast"
    with pytest.raises(DesignError, match="^max-increment: percent = 'fast': a number is needed"):
        MaxIncrement(text, (1, 2))
    listed: Any = [100, 50]
    assert MaxIncrement(listed, (1, 1.4), (0, 1.2)).percents == (100, 50)
