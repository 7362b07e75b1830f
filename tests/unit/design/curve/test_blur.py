"""A normal distribution that spreads values over their neighbours."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design.curve.blur import blur


@pytest.mark.parametrize("ratio", [1.0, 3.0])
def test_a_wide_blur_is_the_normal_density(ratio: float) -> None:
    expected = stats.norm.pdf(np.arange(20), scale=ratio)
    assert blur(20, ratio)[0] == pytest.approx(expected, abs=0.003 if ratio == 1 else 1e-12)


def test_a_blur_of_a_normal_density_is_a_wider_one() -> None:
    nodes = np.arange(-40, 41)
    for ratio in (0.1, 0.5, 2.0):
        blurred = blur(81, ratio) @ stats.norm.pdf(nodes, scale=3.0)
        assert blurred == pytest.approx(stats.norm.pdf(nodes, scale=(9 + ratio**2) ** 0.5), abs=1e-9)
