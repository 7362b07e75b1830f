"""A trial without its design: what every design under comparison meets alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from firstdose.design import Design
from firstdose.design.catalogue import name_of
from firstdose.errors import StudyError
from firstdose.trial import DltDefinition
from firstdose.types import F64
from firstdose.virtual.arrivals import Arrivals, AtOnce
from firstdose.virtual.characteristics import OperatingCharacteristics, Tally, characteristics
from firstdose.virtual.optimal import optimal
from firstdose.virtual.runner import run
from firstdose.virtual.truth import Truth

CHUNK = 5000  # trials at once: bounds memory, and how long progress stands still
DEFAULT_TARGET = 0.33  # where neither the user nor the design names one
Progress: TypeAlias = Callable[[int, int], None]  # trials done, trials in all


@dataclass(frozen=True)
class Setting:
    """Truth, arrivals, judge, size and seed of ``trials`` virtual trials."""

    truth: Truth
    arrivals: Arrivals
    dlt: DltDefinition
    max_patients: int
    seed: int
    trials: int
    doses: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if self.trials < 1:
            raise StudyError(f"trials = {self.trials}: simulate at least one, e.g. 10000.")
        if not 0 <= self.seed < 2**63:
            raise StudyError(f"seed = {self.seed}: a whole number from 0 is needed, e.g. 1.")

    @property
    def chunks(self) -> list[range]:
        """Trial numbers, chunk by chunk; the numbers drawn do not depend on where a chunk begins."""
        return [range(start, min(start + CHUNK, self.trials)) for start in range(0, self.trials, CHUNK)]

    def simulate(
        self, design: Design, target: float | None = None, progress: Progress | None = None
    ) -> OperatingCharacteristics:
        """Conduct every trial with ``design``; ``target`` says what is overdosing and what is correct."""
        true_dlt = self._true_dlt(design.n_levels)
        tallies = []
        for chunk in self.chunks:
            trials = run(design, self.truth, self.arrivals, self.dlt, self.max_patients, self.seed, chunk)
            tallies.append(Tally.of(trials, design.n_levels))
            if progress:
                progress(chunk.stop, self.trials)
        timed = not isinstance(self.arrivals, AtOnce)
        return characteristics(
            name_of(design), Tally.join(tallies), true_dlt, target_of(design, target), self.doses, timed
        )

    def optimal(self, target: float) -> OperatingCharacteristics:
        """The benchmark on the same virtual patients."""
        return optimal(self.truth, target, self.max_patients, self.seed, self.chunks, self.doses)

    def _true_dlt(self, n_levels: int) -> F64:
        true_dlt = self.truth.p_dlt()
        if len(true_dlt) != n_levels:
            raise StudyError(
                f"The truth has {len(true_dlt)} DLT probabilities and the design {n_levels} levels. "
                "Give one for each level."
            )
        return true_dlt


def target_of(design: Design, target: float | None) -> float:
    """The target named, else the design's, else 0.33."""
    chosen = design.target if target is None else target
    chosen = DEFAULT_TARGET if chosen is None else chosen
    if not 0 < chosen < 1:
        raise StudyError(f"target = {chosen:g}: a DLT probability between 0 and 1 is needed, e.g. 0.3.")
    return chosen
