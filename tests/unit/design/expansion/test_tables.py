"""Binomial tables, by hand."""

import numpy as np
import pytest

from firstdose.design.expansion.tables import binomial, binomial_above


def test_two_patients_by_hand() -> None:
    assert binomial(0.25, 2)[2].tolist() == [0.5625, 0.375, 0.0625]
    assert binomial_above(0.25, 2)[2].tolist() == [1.0, 0.4375, 0.0625]
    assert binomial(0.25, 2)[0].tolist() == [1.0, 0.0, 0.0]


def test_a_shared_table_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        binomial(0.25, 2)[0, 0] = 2


def test_many_patients_add_up() -> None:
    assert binomial(0.37, 300).sum(axis=1) == pytest.approx(np.ones(301), abs=1e-12)
