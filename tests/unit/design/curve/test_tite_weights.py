"""Weights of patients who are still in the DLT window."""

import numpy as np
import pytest

from firstdose.design.curve.tite_weights import partial_patients
from firstdose.trial import Outcomes

SEEN = Outcomes.of(
    level=[[0, 0, 1, 1, 1, -1], [0, 0, 0, 0, 0, 0]],
    dlt=[[0, 1, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0]],
    follow_up=[[1, 0.25, 0.1, 0.5, 0.75, 0.5], [1, 1, 0.5, 1, 1, 1]],
)


def test_the_pending_patients_come_first_and_nobody_weighs_nothing() -> None:
    some = partial_patients(SEEN, "linear")
    assert some.weight.tolist() == [[0.1, 0.75], [0.5, 0.0]]
    assert some.level[0].tolist() == [1, 1]


def test_the_adaptive_weight_rises_by_a_step_from_dlt_to_dlt() -> None:
    """DLTs at 0.25 and 0.5: a third at the first, two thirds at the second, and from there on to the end."""
    weight = partial_patients(SEEN, "adaptive").weight
    assert weight[0] == pytest.approx([0.1 / 0.25 / 3, (2 + 0.5) / 3])
    assert weight[1].tolist() == [0.5, 0.0]  # no DLT: linear


@pytest.mark.parametrize(
    ("onsets", "weight"),
    [
        ([], 0.4),
        ([0.4], 0.5),  # a DLT on the very day
        ([0.4, 0.4], 2 / 3),
        ([0.0], (1 + 0.4) / 2),
        ([1.0], 0.4 / 2),  # at the window's end, or not known when
        ([0.2, 1.0], (1 + 0.2 / 0.8) / 3),
    ],
)
def test_an_adaptive_weight(onsets: list[float], weight: float) -> None:
    seen = Outcomes.of(level=[0] * (len(onsets) + 1), dlt=[True] * len(onsets) + [False], follow_up=[*onsets, 0.4])
    assert partial_patients(seen, "adaptive").weight[0] == pytest.approx([weight])


@pytest.mark.parametrize("weights", ["linear", "adaptive"])
def test_a_patient_just_before_the_end_weighs_nearly_1_and_never_more(weights: str) -> None:
    seen = Outcomes.of(level=[0, 0, 0], dlt=[1, 1, 0], follow_up=[0.9999, 0.3, 1 - 1e-12])
    weight = partial_patients(seen, "linear" if weights == "linear" else "adaptive").weight
    assert 1 - 1e-6 < weight[0, 0] < 1


def test_nobody_is_pending() -> None:
    some = partial_patients(Outcomes.parse("1NNT"), "adaptive")
    assert some.weight.shape == some.level.shape == (1, 0)
    assert partial_patients(Outcomes.of(level=np.zeros((0, 3)), dlt=False), "linear").weight.shape == (0, 0)
