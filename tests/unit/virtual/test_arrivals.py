"""Sites that open one after another, and the patients who come."""

import numpy as np
import pytest

from firstdose.errors import StudyError
from firstdose.types import F64
from firstdose.virtual.arrivals import DAYS_PER_MONTH, AtOnce, PoissonSites

SITES = PoissonSites(opening_days=(60.0, 0.0, 30.0, 30.0), per_month=(2.0, 1.0, 0.5, 0.25))
ONE = PoissonSites(opening_days=(10.0,), per_month=(1.0,))
T = 4000


def _first(sites: PoissonSites, size: int, after: float = 0.0, column: int = 0) -> F64:
    drawn = sites.draw(3, "arrival", range(T), column + size)
    return sites.next(drawn[:, column:], np.full(T, after))


@pytest.mark.parametrize(
    ("opening_days", "per_month", "message"),
    [
        ((), (), "sites: 0 opening_days and 0 per_month: give both"),
        ((0.0, 30.0), (1.0,), "sites: 2 opening_days and 1 per_month: give both"),
        ((float("nan"),), (1.0,), r"sites: opening_days = \[nan\]"),
        ((0.0,), (0.0,), r"sites: opening_days = \[0.0\], per_month = \[0.0\]: a day"),
    ],
)
def test_sites_that_cannot_be_are_refused(
    opening_days: tuple[float, ...], per_month: tuple[float, ...], message: str
) -> None:
    with pytest.raises(StudyError, match=f"^{message}"):
        PoissonSites(opening_days, per_month)


def test_at_once_is_the_day_itself() -> None:
    days = AtOnce(5.0).next(AtOnce().draw(1, "arrival", range(2), 3), np.array([5.0, 9.0]))
    assert days.tolist() == [[5, 5, 5], [9, 9, 9]]
    assert (AtOnce(5.0).first_day, SITES.first_day) == (5.0, 0.0)


@pytest.mark.parametrize(
    ("day", "months"), [(-5.0, 0.0), (0.0, 0.0), (30.0, 30.0), (60.0, 60 + 0.75 * 30), (70.0, 70 + 0.75 * 40 + 2 * 10)]
)
def test_patients_expected_until_a_day_by_hand(day: float, months: float) -> None:
    assert SITES.intensity(np.array(day)) == pytest.approx(months / DAYS_PER_MONTH, abs=1e-12)


def test_the_day_is_the_exact_inverse_of_what_is_expected() -> None:
    days = np.concatenate([np.linspace(0.0, 59.9, 50), [30.0, 60.0], np.linspace(60.0, 5000.0, 50)])
    assert SITES._day(SITES.intensity(days)) == pytest.approx(days, rel=1e-12, abs=1e-9)


def test_nobody_comes_before_the_first_site_opens_nor_before_they_are_wanted() -> None:
    assert _first(ONE, 4).min() > 10
    for after in (0.0, 29.0, 75.0):
        days = _first(SITES, 3, after)
        assert days.min() > after
        assert np.all(np.diff(days, axis=1) > 0)


@pytest.mark.parametrize("sites", [1, 3])
def test_waiting_times_are_exponential_with_the_rate_of_all_open_sites(sites: int) -> None:
    many = PoissonSites((0.0,) * sites, (0.5,) * sites)
    waits = np.diff(_first(many, 6, after=100.0), axis=1, prepend=100.0)
    mean = DAYS_PER_MONTH / (0.5 * sites)
    assert abs(waits.mean() - mean) < 4 * mean / np.sqrt(waits.size)
    assert abs(waits.std() / mean - 1) < 4 * np.sqrt(2 / waits.size)  # kurtosis 9: Var(s) = 2 mean^2 / n
    assert abs(np.mean(waits > mean) - np.exp(-1)) < 4 * np.sqrt(0.25 / waits.size)


@pytest.mark.parametrize("until", [20.0, 45.0, 90.0])
def test_counts_are_poisson_with_the_mean_expected(until: float) -> None:
    counts = (_first(SITES, 24) <= until).sum(axis=1)
    mean = float(SITES.intensity(np.array(until)))
    assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / T)
    assert abs(counts.var() - mean) < 4 * np.sqrt((mean + 2 * mean**2) / T)


def test_a_patient_has_an_address_and_so_the_same_wait_in_any_design() -> None:
    together = _first(ONE, 6, after=10.0)
    drawn = ONE.draw(3, "arrival", range(T), 6)
    assert ONE.next(drawn[:, 2:4], together[:, 1]) == pytest.approx(together[:, 2:4], rel=1e-12)
    part = ONE.draw(3, "arrival", range(5, 18), 3)
    assert np.array_equal(part, drawn[5:18, :3])
    few = ONE.next(drawn[[5, 17, 3999], [0, 4, 2]][:, None], np.array([10.0, 0.0, 200.0]))[:, 0]
    assert few[0] == together[5, 0]
    assert few[2] - 200.0 == pytest.approx(together[3999, 2] - together[3999, 1])


def test_another_stream_is_another_draw() -> None:
    one, other = (ONE.draw(3, name, range(4), 4) for name in ("arrival", "backfill arrival"))
    assert not np.any(one == other)


def test_so_many_patients_come_in_a_window() -> None:
    sites = PoissonSites.per_window(3.0, 28.0)
    counts = (_first(sites, 24) <= 28.0).sum(axis=1)
    assert sites.first_day == 0.0
    assert abs(counts.mean() - 3.0) < 4 * np.sqrt(3.0 / T)


def test_more_sites_are_never_slower() -> None:
    more = PoissonSites((*SITES.opening_days, 5.0), (*SITES.per_month, 3.0))
    assert np.all(_first(more, 6) <= _first(SITES, 6) + 1e-9)
