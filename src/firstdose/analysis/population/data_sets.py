"""Data sets that a fit would have given, of the same design as the data."""

from __future__ import annotations

import numpy as np

from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.simulation import repeated, replicates
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Population
from firstdose.errors import DataError
from firstdose.types import F64

_AT_ONCE = 2_000_000  # predictions in memory


def data_sets(spec: PopulationModel, records: Records, values: Population, n: int, seed: int) -> F64:
    """(n, O) simulated measurements at the same doses, times and covariates; none of them censored.

    Examples
    --------
    >>> import polars as pl
    >>> from firstdose.analysis.population.values import Packing
    >>> spec = PopulationModel.load("theo_sd")
    >>> data = pl.DataFrame({"ID": [1, 1], "TIME": [0, 2], "AMT": [320, 0], "DV": [None, 9.7]})
    >>> data_sets(spec, Records.of(spec, data), Packing(spec).initial, 3, seed=1).shape
    (3, 1)
    """
    if n < 2:
        raise DataError(f"{n} simulated data sets: give 2 or more, better 500.")
    predictor, rng = Predictor(spec, records), np.random.default_rng(seed)
    at_once = max(1, _AT_ONCE // max(1, len(records.time)))
    counts = [min(at_once, n - first) for first in range(0, n, at_once)]
    found = np.concatenate([replicates(predictor, repeated(values, count), rng)[1] for count in counts])
    lost = int((~np.isfinite(found).all(axis=1)).sum())
    if lost:
        raise DataError(
            f"The model failed in {lost} of {n} simulated data sets: random effects this large make it unsolvable. "
            "Check omega of the fit."
        )
    return found
