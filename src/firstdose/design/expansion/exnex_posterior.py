"""Posterior of the strata of a basket: exact sums over who is exchangeable with whom, quadrature over the rest.

Given (mu, tau) of each exchangeable component the strata are independent. With w_jk the prior weight of component k in
stratum j, L_jk its likelihood there, and N_j that of the stratum on its own, node g of component k weighs in stratum j

    B_jk(g) = pi_k(g) sum over S of R_k(S) prod over i not in S of (w_ik L_ik(g) + w_i0 N_i),

S any set of the other strata, and R_k(S) the probability of their responses with all of S in components other than k.
What is asked of stratum j is then the sum over k and g of w_jk B_jk(g) times its integral, plus w_j0 times that of the
stratum on its own, over the same sum for 1.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.design.expansion.exnex_grid import MASS, Nodes, above, log_likelihood, terms
from firstdose.types import F64, I64

_CLOSE = 1e-7  # of a quantile, on the logit
_NOTHING = 1e-13  # of the heaviest node
P_DATA, P_MEAN, P_SQUARE, P_ABOVE, P_EXCHANGEABLE = range(5)  # rows of an answer


@dataclass(frozen=True)
class Basket:
    """The model of J strata and K components, as the integrals need it."""

    n: tuple[int, ...]  # patients of each stratum
    cuts: tuple[float, ...]  # logit of each stratum's p0
    components: tuple[Nodes, ...]
    weights: tuple[tuple[float, ...], ...]  # (J, K) prior probability of each component, by stratum
    own: tuple[Nodes, ...]  # each stratum on its own

    def own_weight(self, stratum: int) -> float:
        """Prior probability that the stratum is not exchangeable."""
        return max(0.0, 1 - sum(self.weights[stratum]))

    def others(self, stratum: int) -> tuple[int, ...]:
        """The other strata."""
        return tuple(i for i in range(len(self.n)) if i != stratum)

    def exchanged(self, stratum: int, component: int, responses: Sequence[int]) -> F64:
        """(R, 4, G) integrals at each node, for each number of responses."""
        nodes, n, cut = self.components[component], self.n[stratum], self.cuts[stratum]
        return np.stack([terms(nodes, int(r), n, cut) for r in responses])

    def apart(self, stratum: int, responses: Sequence[int]) -> F64:
        """(R, 4) integrals of the stratum on its own."""
        nodes, n, cut = self.own[stratum], self.n[stratum], self.cuts[stratum]
        return np.stack([terms(nodes, int(r), n, cut)[:, 0] for r in responses])


@dataclass(frozen=True, eq=False)
class Masses:
    """Weighted likelihoods of some strata, their axes such that those of several strata combine by broadcasting."""

    exchanged: Sequence[Mapping[int, F64]]  # of each component, by stratum (..., G)
    apart: Mapping[int, F64]  # by stratum (..., 1)


def node_weights(basket: Basket, masses: Masses) -> list[F64]:
    """B_jk of every component (..., G), from the masses of all strata but j."""
    strata, components = tuple(masses.apart), range(len(basket.components))
    found = []
    for k in components:
        rest = tuple(each for each in components if each != k)
        total = np.zeros(1)
        for elsewhere in _subsets(strata) if rest else [()]:
            mixed = basket.components[k].weight
            for i in strata:
                mixed = mixed if i in elsewhere else mixed * (masses.exchanged[k][i] + masses.apart[i])
            total = total + _together(basket, masses, rest, elsewhere) * mixed
        found.append(total)
    return found


def _together(basket: Basket, masses: Masses, rest: tuple[int, ...], strata: tuple[int, ...]) -> F64:
    """(..., 1) probability of the responses of ``strata`` with each of them in one of the components ``rest``."""
    if not strata or not rest:
        return np.full(1, 0.0 if strata else 1.0)
    total = np.zeros(1)
    for here in _subsets(strata):
        mixed = basket.components[rest[0]].weight
        for i in here:
            mixed = mixed * masses.exchanged[rest[0]][i]
        left = tuple(i for i in strata if i not in here)
        total = total + mixed.sum(axis=-1, keepdims=True) * _together(basket, masses, rest[1:], left)
    return total


def _subsets(strata: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for bits in range(2 ** len(strata)):
        yield tuple(i for place, i in enumerate(strata) if bits >> place & 1)


def _masses(
    basket: Basket, stratum: int, responses: Mapping[int, Sequence[int]], placed: Callable[[int, F64], F64]
) -> Masses:
    """Of the other strata; ``placed`` puts a stratum's table (R, M) along its axis."""
    others = basket.others(stratum)
    likely = [
        {i: basket.weights[i][k] * basket.exchanged(i, k, responses[i])[:, MASS] for i in others}
        for k in range(len(basket.components))
    ]
    apart = {i: basket.own_weight(i) * basket.apart(i, responses[i])[:, MASS, None] for i in others}
    return Masses(
        [{i: placed(i, table) for i, table in each.items()} for each in likely],
        {i: placed(i, table) for i, table in apart.items()},
    )


