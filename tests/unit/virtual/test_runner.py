"""Whole trials: each by its own clock, judged by the judge of real trials."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pytest
from tests.every_design import RULED

from firstdose.design import Action, Boin, Cohorts, Decision, Design, MaxPatients, Ruled, ThreePlusThree, replay
from firstdose.errors import DesignError
from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import I8
from firstdose.virtual.arrivals import Arrivals, AtOnce, PoissonSites
from firstdose.virtual.runner import Trials, run
from firstdose.virtual.truth import AssumedCurve

CURVE = AssumedCurve((0.05, 0.2, 0.35, 0.6), window_days=21.0)
WINDOW = DltDefinition(21, ())
SITES = PoissonSites((0.0, 45.0), (0.7, 0.7))
BOIN = RULED["boin, ruled"]


def _run(design: Design = BOIN, arrivals: Arrivals = SITES, trials: range = range(60), most: int = 12) -> Trials:
    return run(design, CURVE, arrivals, WINDOW, most, seed=4, trials=trials)


def _text(seen: Outcomes, trial: int) -> str:
    """A simulated trial as somebody would type it."""
    words: dict[int, str] = {}
    for level, dlt, cohort in zip(seen.level[trial], seen.dlt[trial], seen.cohort[trial], strict=True):
        if level >= 0:
            words[int(cohort)] = words.get(int(cohort), str(level + 1)) + "NT"[int(dlt)]
    return " ".join(words.values())


@pytest.mark.parametrize("design", RULED.values(), ids=RULED.keys())
def test_a_simulated_trial_typed_in_gets_the_same_answers_cohort_by_cohort(design: Ruled) -> None:
    trials = _run(design, trials=range(12))
    for trial in range(12):
        text = _text(trials.seen, trial)
        *going, last = replay(design, text)
        given = [int(word.rstrip("NT")) - 1 for word in text.split()]
        assert [step.recommendation.level for step in going] == given
        assert last.recommendation.action == "stop"
        assert (-1 if last.recommendation.mtd is None else last.recommendation.mtd) == trials.mtd[trial]


def test_every_window_has_ended_when_a_trial_has() -> None:
    seen = _run().seen
    assert not seen.pending.any()
    assert np.all(seen.follow_up[seen.treated & ~seen.dlt] == 1)


def test_a_trial_is_the_same_alone_and_among_others() -> None:
    together = _run()
    for trial in (0, 31, 59):
        alone = _run(trials=range(trial, trial + 1))
        assert alone.mtd[0] == together.mtd[trial]
        assert alone.duration_days[0] == together.duration_days[trial]
        width = alone.seen.level.shape[1]
        for field in fields(Outcomes):
            ours, theirs = getattr(alone.seen, field.name)[0], getattr(together.seen, field.name)[trial]
            assert np.array_equal(ours, theirs[:width]), field.name
        assert np.all(together.seen.level[trial, width:] == -1)


def test_designs_meet_the_same_patients() -> None:
    """Whatever the design, a patient has a DLT at a level or has none, and one at a level is one at those above."""
    one, other = _run(BOIN).seen, _run(RULED["boin from level 2, cohorts of 2"]).seen
    width = min(one.level.shape[1], other.level.shape[1])
    low, high = one.level[:, :width], other.level[:, :width]
    both = (low >= 0) & (high >= 0)
    assert (both & (low != high)).any()
    assert np.all(one.dlt[:, :width][both & (low == high)] == other.dlt[:, :width][both & (low == high)])
    assert np.all(one.dlt[:, :width][both & (low < high)] <= other.dlt[:, :width][both & (low < high)])


def test_dlts_are_those_of_the_tolerances() -> None:
    trials = _run()
    patients = CURVE.patients(4, range(60), trials.seen.level.shape[1])
    treated = trials.seen.treated
    expected = patients.tolerance[treated] < np.array(CURVE.p)[trials.seen.level[treated]]
    assert np.array_equal(trials.seen.dlt[treated], expected)


def test_without_waiting_for_patients_a_trial_lasts_one_window_a_cohort() -> None:
    trials = _run(Ruled(Boin(0.3, 4), stopping=MaxPatients(12), size=Cohorts(3, 12)), AtOnce(50.0))
    cohorts = np.where(trials.seen.treated, trials.seen.cohort, -1).max(axis=1) + 1
    assert np.array_equal(trials.duration_days, 21.0 * cohorts)


def test_fewer_sites_last_longer() -> None:
    few, many = _run(arrivals=PoissonSites((0.0,), (0.7,))), _run(arrivals=PoissonSites((0.0,) * 4, (0.7,) * 4))
    assert np.array_equal(few.mtd, many.mtd)  # who comes when is of no consequence for what is decided
    assert np.all(few.duration_days > many.duration_days)


def test_cohorts_of_different_sizes_are_enrolled_in_the_same_step() -> None:
    trials = _run(ThreePlusThree(4), most=36)
    sizes = {len(word) - 1 for trial in range(60) for word in _text(trials.seen, trial).split()}
    assert sizes == {3}
    odd = _run(Ruled(ThreePlusThree(4), stopping=MaxPatients(11), size=Cohorts(None, 11)), most=11)
    assert odd.seen.treated.sum(axis=1).max() == 11


@dataclass(frozen=True)
class WaitsForNobody:
    """Breaks its promise: it waits though every window has ended."""

    design: Design = BOIN
    n_levels: int = 4
    target: float | None = 0.3
    own_cohorts: bool = True

    def decide(self, seen: Outcomes) -> Decision:
        """Treat once, then wait."""
        decision = self.design.decide(seen)
        wait = seen.treated.any(axis=1)
        return replace(decision, action=np.where(wait, Action.WAIT, decision.action).astype(np.int8))

    def select(self, seen: Outcomes) -> I8:
        """As the design."""
        return self.design.select(seen)


def test_a_design_that_waits_for_nobody_is_refused() -> None:
    with pytest.raises(DesignError, match="waits although every DLT window has ended"):
        _run(WaitsForNobody(), trials=range(2))
