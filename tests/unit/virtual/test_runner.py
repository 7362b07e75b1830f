"""Whole trials: each by its own clock, judged by the judge of real trials."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pytest
from tests.every_design import RULED

from firstdose.design import Action, Boin, Cohorts, Decision, Design, MaxPatients, Ruled, ThreePlusThree
from firstdose.design.interface import DesignDefaults
from firstdose.design.numbers import Numbers
from firstdose.errors import DesignError
from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import F64, I8, I64, Bool
from firstdose.virtual.arrivals import Arrivals, AtOnce, PoissonSites
from firstdose.virtual.chart import Chart
from firstdose.virtual.followed import Followed
from firstdose.virtual.runner import Trials, run
from firstdose.virtual.truth import AssumedCurve

CURVE = AssumedCurve((0.05, 0.2, 0.35, 0.6), window_days=21.0)
WINDOW = DltDefinition(21, ())
SITES = PoissonSites((0.0, 45.0), (0.7, 0.7))
NOBODY = AssumedCurve((0.0,) * 4, window_days=21.0)  # has a DLT
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
class WaitsForNobody(DesignDefaults):
    """Breaks its promise: it waits though every window has ended."""

    design: Design = BOIN
    n_levels: int = 4
    target: float | None = 0.3

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


def test_progress_is_told_after_every_step_and_never_falls() -> None:
    told: list[float] = []
    run(BOIN, CURVE, SITES, WINDOW, 12, 4, range(60), progress=told.append)
    assert len(told) >= 5
    assert told == sorted(told)
    assert told[-1] == 1.0


@dataclass(frozen=True)
class Every:
    """A patient comes every so many days after the last one, or after the trial is ready."""

    days: float
    first_day: float = 0.0

    def draw(self, seed: int, name: str, trials: range, n: int) -> F64:
        """Nothing is left to chance."""
        return np.zeros((len(trials), n))

    def next(self, drawn: F64, after: F64) -> F64:
        """(T, size)"""
        return after[:, None] + self.days * np.arange(1, drawn.shape[1] + 1)


def _decision(seen: Outcomes, action: I64, level: int, size: int, backfill: Bool | None = None) -> Decision:
    shape = (len(seen), 4)
    return Decision(
        action=action.astype(np.int8),
        level=np.full(shape[0], level, np.int8),
        size=np.where(action == Action.TREAT, size, 0).astype(np.int8),
        admissible=np.ones(shape, np.bool_),
        mtd=np.where(action == Action.STOP, 0, -1).astype(np.int8),
        about=np.zeros(shape[0], np.int8),
        cause=np.zeros(shape[0], np.int16),
        causes=("",),
        numbers=Numbers(),
        backfill=backfill,
    )


@dataclass(frozen=True)
class AtMostPending(DesignDefaults):
    """Weighs pending patients: waits while there are ``most`` of them, and ends once all ``total`` have been seen."""

    most: int
    size: int = 1
    total: int = 4
    n_levels: int = 4
    target: float | None = 0.3
    weighs_pending = True

    def decide(self, seen: Outcomes) -> Decision:
        """Treat, wait or stop."""
        pending, n = seen.pending.sum(axis=1), (seen.treated & (seen.cohort >= 0)).sum(axis=1)
        wait = np.where(n >= self.total, pending > 0, pending >= self.most)
        return _decision(seen, np.where(wait, Action.WAIT, np.where(n >= self.total, Action.STOP, Action.TREAT)), 0,
                         self.size)  # fmt: skip

    def select(self, seen: Outcomes) -> I8:
        """The lowest."""
        return np.zeros(len(seen), np.int8)


def _first_days(design: Design, arrivals: Arrivals, truth: AssumedCurve = NOBODY, most: int = 4) -> list[float]:
    """Days of the first doses of one trial, and at the end its duration."""
    days: list[float] = []

    def watched(chart: Chart, patients: Followed) -> None:
        enrol(chart, patients)
        days.extend(patients.first_day.tolist())

    enrol = Chart.enrol
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chart, "enrol", watched)
        trials = run(design, truth, arrivals, WINDOW, most, 4, range(1))
    return [*days, float(trials.duration_days[0])]


def test_a_design_that_weighs_pending_patients_decides_when_the_next_one_is_there() -> None:
    assert _first_days(AtMostPending(9), Every(5.0)) == [5, 10, 15, 20, 41]
    assert _first_days(AtMostPending(9), Every(5.0, first_day=100.0)) == [105, 110, 115, 120, 41]


def test_the_patient_at_hand_waits_with_the_design_until_the_next_window_ends() -> None:
    """Two pending on day 15: until day 26, when the first window ends; the fourth comes on day 31."""
    assert _first_days(AtMostPending(2), Every(5.0)) == [5, 10, 26, 31, 52]
    assert _first_days(AtMostPending(1), Every(5.0)) == [5, 26, 47, 68, 89]


def test_the_rest_of_a_cohort_is_treated_as_it_comes() -> None:
    assert _first_days(AtMostPending(2, size=2), Every(5.0)) == [5, 10, 26, 31, 52]
    assert _first_days(AtMostPending(3, size=2), Every(5.0)) == [5, 10, 15, 20, 41]


def test_a_dlt_ends_the_wait_for_a_patient_once_the_next_window_ends() -> None:
    always = AssumedCurve((1.0,) * 4, 21.0, onset=lambda quantile, p: 0 * p + 0.5)
    assert _first_days(AtMostPending(1), Every(5.0), always) == [5, 26, 47, 68, 78.5 + 10.5]


@dataclass(frozen=True)
class WithBackfill(DesignDefaults):
    """Cohorts of two at level 3; level 1 is open to others up to ``cap``, level 2 to the first of them."""

    cap: int
    total: int = 4
    n_levels: int = 4
    target: float | None = 0.3
    weighs_pending = True

    def decide(self, seen: Outcomes) -> Decision:
        """Treat, wait or stop."""
        n, cohort = seen.counts(4).n, seen.cohort >= 0
        treated, pending = (seen.treated & cohort).sum(axis=1), (seen.pending & cohort).any(axis=1)
        backfill = np.zeros((len(seen), 4), np.bool_)
        backfill[:, 0], backfill[:, 1] = n[:, 0] < self.cap, n[:, 1] < 1
        going_on = np.where(treated >= self.total, Action.STOP, Action.TREAT)
        return _decision(seen, np.where(pending, Action.WAIT, going_on), 2, 2, backfill)

    def select(self, seen: Outcomes) -> I8:
        """The lowest."""
        return np.zeros(len(seen), np.int8)


def test_a_patient_for_whom_a_design_would_wait_goes_to_the_highest_open_level() -> None:
    """Days 5 and 10; those of days 15 to 30 go beside, the one of day 35 starts the next cohort, the last."""
    design = WithBackfill(cap=9)
    assert _first_days(design, Every(5.0)) == [*range(5, 45, 5), 61]
    trials = run(design, NOBODY, Every(5.0), WINDOW, 4, 4, range(2))
    assert trials.seen.level[0].tolist() == [2, 2, 1, 0, 0, 0, 2, 2]
    assert trials.seen.cohort[0].tolist() == [0, 0, -1, -1, -1, -1, 1, 1]
    assert trials.duration_days.tolist() == [61, 61]
    assert not trials.seen.pending.any()


def test_where_no_level_is_open_the_patient_waits_for_the_next_cohort() -> None:
    """Level 1 is full with the patient of day 25; the one of day 30 waits until day 31."""
    assert _first_days(WithBackfill(cap=2), Every(5.0)) == [5, 10, 15, 20, 25, 31, 36, 57]


@dataclass(frozen=True)
class OpensLate(WithBackfill):
    """Backfill opens once somebody of the cohort has been seen to the end."""

    def decide(self, seen: Outcomes) -> Decision:
        """As without that."""
        decision = super().decide(seen)
        ended = (seen.treated & (seen.follow_up == 1)).any(axis=1)
        return replace(
            decision, backfill=(decision.backfill if decision.backfill is not None else True) & ended[:, None]
        )


def test_who_waits_goes_beside_once_a_level_opens() -> None:
    """Days 5 and 10; the patient of day 15 finds nothing open until day 26, the one of day 31 starts a cohort."""
    assert _first_days(OpensLate(cap=9), Every(5.0)) == [5, 10, 26, 31, 36, 57]
    assert run(OpensLate(cap=9), NOBODY, Every(5.0), WINDOW, 4, 4, range(1)).seen.level[0].tolist() == [2, 2, 1, 2, 2]


def test_with_everybody_there_backfill_is_filled_at_once() -> None:
    trials = run(WithBackfill(cap=2), NOBODY, AtOnce(), WINDOW, 4, 4, range(1))
    assert trials.seen.level[0].tolist() == [2, 2, 1, 0, 0, 2, 2]
    assert trials.duration_days.tolist() == [42]


def test_a_design_with_backfill_has_to_weigh_pending_patients() -> None:
    @dataclass(frozen=True)
    class Waits(WithBackfill):
        weighs_pending = False

    with pytest.raises(DesignError, match="The design has backfill and waits for everybody who is pending"):
        run(Waits(cap=2), NOBODY, Every(5.0), WINDOW, 4, 4, range(1))


def test_responses_and_grades_reach_the_design() -> None:
    truth = AssumedCurve((0.2,) * 4, 21.0, p_response=(0.5,) * 4, p_grade=((0.5, 0.1, 0.2, 0.1, 0.1, 0.0),) * 4)
    seen = run(BOIN, truth, SITES, WINDOW, 12, 4, range(300)).seen
    assert np.array_equal(seen.severity[seen.treated] >= 3, seen.dlt[seen.treated])
    assert set(np.unique(seen.response[seen.treated])) == {0, 1}
    assert abs((seen.response[seen.treated] == 1).mean() - 0.5) < 4 * 0.5 / np.sqrt(seen.treated.sum())
    assert (seen.response[~seen.treated] == -1).all()


def test_a_response_is_known_once_its_own_window_has_passed() -> None:
    known: list[int] = []

    @dataclass(frozen=True)
    class Counting(AtMostPending):
        def decide(self, seen: Outcomes) -> Decision:
            known.append(int((seen.response >= 0).sum()))
            return super().decide(seen)

    truth = AssumedCurve((0.0,) * 4, 21.0, p_response=(1.0,) * 4)
    for days, expected in ((21.0, [0, 0, 0, 1, 2, 4]), (30.0, [0, 0, 0, 0, 1, 2])):
        known.clear()
        run(Counting(2), truth, Every(5.0), WINDOW, 4, 4, range(1), response_days=days)
        assert known[:3] == expected[:3]
        assert known == sorted(known)
        assert known[4] == {21.0: 2, 30.0: 0}[days]
