"""What a fit says of itself, keeps and simulates."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.population import data, doses, spec

from firstdose.analysis.population import Fit, Population, fit, simulate_from
from firstdose.analysis.population.simulation import populations
from firstdose.analysis.population.values import Packing
from firstdose.errors import DataError, ModelError

SMALL = {"theta": {"KA": {"initial": 1.2, "fixed": True}, "CL": 0.5, "V": 3.0}, "omega": {"CL": 0.09}}


@cache
def small() -> Fit:
    model = spec(**SMALL, error={"CP": {"proportional": 0.15}})
    return fit(model, data(model, doses(8)), covariance="r")


def test_it_has_the_promised_keys() -> None:
    found = small().to_dict()
    promised = ("theta", "theta_log", "se", "omega", "sigma", "shrinkage", "ofv", "aic", "bic", "eta")
    assert set(promised) <= set(found)
    assert list(found["theta"]) == ["KA", "CL", "V"]
    assert found["se"]["KA"] is None
    assert found["omega"]["CL"]["CL"] == small().population.omega[0, 0]
    assert found["sigma"]["CP"]["proportional"] == small().population.sigma[0]
    assert list(found["eta"][0]) == ["ID", "CL"]
    assert found["rse"]["CL"] == pytest.approx(100 * found["se"]["CL"])
    json.dumps(found, allow_nan=False)


def test_it_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    path.write_text(small().to_json())
    again = Fit.load(path)
    assert again.to_json() == small().to_json()
    assert again.covariance is not None


@pytest.mark.parametrize("text", ['{"theta": 1}', "[]", "theta = 1"])
def test_another_file_is_no_fit(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(DataError, match="is no fit"):
        Fit.load(path)


def test_the_interval_is_normal_on_the_scale_of_estimation() -> None:
    low, high = small().interval("CL")
    value, se = small().theta["CL"], small().se["CL"]
    assert se is not None
    assert np.log([low, high]) == pytest.approx(np.log(value) + 1.959964 * se * np.array([-1, 1]))


def test_standard_errors_of_variances_are_by_the_delta_method() -> None:
    """The variance is exp(2 x) of the estimated x, so its relative error is twice that of x."""
    covariance = small().covariance
    assert covariance is not None
    se = small().se_omega["CL"]["CL"]
    assert se == pytest.approx(2 * small().omega["CL"]["CL"] * np.sqrt(covariance[2, 2]), rel=1e-6)


def test_simulations_repeat_with_their_seed() -> None:
    regimen = pl.DataFrame({"TIME": [0.0], "AMT": [300.0]})
    one, same, other = (simulate_from(small(), regimen, [1, 4], 40, seed=seed) for seed in (3, 3, 4))
    assert one.equals(same)
    assert not one.equals(other)
    assert one.columns == ["SIM", "ID", "TIME", "DVID", "IPRED", "DV"]
    assert one.height == 80


def test_populations_are_drawn_from_the_covariance_of_the_estimates() -> None:
    """Means and covariances of 4,000 draws, to 4 standard errors."""
    n, packing = 4000, Packing(small().spec)
    drawn = populations(small(), n, np.random.default_rng(1))
    x = np.array([packing.pack(Population(*(part[k] for part in vars(drawn).values()))) for k in range(n)])
    covariance = small().covariance
    assert covariance is not None
    sd = np.sqrt(np.diag(covariance))
    assert (np.abs(x.mean(axis=0) - packing.pack(small().population)) < 4 * sd / np.sqrt(n)).all()
    off = np.abs(np.cov(x.T) - covariance) / np.outer(sd, sd)
    assert (off < 4 * np.sqrt(2 / n)).all()


@pytest.mark.parametrize("times", [[], [1.0, np.nan], ["noon"]])
def test_times_that_are_none_are_refused(times: list[object]) -> None:
    with pytest.raises(DataError, match="give one finite number or more"):
        simulate_from(small(), pl.DataFrame({"TIME": [0.0], "AMT": [300.0]}), times, 2)  # type: ignore[arg-type]


def test_where_all_is_fixed_the_etas_are_found() -> None:
    found = small()
    fixed = spec(
        theta={name: {"initial": value, "fixed": True} for name, value in found.theta.items()},
        omega={"CL": {"variance": found.omega["CL"]["CL"], "fixed": True}},
        error={"CP": found.sigma["CP"] | {"fixed": True}},
    )
    frame = data(spec(**SMALL, error={"CP": {"proportional": 0.15}}), doses(8))
    again = fit(fixed, frame, "FOCEI")  # type: ignore[arg-type]  # capitals are read too
    assert again.status.startswith("All is fixed")
    assert again.ofv == pytest.approx(found.ofv, abs=1e-6)
    np.testing.assert_allclose(again.eta, found.eta, atol=1e-6)
    assert set(again.se.values()) == {None}
    one = fit(fixed, frame.filter(pl.col("ID") == 1))
    np.testing.assert_allclose(one.eta, found.eta[:1], atol=1e-6)


def test_without_uncertainty_all_replicates_have_the_estimates() -> None:
    regimen = pl.DataFrame({"TIME": [0.0], "AMT": [300.0]})
    found = simulate_from(small(), regimen, [4], 4000, seed=1, uncertainty=False)
    z = (found["DV"] / found["IPRED"] - 1).to_numpy()
    assert np.std(z) == pytest.approx(small().population.sigma[0], rel=4 / np.sqrt(2 * 4000))


def test_progress_is_told() -> None:
    model = spec(**SMALL, error={"CP": {"proportional": 0.15}})
    seen: list[tuple[int, float]] = []
    found = fit(model, data(model, doses(8)), progress=lambda *each: seen.append(each))
    assert tuple(seen) == found.trace
    assert [k for k, _ in seen] == list(range(1, len(seen) + 1))
    assert all(a >= b for (_, a), (_, b) in pairwise(seen))


def test_a_method_or_covariance_that_is_none_is_refused() -> None:
    with pytest.raises(ModelError, match='There is no method "fo". Give one of focei, saem'):
        fit("theo_sd", doses(2).with_columns(DV=1.0), "fo")  # type: ignore[arg-type]
    model = spec(**SMALL)
    with pytest.raises(ModelError, match="Give r, s or rsr"):
        fit(model, data(model, doses(3)), covariance="q")


def test_a_prediction_of_nothing_under_a_proportional_error_is_explained() -> None:
    model = spec(**SMALL, error={"CP": {"proportional": 0.15}})
    frame = data(model, doses(3)).with_columns(
        TIME=pl.col("TIME") - pl.when(pl.col("EVID") == 0).then(0.25).otherwise(-1)
    )
    with pytest.raises(ModelError, match="CP is predicted as 0 and observed as"):
        fit(model, frame)


def test_variances_between_occasions_have_standard_errors_too() -> None:
    model = spec(theta={"CL": 0.5}, omega={"CL": 0.1}, iov={"CL": 0.04}, error={"CP": {"log": 0.2}})
    values, covariance = Packing(model).initial, np.diag([0.01, 0.02, 0.03, 0.04])
    names, eta = ("CL", "CL@1", "CL@2"), np.zeros((2, 3))
    found = Fit(model, "focei", values, 1.0, (1, 2), names, eta, 8, np.zeros(8), covariance)
    assert found.se_iov["CL"]["CL"] == pytest.approx(2 * 0.04 * np.sqrt(0.03), rel=1e-6)
    assert found.to_dict()["se_iov"] == found.se_iov
    assert "se_iov" not in small().to_dict()
