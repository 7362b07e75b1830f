"""Simulated trials of a design against the printed operating characteristics of a reference tool."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from firstdose.design import Cohorts, Design, MaxPatients, Ruled, Stops
from firstdose.trial import DltDefinition
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.runner import Trials, run
from firstdose.virtual.truth import AssumedCurve


def conducted(
    design: Design, p_true: tuple[float, ...], most: int, trials: int, cohort: int = 3, stopping: Stops | None = None
) -> Trials:
    """So many trials of up to ``most`` patients, one after another cohort."""
    rules = MaxPatients(most) if stopping is None else MaxPatients(most) | stopping
    whole = Ruled(design, stopping=rules, size=Cohorts.of(design, cohort, most))
    return run(whole, AssumedCurve(p_true, 28), AtOnce(), DltDefinition(28, ()), most, seed=6, trials=range(trials))


def check_behaviour(ours: Trials, reference: Mapping[str, Any], trials: int) -> None:
    """Selections, patients and DLTs a level agree within four standard errors of both simulations."""
    n_levels = len(reference["selpercent"])
    shares = np.array([reference["percentstop"], *reference["selpercent"]]) / 100
    mtd, counts = ours.mtd[:, None] == np.arange(-1, n_levels), ours.seen.counts(n_levels)
    rare = max(1 / trials, 1 / len(ours.mtd)) ** 0.5  # one trial among those of either simulation
    _same(mtd, shares, np.maximum(np.sqrt(shares * (1 - shares)), rare), trials)
    for count, name in ((counts.n, "npatients"), (counts.dlt, "ntox")):  # a level rarely reached: one cohort of three
        _same(count, reference[name], np.maximum(count.std(axis=0), 3 * rare), trials)


def _same(ours: Any, theirs: Any, sd: Any, trials: int) -> None:
    error = sd * np.sqrt(1 / len(ours) + 1 / trials)
    assert np.all(np.abs(ours.mean(axis=0) - np.array(theirs)) <= 4 * error + 1e-9), (ours.mean(axis=0), theirs)
