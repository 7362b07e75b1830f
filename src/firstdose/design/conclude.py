"""From what a paper's rule proposes to a decision: the layers that every design shares, in one fixed order.

First patients start at the lowest level; a toxic level excludes those above it, and no level left ends the trial.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firstdose.design.decision import Action, Decision
from firstdose.design.levels import at
from firstdose.design.numbers import Number, Numbers
from firstdose.design.order import at_or_below, highest_within, upwards
from firstdose.design.pending import tally, when_certain, when_final
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, I64, Bool

START = "No patient has been treated: start at {next}."
EXCLUDED = "{{at}} {0} ({1}): {2} {{next}}."
CAPPED = "The design would go higher, but every level above {{next}} {0}."
TOO_TOXIC = "The lowest dose, {{at}}, {0} ({1}): stop, no dose is the {{selects}}."


@dataclass(frozen=True, eq=False)
class Proposal:
    """What one paper's rule wants at the current level, for trials that have treated somebody."""

    level: I64  # (T,) wanted next, clipped to the levels that exist
    size: I64  # (T,) patients to treat there
    stop: Bool  # (T,) the rule itself has reached its end
    toxic: Bool  # (T, K) too toxic by the paper's criterion
    verdict: str  # what is said of such a level, e.g. "is too toxic"
    criterion: str  # and why, with the numbers
    about: I64  # (T,) level whose numbers the cause tells
    cause: I64  # (T,) index into causes
    causes: tuple[str, ...]
    numbers: Mapping[str, Number]  # (T, K) each, or what makes it; the tally of patients is added here
    futile: Bool | None = None  # (T, K) excluded for another reason than toxicity; the wanted level is not
    backfill: Bool | None = None  # (T, K) open to patients beside the cohort; None: the design has no backfill
    wait: Bool | None = None  # (T,) too little has been seen of the patients in the DLT window to treat another
    waiting: str = ""  # the sentence where it waits


class Proposes(Protocol):
    """A design before the shared layers."""

    @property
    def n_levels(self) -> int: ...

    @property
    def weighs_pending(self) -> bool: ...

    @property
    def selects(self) -> str: ...

    @property
    def below(self) -> Bool | None: ...

    @property
    def combinations(self) -> tuple[tuple[float, float], ...] | None: ...

    def propose(self, seen: Outcomes) -> Proposal: ...

    def select(self, seen: Outcomes) -> I8: ...


def conclude(design: Proposes, seen: Outcomes) -> Decision:
    """The decision of each trial: what the design proposes, made safe, and not before the answer is certain."""
    settle = when_final if design.weighs_pending else when_certain
    return settle(lambda known: _make_safe(design, known), seen)


@dataclass(frozen=True, eq=False)
class _Judged:
    """What the shared layers make of a proposal."""

    started: Bool  # (T,) somebody has been treated
    toxic: Bool  # (T, K)
    highest: I64  # (T,) the wanted level or the highest below it that is not toxic; -1: none
    excluded: Bool  # (T,) the current level is toxic
    culprit: I64  # (T,) the level that makes it so

    @property
    def unsafe(self) -> Bool:
        """(T,) no level is left."""
        return self.started & (self.highest < 0)


def _make_safe(design: Proposes, seen: Outcomes) -> Decision:
    """The proposal without its toxic levels."""
    wish, current = design.propose(seen), np.maximum(seen.current, 0).astype(np.int64)
    judged = _judge(design, seen, wish, current)
    started, toxic, unsafe = judged.started, judged.toxic, judged.unsafe
    stop = started & (wish.stop | unsafe)
    wait = started & ~stop & (False if wish.wait is None else wish.wait)
    decision = Decision(
        action=np.select([stop, wait], [Action.STOP, Action.WAIT], Action.TREAT).astype(np.int8),
        level=np.select([stop, ~started, wait], [-1, 0, current], judged.highest).astype(np.int8),
        size=np.where(stop | wait, 0, wish.size).astype(np.int8),
        admissible=~toxic if wish.futile is None else ~toxic & ~wish.futile,
        mtd=mtd_of(design.select, seen, stop & ~unsafe),
        about=np.where(judged.excluded & ~wait, judged.culprit, wish.about).astype(np.int8),
        cause=wish.cause.astype(np.int16),
        causes=wish.causes,
        numbers=Numbers(tally(seen.counts(design.n_levels)), wish.numbers),
        backfill=None if wish.backfill is None else wish.backfill & ~toxic & ~stop[:, None],
        selects=design.selects,
        below=design.below,
        combinations=design.combinations,
    )
    return _told(decision, wish, judged, wait)


def _judge(design: Proposes, seen: Outcomes, wish: Proposal, current: I64) -> _Judged:
    started = np.asarray(seen.treated.any(axis=1), np.bool_)
    toxic = upwards(wish.toxic, design.below)
    toxic[~started, 0] = False  # somebody has to be first
    return _Judged(
        started=started,
        toxic=toxic,
        highest=highest_within(~toxic, wish.level, design.below),
        excluded=started & at(toxic, current),
        culprit=(wish.toxic & at_or_below(current, design.n_levels, design.below)).argmax(axis=1),
    )


def _told(decision: Decision, wish: Proposal, judged: _Judged, wait: Bool) -> Decision:
    """The decision with the sentences of the shared layers, the last that fits."""
    # of combinations, the next need not lie below
    move = "go down to" if decision.below is None else "treat"
    words, going_on = (wish.verdict, wish.criterion, move), decision.action != Action.STOP
    capped = judged.started & ~judged.excluded & (wish.level > judged.highest)
    for sentence, rows in (
        (CAPPED.format(*words), capped & going_on),
        (EXCLUDED.format(*words), judged.excluded & going_on),
        (wish.waiting, wait),
        (TOO_TOXIC.format(*words), judged.unsafe),
        (START, ~judged.started),
    ):
        decision = decision.because(sentence, rows)
    return decision


def mtd_of(select: Callable[[Outcomes], I8], seen: Outcomes, stopped: Bool) -> I8:
    """(T,) the level that ``select`` names in trials that have stopped; -1: none, or not stopped."""
    mtd = np.full(len(seen), -1, np.int8)
    if stopped.any():
        mtd[stopped] = select(seen[stopped])
    return mtd
