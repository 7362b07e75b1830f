"""Trials by the thousand: every live trial takes its next step by its own clock."""

from dataclasses import dataclass

import numpy as np

from firstdose.design.decision import Action
from firstdose.design.interface import Design
from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import F64, I8
from firstdose.virtual.arrivals import Arrivals
from firstdose.virtual.truth import Truth
from firstdose.virtual.ward import Ward


@dataclass(frozen=True, eq=False)
class Trials:
    """How T trials ended."""

    seen: Outcomes  # (T, P) everything that was seen of them
    mtd: I8  # (T,) level selected; -1: none
    duration_days: F64  # (T,) from the first site's opening to the last decision


def run(
    design: Design, truth: Truth, arrivals: Arrivals, dlt: DltDefinition, max_patients: int, seed: int, trials: range
) -> Trials:
    """Conduct ``trials``, each until its design stops it, which must be by ``max_patients``.

    A decision is made on what ``trial.observe`` sees by the trial's day: when the DLT window of the last patient has
    passed or, where the design would rather wait, when the next window of anybody has.
    """
    ward = Ward.empty(truth.patients(seed, trials, max_patients), trials, arrivals.first_day)
    while (rows := np.flatnonzero(ward.live)).size:
        decision = design.decide(ward.observe(rows, dlt))
        stop, wait, treat = (decision.action == action for action in (Action.STOP, Action.WAIT, Action.TREAT))
        ward.close(rows[stop], decision.mtd[stop])
        ward.wait(rows[wait], dlt)
        for size in np.unique(decision.size[treat]):
            cohort = treat & (decision.size == size)
            ward.treat(rows[cohort], decision.level[cohort], int(size), truth, arrivals, seed)
        ward.day[rows[treat]] += dlt.window_days
    return Trials(ward.observe(np.arange(len(trials)), dlt), ward.mtd, ward.day - arrivals.first_day)