def of_rows(basket: Basket, stratum: int, responses: I64) -> F64:
    """(5, S) Pr of the data, E p, E p^2, Pr(p > p0) and Pr(exchangeable) of one stratum, after (S, J) responses."""
    columns: dict[int, list[int]] = {i: responses[:, i].tolist() for i in range(responses.shape[1])}
    masses = _masses(basket, stratum, columns, lambda _, table: table)
    return _answer(basket, stratum, masses, columns[stratum], (len(responses),), ("s,sf->sf", "sg,sfg->sf"))


def of_all(basket: Basket, stratum: int) -> F64:
    """The same for every combination of responses: (5, n_1 + 1, ..., n_J + 1)."""
    others = basket.others(stratum)
    first = range(basket.n[others[0]] + 1) if others else range(1)  # one number of the first other stratum at a time
    found = np.concatenate([_of_slab(basket, stratum, one) for one in first], axis=1)
    return np.moveaxis(found, -1, stratum + 1) if others else found[:, 0]  # the stratum's own axis came last


def _of_slab(basket: Basket, stratum: int, one: int) -> F64:
    others, mine = basket.others(stratum), list(range(basket.n[stratum] + 1))
    responses = {i: [one] if i == others[0] else list(range(basket.n[i] + 1)) for i in others}
    shape = tuple(len(responses[i]) for i in others)

    def placed(i: int, table: F64) -> F64:
        return table.reshape(*(len(table) if each == i else 1 for each in others), table.shape[-1])

    masses = _masses(basket, stratum, responses, placed)
    found = _answer(basket, stratum, masses, mine, shape, ("...,rf->...rf", "...g,rfg->...rf"))
    return found if others else found[:, None]


def _answer(
    basket: Basket,
    stratum: int,
    masses: Masses,
    mine: Sequence[int],
    shape: tuple[int, ...],
    sums: tuple[str, str],
) -> F64:
    """Both parts of every integral, alone and shared, and what follows from them.

    Parameters
    ----------
    mine : responses of the stratum itself.
    shape : of the other strata's combinations.
    sums : over nothing, and over the nodes, with the stratum's integrals; for ``einsum``, which adds in one order only.
    """
    weights = node_weights(basket, masses)
    own = basket.own_weight(stratum) * basket.apart(stratum, mine)
    alone: F64 = np.einsum(sums[0], np.broadcast_to(weights[0].sum(axis=-1), shape), own)
    shared = np.zeros_like(alone)
    for k, weight in enumerate(weights):
        each = np.broadcast_to(weight, (*shape, weight.shape[-1]))
        shared += basket.weights[stratum][k] * np.einsum(sums[1], each, basket.exchanged(stratum, k, mine))
    total = alone + shared
    mass = total[..., MASS]
    rest = [np.clip(total[..., each] / mass, 0, 1) for each in range(1, total.shape[-1])]  # rounding errors lie beyond
    return np.stack([mass, *rest, shared[..., MASS] / mass])


@dataclass(frozen=True, eq=False)
class Spread:
    """The posterior of one stratum's theta, as weighted nodes."""

    theta: F64  # (N,)
    weight: F64  # (N,) adds up to 1
    spacing: F64  # (N,)

    def above(self, cut: float) -> float:
        """Pr(theta > cut)."""
        return float((self.weight * above((self.theta - cut) / self.spacing)).sum())

    def quantile(self, level: float) -> float:
        """The theta below which lies a probability of ``level``, by halving."""
        low, high = float(self.theta.min()) - 1, float(self.theta.max()) + 1
        while high - low > _CLOSE:
            middle = (low + high) / 2
            low, high = (middle, high) if self.above(middle) > 1 - level else (low, middle)
        return (low + high) / 2


def spread(basket: Basket, stratum: int, responses: Sequence[int]) -> Spread:
    """Nodes of one stratum's posterior after one set of responses."""
    seen = {i: [int(r)] for i, r in enumerate(responses)}
    masses = _masses(basket, stratum, seen, lambda _, table: table[0])
    weights = node_weights(basket, masses)
    parts = [(basket.own[stratum], np.array([weights[0].sum() * basket.own_weight(stratum)]))]
    parts += [(nodes, weights[k] * basket.weights[stratum][k]) for k, nodes in enumerate(basket.components)]
    shares = []
    for nodes, weight in parts:
        runs = np.diff(np.append(nodes.first, len(nodes.theta)))
        likely = np.exp(log_likelihood(responses[stratum], basket.n[stratum], nodes.theta))
        shares.append(np.repeat(weight, runs) * nodes.share * likely)
    share = np.concatenate(shares)
    matters = share > _NOTHING * share.max()
    theta, spacing = (np.concatenate([getattr(nodes, name) for nodes, _ in parts]) for name in ("theta", "spacing"))
    return Spread(theta[matters], share[matters] / share[matters].sum(), spacing[matters])
