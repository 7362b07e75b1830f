"""Normalised prediction distribution errors: could the data have come from the model, correlation taken out?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from firstdose.errors import DataError
from firstdose.types import F64, I64

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.population.fit import Fit
    from firstdose.data import AnyTable

LEAST_SIMULATED, SIMULATED = 2, 1000


@dataclass(frozen=True)
class Departure:
    """A test's statistic and its p-value, or why there is none."""

    statistic: float | None
    p: float | None
    reason: str | None = None


@dataclass(frozen=True, eq=False)
class Npde:
    """Prediction distribution errors, one a measurement; under the model independent and standard normal.

    ``frame``: ID, TIME, OUTPUT, CENS, PRED (mean of the simulated), NPD (not decorrelated), NPDE (decorrelated; null of
    subjects who have none).
    """

    frame: pl.DataFrame
    tests: Mapping[str, Departure]  # mean, variance, normality, global
    simulated: int  # data sets

    def qq(self, level: float = 0.95) -> pl.DataFrame:
        """Sorted NPDE beside the quantiles of a normal distribution, and where independent ones would lie.

        Notes
        -----
        THEORETICAL, NPDE, LOW, HIGH; the limits are pointwise, of order statistics: the r-th of n uniform numbers has a
        beta distribution with r and n + 1 - r.
        """
        import polars as pl
        from scipy.stats import beta

        found = np.sort(self.frame["NPDE"].drop_nulls().to_numpy())
        n, rank = len(found), np.arange(1, len(found) + 1)
        tails = [beta.ppf(p, rank, n + 1 - rank) for p in ((1 - level) / 2, (1 + level) / 2)]
        columns = {"THEORETICAL": ndtri((rank - 0.5) / max(n, 1)), "NPDE": found, "LOW": ndtri(tails[0])}
        return pl.DataFrame(columns | {"HIGH": ndtri(tails[1])})

    def to_dict(self) -> dict[str, object]:
        """Tests and rows, for JSON."""
        tests = {name: vars(test) for name, test in self.tests.items()}
        return {"simulated": self.simulated, "tests": tests, "rows": self.frame.to_dicts()}


def npde(fit: Fit, data: AnyTable, *, simulated: int = SIMULATED, seed: int = 1) -> Npde:
    """Whether data could have come from a fit: see ``prediction_errors`` for the method, ``departures`` for the tests.

    Parameters
    ----------
    simulated : data sets; the finer the tails, the more are needed.
    """
    import polars as pl

    from firstdose.analysis.population.data_sets import data_sets
    from firstdose.analysis.population.records import Records
    from firstdose.analysis.population.vpc import limits

    records = Records.of(fit.spec, data)
    drawn = data_sets(fit.spec, records, fit.population, simulated, seed)
    npd, apart = prediction_errors(records.dv, drawn, records.subject, limits(records), seed)
    columns = {
        "ID": [records.id[each] for each in records.subject],
        "TIME": records.time,
        "OUTPUT": [fit.spec.outputs[each] for each in records.output],
        "CENS": records.censored.astype(np.int64),
        "PRED": drawn.mean(axis=0),
        "NPD": npd,
        "NPDE": apart,
    }
    return Npde(pl.DataFrame(columns).with_columns(pl.col("NPDE").fill_nan(None)), departures(apart), simulated)


