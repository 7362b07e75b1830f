"""Random families of scenarios: what a design does on average, not where somebody chose to look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

import numpy as np
from scipy.special import ndtr, ndtri

from firstdose.design.levels import is_whole
from firstdose.errors import StudyError
from firstdose.rng import uniforms
from firstdose.types import F64, I64
from firstdose.virtual.setting import checked_target

_EDGE = 1e-12  # of probabilities
_LEAST = 1e-6  # step between levels, so that no two are equal


def random_scenarios(kind: str, n_levels: int, target: float, n: int, seed: int = 1) -> F64:
    """(n, n_levels) DLT probabilities that rise with the level; each level is the MTD with the same probability.

    Parameters
    ----------
    kind : ``"clertant-oquigley"`` or ``"paoletti"``, the generators of this module with their defaults.
    n_levels : number of dose levels.
    target : DLT probability aimed at; the MTD is the level nearest to it.
    n : number of scenarios; scenario i depends on the seed and i alone.

    Examples
    --------
    >>> random_scenarios("paoletti", n_levels=4, target=0.3, n=2, seed=1).round(2).tolist()
    [[0.2, 0.22, 0.29, 0.55], [0.28, 0.32, 0.66, 0.75]]
    """
    if kind not in GENERATORS:
        raise StudyError(f'random scenarios "{kind}" are not known. Give one of {", ".join(GENERATORS)}.')
    return GENERATORS[kind](n_levels, target, n, seed)


def clertant_oquigley(n_levels: int, target: float, n: int, seed: int = 1) -> F64:
    """Levels uniform up to a random bound, given that the chosen one is the MTD.

    Notes
    -----
    Of J levels, level j is the MTD with probability 1 / J. With M ~ Beta(max(J - j, 0.5), 1), the upper bound is
    B = target + (1 - target) M. The paper draws J probabilities, uniform on (0, B), again and again until the j-th
    smallest is nearest the target. Here they are drawn from the distribution that this leads to: at a distance d of the
    j-th from the target, of density proportional to (target - d)^(j-1) (B - target - d)^(J-j), the lower ones are
    uniform below target - d and the higher ones between target + d and B.

    References
    ----------
    Clertant M, O'Quigley J (2017), J R Stat Soc B 79:1487, doi:10.1111/rssb.12229.
    """
    level, spare = _mtd(n_levels, target, n, seed)
    number, mtd, higher = np.arange(n_levels), level[:, None], n_levels - 1 - level
    room = (1 - target) * spare ** (1 / np.maximum(higher, 0.5))  # between the target and the bound
    side, *drawn = uniforms(seed, "scenario levels", range(n), n_levels + 1).T
    signed = _from_target(side, level, higher, target, room, seed)
    distance, others = np.abs(signed)[:, None], np.stack(drawn, axis=1)
    # what is not of a group stands beyond its end while the group is sorted
    below = np.sort(np.where(number < mtd, others, 2.0), axis=1) * (target - distance)
    above = target + distance + np.sort(np.where(number > mtd, others, -1.0), axis=1) * (room[:, None] - distance)
    return np.asarray(np.select([number < mtd, number > mtd], [below, above], target + signed[:, None]), np.float64)


def _from_target(side: F64, lower: I64, higher: I64, target: float, room: F64, seed: int) -> F64:
    """(n,) the MTD's DLT probability less the target, from the number of levels below and above it.

    Drawn from that factor of the density which falls off sooner, and accepted by the other.
    """
    by_room = (lower == 0) | ((higher > 0) & (room < target))
    length, power = np.where(by_room, room, target), np.where(by_room, higher, lower)
    other, other_power = np.where(by_room, target, room), np.where(by_room, lower, higher)
    both = np.minimum(target, room)
    reach_below, reach_above = np.where(higher > 0, both, target), np.where(lower > 0, both, room)
    mass_below, mass_above = (_mass(length, reach, power) for reach in (reach_below, reach_above))
    below = side * (mass_below + mass_above) < mass_below
    reach = np.where(below, reach_below, reach_above)
    distance, left = np.zeros(len(side)), np.arange(len(side))
    for attempt in count():
        span = range(int(left[0]), int(left[-1]) + 1)
        where, accept = uniforms(seed, f"scenario distance {attempt}", span, 2)[left - span.start].T
        distance[left] = _quantile(where, length[left], reach[left], power[left])
        left = left[accept > np.maximum(1 - distance[left] / other[left], 0.0) ** other_power[left]]
        if not left.size:
            break
    return np.where(below, -distance, distance)


def _mass(length: F64, reach: F64, power: I64) -> F64:
    """The integral of (length - d)^power over d from 0 to ``reach``."""
    return np.asarray((length ** (power + 1.0) - (length - reach) ** (power + 1.0)) / (power + 1), np.float64)


def _quantile(share: F64, length: F64, reach: F64, power: I64) -> F64:
    """d below which a share of that integral lies."""
    left = length ** (power + 1.0) - share * (power + 1) * _mass(length, reach, power)
    return np.asarray(np.clip(length - left ** (1 / (power + 1.0)), 0.0, reach), np.float64)


def paoletti(
    n_levels: int,
    target: float,
    n: int,
    seed: int = 1,
    mtd_sd: float = 0.05,
    step_mean: float = 0.4,
    step_sd: float = 0.35,
) -> F64:
    """Normal deviates that step away from the MTD, whose own probability lies about the target.

    Parameters
    ----------
    n_levels, target, n, seed : as in ``random_scenarios``.
    mtd_sd : standard deviation of the MTD's probit.
    step_mean, step_sd : of the normal variables whose squares are the steps from level to level, in probits. With 0.4
        and 0.35 the neighbours of the MTD are about 0.1 away from it at targets of 0.25 and 0.3: an assumption.

    Notes
    -----
    Of J levels, level j is the MTD with probability 1 / J. With z the probit, z(p_j) = z(target) + mtd_sd e_j. The
    level below has z(p_j) less a step, but z(2 target - p_j) less a step where p_j exceeds the target; the one above
    has z(p_j), or z(2 target - p_j) where p_j is below the target, plus a step: so level j stays the nearest. Other
    levels go on from there by steps of their own, the squares of normal variables.

    References
    ----------
    Paoletti X, O'Quigley J, Maccario J (2004), Comput Stat Data Anal 45:197, doi:10.1016/S0167-9473(02)00323-7.
    Liu S, Yuan Y (2015), J R Stat Soc C 64:507, doi:10.1111/rssc.12089, whose form of it this is.
    """
    level, spare = _mtd(n_levels, target, n, seed)
    normal = step_mean + step_sd * ndtri(uniforms(seed, "scenario step", range(n), n_levels))
    steps = np.maximum(normal**2, _LEAST)
    own = ndtri(target) + mtd_sd * ndtri(spare)
    mirrored = ndtri(np.clip(2 * target - ndtr(own), _EDGE, 1 - _EDGE))
    number, mtd = np.arange(n_levels), level[:, None]
    rise = np.cumsum(np.where(number > mtd, steps, 0.0), axis=1)
    fall = np.cumsum(np.where(number < mtd, steps, 0.0)[:, ::-1], axis=1)[:, ::-1]
    above, below = np.maximum(own, mirrored)[:, None] + rise, np.minimum(own, mirrored)[:, None] - fall
    return np.asarray(ndtr(np.select([number > mtd, number < mtd], [above, below], own[:, None])), np.float64)


GENERATORS: Mapping[str, Callable[[int, float, int, int], F64]] = {
    "clertant-oquigley": clertant_oquigley,
    "paoletti": paoletti,
}


def _mtd(n_levels: int, target: float, n: int, seed: int) -> tuple[I64, F64]:
    """(n,) each: the level that is to be the MTD, and a uniform draw beside it."""
    if not (is_whole(n_levels) and is_whole(n) and n_levels >= 1 and n >= 1):
        raise StudyError(f"n_levels = {n_levels}, n = {n}: at least one level and one scenario are needed.")
    checked_target(target)
    drawn = uniforms(seed, "scenario", range(n), 2)
    return (drawn[:, 0] * n_levels).astype(np.int64), drawn[:, 1]
