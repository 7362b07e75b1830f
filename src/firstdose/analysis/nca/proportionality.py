"""Does exposure rise in proportion to the dose? The power model, with one dose a subject or several.

Notes
-----
log P = a + b log DOSE + u + e, with u of each subject where some have several doses, estimated by REML; without it,
least squares. b = 1 is proportional. The interval of b has t quantiles; with u their degrees of freedom are
Satterthwaite's. With r the highest dose over the lowest and limits L and H of the ratio of dose-normalised means,
b is within 1 + log L / log r and 1 + log H / log r where the ratio is within L and H (Smith 2000): the answer is
``proportional`` where the whole interval is there, ``not proportional`` where none of it is, else ``inconclusive``.
RHO1 is the ratio of doses up to which proportionality is shown, RHO2 that from which it is refuted.

References
----------
Smith BP et al (2000), Pharm Res 17:1278, doi:10.1023/A:1026451721686.
Hummel J et al (2009), Pharm Stat 8:38, doi:10.1002/pst.326, who propose 0.5 to 2 for escalation trials.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from firstdose.analysis.nca.result import NcaResult
from firstdose.errors import DataError
from firstdose.types import F64, I64

Verdict = Literal["proportional", "not proportional", "inconclusive"]
RATIO = (0.8, 1.25)


@dataclass(frozen=True)
class Proportionality:
    """The power model of one parameter; NaN and a reason where it cannot be fitted."""

    parameter: str
    n: int  # profiles
    doses: int
    slope: float
    low: float
    high: float
    intercept: float
    df: float
    sd_between: float  # of log P between subjects; NaN with one dose a subject
    sd_within: float
    required: tuple[float, float]  # of the slope, for the verdict
    rho1: float
    rho2: float
    verdict: Verdict
    reason: str | None = None
    analyte: str | None = None
    interval: int = 1  # the number of the dose

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it; null for what is not a finite number."""
        return {key: _finite(value) for key, value in asdict(self).items()}


