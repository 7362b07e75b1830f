"""TITE-BOIN decides and behaves as the R package TITEgBOIN 0.4.0."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firstdose.design import Action, Boin, Cohorts, Design, MaxPatients, Ruled, TiteBoin
from firstdose.trial import DltDefinition, Outcomes
from firstdose.virtual import AssumedCurve, Weibull
from firstdose.virtual.arrivals import PoissonSites
from firstdose.virtual.runner import Trials, run

DATA = Path(__file__).parent / "data" / "dosefinding"
REFERENCE = json.loads((DATA / "tite_boin.json").read_text())
DECISIONS = REFERENCE["next_dose"]
BEHAVIOUR = REFERENCE["oc"]
WINDOW, TRIALS, THEIRS = 28, 2000, 1000  # theirs: of the reference


def _seen(arguments: dict[str, Any]) -> Outcomes:
    """Outcomes with these counts and this total follow-up of the pending, the last patient at the current level."""
    n, dlt, current = arguments["n"], arguments["y"], arguments["d"] - 1
    pending, days = (arguments[name] or [0] * len(n) for name in ("npend", "ft"))
    order = [level for level in range(len(n)) if level != current] + [current]
    rows = []
    for level in order:
        share = days[level] / (arguments["maxt"] or 1) / max(pending[level], 1)
        rows += [(level, True, 1.0)] * dlt[level] + [(level, False, share)] * pending[level]
        rows += [(level, False, 1.0)] * (n[level] - dlt[level] - pending[level])
    level_, toxic, follow_up = zip(*rows, strict=True)
    return Outcomes.of(level=level_, dlt=toxic, follow_up=follow_up)


@pytest.mark.parametrize("case", DECISIONS, ids=lambda case: f"{case['args']['n']}-{case['args']['npend']}")
def test_the_next_dose_equals_the_reference(case: dict[str, Any]) -> None:
    arguments = case["args"]
    design = TiteBoin(arguments["target"], len(arguments["n"]), max_pending=arguments["maxpen"] or 0.5)
    decision = design.decide(_seen(arguments))
    assert decision.level.tolist() == [case["d"] - 1]
    assert (decision.action[0] == Action.WAIT) == bool(case["pending"])
    np.testing.assert_array_equal(decision.admissible[0], np.array(case["elimi"]) == 0)


def _trials(case: dict[str, Any]) -> Trials:
    """Three patients a window on average, half of the DLTs in its second half."""
    arguments = case["args"]
    p, most = tuple(arguments["prob"]), arguments["ncohort"] * arguments["cohortsize"]
    design: Design = Boin(arguments["target"], len(p), deescalate_at_bound=True)
    if arguments["TITE"]:
        design = TiteBoin(arguments["target"], len(p), max_pending=arguments["maxpen"])
    ruled = Ruled(design, stopping=MaxPatients(most), size=Cohorts(arguments["cohortsize"], most))
    truth = AssumedCurve(p, WINDOW, onset=Weibull(late=arguments["alpha1"] or 0.5))
    arrivals = PoissonSites.per_window(arguments["accrual"] * WINDOW, WINDOW)
    return run(ruled, truth, arrivals, DltDefinition(WINDOW, ()), most, seed=6, trials=range(TRIALS))


@pytest.mark.parametrize("case", BEHAVIOUR, ids=lambda case: f"{case['args']['TITE']}-{case['args']['target']}")
def test_behaviour_over_many_trials_equals_the_reference(case: dict[str, Any]) -> None:
    """Not its duration: a patient who finds accrual suspended goes elsewhere there, and waits here."""
    trials, reference, n_levels = _trials(case), case["out"], len(case["args"]["prob"])
    shares = np.array([reference["percentstop"], *reference["selpercent"]]) / 100
    mtd, counts = trials.mtd[:, None] == np.arange(-1, n_levels), trials.seen.counts(n_levels)
    _same(mtd.mean(axis=0), shares, np.sqrt(np.maximum(shares * (1 - shares), 1 / THEIRS)))  # a rare end: one trial
    _same(counts.n.mean(axis=0), np.array(reference["npatients"]), counts.n.std(axis=0))
    _same(counts.dlt.mean(axis=0), np.array(reference["ntox"]), counts.dlt.std(axis=0))


def _same(ours: Any, theirs: Any, sd: Any) -> None:
    """Two Monte Carlo means agree within four standard errors of their difference."""
    assert np.all(np.abs(ours - theirs) <= 4 * np.sqrt(1 / TRIALS + 1 / THEIRS) * sd + 1e-9), (ours, theirs)
