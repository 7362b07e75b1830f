"""Days on which doses are given."""

import pytest

from firstdose.errors import ProtocolError
from firstdose.trial import Schedule

WEEKLY = Schedule(every_days=7.0, infusion_hours=1.5, cycle_days=21)


@pytest.mark.parametrize(
    ("until", "days"),
    [(0, ()), (-3, ()), (0.5, (0.0,)), (7, (0.0,)), (7.5, (0.0, 7.0)), (21, (0.0, 7.0, 14.0)), (22, (0, 7, 14, 21))],
)
def test_a_dose_on_the_last_day_is_not_before_it(until: float, days: tuple[float, ...]) -> None:
    assert WEEKLY.dose_days(until) == days


def test_an_infusion_in_days() -> None:
    assert WEEKLY.infusion_days == 0.0625
    assert Schedule(21.0, 0.0, 21).infusion_days == 0  # a bolus


@pytest.mark.parametrize(
    ("every", "hours", "cycle", "message"),
    [
        (0.0, 1.0, 21, "[schedule] every_days = 0: doses are a positive number of days apart, e.g. 7."),
        (float("inf"), 1.0, 21, "[schedule] every_days = inf: doses are a positive"),
        (float("nan"), 1.0, 21, "[schedule] every_days = nan: doses are a positive"),
        (7.0, -0.5, 21, "[schedule] infusion_hours = -0.5: an infusion lasts from 0 (a bolus) to less than the 7 days"),
        (7.0, 168.0, 21, "[schedule] infusion_hours = 168: an infusion lasts from 0 (a bolus) to less than the 7 days"),
        (7.0, float("nan"), 21, "[schedule] infusion_hours = nan"),
        (7.0, 1.0, 0, "[schedule] cycle_days = 0: a cycle lasts at least one day, e.g. 21."),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(every: float, hours: float, cycle: int, message: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        Schedule(every, hours, cycle)
    assert str(refused.value).startswith(message)
