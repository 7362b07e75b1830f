"""One curve from many subjects: the area under the mean concentrations, with its standard error.

Notes
-----
AUC = Σ w_i m_i over the sampling times, with m_i the mean at time i and w_i half the distance between its neighbours
(Bailer 1988). With n_i subjects at time i and n_ij at both i and j,

var AUC = Σ w_i² s_ii / n_i + 2 Σ_{i<j} w_i w_j n_ij s_ij / (n_i n_j),

where s_ij = Σ (x_ik - m_i)(x_jk - m_j) / ((n_ij - 1) + (1 - n_ij / n_i)(1 - n_ij / n_j)) (Holder 2001), kept within
sqrt(s_ii s_jj). With one sample a subject that is Bailer's formula. AUCLST ends at the last time whose mean is above 0;
rules are linear. Samples below the limit are 0.

Degrees of freedom are Satterthwaite's over groups of subjects that were sampled at the same times (Nedelman and Jia
1998); where groups share a time, their sums are not independent, and no degrees of freedom are given.

References
----------
Bailer AJ (1988), J Pharmacokinet Biopharm 16:303, doi:10.1007/BF01062139.
Nedelman JR, Jia X (1998), J Biopharm Stat 8:317, doi:10.1080/10543409808835241.
Holder DJ (2001), J Biopharm Stat 11:75, doi:10.1081/BIP-100104199.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.nca.concentrations import concentrations
from firstdose.data import AnyTable, numbers, require, table, words
from firstdose.types import F64

if TYPE_CHECKING:
    import polars as pl

_WHAT = "PC"


@dataclass(frozen=True)
class SparseArea:
    """Of one analyte and dose; NaN and a reason where there is none."""

    ANALYTE: str | None
    DOSE: float | None
    time: F64  # (T,)
    mean: F64  # (T,)
    count: F64  # (T,)
    auclst: float
    se: float
    df: float
    reason: str | None = None

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Of AUCLST: by t where degrees of freedom are known, else by the normal distribution."""
        from scipy.special import ndtri, stdtrit

        tail = (1 + level) / 2
        half = self.se * float(stdtrit(self.df, tail) if np.isfinite(self.df) else ndtri(tail))
        return self.auclst - half, self.auclst + half

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        numbers_ = {"AUCLST": self.auclst, "SE": self.se, "DF": self.df}
        found = {name: float(value) if np.isfinite(value) else None for name, value in numbers_.items()}
        points = {"TIME": self.time.tolist(), "MEAN": self.mean.tolist(), "N": self.count.astype(int).tolist()}
        return {"ANALYTE": self.ANALYTE, "DOSE": self.DOSE, **found, "reason": self.reason, **points}


def sparse(given: AnyTable, *, time: str = "TIME") -> list[SparseArea]:
    """The mean curve of each analyte and dose, from subjects who were each sampled at few times.

    Parameters
    ----------
    given : one row a sample: USUBJID, a time, CONC; where there are, ANALYTE, DOSE, LLOQ.
    time : column of the nominal times, at which samples are averaged.

    Examples
    --------
    >>> import polars as pl
    >>> mice = {"USUBJID": list("abcdef"), "TIME": [0, 0, 1, 1, 4, 4], "CONC": [0, 0, 4, 6, 1, 2], "DOSE": [5] * 6}
    >>> found = sparse(pl.DataFrame(mice))[0]
    >>> found.auclst, round(found.se, 3)
    (12.25, 2.136)
    """
    import polars as pl

    frame = table(given, _WHAT)
    require(frame, ("USUBJID", time, "CONC"), _WHAT)
    conc, _ = concentrations(frame, _WHAT)
    none = pl.Series([None] * len(frame), dtype=pl.String)
    rows = pl.DataFrame(
        {
            "USUBJID": words(frame, "USUBJID"),
            "ANALYTE": words(frame, "ANALYTE") if "ANALYTE" in frame.columns else none,
            "DOSE": numbers(frame, "DOSE", _WHAT) if "DOSE" in frame.columns else none.cast(pl.Float64),
            "TIME": numbers(frame, time, _WHAT),
            "CONC": conc,
        }
    ).drop_nulls(["USUBJID", "TIME", "CONC"])
    groups = rows.partition_by("ANALYTE", "DOSE", maintain_order=True, as_dict=True)
    return [_area(analyte, dose, part) for (analyte, dose), part in groups.items()]


def _area(analyte: str | None, dose: float | None, rows: pl.DataFrame) -> SparseArea:
    import polars as pl

    by_time = rows.pivot(on="TIME", index="USUBJID", values="CONC", aggregate_function="mean")
    names = sorted(by_time.columns[1:], key=float)
    x, time = (
        by_time.select(pl.col(name) for name in names).to_numpy().astype(float),
        np.array([float(n) for n in names]),
    )
    seen = np.isfinite(x)
    count, filled = seen.sum(axis=0).astype(float), np.where(seen, x, 0.0)
    mean = filled.sum(axis=0) / count
    last = np.flatnonzero(mean > 0)
    if len(last) == 0 or len(time) < 2:
        return SparseArea(
            analyte, dose, time, mean, count, np.nan, np.nan, np.nan, "Fewer than 2 times with a mean above 0."
        )
    end = last[-1] + 1
    weights = _weights(time[:end])
    deviation = np.where(seen, x - mean, 0.0)[:, :end]
    variance, reason = _variance(weights, deviation, seen[:, :end])
    df, no_df = _degrees(weights, filled[:, :end], seen[:, :end])
    return SparseArea(
        *(analyte, dose, time, mean, count, float(weights @ mean[:end])),
        *(float(np.sqrt(variance)), df, reason or no_df),
    )


def _weights(time: F64) -> F64:
    half = np.diff(time) / 2
    return np.append(half, 0.0) + np.insert(half, 0, 0.0)


def _variance(weights: F64, deviation: F64, seen: F64) -> tuple[float, str | None]:
    both = seen.astype(float).T @ seen
    n = np.diag(both)
    used = weights > 0
    if (n[used] < 2).any():
        return np.nan, "A time has one sample: no standard error."
    with np.errstate(all="ignore"):
        divisor = (both - 1) + (1 - both / n[:, None]) * (1 - both / n)
        cov = np.where((both > 0) & (divisor > 0), deviation.T @ deviation / divisor, 0.0)
        bound = np.sqrt(np.outer(np.diag(cov), np.diag(cov)))
        cov = np.clip(cov, -bound, bound)
        return float(weights @ (cov * both / np.outer(n, n)) @ weights), None


def _degrees(weights: F64, values: F64, seen: F64) -> tuple[float, str | None]:
    """Satterthwaite's over groups with the same times."""
    groups, member = np.unique(seen, axis=0, return_inverse=True)
    if (groups[:, weights > 0].sum(axis=0) > 1).any():
        return np.nan, "Groups of subjects share a time: no degrees of freedom."
    n, member = seen.sum(axis=0), member.reshape(-1)
    parts, spread = 0.0, 0.0
    for number, group in enumerate(groups):
        sums = values[member == number] @ np.where(group, weights, 0.0)
        if group[weights > 0].any() and len(sums) > 1:
            part = sums.var(ddof=1) / n[group].min()
            parts, spread = parts + part, spread + part**2 / (len(sums) - 1)
    return (parts**2 / spread if spread > 0 else np.nan), None
