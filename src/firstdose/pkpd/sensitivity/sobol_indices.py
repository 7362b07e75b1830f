"""Which parameters' uncertainty makes the result uncertain: shares of its variance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.sensitivity.ranges import Spread
from firstdose.pkpd.sensitivity.simulated import Function
from firstdose.rng import uniforms
from firstdose.types import F64

if TYPE_CHECKING:
    import polars

_RESULT = "result"  # what a function is called that returns one array
_RESAMPLES, _TAIL = 200, 5.0  # of the bootstrap; percent outside its interval at either end


@dataclass(frozen=True, eq=False)
class Indices:
    """First-order and total indices of S results by D parameters, each with a bootstrap interval of 90 %."""

    names: tuple[str, ...]  # of the parameters
    results: tuple[str, ...]
    first: F64  # (S, D) share of the variance that the parameter alone explains
    total: F64  # (S, D) share that would be left if only the parameter were unknown
    first_interval: F64  # (S, D, 2)
    total_interval: F64  # (S, D, 2)

    def to_polars(self) -> polars.DataFrame:
        """One row a result and parameter."""
        import polars

        s, d = self.first.shape
        told: dict[str, Any] = {"result": np.repeat(self.results, d), "parameter": np.tile(self.names, s)}
        for name, value, interval in (
            ("first", self.first, self.first_interval),
            ("total", self.total, self.total_interval),
        ):
            told |= {name: value.ravel(), f"{name}_p05": interval[..., 0].ravel()}
            told |= {f"{name}_p95": interval[..., 1].ravel()}
        return polars.DataFrame(told)


def sobol(
    function: Function,
    ranges: Mapping[str, Spread],
    *,
    n: int = 1024,
    seed: int = 0,
    chunk: int = 4096,
    progress: Callable[[int, int], None] | None = None,
) -> Indices:
    """Sobol indices of what a function makes of independent parameters.

    Parameters
    ----------
    function : from parameters, each (N,), to a result (N,) or several by name; row i depends on row i alone.
    ranges : of the parameters: a ``Range``, or a distribution of ``scipy.stats``; each independent of the others.
    n : points, a power of 2; the function is evaluated n (D + 2) times.
    seed : shifts the points.
    chunk : evaluations at once.
    progress : called with the evaluations done, and all of them.

    Notes
    -----
    Two samples of a Sobol sequence, shifted by one random vector modulo 1, and the estimators of Saltelli (2010) and
    Jansen as in ``scipy.stats.sobol_indices``; the intervals resample the points 200 times.

    References
    ----------
    Sobol IM (2001), Math Comput Simul 55:271, doi:10.1016/S0378-4754(00)00270-6.
    Saltelli A et al. (2010), Comput Phys Commun 181:259, doi:10.1016/j.cpc.2009.09.018.

    Examples
    --------
    >>> from firstdose.pkpd.sensitivity import Range
    >>> found = sobol(lambda p: p["a"] + 2 * p["b"], {"a": Range(0, 0.5, 1), "b": Range(0, 0.5, 1)}, n=1024)
    >>> found.first.round(2)  # variances 1/12 and 4/12
    array([[0.2, 0.8]])
    """
    if n < 2 or n & (n - 1):
        raise ModelError(f"n = {n} points: give a power of 2, such as 1024.")
    if not ranges:
        raise ModelError("There is no range, so nothing varies. Give the parameters' ranges.")
    points = _points(ranges, n, seed)
    rows = np.concatenate(points)
    results: list[Mapping[str, F64]] = []
    for start in range(0, len(rows), chunk):
        results.append(_evaluated(function, dict(zip(ranges, rows[start : start + chunk].T, strict=True))))
        if progress is not None:
            progress(min(start + chunk, len(rows)), len(rows))
    names = tuple(results[0])
    values = np.stack([np.concatenate([each[name] for each in results]) for name in names])
    return _indices(tuple(ranges), names, values.reshape(len(names), len(ranges) + 2, n), seed)


def _points(ranges: Mapping[str, Spread], n: int, seed: int) -> list[F64]:
    """A, B, and A with one column of B for each parameter; each (n, D)."""
    from scipy.stats import qmc

    d = len(ranges)
    plain = qmc.Sobol(2 * d, scramble=False).random_base2(n.bit_length() - 1)
    shifted = (plain + uniforms(seed, "sobol", range(1), 2 * d)) % 1.0
    quantiles = [each.ppf(shifted[:, k + side]) for side in (0, d) for k, each in enumerate(ranges.values())]
    a, b = np.column_stack(quantiles[:d]), np.column_stack(quantiles[d:])
    mixed = [np.where(np.arange(d) == k, b, a) for k in range(d)]
    return [a, b, *mixed]


def _evaluated(function: Function, parameters: Mapping[str, F64]) -> Mapping[str, F64]:
    found = function(parameters)
    named = found if isinstance(found, Mapping) else {_RESULT: found}
    n = len(next(iter(parameters.values())))
    for name, values in named.items():
        if np.shape(values) != (n,) or not np.isfinite(values).all():
            raise ModelError(
                f"{name} has shape {np.shape(values)} for {n} points, or is not finite at all of them. Return one "
                "finite number a point."
            )
    return named


def _indices(names: tuple[str, ...], results: tuple[str, ...], values: F64, seed: int) -> Indices:
    """From values (S, D + 2, n)."""
    n = values.shape[-1]
    for name, each in zip(results, values, strict=True):
        if np.ptp(each) == 0:
            raise ModelError(f"{name} is the same at all points: it depends on none of {', '.join(names)}.")
    first, total = _estimated(values)
    draws = (uniforms(seed, "bootstrap", range(_RESAMPLES), n) * n).astype(np.int64)
    again = [_estimated(values[..., draw]) for draw in draws]
    first_again, total_again = (np.stack(each) for each in zip(*again, strict=True))
    return Indices(names, results, first, total, *(tuple(_between(each) for each in (first_again, total_again))))


def _estimated(values: F64) -> tuple[F64, F64]:
    from scipy.stats import sobol_indices

    a, b, mixed = values[:, 0], values[:, 1], np.moveaxis(values[:, 2:], 1, 0)
    found = sobol_indices(func={"f_A": a, "f_B": b, "f_AB": mixed}, n=values.shape[-1])
    shape = (len(values), len(mixed))  # scipy drops the axis of one result
    return np.reshape(found.first_order, shape), np.reshape(found.total_order, shape)


def _between(again: F64) -> F64:
    return np.moveaxis(np.percentile(again, (_TAIL, 100 - _TAIL), axis=0), 0, -1)