def prediction_errors(
    observed: F64, simulated: F64, subject: I64, limit: F64 | None = None, seed: int = 0
) -> tuple[F64, F64]:
    """Normalised prediction discrepancies, as they are and decorrelated within each subject.

    Parameters
    ----------
    observed : (O,) measurements; at or below the limit where they are censored.
    simulated : (R, O) data sets from the model, of the same design, nothing in them censored.
    subject : (O,) whose measurement; those of one subject need not stand together.
    limit : (O,) of quantification, NaN where there is none: what is not above it is known to be below, no more.
    seed : of the draws that take its place.

    Returns
    -------
    npd, npde, each (O,).

    Notes
    -----
    With mean m and covariance V = L L' of a subject's simulated measurements, y* = L^-1 (y - m), and likewise for every
    simulated one; pde = share of the simulated y* below the observed y*, held within 1/(2R) and 1 - 1/(2R), and
    npde = Phi^-1(pde). What is below its limit, measured or simulated, becomes a draw from what is simulated below that
    limit at that time, apart from all other times: as measured and simulated data are treated alike, the errors are
    exact under the model (Nguyen 2012). A subject with more measurements than data sets simulated, so that V is
    singular, has no npde (NaN).

    References
    ----------
    Brendel K, Comets E, Laffont C, Laveille C, Mentre F (2006), Pharm Res 23:2036, doi:10.1007/s11095-006-9067-5.
    Comets E, Brendel K, Mentre F (2008), Comput Methods Programs Biomed 90:154, doi:10.1016/j.cmpb.2007.12.002.
    Nguyen THT, Comets E, Mentre F (2012), J Pharmacokinet Pharmacodyn 39:499, doi:10.1007/s10928-012-9264-2.

    Examples
    --------
    >>> simulated = np.linspace(-1.0, 1.0, 201)[:, None]
    >>> npd, npde = prediction_errors(np.array([0.0]), simulated, np.array([0]))
    >>> npd.round(2).tolist(), npde.round(2).tolist()
    ([0.0], [0.0])
    """
    simulated = np.asarray(simulated, np.float64)
    if len(simulated) < LEAST_SIMULATED:
        raise DataError(f"{len(simulated)} data sets were simulated; prediction errors need 2 or more, better 1,000.")
    whole, simulated = _completed(np.asarray(observed, np.float64), simulated, limit, seed)
    npd = _normal(_rank(whole, simulated), len(simulated))
    npde = np.full(len(whole), np.nan)
    order = np.argsort(subject, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(np.asarray(subject)[order])) + 1):
        if len(rows):
            npde[rows] = _of_subject(whole[rows], simulated[:, rows])
    return npd, npde


def departures(npde: F64) -> dict[str, Departure]:
    """Whether prediction errors have mean 0 (t), variance 1 (chi-square), a normal shape (Shapiro-Wilk); and all three.

    Notes
    -----
    The global p-value is three times the least of the three, at most 1 (Bonferroni). Measurements of a subject are
    decorrelated and yet not independent, so the tests reject somewhat too often with many measurements a subject.

    Examples
    --------
    >>> departures(np.array([0.1]))["mean"].reason
    'fewer than 3 measurements'
    """
    from scipy import stats

    known = npde[np.isfinite(npde)]
    if len(known) < 3 or np.ptp(known) == 0:
        why = "fewer than 3 measurements" if len(known) < 3 else "all are equal"
        return dict.fromkeys(("mean", "variance", "normality", "global"), Departure(None, None, why))
    mean = stats.ttest_1samp(known, 0.0)
    freedom = len(known) - 1
    chi = freedom * known.var(ddof=1)
    below = stats.chi2.cdf(chi, freedom)
    shape = stats.shapiro(known[:5000])  # the p-value is not known beyond
    found = {
        "mean": Departure(float(mean.statistic), float(mean.pvalue)),
        "variance": Departure(float(known.var(ddof=1)), float(2 * min(below, 1 - below))),
        "normality": Departure(float(shape.statistic), float(shape.pvalue)),
    }
    least = min(test.p for test in found.values() if test.p is not None)
    return found | {"global": Departure(None, min(1.0, 3 * least))}


def _completed(observed: F64, simulated: F64, limit: F64 | None, seed: int) -> tuple[F64, F64]:
    """Both with draws in place of what is below the limit."""
    if limit is None or not np.isfinite(limit).any():
        return observed, simulated
    whole, drawn, rng = observed.copy(), simulated.copy(), np.random.default_rng(seed)
    for at in np.flatnonzero(np.isfinite(limit)):
        below = np.flatnonzero(simulated[:, at] < limit[at])
        drawn[below, at] = rng.permutation(simulated[below, at])
        if observed[at] <= limit[at]:
            whole[at] = rng.choice(simulated[below, at]) if len(below) else simulated[:, at].min()
    return whole, drawn


def _of_subject(observed: F64, simulated: F64) -> F64:
    centre = simulated.mean(axis=0)
    covariance = np.atleast_2d(np.cov(simulated, rowvar=False))
    try:
        root = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return np.full(len(observed), np.nan)
    apart = np.linalg.solve(root, (simulated - centre).T).T
    own = np.linalg.solve(root, observed - centre)
    return _normal(_rank(own, apart), len(simulated))


def _rank(observed: F64, simulated: F64) -> F64:
    """Share below, ties counted half."""
    return np.asarray(((simulated < observed).mean(axis=0) + (simulated <= observed).mean(axis=0)) / 2, np.float64)


def _normal(share: F64, simulated: int) -> F64:
    edge = 0.5 / simulated
    return np.asarray(ndtri(np.clip(share, edge, 1 - edge)), np.float64)
