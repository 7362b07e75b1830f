"""Operating characteristics in words and cells, with their Monte Carlo errors."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from firstdose.report.digits import fixed, with_error

if TYPE_CHECKING:
    from firstdose.virtual import OperatingCharacteristics

DAYS_PER_MONTH = 365.25 / 12


def share(value: float, trials: int) -> str:
    """A share of trials in percent, with its Monte Carlo standard error.

    Examples
    --------
    >>> share(0.5, 100)
    '50.0 ± 5.0'
    """
    return with_error(value, sqrt(value * (1 - value) / trials), scale=100)


def correct(found: OperatingCharacteristics) -> str:
    """Share of trials that select the level nearest the target."""
    return share(float(found.correct.mean()), found.trials)


def months(days: float | None) -> str:
    """Days as months."""
    return fixed(None if days is None else days / DAYS_PER_MONTH, 1)


def aim(target: float) -> str:
    """What the target is for."""
    return (
        f"Target: a DLT probability of {target:g}. Overdosed: treated at a level whose true DLT probability exceeds "
        "it. Correct: the level nearest it. After ±: Monte Carlo standard error."
    )


def summary(found: OperatingCharacteristics) -> list[str]:
    """The trial as a whole, on average."""
    lines = [
        f"Correct level selected: {correct(found)} %",
        f"Patients a trial: {fixed(found.patients_mean, 1)}, overdosed: {fixed(found.overdosed_patients_mean, 1)}",
    ]
    return lines + [f"Duration: {months(found.duration_days_mean)} months"] * (found.duration_days_mean is not None)