def _finite(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def dose_proportionality(
    result: NcaResult, parameter: str = "AUCIFO", *, level: float = 0.9, ratio: tuple[float, float] = RATIO
) -> list[Proportionality]:
    """The power model of a parameter, for each analyte, and each dosing interval where there are several.

    Parameters
    ----------
    result : of `nca`.
    parameter : its code, such as AUCIFO, AUCLST, CMAX, AUCTAU.
    level : of the interval.
    ratio : limits of the ratio of dose-normalised means over the whole range of doses.
    """
    import polars as pl

    if parameter not in result.found:
        raise DataError(f'Dose proportionality: "{parameter}" is no parameter. Give one such as AUCIFO or CMAX.')
    within = ["USUBJID", "ANALYTE", "PROFILE", "DOSE"]
    rows = result.keys.with_columns(
        pl.Series("AVAL", result.value(parameter)),
        (pl.col("DOSETIME").rank("dense").over(within).fill_null(1).cast(pl.Int64)).alias("INTERVAL"),
    )
    groups = rows.partition_by("ANALYTE", "INTERVAL", maintain_order=True, as_dict=True)
    found = []
    for (analyte, interval), part in groups.items():
        known = part.filter((pl.col("AVAL") > 0) & pl.col("AVAL").is_finite() & (pl.col("DOSE") > 0))
        dose, value, subject = (known[name].to_numpy() for name in ("DOSE", "AVAL", "USUBJID"))
        fitted = power_model(dose, value, subject, parameter, level=level, ratio=ratio)
        found.append(replace(fitted, analyte=analyte, interval=interval))
    return found


def power_model(
    dose: F64,
    value: F64,
    subject: np.ndarray[Any, Any],
    parameter: str = "",
    *,
    level: float = 0.9,
    ratio: tuple[float, float] = RATIO,
) -> Proportionality:
    """The power model of positive values (N,) at positive doses (N,).

    Examples
    --------
    >>> found = power_model(np.array([1.0, 2, 4, 8]), np.array([10.0, 21, 39, 82]), np.arange(4), "AUCIFO")
    >>> round(found.slope, 3), found.verdict
    (1.0, 'proportional')
    """
    x, y = np.log(dose), np.log(value)
    _, who = np.unique(subject.astype(str), return_inverse=True)
    n, doses, subjects = len(x), len(np.unique(dose)), int(who.max(initial=-1)) + 1
    if doses < 2 or n < 3:
        return _none(parameter, n, doses, "A power model needs two doses and three profiles.")
    mixed = subjects < n and subjects > 1
    found = _mixed(x, y, who) if mixed else _least_squares(x, y)
    return _judged(parameter, n, doses, found, float(np.exp(np.ptp(x))), level, ratio)


@dataclass(frozen=True)
class _Line:
    intercept: float
    slope: float
    variance: float  # of the slope
    df: float
    between: float
    within: float


def _least_squares(x: F64, y: F64) -> _Line:
    xx = ((x - x.mean()) ** 2).sum()
    slope = float(((x - x.mean()) * y).sum() / xx)
    intercept = float(y.mean() - slope * x.mean())
    df = len(x) - 2
    within = ((y - intercept - slope * x) ** 2).sum() / df
    return _Line(intercept, slope, within / xx, df, np.nan, within)


def _mixed(x: F64, y: F64, who: I64) -> _Line:
    """A random intercept by REML; the ratio of variances is the one number to search."""
    from scipy.optimize import minimize_scalar

    def profile(log_ratio: float) -> float:
        _, _, residual, cost = _given_ratio(np.exp(log_ratio), x, y, who)
        return float((len(x) - 2) * np.log(residual) + cost)

    best = float(minimize_scalar(profile, bounds=(-20.0, 20.0), method="bounded", options={"xatol": 1e-10}).x)
    beta, cov, residual, _ = _given_ratio(np.exp(best), x, y, who)
    within = residual / (len(x) - 2)
    between = within * float(np.exp(best))
    df = _satterthwaite(np.array([within, between]), x, y, who)
    return _Line(float(beta[0]), float(beta[1]), float(cov[1, 1]) * within, df, between, within)


def _given_ratio(ratio: float, x: F64, y: F64, who: I64) -> tuple[F64, F64, float, float]:
    """Coefficients, their covariance over the variance within, the residual sum, and log determinants."""
    n = np.bincount(who).astype(float)
    shrink = ratio / (1 + n * ratio)  # V^-1 = I - shrink 11' of each subject

    def product(a: F64, b: F64) -> float:
        return float(a @ b - (shrink * np.bincount(who, a) * np.bincount(who, b)).sum())

    one = np.ones_like(x)
    information = np.array([[product(one, one), product(one, x)], [product(one, x), product(x, x)]])
    cov = np.linalg.inv(information)
    beta = cov @ np.array([product(one, y), product(x, y)])
    left = y - beta[0] - beta[1] * x
    cost = float(np.log1p(n * ratio).sum() + np.linalg.slogdet(information)[1])
    return beta, cov, product(left, left), cost


def _satterthwaite(variances: F64, x: F64, y: F64, who: I64) -> float:
    """Degrees of freedom of the slope: 2 v² / (g' A g), A the inverse of REML's information, by differences."""

    def of(within: float, between: float) -> tuple[float, float]:
        _, cov, residual, cost = _given_ratio(between / within, x, y, who)
        return float(cov[1, 1]) * within, (len(x) - 2) * np.log(within) + residual / within + cost

    step = 1e-3 * np.maximum(variances, 1e-3 * variances.max())
    if variances[1] < 1e-6 * variances[0]:
        return float(len(x) - 2)  # no variation between subjects: as by least squares
    shifts = step * np.eye(2)
    value, centre = of(*variances)
    slope = np.array(
        [(of(*(variances + s))[0] - of(*(variances - s))[0]) / (2 * h) for s, h in zip(shifts, step, strict=True)]
    )
    curve = np.empty((2, 2))
    for i in range(2):
        curve[i, i] = (of(*(variances + shifts[i]))[1] - 2 * centre + of(*(variances - shifts[i]))[1]) / step[i] ** 2
    a, b = shifts
    corners = (
        of(*(variances + a + b))[1]
        - of(*(variances + a - b))[1]
        - of(*(variances - a + b))[1]
        + of(*(variances - a - b))[1]
    )
    curve[0, 1] = curve[1, 0] = corners / (4 * step[0] * step[1])
    spread = float(slope @ np.linalg.solve(curve / 2, slope))
    return float(2 * value**2 / spread) if spread > 0 else float(len(x) - 2)


def _judged(
    parameter: str, n: int, doses: int, line: _Line, range_: float, level: float, ratio: tuple[float, float]
) -> Proportionality:
    from scipy.special import stdtrit

    half = float(stdtrit(line.df, (1 + level) / 2) * np.sqrt(line.variance))
    low, high = line.slope - half, line.slope + half
    required = (1 + np.log(ratio[0]) / np.log(range_), 1 + np.log(ratio[1]) / np.log(range_))
    inside, outside = required[0] < low and high < required[1], high < required[0] or low > required[1]
    verdict: Verdict = "proportional" if inside else "not proportional" if outside else "inconclusive"
    return Proportionality(
        *(parameter, n, doses, line.slope, low, high, line.intercept, line.df),
        *(float(np.sqrt(line.between)), float(np.sqrt(line.within)), (float(required[0]), float(required[1]))),
        *(*_rho(low, high, ratio[1]), verdict),
    )


def _rho(low: float, high: float, limit: float) -> tuple[float, float]:
    """Ratios of doses up to which proportionality is shown, and from which it is refuted."""
    far, near = max(1 - low, high - 1), max(low - 1, 1 - high)
    shown, refuted = (_ratio(limit, each) for each in (far, near))
    return shown, refuted


def _ratio(limit: float, deviation: float) -> float:
    """The ratio of doses at which a deviation of the slope from 1 changes the ratio of means to the limit."""
    with np.errstate(over="ignore"):
        return float(np.exp(np.log(limit) / deviation)) if deviation > 0 else np.inf


def _none(parameter: str, n: int, doses: int, reason: str) -> Proportionality:
    nothing = (np.nan,) * 7
    return Proportionality(parameter, n, doses, *nothing, (np.nan, np.nan), np.nan, np.nan, "inconclusive", reason)
