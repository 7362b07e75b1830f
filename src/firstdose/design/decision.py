"""A decision for each trial of a batch, with the numbers and the sentence it was made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np

from firstdose.design.levels import check_each_level
from firstdose.design.numbers import Numbers
from firstdose.design.recommendation import LevelNumbers, Recommendation
from firstdose.errors import DesignError
from firstdose.types import I8, I16, I64, Bool


class Action(IntEnum):
    """What to do next."""

    TREAT = 0
    WAIT = 1
    STOP = 2


@dataclass(frozen=True, eq=False)
class Decision:
    """The next step of T trials over K levels; ``decision[t]`` is the one of trial t, for people.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> from firstdose.trial import Outcomes
    >>> Boin(target=0.3, n_levels=5).decide(Outcomes.parse("1NNN")).one().level
    1
    """

    action: I8  # (T,) Action
    level: I8  # (T,) next level, 0-based; -1 after STOP
    size: I8  # (T,) patients in the next cohort; 0 unless TREAT
    admissible: Bool  # (T, K) not excluded for toxicity
    mtd: I8  # (T,) maximum tolerated dose after STOP; -1: none, or not stopped
    about: I8  # (T,) level whose numbers the sentence tells
    cause: I16  # (T,) index into causes
    causes: tuple[str, ...]  # sentences to be filled from the numbers
    numbers: Numbers  # each (T, K): the ones the decision was made from; NaN: none
    backfill: Bool | None = None  # (T, K) open to patients beside the cohort; None: the design has no backfill
    selects: str = "MTD"  # what ``mtd`` is called
    below: Bool | None = None  # (K, K) order of the levels, as the design has it
    combinations: tuple[tuple[float, float], ...] | None = None  # (K,) the two drugs' doses of each level
    doses: tuple[float, ...] | None = field(default=None)  # (K,) where known
    units: str = ""

    def __len__(self) -> int:
        return len(self.action)

    def at(self, doses: tuple[float, ...] | None, units: str = "") -> Decision:
        """The same decision, told in doses."""
        if doses is not None:
            check_each_level("doses", len(doses), self.admissible.shape[1])
        return replace(self, doses=doses, units=units)

    def take(self, rows: I64) -> Decision:
        """The decisions of the trials ``rows``."""
        arrays = ("action", "level", "size", "admissible", "mtd", "about", "cause")
        picked = {name: getattr(self, name)[rows] for name in arrays}
        backfill = None if self.backfill is None else self.backfill[rows]
        return replace(self, **picked, numbers=self.numbers.take(rows), backfill=backfill)

    def because(self, sentence: str, rows: Bool) -> Decision:
        """The same decision with another cause in ``rows``."""
        cause = np.where(rows, len(self.causes), self.cause).astype(np.int16)
        return replace(self, cause=cause, causes=(*self.causes, sentence))

    def one(self) -> Recommendation:
        """The only trial's decision."""
        if len(self) != 1:
            raise DesignError(f"one() is for a batch of one trial; this one has {len(self)}. Index it: decision[0].")
        return self[0]

    def __getitem__(self, trial: int) -> Recommendation:
        action = Action(self.action[trial])
        return Recommendation(
            action=action.name.lower(),
            level=_level(self.level[trial]),
            size=int(self.size[trial]),
            mtd=_level(self.mtd[trial]),
            reason=self._reason(trial),
            selects=self.selects,
            levels=tuple(self._level_numbers(trial, k) for k in range(self.admissible.shape[1])),
            backfill=None if self.backfill is None else tuple(np.flatnonzero(self.backfill[trial]).tolist()),
        )

    def _reason(self, trial: int) -> str:
        told = max(int(self.about[trial]), 0)
        words = {name: values[trial, told] for name, values in self.numbers.items()}
        sentence = self.causes[self.cause[trial]]
        following, mtd = (self._name(int(array[trial])) for array in (self.level, self.mtd))
        told_in_words = sentence.format(at=self._name(told), next=following, mtd=mtd, selects=self.selects, **words)
        return str(told_in_words[0].upper() + told_in_words[1:])

    def _name(self, level: int) -> str:
        if level < 0:
            return "no dose"
        if self.combinations:
            return f"level {level + 1} ({' + '.join(f'{dose:g}' for dose in self.combinations[level])})"
        dose = f" ({self.doses[level]:g}{' ' * bool(self.units)}{self.units})" if self.doses else ""
        return f"level {level + 1}{dose}"

    def _level_numbers(self, trial: int, level: int) -> LevelNumbers:
        return LevelNumbers.of(
            {name: float(array[trial, level]) for name, array in self.numbers.items()},
            level=level,
            dose=self.doses[level] if self.doses else None,
            combination=self.combinations[level] if self.combinations else None,
            admissible=bool(self.admissible[trial, level]),
        )


def _level(value: np.int8) -> int | None:
    return int(value) if value >= 0 else None
