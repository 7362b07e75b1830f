"""How much a patient in the DLT window counts."""

import numpy as np
import pytest

from firstdose.design.by_level.follow_up import effective_patients
from firstdose.trial import Outcomes


def test_a_pending_patient_counts_by_the_share_seen_and_every_other_one_in_full() -> None:
    seen = Outcomes.of(
        level=[[0, 0, 1, 1, -1], [2, 2, 2, 2, 0]],
        dlt=[[0, 1, 0, 0, 0], [0, 0, 0, 1, 0]],
        follow_up=[[0.25, 0.25, 1.0, 0.5, 0.5], [0.0, 0.5, 1.0, 0.0, 0.9]],
    )
    assert effective_patients(seen, 3) == pytest.approx(np.array([[1.25, 1.5, 0], [0.9, 0, 2.5]]))


def test_before_anybody_is_treated_nobody_counts() -> None:
    assert effective_patients(Outcomes.parse(""), 2).tolist() == [[0, 0]]
