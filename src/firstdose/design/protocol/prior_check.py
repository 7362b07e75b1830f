"""Whether a trial's DLTs are what the prior foretold.

References
----------
Box GEP (1980), J R Stat Soc A 143:383, doi:10.2307/2982063 (the prior predictive check).
Evans M, Moshonov H (2006), Bayesian Anal 1:893, doi:10.1214/06-BA129 (conflict of prior and data).
"""

from dataclasses import asdict, dataclass
from itertools import product
from math import comb, log
from typing import Any, Protocol, runtime_checkable

import numpy as np

from firstdose.design.interface import Design
from firstdose.design.options import unruled
from firstdose.design.protocol.cohort_ways import chance
from firstdose.design.protocol.effective_size import prior_of
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I64

_MOST = 4_000  # outcomes of a whole trial that are gone through


@runtime_checkable
class Predicts(Protocol):
    """A design whose prior foretells outcomes."""

    def log_predictive(self, n: I64, dlt: I64) -> F64:
        """(S,) log probability, before the trial, of DLTs (S, K) among patients (S, K), these in one given order."""
        ...


@dataclass(frozen=True)
class LevelCheck:
    """The DLTs of one level against what the prior foretold of it."""

    level: int  # 0-based
    n: int
    dlt: int
    expected: float  # DLTs
    p_at_most: float  # probability, before the trial, of so many DLTs or fewer
    p_at_least: float  # and of so many or more


@dataclass(frozen=True)
class PriorCheck:
    """Data against the prior: small probabilities say that one of them misleads."""

    levels: tuple[LevelCheck, ...]  # those with patients
    overall: float | None  # probability of outcomes no likelier than these; None: too many, or no model that foretells
    exact: bool  # by the design's own prior; else by the beta distribution of the same mean and standard deviation

    def to_dict(self) -> dict[str, Any]:
        """As printed, levels from 1."""
        levels = [asdict(one) | {"level": one.level + 1} for one in self.levels]
        return {"levels": levels, "overall": self.overall, "exact": self.exact}


def prior_check(design: Design, seen: Outcomes) -> PriorCheck:
    """How surprising a trial's DLTs are by the design's prior.

    Parameters
    ----------
    design : with a prior of the DLT probabilities.
    seen : one trial; patients still in the DLT window do not count.

    Examples
    --------
    >>> from firstdose.design import Blrm
    >>> check = prior_check(Blrm((1, 2, 4), prior_mean=(-3, 0)), Outcomes.parse("1NNN 2NTT"))
    >>> [round(one.p_at_least, 3) for one in check.levels], round(check.overall, 3)
    ([1.0, 0.096], 0.116)
    """
    if len(seen) != 1:
        raise DesignError(f"prior_check is of one trial; this is a batch of {len(seen)}. Index it: seen[0].")
    counts, inner = seen.known().counts(design.n_levels), unruled(design)
    n, dlt = counts.n[0], counts.dlt[0]
    foretells = isinstance(inner, Predicts)
    shares = [_exact(inner, n, k) if isinstance(inner, Predicts) else _by_beta(design, n, k) for k in _treated(n)]
    levels = tuple(_level(int(k), int(n[k]), int(dlt[k]), share) for k, share in zip(_treated(n), shares, strict=True))
    return PriorCheck(levels, _overall(inner, n, dlt) if isinstance(inner, Predicts) else None, foretells)


def _treated(n: I64) -> list[int]:
    return [int(level) for level in np.flatnonzero(n)]


def _level(level: int, n: int, dlt: int, shares: F64) -> LevelCheck:
    expected = float((np.arange(n + 1) * shares).sum())
    at_most, at_least = float(shares[: dlt + 1].sum()), float(shares[dlt:].sum())
    return LevelCheck(level, n, dlt, expected, min(at_most, 1.0), min(at_least, 1.0))


def _exact(design: Predicts, n: I64, level: int) -> F64:
    """(n + 1,) probability of every number of DLTs at a level."""
    ways = np.arange(int(n[level]) + 1)
    patients, toxic = (np.zeros((len(ways), len(n)), np.int64) for _ in range(2))
    patients[:, level], toxic[:, level] = n[level], ways
    return np.exp(design.log_predictive(patients, toxic) + _log_orders(patients, toxic))


def _by_beta(design: Design, n: I64, level: int) -> F64:
    """(n + 1,) the same by the beta distribution of the prior's mean and standard deviation."""
    mean, sd = (float(each[level]) for each in prior_of(design))
    patients = int(n[level])
    return np.array([chance("T" * toxic + "N" * (patients - toxic), mean, sd) for toxic in range(patients + 1)])


def _overall(design: Predicts, n: I64, dlt: I64) -> float | None:
    """Probability of outcomes no likelier than these."""
    treated = _treated(n)
    if np.prod(n[treated] + 1, dtype=np.float64) > _MOST:
        return None
    ways = list(product(*(range(int(n[level]) + 1) for level in treated)))
    toxic = np.zeros((len(ways), len(n)), np.int64)
    toxic[:, treated] = np.array(ways, np.int64).reshape(len(ways), len(treated))
    patients = np.broadcast_to(n, toxic.shape)
    logs = design.log_predictive(patients, toxic) + _log_orders(patients, toxic)
    observed = logs[(toxic == dlt).all(axis=1)][0]
    return min(float(np.exp(logs[logs <= observed + 1e-9]).sum()), 1.0)


def _log_orders(n: I64, dlt: I64) -> F64:
    """(S,) log of the number of orders in which patients may have had these DLTs."""
    rows = zip(n.tolist(), dlt.tolist(), strict=True)
    return np.array([sum(log(comb(a, b)) for a, b in zip(*row, strict=True)) for row in rows])
