"""Dose levels that a trial can have."""

import pytest

from firstdose.errors import ProtocolError
from firstdose.trial import DoseGrid


def test_a_level_is_printed_from_one_with_its_dose() -> None:
    grid = DoseGrid((0.3, 1.2, 3.6), "mg/kg")
    assert len(grid) == 3
    assert [grid.label(level) for level in (0, 2)] == ["DL1 (0.3 mg/kg)", "DL3 (3.6 mg/kg)"]


@pytest.mark.parametrize(
    ("doses", "message"),
    [
        ((), "[doses] values is empty: a trial needs at least one dose level, e.g. [1.2, 1.6, 2.4]."),
        ((0.0, 1.0), "[doses] level 1 = 0 mg/kg: a dose is a positive number. Give every level's dose, lowest first."),
        ((1.0, -2.0), "[doses] level 2 = -2 mg/kg: a dose is a positive number."),
        ((1.0, float("nan")), "[doses] level 2 = nan mg/kg: a dose is a positive number."),
        ((float("inf"),), "[doses] level 1 = inf mg/kg: a dose is a positive number."),
        ((1.0, 2.0, 2.0), "[doses] level 3 = 2 is not above level 2 = 2: levels rise with the dose."),
        ((2.0, 1.0), "[doses] level 2 = 1 is not above level 1 = 2: levels rise with the dose. Put the doses in"),
    ],
)
def test_doses_that_no_trial_has_are_refused(doses: tuple[float, ...], message: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        DoseGrid(doses, "mg/kg")
    assert str(refused.value).startswith(message)
