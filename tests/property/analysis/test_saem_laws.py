"""SAEM and importance sampling where the answer is known exactly: a model that is linear in its random effects."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tests import line, population

from firstdose.analysis.population import Fit, PopulationModel, Records, fit
from firstdose.analysis.population.importance import importance, with_importance
from firstdose.analysis.population.reading import stated
from firstdose.analysis.population.saem import Settings, saem

SHORT = Settings(explore=60, smooth=60, samples=300)


def test_saem_finds_the_exact_maximum_of_the_likelihood() -> None:
    """Thetas within a twentieth of a standard error, variances within 3 %: what is left is Monte Carlo error."""
    y = line.heights()
    spec, best = line.straight(), line.most_likely(y)
    found = saem(spec, Records.of(spec, line.table(y)))
    for k, name in enumerate(("A", "B")):
        se = found.se[name]
        assert se is not None
        assert found.population.theta[k] == pytest.approx(best.theta[k], abs=se / 20)
    np.testing.assert_allclose(found.population.omega, best.omega, rtol=0.03, atol=0.005)
    assert found.population.sigma[0] == pytest.approx(best.sigma[0], rel=0.01)
    assert line.exact(found.population, y) == pytest.approx(line.exact(best, y), abs=0.02)
    np.testing.assert_allclose(found.eta, line.means(found.population, y), atol=0.06)
    information = line.DESIGN.T @ np.linalg.inv(_variance(found)) @ line.DESIGN * len(y)
    errors = np.array([found.se["A"], found.se["B"]], float)
    np.testing.assert_allclose(errors, np.sqrt(np.diag(np.linalg.inv(information))), rtol=1e-5)


def _variance(found: Fit) -> Any:
    omega, sigma = found.population.omega, found.population.sigma[0]
    return line.DESIGN @ omega @ line.DESIGN.T + np.eye(len(line.TIMES)) * sigma**2


def test_importance_sampling_from_the_posterior_itself_has_no_error() -> None:
    y = line.heights(seed=2)
    spec, values = line.straight(), line.most_likely(y)
    eta = line.means(values, y)
    found = importance(spec, Records.of(spec, line.table(y)), values, eta, samples=5, freedom=math.inf)
    assert found.ofv == pytest.approx(line.exact(values, y), abs=1e-5)
    assert found.se < 1e-4
    np.testing.assert_allclose(found.effective, 1.0, rtol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_importance_sampling_is_within_its_error_of_the_exact_likelihood(seed: int) -> None:
    """From a t distribution around a point that is off by a third of a standard deviation."""
    y = line.heights(seed=3)
    spec, values = line.straight(), line.most_likely(y)
    eta = line.means(values, y) + 0.03
    found = importance(spec, Records.of(spec, line.table(y)), values, eta, samples=1000, seed=seed)
    assert 0 < found.se < 0.5
    assert found.ofv == pytest.approx(line.exact(values, y), abs=4 * found.se)
    assert found.by_subject.sum() == pytest.approx(found.ofv)


def test_importance_sampling_agrees_with_focei_where_that_is_exact() -> None:
    y = line.heights(seed=4)
    told = fit(line.straight(), line.table(y))
    found = with_importance(told, line.table(y))
    assert told.ofv == pytest.approx(line.exact(told.population, y), abs=1e-3)
    assert found.ofv == pytest.approx(told.ofv, abs=4 * found.ofv_se)
    assert (found.method, found.ofv_method) == ("focei", "importance sampling")
    assert found.aic - told.aic == pytest.approx(found.ofv - told.ofv)


def changed(**tables: Any) -> PopulationModel:
    """Oral absorption with few and small random effects, where FOCEI is nearly exact."""
    told = population.ORAL | {"omega": {"CL": 0.04, "V": 0.02}, "error": {"CP": {"proportional": 0.1}}}
    return stated(told | tables, "oral")


WEIGHT = {"parameter": "CL", "covariate": "WT", "effect": "power", "reference": 70, "coefficient": "CL_WT"}
CASES: dict[str, tuple[dict[str, Any], bool]] = {
    "theta without a random effect": ({}, False),
    "combined error": ({"error": {"CP": {"additive": 3.0, "proportional": 0.08}}}, False),
    "log error": ({"error": {"CP": {"log": 0.1}}}, False),
    "covariate": ({"covariates": [WEIGHT], "theta": {"KA": 1.2, "CL": 0.5, "V": 3.0, "CL_WT": 0.75}}, False),
    "occasions": ({"iov": {"CL": 0.02}}, True),
    "block": ({"omega": {"CL, V": [0.04, 0.01, 0.02]}}, False),
}


@pytest.mark.parametrize("case", CASES)
def test_saem_and_focei_agree_where_focei_is_nearly_exact(case: str) -> None:
    """Within half a standard error, and a tenth of its OFV from the best that either finds."""
    tables, twice = CASES[case]
    spec = changed(**tables)
    given = population.doses(24)
    frame = population.data(spec, population.occasions(given, 12.0) if twice else given)
    one = fit(spec, frame)
    other = fit(spec, frame, "saem", settings=SHORT)
    for name, se in one.se.items():
        assert se is not None
        assert other.theta_log[name] == pytest.approx(one.theta_log[name], abs=se / 2)
    for output, kinds in one.sigma.items():
        for kind, value in kinds.items():
            wide = one.se_sigma[output][kind]
            assert wide is not None
            assert other.sigma[output][kind] == pytest.approx(value, abs=wide / 2)
    best = with_importance(one, frame)
    assert other.ofv == pytest.approx(best.ofv, abs=1.0 + 4 * (other.ofv_se + best.ofv_se))


def test_saem_takes_what_is_below_the_limit_as_below_it() -> None:
    """As FOCEI with M3 does; leaving it out, or taking it as the limit, moves clearance by more."""
    import polars as pl

    spec = changed()
    frame = population.data(spec, population.doses(24), times=(0.5, 1.0, 4.0, 12.0, 24.0))
    frame = frame.with_columns(LLOQ=pl.lit(8.0))
    below = frame.filter((pl.col("DV") < 8.0) & (pl.col("EVID") == 0))
    assert len(below) > 10
    one, other = fit(spec, frame), fit(spec, frame, "saem", settings=SHORT)
    se = one.se["CL"]
    assert se is not None
    assert other.theta_log["CL"] == pytest.approx(one.theta_log["CL"], abs=se / 3)


def test_the_same_seed_gives_the_same_fit() -> None:
    y, spec = line.heights(6), line.straight()
    records, few = Records.of(spec, line.table(y)), Settings(explore=5, smooth=5, samples=20)
    one, again, other = (saem(spec, records, seed=seed, settings=few).to_json() for seed in (1, 1, 2))
    assert one == again
    assert one != other
