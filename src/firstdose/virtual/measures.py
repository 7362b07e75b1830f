"""What a design is judged by, by name, with Monte Carlo errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import hypot, isfinite
from typing import Literal, NamedTuple, cast

from firstdose.errors import StudyError
from firstdose.virtual.arrivals import DAYS_PER_MONTH
from firstdose.virtual.characteristics import OperatingCharacteristics, share_se


class Estimate(NamedTuple):
    """A mean over trials, and its Monte Carlo standard error."""

    value: float
    se: float


@dataclass(frozen=True)
class Measure:
    """One number of a design's behaviour; None where trials have no such number."""

    meaning: str
    of: Callable[[OperatingCharacteristics], Estimate | None]


def _share(share: Callable[[OperatingCharacteristics], float]) -> Callable[[OperatingCharacteristics], Estimate]:
    return lambda found: Estimate(share(found), share_se(share(found), found.trials))


def _ratio(part: float | None, part_se: float | None, whole: float | None, whole_se: float | None) -> Estimate | None:
    """A ratio of two means; its error as if they were independent, which is on the safe side as they rise together."""
    if part is None or not whole:
        return None
    return Estimate(part / whole, hypot(part_se or 0.0, part / whole * (whole_se or 0.0)) / whole)


def _mean(value: float | None, se: float | None, unit: float = 1.0) -> Estimate | None:
    return None if value is None else Estimate(value / unit, (se or 0.0) / unit)


MEASURES: Mapping[str, Measure] = {
    "correct": Measure("share of trials that select the correct level", _share(lambda found: found.correct_share)),
    "too-high": Measure("share of trials that select a level above it", _share(lambda found: found.too_high_share)),
    "none": Measure("share of trials that select no level", _share(lambda found: found.none_selected)),
    "overdose": Measure(
        "share of the patients treated at a level whose true DLT probability exceeds the target",
        lambda found: _ratio(
            found.overdosed_patients_mean, found.overdosed_patients_se, found.patients_mean, found.patients_se
        ),
    ),
    "dlt": Measure(
        "share of the patients with a DLT",
        lambda found: _ratio(found.dlt_mean, found.dlt_se, found.patients_mean, found.patients_se),
    ),
    "patients": Measure("patients a trial", lambda found: _mean(found.patients_mean, found.patients_se)),
    "months": Measure(
        "duration of a trial", lambda found: _mean(found.duration_days_mean, found.duration_days_se, DAYS_PER_MONTH)
    ),
}
_GOAL = re.compile(r"\s*([\w-]+)\s+(max|min)\s*")
_LIMIT = re.compile(r"\s*([\w-]+)\s*(<=|>=|<|>)\s*(\S+)\s*")


@dataclass(frozen=True)
class Goal:
    """What is to be as large, or as small, as can be.

    Examples
    --------
    >>> Goal.parse("correct max")
    Goal(measure='correct', sense='max')
    """

    measure: str
    sense: Literal["max", "min"]

    @classmethod
    def parse(cls, text: str) -> Goal:
        """A measure, and ``max`` or ``min``."""
        match = _GOAL.fullmatch(text)
        if match is None:
            raise StudyError(f'goal "{text}": give a measure and max or min, e.g. "correct max".')
        return cls(_known(match[1], "goal"), cast(Literal["max", "min"], match[2]))

    def better(self, value: float) -> float:
        """The larger, the better."""
        return value if self.sense == "max" else -value


@dataclass(frozen=True)
class Requirement:
    """What must hold.

    Examples
    --------
    >>> Requirement.parse("overdose<0.2").holds(0.15)
    True
    """

    measure: str
    sign: str
    bound: float

    @classmethod
    def parse(cls, text: str) -> Requirement:
        """A measure, one of ``<``, ``<=``, ``>`` and ``>=``, and a number."""
        match = _LIMIT.fullmatch(text)
        bound = _number(match[3]) if match else None
        if match is None or bound is None or not isfinite(bound):
            raise StudyError(f'requirement "{text}": give a measure, a sign and a number, e.g. "overdose<0.2".')
        return cls(_known(match[1], "requirement"), match[2], bound)

    @property
    def is_ceiling(self) -> bool:
        """The measure has to stay below the bound, not above it."""
        return self.sign.startswith("<")

    def holds(self, value: float) -> bool:
        """To 1e-9."""
        value, bound = round(value, 9), round(self.bound, 9)
        return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[self.sign]

    def __str__(self) -> str:
        return f"{self.measure} {self.sign} {self.bound:g}"


def _number(text: str) -> float | None:
    """The number that a text is; None: it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def _known(name: str, what: str) -> str:
    if name not in MEASURES:
        raise StudyError(f'{what}: there is no measure "{name}". Give one of {", ".join(MEASURES)}.')
    return name


def measured(found: OperatingCharacteristics, name: str) -> Estimate:
    """One measure of a run that has it."""
    estimate = MEASURES[name].of(found)
    if estimate is None:
        raise StudyError(f'These trials have no "{name}": {MEASURES[name].meaning}. Choose another measure.')
    return estimate
