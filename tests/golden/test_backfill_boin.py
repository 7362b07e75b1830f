"""BF-BOIN behaves as its paper says."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firstdose.design import BackfillBoin, Cohorts, EnoughAt, MaxPatients, Ruled
from firstdose.trial import DltDefinition
from firstdose.virtual import AssumedCurve, Weibull
from firstdose.virtual.arrivals import PoissonSites
from firstdose.virtual.runner import Trials, run

PAPER = json.loads((Path(__file__).parent / "data" / "dosefinding" / "bf_boin_table4.json").read_text())
SETUP = PAPER["setup"]
WINDOW = 30  # days
TRIALS = 1000  # the table does not say how many the paper ran: no fewer are assumed


def _trials(scenario: dict[str, Any]) -> Trials:
    p, most = tuple(scenario["p_dlt"]), SETUP["cohorts"] * SETUP["cohort_size"]
    design = Ruled(
        BackfillBoin(SETUP["target"], len(p), n_cap=SETUP["n_cap"], stay_at_one_of_three=SETUP["stay_at_one_of_three"]),
        stopping=MaxPatients(most) | EnoughAt(SETUP["enough_at"], when_staying=True),
        size=Cohorts(SETUP["cohort_size"]),
    )
    truth = AssumedCurve(p, WINDOW, onset=Weibull(late=SETUP["late"]), p_response=tuple(scenario["p_response"]))
    arrivals = PoissonSites.per_window(SETUP["patients_per_month"] * SETUP["window_months"], WINDOW)
    return run(design, truth, arrivals, DltDefinition(WINDOW, ()), most, seed=6, trials=range(TRIALS))


@pytest.mark.parametrize("scenario", PAPER["scenarios"][:9:2], ids=lambda scenario: str(scenario["scenario"]))
def test_behaviour_over_many_trials_equals_the_papers_table(scenario: dict[str, Any]) -> None:
    """Selections and patients; the duration depends on whether a patient who finds no level open goes elsewhere."""
    trials, levels = _trials(scenario), np.array(scenario["p_dlt"])
    kinds = {"below": levels < SETUP["target"], "mtd": levels == SETUP["target"], "above": levels > SETUP["target"]}
    for kind, percent in scenario["selected_percent"].items():
        if percent is not None:
            chosen = (trials.mtd >= 0) & kinds[kind][trials.mtd]
            _same(chosen.mean(), percent / 100, np.sqrt(percent / 100 * (1 - percent / 100)), 0.0005)
    patients = trials.seen.counts(len(levels)).n
    for kind, mean in scenario["patients"].items():
        if mean is not None:
            n = patients[:, kinds.get(kind, np.ones(len(levels), np.bool_))].sum(axis=1)
            _same(n.mean(), mean, n.std(), 0.05)


def _same(ours: Any, theirs: Any, sd: Any, printed: float) -> None:
    """Two Monte Carlo means agree within four standard errors of their difference, and what printing rounds off."""
    assert abs(ours - theirs) <= 4 * np.sqrt(2 / TRIALS) * sd + printed, (ours, theirs)
