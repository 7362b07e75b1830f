"""The first patient of a new level is treated alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.levels import at
from firstdose.design.rules.cohorts import Cohorts
from firstdose.design.rules.cohorts_by_dose import CohortsByDose
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64


@dataclass(frozen=True)
class Sentinel:
    """One patient at a level that nobody was treated at, then the rest of the cohort.

    Notes
    -----
    The rest follows with the decision after the sentinel, that is once the sentinel's DLT window has passed; a shorter
    interval between the first patient and the next is a matter of their arrival, not of the dose. So that a design does
    not go up on the sentinel alone, the limit ``MinAtLevel`` belongs with this rule; a study file gets both by
    ``name = "sentinel"``. A design with cohorts of its own completes them itself.

    Examples
    --------
    >>> from firstdose.design import Boin, MinAtLevel, Ruled
    >>> design = Ruled(Boin(0.3, 3), limits=(MinAtLevel(3),), size=Sentinel(Cohorts(3)))
    >>> answers = [design.decide(Outcomes.parse(text)).one() for text in ("", "1N", "1N 1NN")]
    >>> [(answer.level, answer.size) for answer in answers]
    [(0, 1), (0, 2), (1, 1)]
    """

    of: Cohorts | CohortsByDose  # how large cohorts are

    def __call__(self, seen: Outcomes, decision: Decision) -> I64:
        """(T,)"""
        level = np.maximum(decision.level, 0).astype(np.int64)
        n, size = at(seen.counts(decision.admissible.shape[1]).n, level), self.of(seen, decision)
        own = isinstance(self.of, Cohorts) and self.of.size is None
        rest = np.where((n > 0) & (n < size) & (not own), size - n, size)
        return np.asarray(np.where(n == 0, np.minimum(size, 1), rest), np.int64)
