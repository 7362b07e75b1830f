"""The argument at which a cumulative distribution has a given value."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from numpy import inf

_CLOSE = 1e-8  # the last step


def quantile(share: float, start: float, low: float, high: float, at: Callable[[float], tuple[float, float]]) -> float:
    """Where a smooth cumulative distribution reaches ``share``.

    Parameters
    ----------
    start, low, high : first try, and between which it lies.
    at : cumulative probability and density at an argument.

    Examples
    --------
    >>> quantile(0.25, 0.9, 0.0, 1.0, lambda x: (x**2, 2 * x))
    0.5
    """
    return next(
        there for before, there in pairwise(_tries(share, start, low, high, at)) if abs(there - before) < _CLOSE
    )


def _tries(
    share: float, start: float, low: float, high: float, at: Callable[[float], tuple[float, float]]
) -> Iterator[float]:
    """Newton's steps, halving where they leave the bracket."""
    there = start
    while True:
        yield there
        cumulative, density = at(there)
        low, high = (low, there) if cumulative > share else (there, high)
        there -= (cumulative - share) / density if density > 0 else inf
        there = there if low <= there <= high else (low + high) / 2
