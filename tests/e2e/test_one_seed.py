"""A seed means one thing: every command that takes it tells the same numbers."""

from dataclasses import replace

import pytest

from firstdose.report import results_of
from firstdose.study import Study, load
from firstdose.virtual import Comparison, compare_designs, designs_of, predict_study, simulate_study

STUDY = replace(load("t-dm1-weekly"), expansion=())
SEED, TRIALS = 7, 40


@pytest.fixture(name="compared", scope="module")
def _compared() -> Comparison:
    designs = designs_of(STUDY, ["3+3", "boin", "blrm"])
    return compare_designs(STUDY, designs, trials=TRIALS, seed=SEED)


def test_report_and_compare_agree(compared: Comparison) -> None:
    results = results_of(STUDY, trials=TRIALS, patients=200, seed=SEED)
    assert results.scenarios[0].comparison.to_dict() == compared.to_dict()
    assert results.prediction.to_dict() == predict_study(STUDY, patients=200, seed=SEED).to_dict()


def test_simulate_and_compare_agree(compared: Comparison) -> None:
    alone = simulate_study(STUDY, trials=TRIALS, seed=SEED, target=compared.optimal.target)
    assert alone.to_dict() == compared.designs[0].to_dict()


@pytest.mark.parametrize("study", [STUDY])
def test_a_seed_given_is_a_study_of_that_seed(study: Study, compared: Comparison) -> None:
    other = replace(study, seed=SEED)
    again = compare_designs(other, designs_of(other, ["3+3", "boin", "blrm"]), trials=TRIALS)
    assert again.to_dict() == compared.to_dict()
