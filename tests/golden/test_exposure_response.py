"""Logistic exposure-response against published numbers and exact identities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from firstdose.analysis import exposure_response
from firstdose.analysis.exposure_response.logistic import regress

DATA = Path(__file__).parent / "data" / "exposure_response"


def test_the_logistic_regression_of_the_shuttle_flights_is_the_published_one() -> None:
    """Intercept 15.043, slope -0.232 (SE 0.108), deviance 20.3: as published, to the printed digits."""
    found = exposure_response(
        DATA / "challenger.csv", "DISTRESS", ["TEMPERATURE"], shapes=["linear"], firth=False, bootstrap=0
    )
    (fit,) = found.fitted
    row = found.candidates().row(0, named=True)
    intercept = fit.fits.beta[0, 0] - row["SLOPE_PER_UNIT"] * fit.placed.centre[0]
    error = np.sqrt(fit.fits.covariance[0, 1, 1]) / fit.placed.spread[0]
    assert [round(each, 3) for each in (intercept, row["SLOPE_PER_UNIT"], error)] == [15.043, -0.232, 0.108]
    assert -2 * row["LOGLIK"] == pytest.approx(20.315, abs=5e-4)


@pytest.mark.parametrize(("events", "of"), [((0, 5), (6, 7)), ((2, 3), (9, 4)), ((0, 4), (5, 4))])
def test_firth_in_two_groups_adds_half_an_event_to_each_cell(events: tuple[int, int], of: tuple[int, int]) -> None:
    """Exact for a saturated model (Firth 1993), and finite where maximum likelihood is not."""
    group = np.repeat([0.0, 1.0], of)
    y = np.concatenate([np.repeat([1.0, 0.0], [e, n - e]) for e, n in zip(events, of, strict=True)])
    x = np.column_stack([np.ones(len(y)), group])
    found = regress(x, y, np.ones((1, len(y))), firth=True)
    odds = [(e + 0.5) / (n - e + 0.5) for e, n in zip(events, of, strict=True)]
    assert found.converged[0]
    np.testing.assert_allclose(found.beta[0], [np.log(odds[0]), np.log(odds[1] / odds[0])], rtol=1e-8)
