"""From what a paper's rule proposes to a decision: the layers that every design shares, in one fixed order.

First patients start at the lowest level; a toxic level excludes those above it, and no level left ends the trial.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firstdose.design.decision import Action, Decision
from firstdose.design.levels import at
from firstdose.design.pending import tally, when_certain
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64, Bool

START = "No patient has been treated: start at {next}."
EXCLUDED = "{{at}} {0} ({1}): go down to {{next}}."
CAPPED = "The design would go higher, but every level above {{next}} {0}."
TOO_TOXIC = "The lowest dose, {{at}}, {0} ({1}): stop, no dose is the MTD."


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
    numbers: Mapping[str, F64]  # (T, K) each; the tally of patients is added here


class Proposes(Protocol):
    """A design before the shared layers."""

    @property
    def n_levels(self) -> int: ...

    def propose(self, seen: Outcomes) -> Proposal: ...

    def select(self, seen: Outcomes) -> I8: ...


def conclude(design: Proposes, seen: Outcomes) -> Decision:
    """The decision of each trial: what the design proposes, made safe, and not before the answer is certain."""
    return when_certain(lambda settled: _make_safe(design, settled), seen)


def _make_safe(design: Proposes, seen: Outcomes) -> Decision:
    """The proposal without its toxic levels; ``seen`` has no pending patients."""
    wish, counts = design.propose(seen), seen.counts(design.n_levels)
    started = np.asarray(seen.treated.any(axis=1), np.bool_)
    toxic = np.asarray(np.logical_or.accumulate(wish.toxic, axis=1), np.bool_)
    toxic[~started, 0] = False  # somebody has to be first
    highest = np.where(toxic.any(axis=1), toxic.argmax(axis=1), design.n_levels) - 1  # highest level not excluded
    level = np.where(started, np.minimum(wish.level, highest), 0)
    unsafe, stop = started & (highest < 0), started & (wish.stop | (highest < 0))
    current = np.maximum(seen.current, 0).astype(np.int64)
    excluded = started & at(toxic, current)
    capped = started & ~excluded & (wish.level > highest)
    decision = Decision(
        action=np.where(stop, Action.STOP, Action.TREAT).astype(np.int8),
        level=np.where(stop, -1, level).astype(np.int8),
        size=np.where(stop, 0, wish.size).astype(np.int8),
        admissible=~toxic,
        mtd=mtd_of(design.select, seen, stop & ~unsafe),
        about=np.select([unsafe, excluded], [0, highest + 1], wish.about).astype(np.int8),
        cause=wish.cause.astype(np.int16),
        causes=wish.causes,
        numbers=tally(counts) | {"known": counts.n.astype(np.float64)} | dict(wish.numbers),
    )
    words = wish.verdict, wish.criterion
    told = decision.because(CAPPED.format(*words), capped & ~stop).because(EXCLUDED.format(*words), excluded & ~stop)
    return told.because(TOO_TOXIC.format(*words), unsafe).because(START, ~started)


def mtd_of(select: Callable[[Outcomes], I8], seen: Outcomes, stopped: Bool) -> I8:
    """(T,) the level that ``select`` names in trials that have stopped; -1: none, or not stopped."""
    mtd = np.full(len(seen), -1, np.int8)
    if stopped.any():
        mtd[stopped] = select(seen[stopped])
    return mtd
