"""How the log odds of an event may follow exposure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from firstdose.errors import DataError
from firstdose.types import F64

ShapeName: TypeAlias = Literal["linear", "log", "emax", "flat"]
_ZOOMS = (15, 9, 9)  # points at which the EC50 is tried, each time between the neighbours of the best one
_BEYOND = 5.0  # the EC50 is sought from the smallest exposure divided by this to the largest times this


@dataclass(frozen=True, eq=False)
class Placed:
    """Exposure as the one column of a regression, for B samples: (g(x) - centre) / spread."""

    name: ShapeName
    ec50: F64  # (B,) NaN where the shape has none
    centre: F64  # (B,)
    spread: F64  # (B,)

    def column(self, x: F64) -> F64:
        """(B, M) of exposures (M,)."""
        g = _transformed(self.name, x, self.ec50[:, None])
        return np.asarray((g - self.centre[:, None]) / self.spread[:, None], np.float64)


def check_shapes(names: tuple[str, ...]) -> None:
    """Refuse a shape that is not known."""
    for name in names:
        if name not in get_args(ShapeName):
            raise DataError(
                f'"{name}" is no shape of exposure-response. Give some of {", ".join(get_args(ShapeName))}.'
            )
    if not names or len(set(names)) < len(names):
        raise DataError("shapes names none, or one twice. Give each shape once.")


def placed(name: ShapeName, x: F64, ec50: F64) -> Placed:
    """Centred and scaled by what was observed, so that no coefficient is very large or small."""
    g = np.broadcast_to(_transformed(name, x, ec50[:, None]), (len(ec50), len(x)))
    spread = g.std(axis=1)
    return Placed(name, ec50, g.mean(axis=1), np.where(spread > 0, spread, 1.0))


def best_ec50(x: F64, samples: int, score: Callable[[F64], F64]) -> F64:
    """(B,) EC50 of the highest score, which is (B,) for EC50s (B,)."""
    low = np.full(samples, np.log(x[x > 0].min() / _BEYOND))
    high = np.full(samples, np.log(x.max() * _BEYOND))
    best = (low + high) / 2
    for points in _ZOOMS:
        tried = np.linspace(low, high, points)  # (points, B)
        scores = np.stack([score(np.exp(each)) for each in tried])
        at = scores.argmax(axis=0)
        pick = np.arange(samples)
        best = tried[at, pick]
        low, high = tried[np.maximum(at - 1, 0), pick], tried[np.minimum(at + 1, points - 1), pick]
    return np.asarray(np.exp(best), np.float64)


def _transformed(name: ShapeName, x: F64, ec50: F64) -> F64:
    if name == "log":
        return np.log(x)
    if name == "emax":
        return np.asarray(x / (ec50 + x), np.float64)
    return np.zeros_like(x) if name == "flat" else x
