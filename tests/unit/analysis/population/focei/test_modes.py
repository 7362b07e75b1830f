"""Steps to the modes, where the matrices are bad."""

from __future__ import annotations

import numpy as np
import pytest

from firstdose.analysis.population.focei.modes import solved


def test_a_regular_matrix_is_solved_whatever_its_scales() -> None:
    matrix = np.array([[[4e12, 1e6], [1e6, 9.0]]])
    found = solved(matrix, matrix @ np.array([[1e-6], [2.0]]))
    assert found[0, :, 0] == pytest.approx([1e-6, 2.0], rel=1e-9)


def test_a_matrix_that_rounding_made_singular_still_gives_a_step() -> None:
    """One observation with an error near 0 gives a matrix of rank 1; the step has its right length along it."""
    matrix = 1e20 * np.ones((1, 1, 2, 2))
    found = solved(matrix, np.full((1, 1, 2, 1), 2e20))
    assert found.sum() == pytest.approx(2.0, rel=1e-2)
