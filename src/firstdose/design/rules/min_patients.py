"""The trial's minimum of patients."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.levels import check_count
from firstdose.design.rules.stops import Stops
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class MinPatients(Stops):
    """The trial has treated ``n`` patients, so that the rules joined with it by ``&`` may end it.

    Notes
    -----
    It holds back the rules that it is joined with, and nothing else: neither a rule joined by ``|`` nor a design's own
    end, such as no dose being safe. Alone it would end the trial at ``n`` patients, as ``MaxPatients`` does.

    Examples
    --------
    >>> from firstdose.design import Boin, EnoughAt, Ruled
    >>> design = Ruled(Boin(0.3, 3), stopping=EnoughAt(3) & MinPatients(9))
    >>> [design.decide(Outcomes.parse(text)).one().action for text in ("1NNT", "1NNTNNTNNT")]
    ['treat', 'stop']
    """

    n: int

    def __post_init__(self) -> None:
        check_count("min-patients: n", self.n)

    @property
    def cause(self) -> str:
        """Why the rules joined with it may speak."""
        return f"The trial has treated its minimum of {self.n} patients."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        return np.asarray(seen.treated.sum(axis=1) >= self.n, np.bool_)
