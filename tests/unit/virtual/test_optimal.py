"""The benchmark that no design can beat."""

import numpy as np
import pytest

from firstdose.design import Boin, Cohorts, Design, MaxPatients, Ruled, ThreePlusThree
from firstdose.trial import DltDefinition
from firstdose.virtual import AssumedCurve, OperatingCharacteristics
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.setting import Setting

SCENARIOS = {
    "middle": (0.05, 0.12, 0.3, 0.5, 0.65),
    "low": (0.3, 0.45, 0.6, 0.7, 0.8),
    "high": (0.02, 0.05, 0.08, 0.15, 0.3),
    "flat": (0.1, 0.2, 0.3, 0.4, 0.5),
}
TRIALS = 2000


def _setting(p: tuple[float, ...], trials: int = TRIALS, most: int = 30) -> Setting:
    return Setting(AssumedCurve(p), AtOnce(), DltDefinition(28, ()), most, seed=2, trials=trials)


def _correct(answer: OperatingCharacteristics) -> float:
    return answer.correct_share


def test_every_patient_is_seen_at_every_level() -> None:
    """Trial by trial, by hand: the level whose share of tolerances below its probability is nearest the target."""
    p, setting = (0.1, 0.25, 0.3, 0.6), _setting((0.1, 0.25, 0.3, 0.6), trials=300, most=7)
    tolerance = setting.truth.patients(2, range(300), 7).tolerance
    chosen = []
    for trial in range(300):
        shares = [sum(u < level for u in tolerance[trial].tolist()) / 7 for level in p]
        nearest = min(abs(share - 0.3) for share in shares)
        tied = [level for level, share in enumerate(shares) if abs(abs(share - 0.3) - nearest) < 1e-9]
        below = [level for level in tied if shares[level] < 0.3]
        # of levels with one share: the highest where it is below the target, else the lowest; a lower share goes first
        chosen.append(below[-1] if below else tied[0])
    answer = setting.optimal(0.3)
    assert [one.selected for one in answer.levels] == pytest.approx([chosen.count(level) / 300 for level in range(4)])
    assert answer.correct_share == pytest.approx(chosen.count(2) / 300)


@pytest.mark.parametrize("design", [Boin(0.3, 5), ThreePlusThree(5)], ids=["boin", "3+3"])
def test_no_design_beats_it_over_the_scenarios(design: Design) -> None:
    ruled = Ruled(design, stopping=MaxPatients(30), size=Cohorts(None if design.own_cohorts else 3, 30))
    settings = [_setting(p) for p in SCENARIOS.values()]
    answers = [(setting.optimal(0.3), setting.simulate(ruled, 0.3)) for setting in settings]
    gain = np.mean([best.correct_share - other.correct_share for best, other in answers])
    se = sum(best.correct_se**2 + other.correct_se**2 for best, other in answers) ** 0.5 / len(answers)
    assert gain > 4 * se


def test_it_is_nearly_always_right_with_many_patients() -> None:
    assert _correct(_setting(SCENARIOS["middle"], 200, most=400).optimal(0.3)) > 0.99


def test_more_patients_are_better() -> None:
    few, many = (_correct(_setting(SCENARIOS["flat"], most=most).optimal(0.3)) for most in (12, 60))
    assert many > few + 0.2


def test_it_treats_nobody_at_a_dose() -> None:
    answer = _setting(SCENARIOS["flat"], 50).optimal(0.3)
    assert (answer.design, answer.none_selected, answer.patients_mean) == ("optimal", 0.0, 30.0)
    assert (answer.overdosed_patients_mean, answer.duration_days_mean) == (None, None)
    assert {(one.patients_mean, one.dlt_mean) for one in answer.levels} == {(None, None)}
    assert sum(one.selected for one in answer.levels) == pytest.approx(1)
