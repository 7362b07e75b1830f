"""The trial of a study, simulated."""

import json
from dataclasses import replace

import pytest

from firstdose.design import Boin, Cohorts, Ruled, ThreePlusThree
from firstdose.errors import DesignError, StudyError
from firstdose.study import Accrual, AssumedTruth, load
from firstdose.virtual import (
    AssumedCurve,
    ExposureHazard,
    compare_designs,
    designs_of,
    simulate_study,
    truth_of,
)

STUDY = load("t-dm1-weekly")
LEVELS = len(STUDY.protocol.grid)
CURVE = AssumedCurve((0.02, 0.05, 0.1, 0.3, 0.6), STUDY.protocol.dlt.window_days)


def test_the_truth_is_what_the_study_asks_for() -> None:
    assumed = replace(STUDY, truth=AssumedTruth((0.1,) * LEVELS))
    assert truth_of(assumed) == AssumedCurve((0.1,) * LEVELS, STUDY.protocol.dlt.window_days)
    assert isinstance(truth_of(STUDY), ExposureHazard)


def test_the_seed_is_the_studys_unless_given() -> None:
    own = simulate_study(STUDY, trials=30, truth=CURVE).to_dict()
    assert simulate_study(STUDY, trials=30, truth=CURVE, seed=STUDY.seed).to_dict() == own
    assert simulate_study(replace(STUDY, seed=99), trials=30, truth=CURVE).to_dict() != own
    assert simulate_study(STUDY, trials=30, truth=CURVE, seed=0).to_dict() != own
    json.dumps(own, allow_nan=False)


def test_a_seed_instead_of_the_studys_is_that_seed_in_the_study() -> None:
    other = replace(STUDY, seed=7)
    by_seed, by_study = simulate_study(STUDY, trials=30, seed=7), simulate_study(other, trials=30)
    assert by_seed.to_dict() == by_study.to_dict()
    designs = designs_of(STUDY, ["3+3", "boin"], 0.3)
    told = compare_designs(STUDY, designs, trials=30, seed=7)
    assert told.to_dict() == compare_designs(other, designs, trials=30).to_dict()


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_that_cannot_be_is_refused(seed: int) -> None:
    with pytest.raises(StudyError, match=f"seed = {seed}: a"):
        simulate_study(STUDY, trials=30, seed=seed)


def test_doses_and_days_are_the_studys() -> None:
    answer = simulate_study(STUDY, trials=30, truth=CURVE)
    assert tuple(one.dose for one in answer.levels) == STUDY.protocol.grid.doses
    assert (answer.duration_days_mean or 0) > STUDY.protocol.dlt.window_days * answer.patients_mean / 6


def test_the_studys_own_truth_simulates() -> None:
    answer = simulate_study(STUDY, trials=30)
    assert [one.true_dlt for one in answer.levels] == pytest.approx(truth_of(STUDY).p_dlt().tolist())


def test_half_the_sites_take_longer_and_decide_the_same() -> None:
    half = Accrual(STUDY.accrual.opening_days[:1], STUDY.accrual.per_month[:1])
    slow, fast = (simulate_study(replace(STUDY, accrual=accrual), trials=50, truth=CURVE).to_dict()
                  for accrual in (half, STUDY.accrual))  # fmt: skip
    for name in ("duration_days_mean", "duration_days_se"):
        assert slow.pop(name) > fast.pop(name)
    assert slow == fast


def test_another_design_and_target_may_be_given() -> None:
    boin = designs_of(STUDY, ["boin"], 0.25)["boin"]
    answer = simulate_study(STUDY, trials=30, truth=CURVE, design=boin, target=0.1)
    assert (answer.design, answer.target) == ("boin", 0.1)
    assert answer.correct_share == pytest.approx(answer.levels[2].selected)


def test_designs_by_name_stand_within_the_studys_rules() -> None:
    designs = designs_of(STUDY, ["3+3", "boin", "blrm"], 0.25)
    assert designs[STUDY.design_name] is STUDY.design
    boin = designs_of(STUDY, ["boin"], 0.25)["boin"]
    assert isinstance(boin, Ruled)
    assert boin.design == Boin(0.25, LEVELS)
    assert boin.stopping == STUDY.design.stopping
    assert boin.size == Cohorts(STUDY.protocol.cohort_size, STUDY.protocol.max_patients)
    imgn = designs_of(load("imgn289"), ["3+3"])["3+3"]
    assert isinstance(imgn, Ruled)
    assert isinstance(imgn.design, ThreePlusThree)
    assert imgn.size == Cohorts(None, load("imgn289").protocol.max_patients)


def test_an_unknown_design_is_refused() -> None:
    with pytest.raises(DesignError, match='name = "quadratic" is not known. Give one of 3\\+3, '):
        designs_of(STUDY, ["quadratic"])


def test_designs_are_compared_on_the_same_patients() -> None:
    designs = designs_of(STUDY, ["3+3", "boin"], 0.3)
    told = compare_designs(STUDY, designs, trials=60, truth=CURVE, target=0.3)
    alone = simulate_study(STUDY, trials=60, truth=CURVE, target=0.3, design=designs["boin"])
    assert told.designs[1].to_dict() == alone.to_dict()
    assert {one.target for one in (*told.designs, told.optimal)} == {0.3}
    assert told.optimal.trials == 60
