"""No untried level is skipped."""

from dataclasses import dataclass

from firstdose.design.decision import Decision
from firstdose.design.order import within_a_step
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


@dataclass(frozen=True)
class NoSkipping:
    """Go at most one level above the highest one treated so far."""

    cause = "The design would go higher, but {next} has not been tried yet and no level is skipped."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T, K)"""
        return within_a_step(seen.counts(decision.admissible.shape[1]).n > 0, decision.below)
