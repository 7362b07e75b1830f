"""The power model as a line."""

import numpy as np
import pytest

from firstdose.analysis.nca import power_model
from firstdose.analysis.power_line import power_line

DOSES = np.array([1.0, 1.0, 2.0, 2.0, 4.0, 4.0])
VALUES = np.array([9.0, 12.0, 18.0, 25.0, 33.0, 50.0])


def test_it_is_the_line_of_the_power_model() -> None:
    line, model = power_line(DOSES, VALUES), power_model(DOSES, VALUES, np.arange(6))
    expected = np.exp(model.intercept + model.slope * np.log(line["DOSEA"].to_numpy()))
    np.testing.assert_allclose(line["AVAL"].to_numpy(), expected, rtol=1e-9)


def test_its_interval_at_the_middle_dose_is_that_of_a_mean() -> None:
    line = power_line(DOSES, VALUES, level=0.9)
    middle = line.row(20, named=True)
    left = np.log(VALUES) - np.log(np.interp(DOSES, line["DOSEA"].to_numpy(), line["AVAL"].to_numpy()))
    error = np.sqrt((left**2).sum() / 4 / 6)
    assert np.log(middle["HIGH"] / middle["AVAL"]) == pytest.approx(2.1318 * error, rel=1e-3)  # t(0.95, 4)


def test_one_dose_or_two_subjects_have_no_line() -> None:
    assert power_line(np.ones(5), VALUES[:5]).is_empty()
    assert power_line(DOSES[[0, 2]], VALUES[[0, 2]]).is_empty()
