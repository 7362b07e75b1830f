"""The dose rises by so much at most."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from firstdose.design.by_level.interval import current_level
from firstdose.design.decision import Decision
from firstdose.design.levels import check_each_level, check_numbers
from firstdose.design.rules.dose_ranges import by_dose
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class MaxIncrement:
    """Go at most so many per cent above the last dose given.

    Parameters
    ----------
    percent : largest rise, above 0; one number, or one for each range of the last dose.
    doses : of each level, increasing.
    from_doses : where each range begins, the first at 0.

    Notes
    -----
    As crmPack's ``IncrementsRelative``: relative to the last cohort's dose, whatever was given before, and a rise that
    equals the limit is permitted. Doses so far apart that no rule could ever pass from one to the next are refused.

    Examples
    --------
    >>> from firstdose.design import Blrm, Ruled
    >>> design = Blrm((1, 2, 4, 8), no_skipping=False)
    >>> limits = (MaxIncrement(percent=100, doses=design.doses),)
    >>> [rule.decide(Outcomes.parse("1NNNNNN")).one().level for rule in (design, Ruled(design, limits))]
    [2, 1]
    """

    percent: float | tuple[float, ...]
    doses: tuple[float, ...]
    from_doses: tuple[float, ...] = (0.0,)

    def __post_init__(self) -> None:
        for name in ("doses", "from_doses"):
            object.__setattr__(self, name, tuple(float(value) for value in getattr(self, name)))
        if isinstance(self.percent, list):
            object.__setattr__(self, "percent", tuple(self.percent))
        for percent in self.percents:
            check_numbers(**{"max-increment: percent": percent})
            if not 0 < percent < np.inf:
                raise DesignError(f"max-increment: percent = {percent:g}: give a rise above 0, e.g. 100.")
        if not all(low < high < np.inf for low, high in pairwise((0.0, *self.doses))):
            raise DesignError(
                f"max-increment: doses = {', '.join(f'{dose:g}' for dose in self.doses)}: doses above 0 are "
                "needed that rise with the level."
            )
        for level, (low, high) in enumerate(pairwise(self.doses), start=1):
            if high > self.highest[level - 1]:
                raise DesignError(
                    f"max-increment: from level {level} ({low:g}) to level {level + 1} ({high:g}) the dose rises by "
                    f"{100 * (high / low - 1):.3g}%, more than permitted, so that no trial could pass. Permit more, or "
                    "add a dose between."
                )

    @property
    def percents(self) -> tuple[float, ...]:
        """The largest rise in each range."""
        return self.percent if isinstance(self.percent, tuple) else (self.percent,)

    @property
    def highest(self) -> tuple[float, ...]:
        """The highest dose that may follow each level's."""
        rises = by_dose("max-increment", self.percents, self.from_doses, self.doses)
        return tuple(dose * (1 + rise / 100) * (1 + 1e-9) for dose, rise in zip(self.doses, rises, strict=True))

    @property
    def cause(self) -> str:
        """The largest step."""
        most = " or ".join(f"{percent:g}%" for percent in self.percents)
        ranges = ", by the range of doses" if len(self.percents) > 1 else ""
        return (
            f"The design would go higher, but the dose rises by at most {most} over the last one given{ranges}: "
            "go to {next}."
        )

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T, K)"""
        check_each_level("max-increment: doses", len(self.doses), decision.admissible.shape[1])
        permitted = np.array(self.doses)[None, :] <= np.array(self.highest)[current_level(seen), None]
        fresh = np.asarray(~seen.treated.any(axis=1), np.bool_)
        return np.asarray(permitted | fresh[:, None], np.bool_)
