"""Scales of random walks, and how long a SAEM runs; what chains converge to stands with the laws."""

from __future__ import annotations

import numpy as np
import pytest

from firstdose.analysis.population.saem.chains import Scales
from firstdose.analysis.population.saem.settings import Settings
from firstdose.errors import ModelError


def test_random_walks_come_to_accept_two_steps_in_five() -> None:
    scales = Scales.of(2)
    assert scales.whole_adapted(np.ones((4, 4), bool), 1.0).whole > scales.whole
    few = scales.each_adapted(np.zeros((4, 4), bool), np.zeros((4, 4)), 1.0)
    assert few.each[0] < scales.each[0]
    assert few.each[1] == scales.each[1]


def test_there_are_several_chains_of_few_subjects_and_one_of_many() -> None:
    settings = Settings()
    assert [settings.chains_of(subjects) for subjects in (3, 30, 500)] == [10, 4, 1]
    assert Settings(chains=3).chains_of(500) == 3
    assert [settings.step(each) for each in (1, 120, 121, 124)] == [1.0, 1.0, 1.0, 0.25]


@pytest.mark.parametrize(
    "wrong", [{"explore": 0}, {"chains": 0}, dict.fromkeys(("prior", "conditional", "walks", "single"), 0)]
)
def test_a_run_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ModelError, match="SAEM"):
        Settings(**wrong)
