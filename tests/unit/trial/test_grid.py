"""Dose levels that a trial can have."""

import numpy as np
import pytest

from firstdose.errors import ProtocolError
from firstdose.trial import CombinationGrid, DoseGrid


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


def test_a_combination_is_one_level_printed_with_both_doses() -> None:
    grid = CombinationGrid.of((1.2, 2.4), (50, 100, 200), units=("mg/kg", "mg"))
    assert grid.doses[:4] == ((1.2, 50), (1.2, 100), (1.2, 200), (2.4, 50))
    assert len(grid) == 6
    assert grid.label(3) == "DL4 (2.4 mg/kg + 50 mg)"


def test_a_combination_is_below_those_with_at_least_as_much_of_both_drugs() -> None:
    below = CombinationGrid(((0, 100), (1, 100), (2, 50), (2, 100)), ("mg/kg", "mg")).below
    np.testing.assert_array_equal(below, [[0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]])


@pytest.mark.parametrize(
    ("doses", "message"),
    [
        ((), "[doses] of a combination are empty: give at least one pair, e.g. [1.2, 100]."),
        (((1, 1), (2,)), "[doses] level 2 of a combination has 1 doses: give two, e.g. [1.2, 100]."),
        (((0, 0),), "[doses] level 1 = 0 mg/kg + 0 mg: a dose is a number from 0, and a level has some of at least"),
        (((1, 1), (1, -2)), "[doses] level 2 = 1 mg/kg + -2 mg: a dose is a number from 0"),
        (((1, 1), (float("nan"), 2)), "[doses] level 2 = nan mg/kg + 2 mg: a dose is a number from 0"),
        (((1, 1), (1, float("inf"))), "[doses] level 2 = 1 mg/kg + inf mg: a dose is a number from 0"),
        (
            ((1, 1), (2, 2), (1, 2)),
            "[doses] level 3 = 1 mg/kg + 2 mg has no more of either drug than level 2 = 2 mg/kg",
        ),
        (((1, 2), (1, 2)), "[doses] level 2 = 1 mg/kg + 2 mg has no more of either drug than level 1 = 1 mg/kg + 2 mg"),
    ],
)
def test_combinations_that_no_trial_has_are_refused(doses: tuple[tuple[float, float], ...], message: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        CombinationGrid(doses, ("mg/kg", "mg"))
    assert str(refused.value).startswith(message)
