"""A value for each range of doses."""

import pytest

from firstdose.design.rules.dose_ranges import by_dose
from firstdose.errors import DesignError


def test_a_range_begins_at_its_dose() -> None:
    assert by_dose("rule", (1, 3, 6), (0, 2, 5), (1.9, 2.0, 4.9, 5.0, 50.0)) == [1, 3, 3, 6, 6]


@pytest.mark.parametrize(
    ("values", "from_doses", "message"),
    [
        ((), (), "rule: 0 values for 0 ranges of doses. Give a value for each dose"),
        ((1, 3), (0,), "rule: 2 values for 1 ranges of doses."),
        ((1, 3), (1, 2), "rule: from_doses = [1, 2]: ranges begin at 0 and then rise, e.g. [0, 10]."),
        ((1, 3, 3), (0, 2, 2), "rule: from_doses = [0, 2, 2]: ranges begin at 0"),
        ((1, 3), (0, float("nan")), "rule: from_doses = [0, nan]: ranges begin at 0"),
    ],
)
def test_ranges_that_are_none_are_refused(
    values: tuple[float, ...], from_doses: tuple[float, ...], message: str
) -> None:
    with pytest.raises(DesignError) as refused:
        by_dose("rule", values, from_doses, (1.0,))
    assert str(refused.value).startswith(message)
