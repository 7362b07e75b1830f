"""Designs on average over many scenarios."""

import json

import numpy as np
import pytest

from firstdose.design import Boin, Design, ThreePlusThree, TiteBoin
from firstdose.errors import StudyError
from firstdose.trial import DltDefinition
from firstdose.types import I8
from firstdose.virtual import Plan, Weibull, over_scenarios, random_scenarios, setting, simulate_design
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.runner import run
from firstdose.virtual.scenario_family import ScenarioFamily
from firstdose.virtual.tally import nearest

TARGET, EACH, S = 0.3, 4, 60
FAMILY = random_scenarios("clertant-oquigley", 4, TARGET, S)
DESIGNS: dict[str, Design] = {"boin": Boin(TARGET, 4), "3+3": ThreePlusThree(4)}
PLAN = Plan(max_patients=18)
TOLD = over_scenarios(DESIGNS, FAMILY, TARGET, trials_each=EACH, plan=PLAN)


def _mtd(name: str) -> I8:
    """(S, each) the level that each trial selects."""
    truth = ScenarioFamily(FAMILY, EACH)
    trials = run(PLAN.ruled(DESIGNS[name]), truth, AtOnce(), DltDefinition(28, ()), 18, 1, range(S * EACH))
    return trials.mtd.reshape(S, EACH)


def test_the_same_scenario_twice_is_that_scenario() -> None:
    p, plan = [0.05, 0.2, 0.35, 0.6], Plan(accrual_per_window=3.0)
    told = over_scenarios({"boin": DESIGNS["boin"]}, [p, p], TARGET, trials_each=100, plan=plan).designs[0]
    one = simulate_design(DESIGNS["boin"], p, trials=200, accrual_per_window=3.0)
    assert (told.correct_share, told.too_high_share, told.none_selected) == pytest.approx(
        (one.correct_share, one.too_high_share, one.none_selected)
    )
    assert (told.patients_mean, told.dlt_mean, told.overdosed_patients_mean, told.duration_days_mean) == pytest.approx(
        (one.patients_mean, one.dlt_mean, one.overdosed_patients_mean, one.duration_days_mean)
    )


def test_shares_and_errors_are_means_over_scenarios() -> None:
    correct = nearest(FAMILY, TARGET)[:, None]
    for told in TOLD.designs:
        mtd = _mtd(told.design)
        right = (mtd == correct).mean(axis=1)
        assert (told.correct_share, told.correct_se) == pytest.approx((right.mean(), right.std(ddof=1) / np.sqrt(S)))
        assert told.too_high_share == pytest.approx((mtd > correct).mean())
        assert told.none_selected == pytest.approx((mtd < 0).mean())
        assert (told.scenarios, told.trials_each, told.target) == (S, EACH, TARGET)


def test_differences_are_paired_scenario_by_scenario() -> None:
    correct = nearest(FAMILY, TARGET)[:, None]
    paired = (_mtd("boin") == correct).mean(axis=1) - (_mtd("3+3") == correct).mean(axis=1)
    (one,) = TOLD.differences
    assert (one.a, one.b) == ("boin", "3+3")
    assert (one.correct_diff, one.correct_diff_se) == pytest.approx((paired.mean(), paired.std(ddof=1) / np.sqrt(S)))


def test_the_benchmark_treats_nobody() -> None:
    assert TOLD.optimal.correct_share > TOLD.designs[0].correct_share
    assert (TOLD.optimal.patients_mean, TOLD.optimal.dlt_se, TOLD.optimal.duration_days_mean) == (None, None, None)


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_chunks_hold_whole_scenarios_and_add_up_to_the_same(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "CHUNK", chunk)
    again = over_scenarios(DESIGNS, FAMILY[:20], TARGET, trials_each=EACH, plan=PLAN)
    monkeypatch.setattr(setting, "CHUNK", 5000)
    whole = over_scenarios(DESIGNS, FAMILY[:20], TARGET, trials_each=EACH, plan=PLAN)
    assert json.dumps(again.to_dict()) == json.dumps(whole.to_dict())


def test_time_is_told_where_it_plays_a_part() -> None:
    assert TOLD.designs[0].duration_days_mean is None
    late = over_scenarios({"tite": TiteBoin(0.3, 4)}, FAMILY[:10], TARGET, window_days=21.0, onset=Weibull(late=0.8))
    assert (late.designs[0].duration_days_mean or 0) > 200
    assert (late.designs[0].duration_days_se or 0) > 0


def test_progress_is_of_all_trials() -> None:
    told: list[tuple[int, int]] = []
    over_scenarios(DESIGNS, FAMILY[:5], TARGET, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (100, 100)


def test_json_has_every_number() -> None:
    told = TOLD.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == ["designs", "optimal", "differences"]
    assert [one["design"] for one in told["designs"]] == ["boin", "3+3"]


@pytest.mark.parametrize(
    ("scenarios", "each", "target", "message"),
    [
        ([0.1, 0.2], 1, 0.3, "scenarios of shape (2,): one row a scenario is needed"),
        ([[0.1, 1.2]], 1, 0.3, "with a DLT probability from 0 to 1"),
        ([[]], 1, 0.3, "scenarios of shape (1, 0)"),
        ([[0.1, float("nan"), 0.2, 0.3]], 1, 0.3, "with a DLT probability"),
        ([[0.1, 0.2, 0.3, 0.4]], 0, 0.3, "trials_each = 0: simulate at least one trial of each scenario, e.g. 10."),
        ([[0.1, 0.2, 0.3, 0.4]], 1, 0.0, "target = 0: a DLT probability between 0 and 1 is needed"),
        ([[0.1, 0.2, 0.3, 0.4]], 9, 0.3, "One scenario is no family"),
        ([[0.1, 0.2, 0.3]] * 2, 1, 0.3, "The truth has 3 DLT probabilities and the design 4 levels."),
    ],
)
def test_a_family_that_does_not_fit_is_refused(scenarios: object, each: int, target: float, message: str) -> None:
    with pytest.raises(StudyError) as refused:
        over_scenarios(DESIGNS, scenarios, target, trials_each=each)  # type: ignore[arg-type]
    assert message in str(refused.value)
