"""What a design, and each rule that wraps one, must answer."""

from collections.abc import Mapping
from typing import Any, Protocol

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

    @property
    def weighs_pending(self) -> bool:
        """Patients still in the DLT window enter the decision, which so need not wait for them."""
        ...

    @property
    def selects(self) -> str:
        """What the dose is called that ``select`` names, e.g. "MTD"."""
        ...

    @property
    def below(self) -> Bool | None:
        """(K, K) level j is certainly no more toxic than level k, j not k; None: levels rise in their order."""
        ...

    @property
    def combinations(self) -> tuple[tuple[float, float], ...] | None:
        """(K,) the two drugs' doses of each level; None: one drug, or doses that the design does not know."""
        ...

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others, as they are in use."""
        ...

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        ...

    def select(self, seen: Outcomes) -> I8:
        """(T,) the MTD, or the optimal dose, if each trial ended now; -1: none."""
        ...


class DesignDefaults:
    """What a design answers where its paper asks for nothing unusual."""

    @property
    def own_cohorts(self) -> bool:
        """The protocol says how large a cohort is."""
        return False

    @property
    def weighs_pending(self) -> bool:
        """A decision waits for the patients in the DLT window, unless they cannot change it."""
        return False

    @property
    def selects(self) -> str:
        """The maximum tolerated dose."""
        return "MTD"

    @property
    def below(self) -> Bool | None:
        """Levels rise in their order."""
        return None

    @property
    def combinations(self) -> tuple[tuple[float, float], ...] | None:
        """One drug."""
        return None

    @property
    def derived(self) -> Mapping[str, Any]:
        """No default follows from another option."""
        return {}


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
