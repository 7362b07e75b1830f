"""Decisions while patients are still in the DLT window: made only when nothing that may come could change them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from firstdose.design.decision import Action, Decision
from firstdose.design.levels import at
from firstdose.design.numbers import Numbers
from firstdose.errors import DesignError
from firstdose.trial.completions import completions
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, Bool

PENDING = "Patients still in the DLT window ({waiting:.0f}) could change the decision: wait."
CERTAIN = " This holds whatever comes of the patients still in the DLT window ({waiting:.0f})."
NOBODY = (
    "No outcome is known yet, and whatever comes of the patients in the DLT window ({waiting:.0f}), {next} is next."
)
NOBODY_HERE = (
    "No outcome at {at} is known yet, and whatever comes of the patients in the DLT window ({waiting:.0f}), "
    "{next} is next."
)


def when_certain(decide: Callable[[Outcomes], Decision], seen: Outcomes) -> Decision:
    """``decide`` on outcomes without pending patients; a decision that those in ``seen`` could change waits.

    Notes
    -----
    Every number of DLTs that the pending patients of each level may still have is tried: a model need not be monotone
    in them. The numbers told are those of the patients whose outcome is known.
    """
    _check(seen)
    open_window = np.asarray(seen.pending.any(axis=1), np.bool_)
    if not open_window.any():
        return decide(seen)
    settled, trial = completions(seen)
    ways = decide(settled)
    first = ways.take(np.searchsorted(trial, np.arange(len(seen))))
    differs = np.bincount(trial[_differ(ways, first.take(trial))], minlength=len(seen)) > 0
    known = decide(seen.known())
    told = _tell(first, known, seen, open_window)
    nobody = open_window & ~seen.known().treated.any(axis=1)
    here = open_window & (first.action == Action.TREAT) & _without_rate(known, first.about)
    return _wait(told.because(NOBODY_HERE, here).because(NOBODY, nobody), open_window & differs, seen.current)


def when_final(decide: Callable[[Outcomes], Decision], seen: Outcomes) -> Decision:
    """``decide`` on outcomes with their pending patients; an end that those could still change waits for them."""
    _check(seen)
    decision = decide(seen)
    ending = (decision.action == Action.STOP) & seen.pending.any(axis=1)
    if not ending.any():
        return decision
    rows = np.flatnonzero(ending)
    settled, trial = completions(seen[rows])
    differs = np.bincount(trial[_differ(decide(settled), decision.take(rows[trial]))], minlength=len(rows)) > 0
    ending[rows[~differs]] = False
    waiting = np.broadcast_to(seen.pending.sum(axis=1, dtype=np.float64)[:, None], decision.admissible.shape)
    return _wait(replace(decision, numbers=Numbers(decision.numbers, {"waiting": waiting})), ending, seen.current)


def tally(counts: Counts) -> dict[str, F64]:
    """Patients, DLTs, pending patients and those whose outcome is known a level, as numbers of a decision."""
    said = {name: getattr(counts, name).astype(np.float64) for name in ("n", "dlt", "pending")}
    return said | {"known": said["n"] - said["pending"]}


def _check(seen: object) -> None:
    if not isinstance(seen, Outcomes):
        raise DesignError(
            f'A design decides on Outcomes, and was given {seen!r:.40}. Write e.g. Outcomes.parse("1NNN 2NNT").'
        )


def _differ(one: Decision, other: Decision) -> Bool:
    fields = ("action", "level", "size", "mtd")
    return np.asarray(np.any([getattr(one, name) != getattr(other, name) for name in fields], axis=0), np.bool_)


def _without_rate(known: Decision, about: I8) -> Bool:
    """(T,) the design gives a DLT rate of each level, and that of the level told is not known."""
    if "p_dlt_mean" not in known.numbers:
        return np.zeros(len(known), np.bool_)
    return np.isnan(at(known.numbers["p_dlt_mean"], np.maximum(about, 0).astype(np.int64)))


def _tell(decision: Decision, known: Decision, seen: Outcomes, rows: Bool) -> Decision:
    """The decision in the numbers of the patients whose outcome is known, with a word on open windows in ``rows``."""
    shape = decision.admissible.shape
    waiting = np.broadcast_to(seen.pending.sum(axis=1, dtype=np.float64)[:, None], shape)
    return replace(
        decision,
        cause=(decision.cause + np.where(rows, len(decision.causes), 0)).astype(np.int16),
        causes=(*decision.causes, *(cause + CERTAIN for cause in decision.causes)),
        admissible=decision.admissible & known.admissible,
        numbers=Numbers(known.numbers, tally(seen.counts(shape[1])), {"waiting": waiting}),
    )


def _wait(decision: Decision, rows: Bool, current: I8) -> Decision:
    return replace(
        decision,
        action=np.where(rows, Action.WAIT, decision.action).astype(np.int8),
        level=np.where(rows, current, decision.level).astype(np.int8),
        size=np.where(rows, 0, decision.size).astype(np.int8),
        mtd=np.where(rows, -1, decision.mtd).astype(np.int8),
    ).because(PENDING, rows)
