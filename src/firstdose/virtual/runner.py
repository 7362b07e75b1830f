"""Trials by the thousand: every live trial takes its next step by its own clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Action, Decision
from firstdose.design.interface import Design
from firstdose.errors import DesignError
from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import F64, I8, I64, Bool
from firstdose.virtual.arrivals import Arrivals
from firstdose.virtual.truth import Truth
from firstdose.virtual.ward import Intake, Ward


@dataclass(frozen=True, eq=False)
class Trials:
    """How T trials ended."""

    seen: Outcomes  # (T, P) everything that was seen of them, every patient followed to the end of the window
    mtd: I8  # (T,) level selected; -1: none
    duration_days: F64  # (T,) from the first site's opening to the last decision


def run(
    design: Design,
    truth: Truth,
    arrivals: Arrivals,
    dlt: DltDefinition,
    max_patients: int,
    seed: int,
    trials: range,
    response_days: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Trials:
    """Conduct ``trials``, each until its design stops it, which must be by ``max_patients`` in cohorts.

    Parameters
    ----------
    response_days : from a patient's first dose to the day on which a response is known; the DLT window unless given.
    progress : called again and again with the share of the work that is done.

    Notes
    -----
    A decision is made on what ``trial.observe`` sees by the trial's day. A design of complete data decides when the DLT
    window of a cohort's last patient has passed; one that weighs pending patients, when the next patient has come.
    Where it would rather wait, it is asked again when the next window of anybody has passed; the patient waits too.

    A patient who comes while the escalation waits is enrolled at the highest level that is open for backfill that day.
    A design with backfill has to weigh pending patients, since nothing waits for those of the backfill.
    Once the cohorts of a design that weighs pending patients are full, nobody comes any more, and the next decision is
    made when everybody has been followed.
    """
    after = float(dlt.window_days) if response_days is None else response_days
    ward = Ward.empty(Intake(truth, arrivals, seed, trials), dlt, after, max_patients)
    step = _at_once if design.weighs_pending else _by_cohort
    if design.weighs_pending:
        ward.call_next(np.arange(len(trials)))
    while ward.live.any():
        rows = ward.rows
        decision = design.decide(ward.observe(rows))
        step(ward, rows, decision)
        stop = ward.live[rows] & (decision.action == Action.STOP)
        ward.close(rows[stop], decision.mtd[stop])
        if progress:
            progress(ward.progress)
    duration = ward.day - arrivals.first_day
    return Trials(ward.ended(), ward.mtd, duration)


def _by_cohort(ward: Ward, rows: I64, decision: Decision) -> None:
    """Enrol cohorts; the next day is the one on which the window of the last patient has passed."""
    if decision.backfill is not None:
        raise DesignError("The design has backfill and waits for everybody who is pending. It must weigh them instead.")
    wait, treat = (ward.live[rows] & (decision.action == action) for action in (Action.WAIT, Action.TREAT))
    ward.wait(rows[wait])
    for cohort, size in _by_size(decision, treat):
        ward.treat(rows[cohort], decision.level[cohort], ward.comes(rows[cohort], size))
    ward.day[rows[treat]] += ward.chart.dlt.window_days


def _at_once(ward: Ward, rows: I64, decision: Decision) -> None:
    """Enrol the patient who is there, and the rest of a cohort as they come; the next day is the next patient's."""
    wait, treat = (ward.live[rows] & (decision.action == action) for action in (Action.WAIT, Action.TREAT))
    for cohort, size in _by_size(decision, treat):
        here = rows[cohort]
        ward.treat(here, decision.level[cohort], np.column_stack([ward.day[here], ward.comes(here, size - 1, after=1)]))
    level = np.where(ward.wants(rows), _highest_open(decision), -1)
    beside = wait & (level >= 0)
    ward.backfill(rows[beside], level[beside], ward.day[rows[beside]])
    ward.wait(rows[wait & ~beside])
    ward.call_next(rows[treat | beside])


def _by_size(decision: Decision, treat: Bool) -> Iterator[tuple[I64, int]]:
    """The trials that treat, by how many patients."""
    sizes = np.unique(decision.size[treat])
    return ((np.flatnonzero(treat & (decision.size == size)), int(size)) for size in sizes)


def _highest_open(decision: Decision) -> I8:
    """(T,) the highest level open for backfill; -1: none."""
    if decision.backfill is None:
        return np.full(len(decision), -1, np.int8)
    levels = np.arange(decision.backfill.shape[1])
    return np.asarray(np.where(decision.backfill, levels, -1).max(axis=1), np.int8)
