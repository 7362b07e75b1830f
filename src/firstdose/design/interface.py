"""What a design, and each rule that wraps one, must answer."""

from typing import Protocol

from firstdose.design.decision import Decision
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, I64, Bool


class Design(Protocol):
    """Outcomes in, decision out; row t of the answer depends on row t of the outcomes alone."""

    @property
    def n_levels(self) -> int: ...

    @property
    def target(self) -> float | None:
        """DLT probability aimed at; None where the design has none."""
        ...

    @property
    def own_cohorts(self) -> bool:
        """The design itself says how many patients come next, so a protocol cannot."""
        ...

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        ...

    def select(self, seen: Outcomes) -> I8:
        """(T,) the MTD if each trial ended now; -1: none."""
        ...


class Limit(Protocol):
    """Levels still permitted."""

    @property
    def cause(self) -> str:
        """The sentence for a trial whose next level it lowers."""
        ...

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T, K)"""
        ...


class CohortSize(Protocol):
    """How many patients the next cohort has."""

    def __call__(self, seen: Outcomes, decision: Decision) -> I64:
        """(T,)"""
        ...
