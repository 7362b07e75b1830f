"""Random families of scenarios."""

import itertools

import numpy as np
import pytest

from firstdose.errors import StudyError
from firstdose.rng import uniforms
from firstdose.types import F64
from firstdose.virtual import random_scenarios
from firstdose.virtual.scenarios import GENERATORS, paoletti
from firstdose.virtual.tally import nearest

N = 3000
KINDS = tuple(GENERATORS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("n_levels", "target"), [(1, 0.3), (2, 0.5), (5, 0.25), (8, 0.33), (12, 0.05)])
def test_probabilities_rise_and_every_level_is_the_mtd_as_often(kind: str, n_levels: int, target: float) -> None:
    p = random_scenarios(kind, n_levels, target, N, seed=3)
    assert p.shape == (N, n_levels)
    assert np.all((p > 0) & (p < 1)) or (n_levels == 12 and np.all((p >= 0) & (p <= 1)))
    assert np.all(np.diff(p, axis=1) >= 0)
    shares = np.bincount(nearest(p, target), minlength=n_levels) / N
    assert np.all(np.abs(shares - 1 / n_levels) < 4 * np.sqrt(1 / n_levels / N))
    chosen = (uniforms(3, "scenario", range(N), 2)[:, 0] * n_levels).astype(int)
    assert np.array_equal(nearest(p, target), chosen)


@pytest.mark.parametrize("kind", KINDS)
def test_a_scenario_depends_on_its_number_and_the_seed_alone(kind: str) -> None:
    few, many = random_scenarios(kind, 5, 0.3, 20, seed=1), random_scenarios(kind, 5, 0.3, 200, seed=1)
    assert np.array_equal(few, many[:20])
    assert not np.any(random_scenarios(kind, 5, 0.3, 20, seed=2) == few)


def _by_the_paper(n_levels: int, target: float, n: int) -> F64:
    """Clertant and O'Quigley word for word: draw until the level is the MTD."""
    random, found = np.random.default_rng(7), list[F64]()
    while len(found) < n:
        level = int(random.integers(n_levels))
        bound = target + (1 - target) * random.beta(max(n_levels - 1 - level, 0.5), 1)
        for _ in range(200):  # the few whose bound leaves next to nothing between are left out
            p = np.sort(random.uniform(0, bound, (64, n_levels)), axis=1)
            fits = np.abs(p - target).argmin(axis=1) == level
            if fits.any():
                found.append(p[fits.argmax()])
                break
    return np.array(found)


@pytest.mark.parametrize(("n_levels", "target"), [(1, 0.3), (2, 0.3), (4, 0.6)])
def test_the_distribution_is_that_of_drawing_until_the_level_is_the_mtd(n_levels: int, target: float) -> None:
    ours, theirs = (
        random_scenarios("clertant-oquigley", n_levels, target, N, seed=5),
        _by_the_paper(n_levels, target, 600),
    )
    for level in range(n_levels):
        one, other = ours[nearest(ours, target) == level], theirs[nearest(theirs, target) == level]
        for power in (1, 2):
            error = np.sqrt((one**power).var(axis=0) / len(one) + (other**power).var(axis=0) / len(other))
            assert np.all(np.abs((one**power).mean(axis=0) - (other**power).mean(axis=0)) < 4 * error)


def test_the_mtd_lies_as_far_from_the_target_as_in_the_paper() -> None:
    ours, theirs = random_scenarios("clertant-oquigley", 6, 0.3, N, seed=5), _by_the_paper(6, 0.3, 600)
    inner = [p[(nearest(p, 0.3) > 0) & (nearest(p, 0.3) < 5)] for p in (ours, theirs)]
    one, other = (np.abs(p - 0.3).min(axis=1) for p in inner)
    assert abs(one.mean() - other.mean()) < 4 * np.sqrt(one.var() / len(one) + other.var() / len(other))


def test_steps_away_from_the_mtd_are_squares_of_normals() -> None:
    sure = paoletti(5, 0.3, 500, seed=1, mtd_sd=0.0, step_mean=0.5, step_sd=0.0)
    level = nearest(sure, 0.3)
    assert sure[np.arange(500), level] == pytest.approx(0.3)
    probit_steps = {0: 0.3, 1: 0.3919, 2: 0.4903, 3: 0.5892, 4: 0.6828}  # Phi(z(0.3) + 0.25 k)
    for row, mtd in itertools.islice(zip(sure, level, strict=True), 50):
        for step, p in probit_steps.items():
            if mtd + step < 5:
                assert row[mtd + step] == pytest.approx(p, abs=1e-4)


def test_by_default_the_neighbours_of_the_mtd_are_a_tenth_away() -> None:
    p = paoletti(6, 0.3, N)
    level = nearest(p, 0.3)
    inner = (level > 0) & (level < 5)
    rows = np.flatnonzero(inner)
    gaps = [p[rows, level[rows] + side] - p[rows, level[rows] + side - 1] for side in (0, 1)]
    assert np.mean(gaps) == pytest.approx(0.1, abs=0.015)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("uniform", 5, 0.3, 10), 'random scenarios "uniform" are not known. Give one of clertant-oquigley, paoletti.'),
        (("paoletti", 0, 0.3, 10), "n_levels = 0, n = 10: at least one level and one scenario are needed."),
        (("paoletti", 5, 0.3, 0), "n_levels = 5, n = 0"),
        (("clertant-oquigley", 5, 1.0, 10), "target = 1: a DLT probability between 0 and 1 is needed, e.g. 0.3."),
    ],
)
def test_a_family_that_cannot_be_is_refused(options: tuple[str, int, float, int], message: str) -> None:
    with pytest.raises(StudyError) as refused:
        random_scenarios(*options)
    assert message in str(refused.value)
