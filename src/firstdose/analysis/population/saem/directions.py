"""Which thetas are means of random effects, and so are estimated in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.analysis.population.individuals import Individuals
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import PopulationModel
from firstdose.analysis.population.values import Packing
from firstdose.types import F64, I64

_NEAR, _FAR, _SAME = 0.01, 0.1, 1e-9  # steps on a scale of estimation, and by how much equal slopes may differ


@dataclass(frozen=True, eq=False)
class Directions:
    """How the means of each subject's parameters move with thetas.

    Notes
    -----
    Where g(p) = theta_k + sum_j c_j x_ij + eta_ik, theta_k and the coefficients c_j are means of random effects: with
    phi_i = eta_i + D_i beta, phi_i is normal around D_i beta. A theta is `closed` where the typical value of every
    parameter that it moves is linear in it, the same throughout a subject, and has a random effect; else `numeric`.
    """

    closed: tuple[int, ...]  # places of B thetas
    numeric: tuple[int, ...]  # of the other thetas that are estimated
    by_subject: F64  # (S, K, B) D_i

    @classmethod
    def of(cls, spec: PopulationModel, records: Records) -> Directions:
        """Of a population model and the subjects whose means it moves."""
        people = Individuals(spec, records)
        free = [t for t, theta in enumerate(spec.theta) if not theta.fixed]
        found = {t: each for t in free if (each := _direction(people, t)) is not None}
        stacked = np.stack(list(found.values()), axis=2) if found else np.zeros((records.subjects, people.k, 0))
        return cls(tuple(found), tuple(t for t in free if t not in found), stacked)

    def shift(self, change: F64) -> F64:
        """(S, K) what a change (B,) of the closed thetas adds to the means."""
        return np.asarray(self.by_subject @ change, np.float64)


def _direction(people: Individuals, t: int) -> F64 | None:
    """(S, K) or None where the theta is no mean of random effects."""
    spec, records = people.spec, people.records
    slopes = _slopes(people, t)
    if slopes is None:
        return None
    first = np.searchsorted(records.period_subject, np.arange(records.subjects))
    found = np.zeros((records.subjects, people.k))
    for i in np.flatnonzero((slopes != 0).any(axis=0)):
        name, each = people.names[i], slopes[first, i]
        if np.abs(each[records.period_subject] - slopes[:, i]).max() > _SAME:
            return None
        if name in spec.between:
            found[:, spec.between.index(name)] = each
        elif name in spec.within:
            found[:, len(spec.between) + spec.within.index(name) :: len(spec.within)] = each[:, None]
        else:
            return None
    return found if found.any() else None


def _slopes(people: Individuals, t: int) -> F64 | None:
    """(R, I) of typical values with respect to a theta; None where they depend on a theta."""
    base = Packing(people.spec).initial.theta
    moved = base + np.where(np.arange(len(base)) == t, 0.0, _NEAR)  # another place, for effects that multiply
    points = np.tile([base, base, base, moved, moved], 1)
    points[[1, 2, 4], t] += [_NEAR, _FAR, _NEAR]
    with np.errstate(all="ignore"):
        value = people.typical(points)
    near, far, elsewhere = value[1] - value[0], value[2] - value[0], value[4] - value[3]
    near, far, elsewhere = near / _NEAR, far / _FAR, elsewhere / _NEAR
    elsewhere = np.where(np.isfinite(elsewhere), elsewhere, near)  # an effect that is none there tells nothing
    agree = np.allclose(near, far, atol=_SAME) and np.allclose(near, elsewhere, atol=_SAME)
    return np.where(np.abs(near) < _SAME, 0.0, near) if agree else None


def occasions_seen(spec: PopulationModel, records: Records) -> F64:
    """(S, K) 1 for etas that a subject has, 0 for those of occasions it never had."""
    own = np.ones((records.subjects, len(spec.between)))
    if not spec.within:
        return own
    seen = np.zeros((records.subjects, records.occasions))
    seen[records.period_subject, records.period_occasion] = 1
    return np.concatenate([own, np.repeat(seen, len(spec.within), axis=1)], axis=1)


@dataclass(frozen=True, eq=False)
class Placed:
    """An omega block among the etas of a subject."""

    at: I64  # (1 or occasions, k) places
    fixed: bool


def placed(spec: PopulationModel, occasions: int) -> list[Placed]:
    """The omega blocks, in the order of the population model."""
    found, between, within, step = [], 0, len(spec.between), len(spec.within)
    for block in spec.omega:
        k = len(block.names)
        begin, repeats = (within, occasions) if block.occasion else (between, 1)
        places = begin + np.arange(k)[None, :] + step * np.arange(repeats)[:, None]
        within, between = within + k * block.occasion, between + k * (not block.occasion)
        found.append(Placed(places.astype(np.int64), block.fixed))
    return found
