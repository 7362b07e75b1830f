"""Published summaries weigh as statistics says."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom, norm

from firstdose.pkpd.calibrate.likelihood import log_likelihood, predicted, predicted_mtd, predicted_pooled
from firstdose.pkpd.calibrate.targets import targets

BY_ID = {one.id: one for one in targets("t-dm1").targets}
SHARE, MEAN, BOUND = BY_ID["q3w36_tcp_g3plus"], BY_ID["marianne_cmax_c1"], BY_ID["q3w_dm1_peak_max"]


def shares(*p: float, n: int = 1000) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(J, N) patients of whom so many count."""
    return np.array([[float(i < each * n) for i in range(n)] for each in p])


def test_a_percentage_is_binomial() -> None:
    target = replace(SHARE, value=25.0, n=8)
    found = log_likelihood(target, shares(0.1, 0.25, 0.6), 0.1)
    np.testing.assert_allclose(found, binom.logpmf(2, 8, [0.1, 0.25, 0.6]), rtol=1e-9)


def test_a_mean_is_normal_with_its_standard_error_and_the_spread_between_studies() -> None:
    values = np.array([[70.0, 80.0], [60.0, 70.0]])
    found = log_likelihood(MEAN, values, 0.1)
    error = [np.hypot(10.1 / np.sqrt(375), 0.1 * middle) for middle in (75.0, 65.0)]
    expected = np.asarray(norm.logpdf(74.4, [75.0, 65.0], error))
    np.testing.assert_allclose(found - found[0], expected - expected[0], rtol=1e-9)


def test_a_bound_is_kept_by_all_patients() -> None:
    values = np.array([[5.0] * 9 + [12.0], [5.0] * 10])
    np.testing.assert_allclose(log_likelihood(BOUND, values, 0.1), [15 * np.log(0.9), 0.0], atol=1e-12)


def test_a_range_is_read_as_an_error_of_a_quarter_of_it() -> None:
    target = BY_ID["q3w_nadir_day"]
    found = log_likelihood(target, np.array([[8.0], [10.0]]), 0.0)
    assert found[0] - found[1] == pytest.approx(2.0)  # two standard deviations of one day


def test_a_predicted_percentage_has_the_chance_of_its_patients() -> None:
    draws = predicted(replace(SHARE, n=6), shares(0.2), 0.1)[0]
    np.testing.assert_allclose(sorted(set(draws)), [0, 100 / 6, 200 / 6, 50, 400 / 6], atol=1e-9)
    assert draws.mean() == pytest.approx(20.0, abs=1.0)


def test_patients_at_several_doses_add_up() -> None:
    """The same probability at each is binomial; else the mean is that of all patients."""
    one, two = predicted_pooled((2, 4), np.array([[0.2, 0.2], [0.0, 0.5]]))
    np.testing.assert_allclose(one, predicted(replace(SHARE, n=6), shares(0.2), 0.1)[0], atol=1e-9)
    assert two.mean() == pytest.approx(100 * 2 / 6, abs=1.0)
    assert two.max() == pytest.approx(400 / 6)  # nobody of the two


def test_a_predicted_mean_has_the_sampling_of_its_patients_and_the_spread_between_studies() -> None:
    values = np.array([np.linspace(60, 90, 1000)])
    draws = predicted(replace(MEAN, n=25), values, 0.1)[0]
    assert draws.mean() == pytest.approx(75.0, rel=1e-6)
    assert draws.std() == pytest.approx(np.hypot(values.std() / 5, 7.5), rel=0.05)


def test_a_predicted_bound_is_the_highest_of_its_patients() -> None:
    values = np.array([np.linspace(0, 1, 10_001)])
    assert np.median(predicted(replace(BOUND, n=9), values, 0.1)) == pytest.approx(0.5 ** (1 / 9), abs=0.01)


@pytest.mark.parametrize(("p", "dose"), [((0.0, 0.0), 3.0), ((0.0, 1.0), 2.0), ((1.0, 1.0), 0.0)])
def test_a_predicted_mtd_is_a_dose_or_none(p: tuple[float, float], dose: float) -> None:
    assert set(predicted_mtd((2.0, 3.0), np.array([p]))[0]) == {dose}


def test_the_likeliest_share_is_the_published_one() -> None:
    p = np.linspace(0.01, 0.3, 30)
    found = log_likelihood(SHARE, shares(*p), 0.1)
    assert p[found.argmax()] == pytest.approx(0.08, abs=0.006)
