"""Simulate subjects from a fit, with the uncertainty of the fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.population.fit import Fit
from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing, Population
from firstdose.data import table
from firstdose.errors import DataError
from firstdose.types import F64

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import ArrayLike

    from firstdose.data import AnyTable


def simulate_from(
    fit: Fit,
    doses: AnyTable,
    times: ArrayLike,
    n: int = 1000,
    seed: int = 1,
    *,
    uncertainty: bool = True,
) -> pl.DataFrame:
    """What subjects like those of a fit would show: one row a replicate, subject, time and output.

    Parameters
    ----------
    doses : NONMEM-style dose rows of one subject or more, with the covariates that the model uses; without ID one.
    times : to be observed at, in the model's unit.
    n : replicates of the subjects in ``doses``.
    uncertainty : whether each replicate has population parameters of its own, drawn from the covariance of the
        estimates; if not all have the estimates.

    Returns
    -------
    Columns SIM (from 1), ID, TIME, DVID (the output), IPRED (without residual error), DV.

    Notes
    -----
    Population parameters are drawn as a normal vector on the scales of estimation (log for theta, Cholesky factors of
    omega with logarithms on the diagonal, log sigma), so that every draw is a population; then etas from its omega, and
    residual errors from its sigma.
    """
    import polars as pl

    if n < 1:
        raise DataError(f"n = {n}: give the number of replicates, 1 or more.")
    records = Records.of(fit.spec, observed_at(fit.spec, doses, times))
    rng = np.random.default_rng(seed)
    values = populations(fit, n, rng) if uncertainty else repeated(fit.population, n)
    f, dv = replicates(Predictor(fit.spec, records), values, rng)
    o = len(records.dv)
    outputs = np.array(fit.spec.outputs)[records.output]
    return pl.DataFrame(
        {
            "SIM": np.repeat(np.arange(1, n + 1), o),
            "ID": [records.id[k] for k in records.subject] * n,
            "TIME": np.tile(records.time, n),
            "DVID": np.tile(outputs, n),
            "IPRED": f.ravel(),
            "DV": dv.ravel(),
        }
    )


def replicates(predictor: Predictor, values: Population, rng: np.random.Generator) -> tuple[F64, F64]:
    """Predictions and observations (C, O) of new subjects, of the populations (C copies) of ``values``."""
    records, copies = predictor.records, len(values.theta)
    root = np.linalg.cholesky(values.full(records.occasions)) if predictor.k else np.zeros((copies, 0, 0))
    eta = np.einsum("ckl,csl->csk", root, rng.standard_normal((copies, records.subjects, predictor.k)))
    f = predictor.predict(values.theta, eta)
    sd = Likelihood(predictor.spec, records).sd(f, values.sigma)
    e = sd * rng.standard_normal(f.shape)
    is_log = np.array([error.log > 0 for error in predictor.spec.error])[records.output]
    return f, np.asarray(np.where(is_log, f * np.exp(np.where(is_log, e, 0.0)), f + e))


def populations(fit: Fit, n: int, rng: np.random.Generator) -> Population:
    """n populations drawn from the estimates and their covariance."""
    if fit.covariance is None:
        raise DataError(
            "The fit has no covariance of its estimates, so their uncertainty cannot be drawn. Simplify the model "
            "until it has, or simulate with uncertainty=False."
        )
    packing = Packing(fit.spec)
    values, vectors = np.linalg.eigh(fit.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return packing.unpack(packing.pack(fit.population) + rng.standard_normal((n, packing.size)) @ root.T)


def repeated(values: Population, n: int) -> Population:
    """The same population n times."""
    theta, omega, iov, sigma = (
        np.tile(each, (n, *(1,) * each.ndim)) for each in (values.theta, values.omega, values.iov, values.sigma)
    )
    return Population(theta, omega, iov, sigma)


def _asked(times: ArrayLike) -> F64:
    try:
        found = np.atleast_1d(np.asarray(times, np.float64))
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.ndim != 1 or not found.size or not np.isfinite(found).all():
        raise DataError(f"times = {times!r}: give one finite number or more, in the model's unit of time.")
    return found


def observed_at(spec: PopulationModel, doses: AnyTable, times: ArrayLike) -> pl.DataFrame:
    """Dose rows with rows to be observed at the same times in every subject, of every output."""
    import polars as pl

    frame = table(doses, "the doses")
    frame = frame.rename(
        {name: name.upper() for name in frame.columns if name.upper() in ("ID", "TIME", "AMT", "EVID")}
    )
    if "ID" not in frame.columns:
        frame = frame.with_columns(ID=pl.lit(1))
    if "EVID" not in frame.columns:
        frame = frame.with_columns(EVID=pl.lit(1))
    frame = frame.filter(pl.col("EVID").cast(pl.Float64) != 0).with_columns(DV=pl.lit(None, pl.Float64))
    asked = _asked(times)
    columns: dict[str, Any] = {"TIME": np.repeat(asked, len(spec.outputs)), "DV": 0.0, "EVID": 0.0, "AMT": 0.0}
    rows = pl.DataFrame({"ID": frame["ID"].unique(maintain_order=True)}).join(
        pl.DataFrame(columns | {"DVID": list(spec.outputs) * len(asked)}), how="cross"
    )
    kept = frame.drop("DVID", strict=False).with_columns(pl.col("TIME", "AMT", "EVID").cast(pl.Float64))
    carried = [name for name in ("RATE", "DUR", "II", "ADDL", "SS", "MDV") if name in kept.columns]
    kept = kept.with_columns(pl.col(carried).cast(pl.Float64)) if carried else kept
    rows = rows.with_columns(pl.lit(0.0).alias(name) for name in carried)
    return pl.concat([kept, rows], how="diagonal_relaxed")
