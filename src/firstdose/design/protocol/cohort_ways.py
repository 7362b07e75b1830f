"""The ways in which one cohort can go, and how probable each is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations_with_replacement
from math import factorial, prod

import numpy as np

from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64

DLTS, BOTH = "NT", "NETB"  # letters of an outcome: by DLT alone, and by DLT and response


@lru_cache(maxsize=256)
def ways(size: int, letters: str) -> tuple[str, ...]:
    """Each way once, patients being alike, by the number of DLTs and then of responses.

    Examples
    --------
    >>> ways(2, DLTS), len(ways(3, BOTH))
    (('NN', 'NT', 'TT'), 20)
    """
    told = map("".join, combinations_with_replacement(letters, size))
    return tuple(sorted(told, key=lambda way: (_count(way, "TB"), _count(way, "EB"))))


def _count(way: str, letters: str) -> int:
    return sum(way.count(letter) for letter in letters)


def chance(way: str, mean: float, sd: float, response: float = 0.0) -> float:
    """Probability of so many patients with each outcome.

    Parameters
    ----------
    way : such as ``"NNT"``.
    mean, sd : of a beta-distributed DLT probability; where the standard deviation is 0 it is known.
    response : probability of a response, independent of the DLT.

    Examples
    --------
    >>> round(chance("NNT", 0.2, 0.0), 3), round(chance("NB", 0.5, 0.0, 0.5), 3)
    (0.384, 0.125)
    """
    n, dlt, responses = len(way), _count(way, "TB"), _count(way, "EB")
    orders = factorial(n) / prod(factorial(way.count(letter)) for letter in BOTH)
    by_response = response**responses * (1 - response) ** (n - responses)
    return orders * by_response * _moment(n, dlt, mean, sd)


def _moment(n: int, dlt: int, mean: float, sd: float) -> float:
    """E[p^dlt (1 - p)^(n - dlt)] of a beta variable p."""
    doubt = mean * (1 - mean) - sd**2
    each = sd**2 / doubt if doubt > 0 else 0.0  # 1 / (a + b): how much a patient teaches of the next
    toxic = prod(mean + each * seen for seen in range(dlt))
    well = prod(1 - mean + each * seen for seen in range(n - dlt))
    return toxic * well / prod(1 + each * seen for seen in range(n))


def extended(seen: Outcomes, level: I64, cohorts: Sequence[str]) -> Outcomes:
    """Each row's outcomes and those of one more cohort, such as ``"NNT"``, all of whom have been seen to the end."""
    size = max(map(len, cohorts))
    letter = np.array([list(way.ljust(size)) for way in cohorts], dtype="<U1")
    treated = letter != " "
    cohort = np.broadcast_to(seen.cohort.max(axis=1, initial=-1)[:, None] + 1, treated.shape)
    more = {
        "level": np.where(treated, level[:, None], -1),
        "dlt": np.isin(letter, ["T", "B"]),
        "follow_up": np.ones(treated.shape),
        "cohort": cohort,
        "response": np.where(treated, np.isin(letter, ["E", "B"]), -1),
        "severity": np.full(treated.shape, -1),
        "stratum": np.zeros(treated.shape),
    }
    return Outcomes.of(**{name: np.hstack([getattr(seen, name), values]) for name, values in more.items()})
