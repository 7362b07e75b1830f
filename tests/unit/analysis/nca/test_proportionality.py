"""The power model against Smith 2000, statsmodels' REML and exact lines."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from firstdose.analysis.nca import power_model
from firstdose.analysis.nca.proportionality import _judged, _Line


@pytest.mark.parametrize("side", [1, -1])
def test_the_criterion_of_smith_2000(side: int) -> None:
    """Cmax in table 2: slope 0.7615, 90 % interval 0.679 to 0.844 over a tenfold range of doses; and its mirror."""
    df = 20.0
    spread = float((0.8441 - 0.6789) / 2 / stdtrit(df, 0.95)) ** 2
    line = _Line(0.0, 1 - side * (1 - 0.7615), spread, df, np.nan, 1.0)
    found = _judged("CMAX", 30, 3, line, 10.0, 0.9, (0.8, 1.25))
    assert found.required == pytest.approx((0.903, 1.097), abs=5e-4)
    assert (found.rho1, found.rho2) == pytest.approx((2.0, 4.2), abs=0.05)
    assert found.verdict == "not proportional"


def test_a_line_is_found_exactly() -> None:
    dose = np.array([1.0, 2.0, 4.0, 8.0])
    found = power_model(dose, 3 * dose**1.5 * np.array([1.01, 1 / 1.01, 1 / 1.01, 1.01]), np.arange(4))
    assert (found.slope, np.exp(found.intercept)) == pytest.approx((1.5, 3.0), rel=1e-9)
    assert (found.verdict, found.df, found.rho1 < 8) == ("not proportional", 2, True)


def test_subjects_with_every_dose_are_compared_with_themselves() -> None:
    """Balanced: the slope is that of the deviations within subjects, with n - subjects - 1 degrees of freedom."""
    random = np.random.default_rng(2)
    dose = np.tile([1.0, 2.0, 4.0, 8.0], 10)
    subject = np.repeat(np.arange(10), 4)
    log = np.log(dose) + np.repeat(random.normal(0, 0.8, 10), 4) + random.normal(0, 0.1, 40)
    x = np.log(dose) - np.log(dose).mean()
    y = log - np.repeat(log.reshape(10, 4).mean(axis=1), 4)
    slope = (x @ y) / (x @ x)
    sd = np.sqrt(((y - slope * x) ** 2).sum() / (40 - 10 - 1))
    found = power_model(dose, np.exp(log), subject)
    assert found.slope == pytest.approx(slope, rel=1e-9)
    assert found.sd_within == pytest.approx(sd, rel=1e-5)
    assert found.df == pytest.approx(29, rel=2e-3)
    assert 0.4 < found.sd_between < 1.4
    apart = power_model(dose, np.exp(log), np.arange(40))
    assert found.high - found.low < 0.3 * (apart.high - apart.low)


def test_with_nothing_between_subjects_it_is_least_squares() -> None:
    dose = np.array([1.0, 2.0, 1.0, 2.0, 4.0])
    value = dose * np.array([1.1, 0.9, 0.9, 1.1, 1.0])
    found = power_model(dose, value, np.array([0, 0, 1, 1, 1]))
    plain = power_model(dose, value, np.arange(5))
    assert found.slope == pytest.approx(plain.slope, abs=0.05)
    assert np.isfinite(found.df)
