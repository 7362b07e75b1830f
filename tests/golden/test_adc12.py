"""A stiff conjugate model with infusions, next to LSODA at a tolerance of 1e-12."""

import numpy as np
import pytest
from benchmarks.adc12 import DOSES, EVERY_DAYS, INFUSION_DAYS, TIMES, adc12, distance, patients

from firstdose.pkpd import simulate
from firstdose.types import F64


def amounts(rtol: float, atol: float) -> F64:
    """Of the ten patients that the reference has."""
    parameters, dose = patients(10)
    doses = {
        "ID": np.arange(10),
        "TIME": np.zeros(10),
        "AMT": dose,
        "RATE": dose / INFUSION_DAYS,
        "II": np.full(10, EVERY_DAYS),
        "ADDL": np.full(10, DOSES - 1),
    }
    return simulate(adc12, doses, TIMES, parameters, rtol=rtol, atol=atol).values


@pytest.mark.parametrize(
    ("rtol", "at_most"),
    [
        (1e-4, 2e-4),  # the accuracy at which engines are timed
        (1e-6, 4e-6),  # as simulate has it unasked
        (1e-9, 1e-8),
        (1e-12, 1e-9),  # the reference's own error is about 1e-10
    ],
)
def test_amounts_are_those_of_lsoda(rtol: float, at_most: float) -> None:
    assert distance(amounts(rtol, 1e-3 * rtol)) < at_most
