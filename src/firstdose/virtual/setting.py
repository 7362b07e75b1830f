"""A trial without its design: what every design under comparison meets alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import TypeAlias

from firstdose.design import Design
from firstdose.design.catalogue import name_of
from firstdose.design.levels import is_whole
from firstdose.design.options import unruled
from firstdose.errors import StudyError
from firstdose.trial import DltDefinition
from firstdose.virtual.arrivals import Arrivals, AtOnce
from firstdose.virtual.characteristics import OperatingCharacteristics, characteristics
from firstdose.virtual.optimal import optimal
from firstdose.virtual.own_choice import own_choice
from firstdose.virtual.runner import Trials, run
from firstdose.virtual.tally import Aim, Tally
from firstdose.virtual.truth import Truth

CHUNK = 5000  # trials at once: bounds memory
DEFAULT_TARGET = 0.33  # where neither the user nor the design names one
Progress: TypeAlias = Callable[[int, int], None]  # trials done, trials in all


@dataclass(frozen=True)
class Setting:
    """Truth, arrivals, judge, size and seed of ``trials`` virtual trials."""

    truth: Truth
    arrivals: Arrivals
    dlt: DltDefinition
    max_patients: int  # of a trial, in cohorts
    seed: int
    trials: int
    doses: tuple[float, ...] | None = None
    response_days: float | None = None  # from the first dose until a response is known; None: the DLT window
    correct_level: int | None = None  # 0-based; None: see ``aim``
    together: int = 1  # as many trials in a row are conducted in one chunk

    def __post_init__(self) -> None:
        if not is_whole(self.trials) or self.trials < 1:
            raise StudyError(f"trials = {self.trials}: simulate at least one, e.g. 10000.")
        if not is_whole(self.seed) or not 0 <= self.seed < 2**63:
            raise StudyError(f"seed = {self.seed}: a whole number from 0 is needed, e.g. 1.")
        if self.response_days is not None and not 0 <= self.response_days < float("inf"):
            raise StudyError(
                f"response_days = {self.response_days:g}: a number of days from 0 is needed, after which a response is "
                "known, e.g. 56."
            )
        n_levels = len(self.truth.p_dlt())
        if self.correct_level is not None and not 0 <= self.correct_level < n_levels:
            raise StudyError(f"correct_level = {self.correct_level}: the truth has levels 0 to {n_levels - 1}.")

    @property
    def chunks(self) -> list[range]:
        """Trial numbers, chunk by chunk; what is drawn and what is added up do not depend on where a chunk begins."""
        size = max(1, CHUNK // self.together) * self.together
        return [range(start, min(start + size, self.trials)) for start in range(0, self.trials, size)]

    def aim(self, target: float, designs: Iterable[Design] = ()) -> Aim:
        """What is overdosing, and which level is correct.

        Correct is the level named. Else, where one of ``designs`` weighs responses, the one that the first of these
        would select after very many patients; else the level whose DLT probability is nearest the target.
        """
        own = ((own_choice(design, self.truth), design) for design in designs)
        chosen, chooser = next(((level, design) for level, design in own if level is not None), (None, None))
        correct = chosen if self.correct_level is None else self.correct_level
        return Aim.of(self.truth.p_dlt(), target, correct, chooser)

    def runs(
        self, designs: Mapping[str, Design], progress: Progress | None = None
    ) -> Iterator[tuple[range, Mapping[str, Trials]]]:
        """Chunk by chunk, what every design makes of the same trials."""
        for design in designs.values():
            self._check(design)
        whole = len(designs) * self.trials
        for chunk in self.chunks:
            done = {}
            for number, (name, design) in enumerate(designs.items()):
                before = len(designs) * chunk.start + number * len(chunk)
                done[name] = self._run(design, chunk, part_told(progress, before, len(chunk), whole))
            yield chunk, done

    def simulate(
        self, design: Design, target: float | None = None, progress: Progress | None = None
    ) -> OperatingCharacteristics:
        """Conduct every trial with ``design``; ``target`` says what is overdosing and what is correct."""
        aim, name = self.aim(target_of(design, target), [design]), name_of(design)
        chunks = self.runs({name: design}, progress)
        return self.told(name, reduce(add, (Tally.of(done[name], aim) for _, done in chunks)), aim)

    def optimal(self, target: float) -> OperatingCharacteristics:
        """The benchmark on the same virtual patients."""
        aim = self.aim(target)
        return self.told_optimal(reduce(add, (self.best(chunk, aim) for chunk in self.chunks)), aim)

    def best(self, trials: range, aim: Aim) -> Tally:
        """What the benchmark selects in some trials."""
        return optimal(self.truth, aim, self.max_patients, self.seed, trials)

    def told(self, name: str, tally: Tally, aim: Aim) -> OperatingCharacteristics:
        """A tally of all trials as the characteristics of a design."""
        timed = not isinstance(self.arrivals, AtOnce)
        return characteristics(name, tally, aim, self.doses, timed, self.truth.true_response())

    def told_optimal(self, tally: Tally, aim: Aim) -> OperatingCharacteristics:
        """The same for the benchmark, which sees all the patients that a trial may have."""
        return replace(self.told("optimal", tally, aim), patients_mean=float(self.max_patients))

    def _run(self, design: Design, trials: range, progress: Callable[[float], None] | None) -> Trials:
        return run(
            design,
            self.truth,
            self.arrivals,
            self.dlt,
            self.max_patients,
            self.seed,
            trials,
            self.response_days,
            progress,
        )

    def _check(self, design: Design) -> None:
        n_levels = len(self.truth.p_dlt())
        if n_levels != design.n_levels:
            raise StudyError(
                f"The truth has {n_levels} DLT probabilities and the design {design.n_levels} levels. "
                "Give one for each level."
            )
        if getattr(unruled(design), "wait_for_response", False) and self.truth.true_response() is None:
            raise StudyError(
                f"{name_of(design)} waits for responses, and the truth says nothing of them: give the response "
                "probability of each level too, e.g. AssumedCurve((0.1, 0.3), p_response=(0.2, 0.4))."
            )


def part_told(progress: Progress | None, before: int, trials: int, whole: int) -> Callable[[float], None] | None:
    """The share done of some trials as progress of the whole."""
    return None if progress is None else lambda share: progress(before + int(share * trials), whole)


def target_of(design: Design, target: float | None) -> float:
    """The target named, else the design's, else 0.33."""
    chosen = design.target if target is None else target
    return checked_target(DEFAULT_TARGET if chosen is None else chosen)


def checked_target(target: float) -> float:
    """The target, refused where it is no probability."""
    if not 0 < target < 1:
        raise StudyError(f"target = {target:g}: a DLT probability between 0 and 1 is needed, e.g. 0.3.")
    return target
