"""The MTD by isotonic regression: the admissible level whose DLT estimate lies nearest the target."""

from collections.abc import Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firstdose.design.by_level.isotonic import isotonic
from firstdose.design.by_level.isotonic_2d import rising_2d
from firstdose.design.by_level.optimal_interval import optimal_interval
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.order import upwards
from firstdose.errors import DesignError
from firstdose.trial.counts import Counts
from firstdose.types import I8, I64, Bool


def nearest_target(counts: Counts, toxic: Bool, target: float, bound: float = np.inf) -> I8:
    """(T,) the treated level, not excluded, whose isotonic estimate lies nearest the target; -1: none.

    Parameters
    ----------
    counts : patients and DLTs.
    toxic : (T, K) levels that are excluded, with all above them.
    target : DLT probability aimed at.
    bound : DLT estimates from here on do not qualify (BOIN's ``boundMTD``).
    """
    return _nearest(counts.n, counts.dlt, (counts.n > 0) & ~upwards(toxic, None), target, bound)


def _nearest(n: I64, dlt: I64, open_levels: Bool, target: float, bound: float) -> I8:
    # a tiny rise with the level breaks ties: below the target the higher dose, above it the lower
    estimate = isotonic(n, dlt, open_levels) + 1e-10 * np.cumsum(open_levels, axis=1)
    eligible = open_levels & (np.where(open_levels, estimate, np.inf) < bound)
    distance = np.abs(np.where(eligible, estimate, np.inf) - target)
    return np.where(eligible.any(axis=1), np.round(distance, 12).argmin(axis=1), -1).astype(np.int8)


@overload
def select_mtd(
    n: Sequence[int],
    dlt: Sequence[int],
    target: float,
    cutoff: float = ...,
    *,
    extrasafe: bool = ...,
    offset: float = ...,
    bound_mtd: bool = ...,
    p_tox: float | None = ...,
) -> int | None: ...


@overload
def select_mtd(
    n: Sequence[Sequence[int]] | NDArray[Any],
    dlt: Sequence[Sequence[int]] | NDArray[Any],
    target: float,
    cutoff: float = ...,
    *,
    extrasafe: bool = ...,
    offset: float = ...,
    bound_mtd: bool = ...,
    p_tox: float | None = ...,
) -> int | tuple[int, int] | None: ...


def select_mtd(
    n: ArrayLike,
    dlt: ArrayLike,
    target: float,
    cutoff: float = 0.95,
    *,
    extrasafe: bool = False,
    offset: float = 0.05,
    bound_mtd: bool = False,
    p_tox: float | None = None,
) -> int | tuple[int, int] | None:
    """The MTD of a finished trial, 0-based; None: no dose is.

    Parameters
    ----------
    n, dlt : patients and patients with a DLT at each level, (K,); at each combination of two drugs, (A, B).
    target : DLT probability aimed at.
    cutoff : a dose with at least three patients is excluded, with all above it, once Pr(p > target) exceeds this.
    extrasafe, offset : no dose is the MTD once that of the lowest dose exceeds ``cutoff - offset``.
    bound_mtd, p_tox : the estimate of the MTD must lie below BOIN's boundary for de-escalation, which follows from
        ``p_tox``, 1.4 times the target unless given.

    Returns
    -------
    A level, or (dose of A, dose of B) for a combination.

    Notes
    -----
    The rule of ``select.mtd`` in BOIN 2.7.2. For a combination that of ``select.mtd.comb``: estimates made to rise in
    both drugs (Dykstra and Robertson 1982) with weights n + 0.1, untried combinations with their prior mean of 0.5,
    rounded to two decimals; the nearest to the target counts, of equal ones below the target the sum of whose levels is
    higher and above it the sum of whose levels is lower, then the lower dose of B. Unlike there, everything at or above
    an excluded combination in both drugs is excluded, not its row and column alone, and no excluded combination can be
    the MTD.

    References
    ----------
    Liu S, Yuan Y (2015), J R Stat Soc C 64:507, doi:10.1111/rssc.12089.
    Lin R, Yin G (2017), Stat Methods Med Res 26:2155, doi:10.1177/0962280215594494.

    Examples
    --------
    >>> select_mtd([3, 3, 15, 9, 0], [0, 0, 4, 4, 0], target=0.3)
    2
    >>> select_mtd([[3, 5, 0], [7, 6, 15]], [[0, 1, 0], [1, 1, 4]], target=0.3)
    (1, 2)
    """
    treated, toxic = _counts(n, dlt)
    overdose = Overdose(target, cutoff, offset=offset if extrasafe else 0.0)
    bound = optimal_interval(target, 0.6 * target, 1.4 * target if p_tox is None else p_tox)[1] if bound_mtd else np.inf
    if treated.ndim == 2:
        return _nearest_pair(treated, toxic, overdose, bound)
    row, dlts = treated[None, :], toxic[None, :]
    excluded = upwards(overdose.toxic(row, dlts), None)
    mtd = int(_nearest(row, dlts, (row > 0) & ~excluded, target, bound)[0])
    return mtd if mtd >= 0 else None


def _counts(n: ArrayLike, dlt: ArrayLike) -> tuple[I64, I64]:
    try:
        treated, toxic = np.asarray(n, np.float64), np.asarray(dlt, np.float64)
    except (TypeError, ValueError):
        raise DesignError(f"select_mtd: n = {n!r}, dlt = {dlt!r}: give numbers, as many in each row.") from None
    if treated.shape != toxic.shape or treated.ndim not in (1, 2) or treated.size == 0:
        raise DesignError(
            f"select_mtd: n has the shape {treated.shape} and dlt {toxic.shape}: give both for every level, (K,), "
            "or for every combination of two drugs, (A, B)."
        )
    whole = np.all(treated == np.round(treated)) and np.all(toxic == np.round(toxic)) and np.all(treated < np.inf)
    if not (whole and np.all((toxic >= 0) & (toxic <= treated))):
        raise DesignError(
            f"select_mtd: n = {np.asarray(n).tolist()}, dlt = {np.asarray(dlt).tolist()}: give whole numbers of "
            "patients, and of patients with a DLT from 0 to the number treated."
        )
    return treated.astype(np.int64), toxic.astype(np.int64)


def _nearest_pair(n: I64, dlt: I64, overdose: Overdose, bound: float) -> tuple[int, int] | None:
    toxic = overdose.toxic(n.reshape(1, -1), dlt.reshape(1, -1)).reshape(n.shape)
    excluded = upwards(upwards(toxic, None).T, None).T
    mean, weight = np.asarray((dlt + 0.05) / (n + 0.1), np.float64), np.asarray(n + 0.1, np.float64)
    estimate = np.round(rising_2d(mean, weight), 2) + 1e-5 * (np.indices(n.shape).sum(axis=0) + 2)
    eligible = (n > 0) & ~excluded & (estimate < bound)
    if not eligible.any():
        return None
    distance = np.where(eligible, np.round(np.abs(estimate - overdose.target), 9), np.inf)
    second, first = divmod(int(distance.T.argmin()), len(n))  # of equal ones the lowest dose of B
    return first, second
