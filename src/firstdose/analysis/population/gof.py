"""Goodness of fit: measured against predicted, and residuals that should show no pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.population.likelihood import Likelihood
from firstdose.analysis.population.predictor import Predictor
from firstdose.analysis.population.records import Records
from firstdose.types import F64

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.population.fit import Fit
    from firstdose.data import AnyTable


@dataclass(frozen=True, eq=False)
class Gof:
    """One row a measurement: ID, TIME, OUTPUT, DV, CENS, PRED, IPRED, IWRES, CWRES.

    PRED is of the typical subject, IPRED of the subject's conditional estimates. Residuals of what is below the limit
    are null, and DV is the limit there.
    """

    frame: pl.DataFrame
    method: str

    def of(self, output: str) -> Gof:
        """The measurements of one output."""
        import polars as pl

        return Gof(self.frame.filter(pl.col("OUTPUT") == output), self.method)

    def trend(self, x: str, y: str) -> pl.DataFrame:
        """A smooth line through one column over another: local straight lines (Cleveland 1979, without his weights).

        Columns X and Y at 40 places; none with fewer than 5 rows or places.
        """
        import polars as pl

        known = self.frame.filter(pl.col("CENS") == 0).select(x, y).drop_nulls()
        at, line = smooth(known[x].to_numpy(), known[y].to_numpy())
        return pl.DataFrame({"X": at, "Y": line})

    def to_dict(self) -> dict[str, object]:
        """Rows, for JSON."""
        return {"method": self.method, "rows": self.frame.to_dicts()}


def gof(fit: Fit, data: AnyTable) -> Gof:
    """Predictions and residuals of the data that a model was fitted to.

    Parameters
    ----------
    data : as the fit was made with, or of other subjects: then the etas of those who were not fitted are 0.

    Notes
    -----
    IWRES = (y - IPRED) / sd. CWRES: with J the slopes of the predictions by etas at the conditional estimate,
    E = IPRED - J eta, V = J Omega J' + R, CWRES = V^-1/2 (y - E) with the symmetric root; R at the conditional
    estimate. With an error of the logarithm y, IPRED and J are of the logarithm.

    References
    ----------
    Hooker AC, Staatz CE, Karlsson MO (2007), Pharm Res 24:2187, doi:10.1007/s11095-007-9361-x.
    """
    import polars as pl

    records = Records.of(fit.spec, data)
    predictor, likelihood = Predictor(fit.spec, records), Likelihood(fit.spec, records)
    eta, theta, sigma = etas_of(fit, records, predictor.k), fit.population.theta[None], fit.population.sigma[None]
    population = predictor.predict(theta, np.zeros((1, *eta.shape)))[0]
    f, slopes = predictor.with_slopes(theta, eta[None])
    columns = {
        "ID": [records.id[each] for each in records.subject],
        "TIME": records.time,
        "OUTPUT": [fit.spec.outputs[each] for each in records.output],
        "DV": records.dv,
        "CENS": records.censored.astype(np.int64),
        "PRED": population,
        "IPRED": f[0],
        "IWRES": likelihood.weighted_residuals(f, sigma)[0],
        "CWRES": _conditional(fit, records, likelihood, f, slopes[0], eta),
    }
    return Gof(pl.DataFrame(columns).with_columns(pl.col("IWRES", "CWRES").fill_nan(None)), fit.method)


def etas_of(fit: Fit, records: Records, k: int) -> F64:
    """(S, K) conditional estimates of the subjects of records, by their IDs; 0 of those who were not fitted."""
    known = dict(zip(fit.id, fit.eta, strict=True))
    found = np.zeros((records.subjects, k))
    for row, who in enumerate(records.id):
        if who in known:
            several = min(k, len(known[who]))
            found[row, :several] = known[who][:several]
    return found


def _conditional(fit: Fit, records: Records, likelihood: Likelihood, f: F64, slopes: F64, eta: F64) -> F64:
    """(O,) CWRES; NaN of those below the limit."""
    is_log = np.array([error.log > 0 for error in fit.spec.error])[records.output]
    with np.errstate(all="ignore"):
        expected = np.where(is_log, np.log(f[0]), f[0])
        slopes = np.where(is_log[:, None], slopes / f[0][:, None], slopes)
        measured = np.where(is_log, np.log(records.dv), records.dv)
    variance = likelihood.sd(f, fit.population.sigma[None])[0] ** 2
    omega, found = fit.population.full(records.occasions), np.full(len(measured), np.nan)
    apart = measured - expected + np.einsum("ok,ok->o", slopes, eta[records.subject])
    usable = ~records.censored & np.isfinite(apart) & np.isfinite(slopes).all(axis=1) & (variance > 0)
    for rows in np.split(np.arange(len(measured)), records.starts[1:]):
        rows = rows[usable[rows]]
        total = slopes[rows] @ omega @ slopes[rows].T + np.diag(variance[rows])
        values, vectors = np.linalg.eigh(total)
        found[rows] = vectors @ ((vectors.T @ apart[rows]) / np.sqrt(values))
    return found


def smooth(x: F64, y: F64, share: float = 0.6, places: int = 40) -> tuple[F64, F64]:
    """A line through points: at each of some places a straight line through the nearest share of them, tricube weights.

    Examples
    --------
    >>> at, line = smooth(np.arange(10.0), 2 * np.arange(10.0))
    >>> bool(np.allclose(line, 2 * at))
    True
    """
    if len(x) < 5 or len(np.unique(x)) < 5:
        return np.zeros(0), np.zeros(0)
    at = np.unique(np.quantile(x, np.linspace(0, 1, places)))
    apart = np.abs(at[:, None] - x)
    several = max(4, int(np.ceil(share * len(x)))) - 1
    reach = np.maximum(np.partition(apart, several, axis=1)[:, several], np.ptp(x) * 1e-3)
    weight = np.clip(1 - (apart / reach[:, None]) ** 3, 0, None) ** 3
    total = weight.sum(axis=1)
    mx, my = (weight @ x) / total, (weight @ y) / total
    away = x - mx[:, None]
    spread = (weight * away**2).sum(axis=1)
    slope = (weight * away * (y - my[:, None])).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    return at, np.asarray(my + np.where(spread > 0, slope, 0.0) * (at - mx), np.float64)
