"""The power model as a line over the doses, with the interval of its mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.types import F64

if TYPE_CHECKING:
    import polars as pl

_POINTS = 41


def power_line(dose: F64, value: F64, level: float = 0.9) -> pl.DataFrame:
    """Fitted values over the range of doses: DOSEA AVAL LOW HIGH; no rows where nothing can be fitted.

    Parameters
    ----------
    dose, value : (N,) positive; one value a subject.
    level : of the pointwise interval of the geometric mean.

    Notes
    -----
    Least squares of log value on log dose: the mean at x has the standard error s √(1/N + (x - x̄)² / Σ(x_i - x̄)²), and
    t quantiles with N - 2 degrees of freedom.

    Examples
    --------
    >>> found = power_line(np.array([1.0, 2.0, 4.0]), np.array([10.0, 20.0, 40.0]))
    >>> found.select("DOSEA", "AVAL").row(0), found.select("DOSEA", "AVAL").row(-1)
    ((1.0, 10.0), (4.0, 40.0))
    """
    import polars as pl
    from scipy.stats import t

    names = ("DOSEA", "AVAL", "LOW", "HIGH")
    n = len(dose)
    if n < 3 or len(np.unique(dose)) < 2:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.Float64))
    x, y = np.log(dose), np.log(value)
    spread = ((x - x.mean()) ** 2).sum()
    slope = ((x - x.mean()) * y).sum() / spread
    left = y - y.mean() - slope * (x - x.mean())
    at = np.linspace(x.min(), x.max(), _POINTS)
    middle = y.mean() + slope * (at - x.mean())
    error = np.sqrt((left**2).sum() / (n - 2) * (1 / n + (at - x.mean()) ** 2 / spread))
    reach = t.ppf(0.5 + level / 2, n - 2) * error
    columns = (np.exp(at), np.exp(middle), np.exp(middle - reach), np.exp(middle + reach))
    return pl.DataFrame({name: np.round(each, 12) for name, each in zip(names, columns, strict=True)})
