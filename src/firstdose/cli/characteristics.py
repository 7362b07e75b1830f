"""Operating characteristics in words and cells, with their Monte Carlo errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.report.digits import fixed, of_trials

if TYPE_CHECKING:
    from firstdose.virtual import OperatingCharacteristics


def share(value: float, trials: int) -> str:
    """A share of trials in percent, with its Monte Carlo standard error.

    Examples
    --------
    >>> share(0.5, 100), share(0.0, 100)
    ('50.0 ± 5.0', '<3.0')
    """
    from firstdose.virtual.characteristics import share_se

    return of_trials(value, share_se(value, trials), trials)


def correct(found: OperatingCharacteristics) -> str:
    """Share of trials that select the level nearest the target."""
    return of_trials(found.correct_share, found.correct_se, found.trials)


def months(found: OperatingCharacteristics) -> str:
    """Mean duration."""
    return fixed(found.duration_months_mean, 1)


def aim(found: OperatingCharacteristics) -> str:
    """What the target is for."""
    by_response = any(level.true_response is not None for level in found.levels)
    chosen = ", or what the first design that looks for the optimal dose selects after very many patients"
    return (
        f"Target: a DLT probability of {found.target:g}. Overdosed: treated at a level whose true DLT probability "
        f"exceeds it. Correct: the level nearest it{chosen * by_response}. After ±: Monte Carlo standard error; "
        "< and >: none or all of the trials, with the 95 % limit of the share."
    )


def summary(found: OperatingCharacteristics) -> list[str]:
    """The trial as a whole, on average."""
    lines = [
        f"Correct level selected: {correct(found)} %",
        f"Patients a trial: {fixed(found.patients_mean, 1)}, overdosed: {fixed(found.overdosed_patients_mean, 1)}",
    ]
    return lines + [f"Duration: {months(found)} months"] * (found.duration_days_mean is not None)
