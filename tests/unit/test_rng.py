"""Random numbers with an address."""

import numpy as np
import pytest
from scipy import stats

from firstdose.rng import uniforms

MANY = uniforms(7, "tolerance", range(20_000), 6)
FIRST_DRAWS = [[0.016603261402880265, 0.7894331437111951], [0.6101767673425414, 0.5309850891905193]]
ALMOST_NEVER = 1e-4  # p-value of a fixed seed's draws: 0.0001 would be a fault, not bad luck


def test_a_draw_depends_on_its_address_alone() -> None:
    for trials, patients in ((range(17, 43), 6), (range(19_999, 20_000), 1), (range(5, 9), 3), (range(8), 5)):
        part = uniforms(7, "tolerance", trials, patients)
        assert np.array_equal(part, MANY[trials.start : trials.stop, :patients])


def test_the_address_is_the_same_on_every_machine() -> None:
    """Kept from the first version: a change here changes every simulated trial ever reported."""
    assert uniforms(1, "tolerance", range(2), 2).tolist() == FIRST_DRAWS


def test_nobody_and_no_trials() -> None:
    assert uniforms(1, "x", range(3), 0).shape == (3, 0)
    assert uniforms(1, "x", range(0), 5).shape == (0, 5)


def test_strictly_between_0_and_1() -> None:
    assert 0 < MANY.min() < 1e-4
    assert 1 - 1e-4 < MANY.max() < 1
    assert np.isfinite(np.log(MANY)).all()
    assert np.isfinite(np.log1p(-MANY)).all()


def test_the_smallest_and_the_largest_word_stay_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    words = np.array([[0, 2**64 - 1, 2**63, 4095]], np.uint64)
    monkeypatch.setattr("firstdose.rng._block", lambda *_: words)
    draws = uniforms(1, "x", range(1), 4)[0]
    assert draws.tolist() == [2.0**-53, 1 - 2.0**-53, 0.5 + 2.0**-53, 2.0**-53]


@pytest.mark.parametrize("column", range(6))
def test_every_column_is_uniform(column: int) -> None:
    assert stats.kstest(MANY[:, column], "uniform").pvalue > ALMOST_NEVER


def test_pairs_of_neighbours_fill_the_square_evenly() -> None:
    for one, other in ((MANY[:, :-1], MANY[:, 1:]), (MANY[:-1], MANY[1:])):
        cells = np.histogram2d(one.ravel(), other.ravel(), bins=10, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(cells.ravel()).pvalue > ALMOST_NEVER


@pytest.mark.parametrize(("seed", "name"), [(8, "tolerance"), (7, "arrival"), (70, "tolerance"), (-7, "tolerance")])
def test_another_seed_or_name_is_another_stream(seed: int, name: str) -> None:
    other = uniforms(seed, name, range(len(MANY)), 6)
    assert not np.any(other == MANY)
    correlation = np.corrcoef(MANY.ravel(), other.ravel())[0, 1]
    assert abs(correlation) < 4 / np.sqrt(MANY.size)


@pytest.mark.parametrize("seed", [0, -1, 2**63, 2**64, 2**200, -(2**200)])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    draws = uniforms(seed, "x", range(1000), 4)
    assert np.array_equal(draws, uniforms(seed, "x", range(1000), 4))
    assert stats.kstest(draws.ravel(), "uniform").pvalue > ALMOST_NEVER
    assert not np.any(draws == uniforms(seed + 2**64, "x", range(1000), 4))


@pytest.mark.parametrize("trials", [range(0, 6, 2), range(-1, 3)])
def test_trial_numbers_that_are_not_consecutive_are_refused(trials: range) -> None:
    with pytest.raises(ValueError, match="trial numbers are consecutive and start at 0 or above"):
        uniforms(1, "tolerance", trials, 2)
