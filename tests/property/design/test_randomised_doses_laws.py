"""The exact chances of a randomised comparison are those of many trials."""

import numpy as np
import pytest

from firstdose.design.optimisation import ArmCounts, DoseTruth, RandomisedDoses
from firstdose.types import I64


def _arm(counts: I64, exposed: int) -> ArmCounts:
    response_only, neither, both, dlt_only = counts.tolist()
    return ArmCounts(response_only, neither, both, dlt_only, exposed)


@pytest.mark.parametrize("margin", [0.0, 4.0])
@pytest.mark.parametrize("weight", [0.0, 0.3])
def test_the_chance_of_each_choice_is_that_of_many_trials(margin: float, weight: float) -> None:
    doses = RandomisedDoses((1.0, 2.0, 3.0), 8, exposure_weight=weight, margin=margin, cutoff_response=0.8)
    truth = [DoseTruth(0.1, 0.3, p_exposed=0.3), DoseTruth(0.2, 0.4, p_exposed=0.6), DoseTruth(0.4, 0.5, p_exposed=0.9)]
    random, trials = np.random.default_rng(1), 1000
    arms = [random.multinomial(8, one.cells, trials) for one in truth]
    exposed = [random.binomial(8, one.p_exposed or 0, trials) for one in truth]
    chosen = [
        doses.select([_arm(arm[t], int(e[t])) for arm, e in zip(arms, exposed, strict=True)]) for t in range(trials)
    ]
    told = doses.p_selected(truth)
    for arm in range(3):
        assert told[arm] == pytest.approx(chosen.count(arm) / trials, abs=4 * np.sqrt(0.25 / trials))
    assert 1 - sum(told) == pytest.approx(chosen.count(None) / trials, abs=4 * np.sqrt(0.25 / trials))
