"""Laws of random effects: what was asked for is what is drawn, in any chunking."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.variability import (
    ByTime,
    Combined,
    Estimates,
    Occasions,
    Omega,
    Scale,
    Variability,
    Vectors,
    measured,
    normals,
)
from firstdose.types import F64

N, ERRORS = 20_000, 4  # draws; standard errors
CONVERT: dict[Scale, Any] = {"log-normal": np.log, "normal": lambda x: x, "logit": lambda x: np.log(x / (1 - x))}
OMEGAS = st.builds(
    lambda sd, root, scales: Omega(("A", "B", "C"), _covariance(sd, np.array(root).reshape(3, 3)), scales),
    st.lists(st.floats(0.05, 1.0), min_size=3, max_size=3),
    st.lists(st.floats(-1, 1), min_size=9, max_size=9),
    st.tuples(*[st.sampled_from(("log-normal", "normal", "logit"))] * 3),
)


def _covariance(sd: list[float], root: F64) -> F64:
    spread = root @ root.T + 0.3 * np.eye(3)
    scale = np.array(sd) / np.sqrt(np.diag(spread))
    covariance = spread * np.outer(scale, scale)
    return np.asarray((covariance + covariance.T) / 2)


def _agrees(found: F64, omega: F64, n: int) -> None:
    """The standard error of a covariance of normals is sqrt((s_ii s_jj + s_ij²) / n)."""
    error = np.sqrt((np.outer(np.diag(omega), np.diag(omega)) + omega**2) / n)
    assert (np.abs(found - omega) < ERRORS * error).all()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(OMEGAS, st.integers(0, 10**6))
def test_omega_is_recovered(omega: Omega, seed: int) -> None:
    typical = {"A": 0.5, "B": 0.2, "C": 0.9}
    drawn = Variability(omega).draw(typical, seed, range(N))
    pairs = zip(omega.names, omega.scales, strict=True)
    effects = np.array([CONVERT[scale](drawn[name]) - CONVERT[scale](typical[name]) for name, scale in pairs])
    _agrees(effects @ effects.T / N, omega.covariance, N)
    assert (np.abs(effects.mean(axis=1)) < ERRORS * np.sqrt(np.diag(omega.covariance) / N)).all()


@settings(max_examples=20, deadline=None)
@given(OMEGAS, st.integers(0, 99), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_any_chunking_gives_the_same_patients(omega: Omega, seed: int, sizes: list[int]) -> None:
    typical = {"A": 0.5, "B": 0.2, "C": 0.9}
    lively, ends = Variability(omega), np.cumsum([0, *sizes])
    whole = lively.draw(typical, seed, range(int(ends[-1])))
    parts = [lively.draw(typical, seed, range(a, b)) for a, b in pairwise(ends)]
    for name in typical:
        np.testing.assert_array_equal(whole[name], np.concatenate([part[name] for part in parts]))


def test_the_variance_of_occasions_is_recovered_within_patients() -> None:
    omega = Omega.of({"CL": 0.2, "V": 0.1}, correlations={("CL", "V"): -0.6})
    starts, n = tuple(21.0 * np.arange(1, 5)), 3000
    individuals = {"CL": np.linspace(0.3, 0.9, n), "V": np.full(n, 3.0)}
    records = Occasions(omega, ByTime(starts)).records({"TIME": [0.0], "EVID": [2]}, individuals, 8, range(n))
    told = records.sort("ID", "TIME")
    effects = np.array([np.log(told[name].to_numpy().reshape(n, 5).T / each) for name, each in individuals.items()])
    _agrees(np.einsum("iop,jop->ij", effects, effects) / (5 * n), omega.covariance, 5 * n)
    across = np.mean(effects[0, 0] * effects[0, 1])
    assert abs(across) < ERRORS * 0.2**2 / math.sqrt(n), "occasions are independent of each other"


def test_the_residual_error_is_recovered() -> None:
    n = 2000
    solution = simulate(Model.load("pk1"), {"TIME": [0.0], "AMT": [300.0]}, [1.0, 5.0], {"CL": np.full(n, 0.5)})
    seen = measured(solution, {"CP": Combined(2.0, 0.1)}, 3, range(n))["CP"] - solution["CP"]
    variance = 2.0**2 + (0.1 * solution["CP"][0]) ** 2
    assert (np.abs((seen**2).mean(axis=0) - variance) < ERRORS * variance * math.sqrt(2 / n)).all()


def test_uncertainty_is_recovered_apart_from_variability() -> None:
    omega = Omega.of({"A": 0.1, "B": 0.3}, correlations={("A", "B"): 0.7})
    drawn = Estimates({"A": 1.0, "B": 2.0}, omega).draw(5, N)
    effects = np.array([np.log(drawn["A"]), np.log(drawn["B"] / 2)])
    _agrees(effects @ effects.T / N, omega.covariance, N)
    patients = omega.effects(normals(5, range(N)))
    assert abs(np.mean(patients["A"] * effects[0])) < ERRORS * 0.1**2 / math.sqrt(N)


@pytest.mark.parametrize("weights", [[1.0, 1.0, 2.0], [0.0, 3.0, 1.0]])
def test_rows_come_by_their_weights(weights: list[float]) -> None:
    table = Vectors(("A",), np.arange(3.0)[:, None], np.array(weights))
    share = np.array(weights) / sum(weights)
    found = np.bincount(table.rows(6, N), minlength=3) / N
    assert (np.abs(found - share) <= ERRORS * np.sqrt(share * (1 - share) / N)).all()
