"""The one place where events become DLTs, evaluability and follow-up: for simulated and for real trials."""

import numpy as np
from numpy.typing import ArrayLike

from firstdose.trial.course import Doses, Events, Findings
from firstdose.trial.dlt import DltDefinition
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, Bool


def observe(
    doses: Doses, events: Events, definition: DltDefinition, cut_day: ArrayLike, findings: Findings | None = None
) -> Outcomes:
    """What is known of each trial at its data cut.

    Parameters
    ----------
    doses : first doses, (T, P).
    events : adverse events as reported.
    definition : the protocol's DLT definition.
    cut_day : scalar or (T,), days from the opening of the trial; nothing later is seen.
    findings : responses and grades as assessed; without them no response is known, and grades are those of events.

    Returns
    -------
    Outcomes of shape (T, P). A patient not yet dosed, or lost before the window's end without a DLT
    (not evaluable, to be replaced), is not in it (level -1).

    Notes
    -----
    The first dose is on study day 1; an event counts on study days 1 to ``window_days``,
    that is less than ``window_days`` days after the first dose.
    """
    cut = np.broadcast_to(np.asarray(cut_day, np.float64), (len(doses.level),))[:, None]
    started = (doses.level >= 0) & (doses.first_day <= cut)
    # to 1e-9 days, so that a window that ends on the day of the cut has been seen to its end
    since = np.round(np.where(started, np.minimum(cut, doses.last_day), 0) - np.where(started, doses.first_day, 0), 9)
    onset, severity = _first_dlt(doses, events, definition, cut)
    dlt = started & np.isfinite(onset)
    evaluable = started & (dlt | (doses.last_day >= np.minimum(cut, doses.first_day + definition.window_days)))
    window = np.float64(definition.window_days)
    if findings is None:
        response = np.full_like(doses.level, -1)
    else:
        response = np.where(started & (findings.response_day <= cut), findings.response, np.int8(-1))
        severity = _graded(severity, findings, started & (since >= window))
    return Outcomes(
        level=np.where(evaluable, doses.level, np.int8(-1)),
        dlt=dlt,
        follow_up=np.where(dlt, onset, np.clip(since, 0, window)) / window,
        cohort=doses.cohort,
        response=response,
        severity=severity,
        stratum=np.zeros_like(doses.level),
    )


def _graded(severity: I8, findings: Findings, ended: Bool) -> I8:
    """The worst grade of the events so far and, where the window has ended, of the findings."""
    return np.asarray(np.where(ended, np.maximum(severity, findings.grade), severity), np.int8)


def _first_dlt(doses: Doses, events: Events, definition: DltDefinition, cut: F64) -> tuple[F64, I8]:
    """Days from first dose to first DLT (inf: none), and the worst grade in the window (-1: no event)."""
    after = np.round(events.day - doses.first_day[events.trial, events.patient], 9)
    seen: Bool = (after >= 0) & (after < definition.window_days) & (events.day <= cut[events.trial, 0])
    onset, severity = np.full_like(doses.first_day, np.inf, np.float64), np.full_like(doses.level, -1)
    graded, limiting = seen & (events.grade > 0), seen & definition.meets(events)
    np.maximum.at(severity, (events.trial[graded], events.patient[graded]), events.grade[graded])
    np.minimum.at(onset, (events.trial[limiting], events.patient[limiting]), after[limiting])
    return onset, severity
