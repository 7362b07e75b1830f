"""Visual predictive check: do percentiles of the data lie where those of data simulated from the model lie?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.errors import DataError
from firstdose.types import F64, I64, Bool

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.population.fit import Fit
    from firstdose.analysis.population.records import Records
    from firstdose.data import AnyTable

PERCENTILES = (5.0, 50.0, 95.0)
BINS, SIMULATED = 10, 500
_NOTHING = 1e-6  # of the largest prediction: what is below, such as before the first dose, is not corrected


@dataclass(frozen=True, eq=False)
class Vpc:
    """Percentiles by bin of time.

    ``bands``: BIN, TIME, FROM, TO, N, PCT, OBSERVED, LOW, MEDIAN, HIGH (of the simulated); null where the percentile
    lies among what is below the limit. ``below``: BIN, TIME, OBSERVED, LOW, MEDIAN, HIGH, shares below the limit of
    quantification; empty where no limit is known. ``points``: TIME, DV (corrected where asked for), CENS.
    """

    bands: pl.DataFrame
    below: pl.DataFrame
    points: pl.DataFrame
    corrected: bool  # by prediction
    simulated: int  # data sets
    level: float  # of the intervals

    def to_dict(self) -> dict[str, object]:
        """Frames as rows, for JSON."""
        return {
            "prediction_corrected": self.corrected,
            "simulated": self.simulated,
            "level": self.level,
            "bands": self.bands.to_dicts(),
            "below": self.below.to_dicts(),
        }


@dataclass(frozen=True, eq=False)
class Measured:
    """O measurements and R simulated data sets of the same design."""

    time: F64  # (O,)
    observed: F64  # (O,) the limit, where below it
    simulated: F64  # (R, O)
    predicted: F64  # (O,) typical, without random effects
    censored: Bool  # (O,)
    limit: F64  # (O,) of quantification; NaN: none


def vpc(
    fit: Fit,
    data: AnyTable,
    *,
    output: str | None = None,
    simulated: int = SIMULATED,
    corrected: bool = False,
    edges: Sequence[float] | None = None,
    bins: int = BINS,
    level: float = 0.95,
    seed: int = 1,
) -> Vpc:
    """Percentiles of data beside those of data sets simulated from a fit.

    Parameters
    ----------
    output : of the model; the first that has an error, if not given.
    simulated : data sets.
    corrected, edges, bins, level : see ``predictive_check``.

    Notes
    -----
    The limit of quantification of a simulated value is that of its measurement, where that is censored, else the median
    of the limits of the output's censored measurements; without any there is none.
    """
    from firstdose.analysis.population.data_sets import data_sets
    from firstdose.analysis.population.predictor import Predictor
    from firstdose.analysis.population.records import Records

    records = Records.of(fit.spec, data)
    drawn = data_sets(fit.spec, records, fit.population, simulated, seed)
    predictor = Predictor(fit.spec, records)
    typical = predictor.predict(fit.population.theta[None], np.zeros((1, records.subjects, predictor.k)))[0]
    name = output or fit.spec.outputs[0]
    if name not in fit.spec.outputs:
        raise DataError(f"The fit has no output {name}. It has {', '.join(fit.spec.outputs)}.")
    rows = records.output == fit.spec.outputs.index(name)
    measured = Measured(
        records.time[rows],
        records.dv[rows],
        drawn[:, rows],
        typical[rows],
        records.censored[rows],
        limits(records)[rows],
    )
    return predictive_check(measured, edges=edges, bins=bins, corrected=corrected, level=level)


def limits(records: Records) -> F64:
    """(O,) of quantification; NaN where none is known, which is where no measurement of the output is below it."""
    found = np.full(len(records.dv), np.nan)
    for output in np.unique(records.output):
        of = records.output == output
        if records.censored[of].any():
            found[of] = np.median(records.dv[of & records.censored])
    return np.where(records.censored, records.dv, found)


def predictive_check(
    data: Measured,
    *,
    edges: Sequence[float] | None = None,
    bins: int = BINS,
    corrected: bool = False,
    level: float = 0.95,
) -> Vpc:
    """Percentiles of measured and of simulated data, bin by bin.

    Parameters
    ----------
    edges : of bins of time, ascending; what is outside counts to the nearest. If not given, at most ``bins`` by
        ``bin_edges``.
    corrected : for the prediction; it takes out what differs in a bin by dose, covariates and time.
    level : of the intervals around simulated percentiles.

    Notes
    -----
    pcY = Y PREDbin / PRED (Y where PRED is 0), with PREDbin the median of the typical predictions in the bin. What is
    below its limit, measured or simulated, ranks below everything; a percentile among it is null.

    References
    ----------
    Bergstrand M, Hooker AC, Wallin JE, Karlsson MO (2011), AAPS J 13:143, doi:10.1208/s12248-011-9255-z (equation 1).
    Bergstrand M, Karlsson MO (2009), AAPS J 11:371, doi:10.1208/s12248-009-9112-5 (below the limit).
    """
    import polars as pl

    if not len(data.time):
        raise DataError("There are no measurements, so there is nothing to check. Give rows with EVID 0 and a DV.")
    bounds = bin_edges(data.time, bins) if edges is None else np.asarray(edges, np.float64)
    _check(bounds, level)
    where = np.clip(np.searchsorted(bounds, data.time, side="right") - 1, 0, len(bounds) - 2)
    observed = np.where(data.censored, -np.inf, data.observed)
    simulated = np.where(data.simulated < data.limit, -np.inf, data.simulated)
    factor = _correction(data.predicted, where) if corrected else np.ones(len(where))
    observed, simulated = _moved(observed, factor), _moved(simulated, factor)
    rows = [_bin(observed, simulated, data, where == b, b, bounds, level) for b in np.unique(where)]
    limited = np.isfinite(data.limit).any() or data.censored.any()
    points = {"TIME": data.time, "DV": data.observed * factor, "CENS": data.censored.astype(np.int64)}
    return Vpc(
        pl.DataFrame([band for bands, _ in rows for band in bands]),
        pl.DataFrame([share for _, share in rows] if limited else [], schema=_BELOW),
        pl.DataFrame(points),
        corrected,
        len(simulated),
        level,
    )


_BELOW = dict.fromkeys(("BIN", "TIME", "OBSERVED", "LOW", "MEDIAN", "HIGH"), float)


def bin_edges(time: F64, bins: int = BINS) -> F64:
    """Edges of at most so many bins, which keep together what was measured at about the same time.

    Notes
    -----
    Times are joined as by Ward (1963, doi:10.1080/01621459.1963.10500845): always those two neighbouring groups whose
    union adds least to the sum of squares, of the square root of time, so that early times are told apart more finely.

    Examples
    --------
    >>> bin_edges(np.array([0.0, 1.0, 1.1, 4.0, 4.1, 9.0]), 4).tolist()
    [0.0, 0.5, 2.55, 6.55, 9.0]
    """
    at, counts = np.unique(time, return_counts=True)
    if len(at) == 1:
        return np.array([at[0] - 0.5, at[0] + 0.5])
    first, last, n = at.copy(), at.copy(), counts.astype(float)
    mean = np.sqrt(at - at[0])
    while len(n) > max(1, bins):
        k = int(np.argmin(n[1:] * n[:-1] / (n[1:] + n[:-1]) * np.diff(mean) ** 2))
        mean[k] = (n[k] * mean[k] + n[k + 1] * mean[k + 1]) / (n[k] + n[k + 1])
        n[k], last[k] = n[k] + n[k + 1], last[k + 1]
        first, last, n, mean = (
            np.delete(a, at) for a, at in ((first, k + 1), (last, k + 1), (n, k + 1), (mean, k + 1))
        )
    return np.array([at[0], *((last[:-1] + first[1:]) / 2), at[-1]])


def _check(bounds: F64, level: float) -> None:
    if len(bounds) < 2 or not (np.diff(bounds) > 0).all():
        raise DataError(f"Edges of bins {bounds.tolist()}: give two or more times, each later than the one before.")
    if not 0 < level < 1:
        raise DataError(f"Level {level:g} of the intervals: give a share between 0 and 1, such as 0.95.")


def _correction(predicted: F64, where: I64) -> F64:
    """What measurements are multiplied by."""
    middle = np.zeros(len(where))
    for b in np.unique(where):
        middle[where == b] = np.median(predicted[where == b])
    nothing = np.abs(predicted) <= _NOTHING * np.abs(predicted).max(initial=0.0)
    return np.where(nothing, 1.0, middle / np.where(nothing, 1.0, predicted))


def _moved(values: F64, factor: F64) -> F64:
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(values), values, values * factor)


def _bin(
    observed: F64, simulated: F64, data: Measured, rows: Bool, number: int, bounds: F64, level: float
) -> tuple[list[dict[str, float | None]], dict[str, float | None]]:
    inner, outer = observed[rows], simulated[:, rows]
    place: dict[str, float | None] = {"BIN": float(number), "TIME": float(np.median(data.time[rows]))}
    width = {"FROM": float(bounds[number]), "TO": float(bounds[number + 1]), "N": float(rows.sum())}
    tails = ((1 - level) / 2, 0.5, (1 + level) / 2)
    found = np.quantile(outer, np.array(PERCENTILES) / 100, axis=1, method="inverted_cdf")
    own = np.quantile(inner, np.array(PERCENTILES) / 100, method="inverted_cdf")
    bands = []
    for number_of, percent in enumerate(PERCENTILES):
        spread = np.quantile(found[number_of], tails, method="inverted_cdf")
        names = dict(zip(("LOW", "MEDIAN", "HIGH"), map(_known, spread), strict=True))
        bands.append(place | width | {"PCT": percent, "OBSERVED": _known(own[number_of])} | names)
    shares = np.quantile(np.isneginf(outer).mean(axis=1), tails)
    below = dict(zip(("LOW", "MEDIAN", "HIGH"), map(float, shares), strict=True))
    return bands, {**place, "OBSERVED": float(np.isneginf(inner).mean()), **below}


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
