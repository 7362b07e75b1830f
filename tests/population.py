"""Populations to be estimated, and data made of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from firstdose.analysis.population import PopulationModel, Predictor, Records
from firstdose.analysis.population.reading import stated
from firstdose.analysis.population.simulation import observed_at, repeated, replicates
from firstdose.analysis.population.values import Packing

ORAL: dict[str, Any] = {
    "model": "pk1_oral",
    "theta": {"KA": 1.2, "CL": 0.5, "V": 3.0},
    "omega": {"KA": 0.1, "CL, V": [0.09, 0.02, 0.05]},
    "error": {"CP": {"additive": 1.0, "proportional": 0.1}},
}
TIMES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def spec(**changes: Any) -> PopulationModel:
    """One compartment by mouth, with some tables changed."""
    return stated(ORAL | changes, "oral")


def doses(subjects: int, **columns: Any) -> pl.DataFrame:
    """300 at time 0, with covariates."""
    rng = np.random.default_rng(7)
    told = {
        "ID": np.arange(subjects) + 1,
        "TIME": np.zeros(subjects),
        "AMT": np.full(subjects, 300.0),
        "WT": rng.normal(70, 10, subjects).round(1),
        "SEX": np.where(np.arange(subjects) % 2, "m", "f"),
    }
    return pl.DataFrame(told | columns)


def occasions(given: pl.DataFrame, second: float) -> pl.DataFrame:
    """The same doses again, at a later time."""
    again = given.with_columns(OCC=pl.lit(2), TIME=pl.lit(second))
    return pl.concat([given.with_columns(OCC=pl.lit(1)), again]).sort("ID", "TIME")


def data(model: PopulationModel, given: pl.DataFrame, times: Any = TIMES, seed: int = 1) -> pl.DataFrame:
    """What the subjects would show, in NONMEM's columns."""
    frame = observed_at(model, given, times)
    if "OCC" in frame.columns:
        second = float(given.filter(pl.col("OCC") == 2)["TIME"].to_list()[0])
        frame = frame.with_columns(OCC=pl.when(pl.col("TIME") < second).then(1).otherwise(2))
    records = Records.of(model, frame)
    predictor = Predictor(model, records)
    _, dv = replicates(predictor, repeated(Packing(model).initial, 1), np.random.default_rng(seed))
    column = np.full(len(frame), np.nan)
    column[records.row - 1] = dv[0]
    return frame.with_columns(DV=pl.Series(column).fill_nan(None))
