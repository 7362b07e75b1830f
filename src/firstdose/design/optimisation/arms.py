"""What was seen in an arm, and what may be true of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from firstdose.design.by_level.joint_counts import joint_counts
from firstdose.design.levels import is_whole
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes


@dataclass(frozen=True)
class ArmCounts:
    """Patients of one arm by DLT and response, and how many of them reached the exposure aimed at."""

    response_only: int
    neither: int
    both: int
    dlt_only: int
    exposed: int | None = None  # None: exposure plays no part

    def __post_init__(self) -> None:
        kinds = (self.response_only, self.neither, self.both, self.dlt_only)
        if not all(is_whole(n) and n >= 0 for n in kinds):
            raise DesignError(f"arm: {list(kinds)} patients: whole numbers from 0 are needed, of each kind of outcome.")
        if self.exposed is not None and not (is_whole(self.exposed) and 0 <= self.exposed <= self.n):
            raise DesignError(
                f"arm: exposed = {self.exposed} of {self.n} patients: give how many of them reached the exposure."
            )

    @property
    def n(self) -> int:
        """Patients."""
        return self.response_only + self.neither + self.both + self.dlt_only

    @property
    def dlt(self) -> int:
        """Patients with a DLT."""
        return self.both + self.dlt_only

    @property
    def response(self) -> int:
        """Patients with a response."""
        return self.response_only + self.both


def arm_counts(
    seen: Outcomes, levels: Sequence[int], exposed: Sequence[int | None] | None = None
) -> tuple[ArmCounts, ...]:
    """The arms of one trial, each a dose level (0-based), from the patients whose response is known.

    Examples
    --------
    >>> low, high = arm_counts(Outcomes.parse("1NEEN 2TBEE"), levels=(0, 1))
    >>> low.response, high.dlt
    (2, 2)
    """
    if len(seen) != 1:
        raise DesignError(f"arm_counts is for one trial; this batch has {len(seen)}. Index it: seen[0].")
    reached = [None] * len(levels) if exposed is None else exposed
    if len(reached) != len(levels) or not all(is_whole(level) and level >= 0 for level in levels):
        raise DesignError(
            f"arm_counts: levels = {list(levels)}, exposed = {list(reached)}: give dose levels, 0-based, and for each "
            "of them the patients who reached the exposure, if for any."
        )
    counts = joint_counts(seen.known(), max([0, *levels, int(seen.level.max(initial=0))]) + 1)
    told = [[int(kind[0, level]) for kind in counts[:4]] for level in levels]
    return tuple(ArmCounts(a, b, c, d, some) for (a, b, c, d), some in zip(told, reached, strict=True))


@dataclass(frozen=True)
class DoseTruth:
    """What is assumed to be true of one dose.

    Parameters
    ----------
    p_dlt, p_response : probabilities of a DLT and of a response.
    p_both : probability of both; their product, as if independent, unless given.
    p_exposed : probability that a patient reaches the exposure aimed at, independent of the outcome; None: it plays no
        part.
    """

    p_dlt: float
    p_response: float
    p_both: float | None = None
    p_exposed: float | None = None

    def __post_init__(self) -> None:
        for name in ("p_dlt", "p_response", "p_exposed"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise DesignError(f"true dose: {name} = {value:g}: a probability from 0 to 1 is needed.")
        if not all(cell >= -1e-12 for cell in self.cells):
            least, most = max(0.0, self.p_dlt + self.p_response - 1), min(self.p_dlt, self.p_response)
            raise DesignError(
                f"true dose: p_both = {self.p_both:g} with p_dlt = {self.p_dlt:g}, p_response = {self.p_response:g}: "
                f"it lies between {least:g} and {most:g}."
            )

    @property
    def cells(self) -> tuple[float, float, float, float]:
        """Probabilities of a response without DLT, neither, both, and a DLT without response."""
        both = self.p_dlt * self.p_response if self.p_both is None else self.p_both
        return self.p_response - both, 1 - self.p_response - self.p_dlt + both, both, self.p_dlt - both
