"""Plans that hold together."""

import pytest

from firstdose.errors import ProtocolError
from firstdose.trial import DltDefinition, DoseGrid, Protocol, Schedule


def _protocol(cohort_size: int = 3, start_level: int = 0, max_patients: int = 36) -> Protocol:
    grid, schedule = DoseGrid((1.2, 2.4), "mg/kg"), Schedule(7.0, 1.5, 21)
    return Protocol(grid, schedule, DltDefinition(21, ()), cohort_size, start_level, max_patients)


@pytest.mark.parametrize(("size", "start", "most"), [(3, 0, 36), (1, 1, 1), (6, 1, 6)])
def test_a_plan_that_can_be_followed(size: int, start: int, most: int) -> None:
    assert _protocol(size, start, most).max_patients == most


@pytest.mark.parametrize(("start", "printed"), [(2, 3), (-1, 0)])
def test_a_start_outside_the_levels_is_refused(start: int, printed: int) -> None:
    with pytest.raises(ProtocolError) as refused:
        _protocol(start_level=start)
    assert str(refused.value) == (
        f"[doses] start_level = {printed}: the trial has levels 1 to 2. Give the level of the first cohort."
    )


@pytest.mark.parametrize(("size", "most"), [(0, 36), (4, 3), (-1, 3), (1, 0)])
def test_a_cohort_that_does_not_fit_is_refused(size: int, most: int) -> None:
    with pytest.raises(ProtocolError) as refused:
        _protocol(cohort_size=size, max_patients=most)
    assert str(refused.value) == (
        f"[escalation] cohort_size = {size} and max_patients = {most}: "
        "a cohort has at least one patient and at most as many as the trial. Give e.g. 3 and 36."
    )
