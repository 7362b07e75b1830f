"""What diagnostics say of data that come from the model, and of data that do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import kstest
from tests import population

from firstdose.analysis.population import Fit, Population, Records
from firstdose.analysis.population.data_sets import data_sets
from firstdose.analysis.population.diagnostics import diagnose
from firstdose.analysis.population.gof import gof
from firstdose.analysis.population.npde import npde
from firstdose.analysis.population.values import Packing
from firstdose.analysis.population.vpc import vpc

SUBJECTS = 60


def known(**tables: Any) -> tuple[Fit, pl.DataFrame]:
    """A fit that is the truth, and data from it."""
    spec = population.spec(**tables)
    frame = population.data(spec, population.doses(SUBJECTS))
    records = Records.of(spec, frame)
    values = Packing(spec).initial
    eta = np.zeros((SUBJECTS, len(spec.between)))
    iwres = np.zeros(len(records.dv))
    return Fit(spec, "focei", values, 0.0, records.id, spec.between, eta, len(records.dv), iwres), frame


def wrong(told: Fit, **changes: Any) -> Fit:
    values = told.population
    return replace(
        told,
        population=Population(
            changes.get("theta", values.theta), values.omega * changes.get("wider", 1.0), values.iov, values.sigma
        ),
    )


@pytest.mark.parametrize("below", [False, True])
def test_prediction_errors_of_the_model_s_own_data_are_standard_normal(below: bool) -> None:
    """By Kolmogorov's test at 0.001; censored data too, which are drawn below the limit."""
    told, frame = known()
    if below:
        frame = frame.with_columns(LLOQ=pl.lit(30.0))
        assert (frame["DV"] < 30).sum() > 20
    found = npde(told, frame, simulated=2000)
    errors = found.frame["NPDE"].drop_nulls().to_numpy()
    assert len(errors) == SUBJECTS * len(population.TIMES)
    assert kstest(errors, "norm").pvalue > 0.001
    p = found.tests["global"].p
    assert p is not None
    assert p > 0.001


def test_decorrelated_errors_are_not_correlated_and_plain_discrepancies_are() -> None:
    told, frame = known()
    rows = npde(told, frame).frame
    several = {name: rows[name].to_numpy().reshape(SUBJECTS, -1) for name in ("NPD", "NPDE")}
    late = {name: np.corrcoef(values[:, 4], values[:, 5])[0, 1] for name, values in several.items()}
    assert late["NPD"] > 0.5
    assert abs(late["NPDE"]) < 4 / np.sqrt(SUBJECTS)


@pytest.mark.parametrize("change", ["theta", "wider"])
def test_prediction_errors_of_another_model_are_not(change: str) -> None:
    told, frame = known()
    value = told.population.theta + np.log([1.0, 1.3, 1.0]) if change == "theta" else 6.0
    p = npde(wrong(told, **{change: value}), frame).tests["global"].p
    assert p is not None
    assert p < 0.001


@pytest.mark.parametrize("corrected", [False, True])
def test_percentiles_of_the_model_s_own_data_lie_in_their_bands(corrected: bool) -> None:
    """Of 18 intervals of 95 %, at most three are missed."""
    told, frame = known()
    bands = vpc(told, frame, corrected=corrected).bands
    assert len(bands) == 3 * len(population.TIMES)
    assert (bands["N"] == SUBJECTS).all()
    inside = bands.filter(pl.col("OBSERVED").is_between("LOW", "HIGH"))
    assert len(inside) >= len(bands) - 3
    assert (bands["LOW"] <= bands["MEDIAN"]).all()
    assert (bands["MEDIAN"] <= bands["HIGH"]).all()
    outside = vpc(wrong(told, theta=told.population.theta + np.log([1.0, 1.5, 1.0])), frame).bands
    assert len(outside.filter(pl.col("OBSERVED").is_between("LOW", "HIGH"))) < len(inside)


def test_prediction_correction_takes_out_what_doses_differ_by() -> None:
    """Half the subjects have a tenth of the dose: corrected, the spread is that between subjects alone."""
    spec = population.spec()
    given = population.doses(SUBJECTS, AMT=np.where(np.arange(SUBJECTS) % 2, 30.0, 300.0))
    told, _ = known()
    frame = population.data(spec, given)
    spread = {
        corrected: _spread(vpc(told, frame, corrected=corrected).bands.filter(pl.col("TIME") == 2.0))
        for corrected in (False, True)
    }
    assert spread[True] < 0.5 * spread[False]


def _spread(bands: pl.DataFrame) -> float:
    low, _, high = bands.sort("PCT")["OBSERVED"].to_list()
    return float(high - low) / float(bands.sort("PCT")["OBSERVED"][1])


def test_the_share_below_the_limit_lies_in_its_band() -> None:
    told, frame = known()
    found = vpc(told, frame.with_columns(LLOQ=pl.lit(30.0)))
    inside = found.below.filter(pl.col("OBSERVED").is_between(pl.col("LOW") - 1e-9, pl.col("HIGH") + 1e-9))
    assert len(inside) >= len(found.below) - 1
    assert found.below["OBSERVED"].to_numpy().max() > 0.3
    lowest = found.bands.filter((pl.col("PCT") == 5) & (pl.col("TIME") == 8.0))
    assert lowest["OBSERVED"].to_list() == lowest["MEDIAN"].to_list() == [None]


def test_residuals_at_the_truth_are_standard_normal() -> None:
    """CWRES, at conditional modes; the model is nearly linear in its random effects."""
    from firstdose.analysis.population import fit

    told, frame = known(omega={"CL": 0.02, "V": 0.02})
    found = gof(fit(told.spec, frame), frame).frame
    residuals = found["CWRES"].to_numpy()
    assert abs(residuals.mean()) < 4 / np.sqrt(len(residuals))
    assert residuals.std() == pytest.approx(1.0, abs=0.1)
    off = {name: np.abs(found["DV"].to_numpy() - found[name].to_numpy()).mean() for name in ("IPRED", "PRED")}
    assert off["IPRED"] < off["PRED"]


def test_all_diagnostics_have_the_same_rows_for_the_same_seed() -> None:
    told, frame = known()
    one, again = (diagnose(told, frame, simulated=50) for _ in range(2))
    assert one.npde.frame.equals(again.npde.frame)
    assert one.vpc["CP"].bands.equals(again.vpc["CP"].bands)
    assert one.corrected["CP"].corrected
    assert len(one.gof.frame) == len(one.npde.frame)


def test_a_replicate_has_the_mean_and_variance_of_the_model() -> None:
    """A line: mean A + B t, variance of its random effects and error; within four standard errors."""
    from tests import line

    spec, n = line.straight(), 4000
    records = Records.of(spec, line.table(line.heights(1)))
    drawn = data_sets(spec, records, Packing(spec).initial, n, seed=1)
    values = Packing(spec).initial
    variance = line.DESIGN @ values.omega @ line.DESIGN.T + np.eye(len(line.TIMES)) * values.sigma[0] ** 2
    off = drawn.mean(axis=0) - line.DESIGN @ values.theta
    assert (np.abs(off) < 4 * np.sqrt(np.diag(variance) / n)).all()
    np.testing.assert_allclose(drawn.var(axis=0), np.diag(variance), rtol=4 * np.sqrt(2 / n))
