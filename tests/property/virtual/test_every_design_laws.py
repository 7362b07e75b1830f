"""What holds of simulated trials whatever the design: one list, and no design is an exception that it does not name."""

import json

import numpy as np
import pytest
from tests.every_design import DOSES, EXAMPLES, LEVELS, MAX_PATIENTS, SAFE

from firstdose.design import Cohorts, Ruled, replay
from firstdose.trial import DltDefinition, Outcomes
from firstdose.virtual import AssumedCurve, Weibull, setting
from firstdose.virtual.arrivals import PoissonSites
from firstdose.virtual.compare import compare
from firstdose.virtual.runner import run
from firstdose.virtual.setting import Setting

GRADES = ((0.6, 0.2, 0.15, 0.05, 0, 0), (0.4, 0.2, 0.2, 0.1, 0.1, 0), (0.3, 0.2, 0.15, 0.2, 0.1, 0.05),
          (0.2, 0.1, 0.1, 0.3, 0.2, 0.1))  # fmt: skip
CURVE = AssumedCurve(
    p=(0.05, 0.2, 0.35, 0.6),
    window_days=21.0,
    onset=Weibull(late=0.7),
    p_response=(0.1, 0.3, 0.45, 0.5),
    correlation=0.3,
    p_grade=GRADES,
)
SITES = PoissonSites((0.0, 20.0), (1.0, 2.0))
WINDOW = DltDefinition(21, ())
SETTING = Setting(CURVE, SITES, WINDOW, MAX_PATIENTS, seed=11, trials=50, doses=DOSES)
EVERY = {
    name: design
    if isinstance(design, Ruled)
    else Ruled(design, stopping=SAFE, size=Cohorts.of(design, 3, MAX_PATIENTS))
    for name, design in EXAMPLES.items()
    if design.n_levels == LEVELS
}
COMPLETE = {name: design for name, design in EVERY.items() if not design.weighs_pending}


def _text(seen: Outcomes, trial: int) -> str:
    """A simulated trial as somebody would type it."""
    words: dict[int, str] = {}
    rows = (getattr(seen, name)[trial].tolist() for name in ("level", "dlt", "response", "cohort"))
    for level, dlt, response, cohort in zip(*rows, strict=True):
        if level >= 0:
            words[cohort] = words.get(cohort, str(level + 1)) + "NTEB"[int(dlt) + 2 * int(response == 1)]
    return " ".join(words.values())


@pytest.mark.parametrize("name", EVERY)
def test_the_same_seed_gives_the_same_bytes_in_any_chunks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.dumps(SETTING.simulate(EVERY[name]).to_dict(), allow_nan=False)
    for chunk in (11, 49):
        monkeypatch.setattr(setting, "CHUNK", chunk)
        assert json.dumps(SETTING.simulate(EVERY[name]).to_dict()) == whole


@pytest.mark.parametrize("name", COMPLETE)
def test_a_simulated_trial_typed_in_gets_the_same_answers_cohort_by_cohort(name: str) -> None:
    """Of a truth without grades, which cannot be typed."""
    truth = AssumedCurve(CURVE.p, 21.0, p_response=CURVE.p_response)
    trials = run(COMPLETE[name], truth, SITES, WINDOW, MAX_PATIENTS, 4, range(12))
    for trial in range(12):
        text = _text(trials.seen, trial)
        *going, last = replay(COMPLETE[name], text)
        given = [int(word.rstrip("NTEB")) - 1 for word in text.split()]
        assert [step.recommendation.level for step in going] == given
        assert last.recommendation.action == "stop"
        assert (-1 if last.recommendation.mtd is None else last.recommendation.mtd) == trials.mtd[trial]


@pytest.mark.parametrize("name", EVERY)
def test_a_trial_stays_within_its_size_and_follows_everybody_to_the_end(name: str) -> None:
    trials = run(EVERY[name], CURVE, SITES, WINDOW, MAX_PATIENTS, 4, range(40))
    escalated = trials.seen.treated & (trials.seen.cohort >= 0)
    assert escalated.sum(axis=1).max() <= MAX_PATIENTS
    assert not trials.seen.pending.any()
    assert np.all(trials.mtd[trials.mtd >= 0] < LEVELS)
    assert np.all(trials.duration_days > 0)


def test_all_designs_stand_in_one_table() -> None:
    """Also those that weigh pending patients, responses or grades, beside one correct level for all."""
    told = compare(EVERY, Setting(CURVE, SITES, WINDOW, MAX_PATIENTS, seed=11, trials=8), 0.3)
    assert [one.design for one in told.designs] == list(EVERY)
    assert len({one.correct_level for one in (*told.designs, told.optimal)}) == 1
    assert len(told.differences) == len(EVERY) * (len(EVERY) - 1) // 2
    json.dumps(told.to_dict(), allow_nan=False)


def test_some_design_weighs_pending_patients() -> None:
    assert COMPLETE.keys() < EVERY.keys()
