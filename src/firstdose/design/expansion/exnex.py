"""Exchangeable or not (EXNEX): cohorts of several diseases that may learn from each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from firstdose.design.expansion.basket import BasketChances, BasketPosterior, StratumDecision, StratumLook, chances_of
from firstdose.design.expansion.checks import check_looks, check_two_rates
from firstdose.design.expansion.exnex_checks import check_rates_of, check_strata, counts_of
from firstdose.design.expansion.exnex_grid import alone, exchangeable
from firstdose.design.expansion.exnex_posterior import P_ABOVE, Basket, of_all, of_rows, spread
from firstdose.design.expansion.exnex_prior import Exchange, Own, around, check_normal, check_weights
from firstdose.design.levels import check_share
from firstdose.errors import DesignError
from firstdose.types import F64, Bool

_MOST_STATES = 300_000  # combinations of responses that are all looked at; of more, some are drawn
_AT_ONCE = 2_000_000  # numbers held in one array


@dataclass(frozen=True)
class Exnex:
    """Each stratum's response rate, learnt from its own patients and from the strata that it may resemble.

    Parameters
    ----------
    p0, p1 : (J,) response rates of no interest and worth pursuing, of each stratum.
    n : (J,) patients of each stratum.
    cutoff : a stratum calls for going on if Pr(p > p0) exceeds this; one for all, or one each.
    strata : (J,) names; "1", "2", ... unless given.
    exchange : components of strata that resemble each other; one, around the middle of p0 and p1 on average, with a
        weight of 0.5, unless given.
    own : (J,) mean and standard deviation of logit p of a stratum that stands alone; around the middle of its p0 and
        p1, worth one patient, unless given.

    Notes
    -----
    theta_j = logit p_j comes from component k with probability w_jk, theta_j ~ N(mu_k, tau_k^2) with mu_k ~ N(m_k,
    s_k^2) and tau_k half-normal, and otherwise from N(m_j, v_j) of its own. Given (mu, tau) the strata are independent,
    so the posterior is a sum over who belongs where of integrals over (mu, tau) and theta, taken by quadrature: no
    sampler. The paper's default has two components, around p0 and around p1; here it is one, as in its analysis of the
    sarcoma trial.

    References
    ----------
    Neuenschwander B, Wandel S, Roychoudhury S, Bailey S (2016), Pharm Stat 15:123, doi:10.1002/pst.1730.

    Examples
    --------
    >>> basket = Exnex(p0=(0.1, 0.1, 0.05), p1=(0.3, 0.3, 0.2), n=(20, 20, 20))
    >>> seen = basket.posterior((6, 5, 1))
    >>> seen.p_mean.round(3), seen.p_above.round(3)
    (array([[0.284, 0.244, 0.073]]), array([[0.991, 0.968, 0.556]]))
    """

    p0: tuple[float, ...]
    p1: tuple[float, ...]
    n: tuple[int, ...]
    cutoff: float | tuple[float, ...] = 0.9
    strata: tuple[str, ...] | None = None
    exchange: tuple[Exchange, ...] | None = None
    own: tuple[Own, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("p0", "p1", "n", "cutoff", "strata", "exchange", "own"):
            value = getattr(self, name)
            object.__setattr__(self, name, tuple(value) if isinstance(value, list) else value)
        check_rates_of(self.p0, self.p1)
        given = {"p1": self.p1, "n": self.n, "cutoff": self.cutoffs, "strata": self.names, "own": self.priors}
        check_strata(len(self.p0), given)
        for p0, p1, n, cutoff, own in zip(self.p0, self.p1, self.n, self.cutoffs, self.priors, strict=True):
            check_two_rates("EXNEX", p0, p1)
            check_looks("EXNEX", (n,))
            check_share("cutoff", cutoff)
            check_normal("own", *own)
        check_weights(self.components, len(self.p0))

    @property
    def cutoffs(self) -> tuple[float, ...]:
        """Of each stratum."""
        return self.cutoff if isinstance(self.cutoff, tuple) else (self.cutoff,) * len(self.p0)

    @property
    def names(self) -> tuple[str, ...]:
        """Of each stratum."""
        return tuple(str(j + 1) for j in range(len(self.p0))) if self.strata is None else self.strata

    @property
    def components(self) -> tuple[Exchange, ...]:
        """The exchangeable components in use."""
        if self.exchange is not None:
            return self.exchange
        return (Exchange.around(float(np.mean([*self.p0, *self.p1]))),)

    @property
    def priors(self) -> tuple[Own, ...]:
        """Of each stratum on its own, as in use."""
        if self.own is not None:
            return self.own
        return tuple(around((p0 + p1) / 2) for p0, p1 in zip(self.p0, self.p1, strict=False))

    @property
    def apart(self) -> "Exnex":
        """The same strata without borrowing: each stands alone for certain."""
        return replace(self, exchange=tuple(replace(one, weight=0.0) for one in self.components))

    def posterior(self, responses: ArrayLike, n: Sequence[int] | None = None) -> BasketPosterior:
        """What the responses say of each stratum.

        Parameters
        ----------
        responses : (T, J) or (J,) responses of T baskets.
        n : (J,) patients whose response is known; all of them unless given.
        """
        patients = self.n if n is None else tuple(n)
        seen = counts_of(responses, patients, self.n)
        basket = self._basket(patients)
        rows, back = np.unique(seen, axis=0, return_inverse=True)
        size = max(1, _AT_ONCE // max(len(each.weight) for each in basket.components))
        found = np.concatenate(
            [
                np.stack([of_rows(basket, j, rows[start : start + size]) for j in range(len(self.n))], axis=-1)
                for start in range(0, len(rows), size)
            ],
            axis=1,
        )
        return BasketPosterior.of(found[:, back.ravel()])

    def quantiles(self, responses: Sequence[int], q: Sequence[float], n: Sequence[int] | None = None) -> F64:
        """(J, Q) posterior quantiles of each stratum's response rate.

        Parameters
        ----------
        responses : (J,).
        q : probabilities between 0 and 1.
        n : (J,) patients whose response is known; all of them unless given.
        """
        patients = self.n if n is None else tuple(n)
        counts_of(responses, patients, self.n)
        for each in q:
            check_share("q", each)
        basket = self._basket(patients)
        found = np.empty((len(self.n), len(q)))
        for j in range(len(self.n)):
            nodes = spread(basket, j, responses)
            found[j] = [nodes.quantile(level) for level in q]
        return np.asarray(expit(found), np.float64)

    def decide(self, responses: Sequence[int], n: Sequence[int] | None = None) -> tuple[StratumDecision, ...]:
        """What the responses call for in each stratum; open where fewer patients than planned are known.

        Parameters
        ----------
        responses : (J,).
        n : (J,) patients whose response is known; all of them unless given.
        """
        patients = self.n if n is None else tuple(n)
        seen = self.posterior(responses, patients)
        go = self._go(seen.p_above)[0]
        return tuple(
            StratumDecision.of(
                self.names[j],
                (int(responses[j]), patients[j], self.n[j]),
                (self.p0[j], self.cutoffs[j]),
                seen.at(j),
                bool(go[j]),
            )
            for j in range(len(self.n))
        )

    @property
    def boundaries(self) -> tuple[StratumLook, ...]:
        """Fewest responses of each stratum that call for going on: apart, and beside others at p0 or at p1."""
        low, high = (tuple(round(n * p) for n, p in zip(self.n, rates, strict=True)) for rates in (self.p0, self.p1))
        apart = self.apart
        return tuple(
            StratumLook(self.names[j], self.n[j], apart.needed(j, low), self.needed(j, low), self.needed(j, high))
            for j in range(len(self.n))
        )

    def needed(self, stratum: int, responses: Sequence[int]) -> int | None:
        """Fewest responses of one stratum that call for going on beside the others' ``responses``; None: none do.

        Parameters
        ----------
        stratum : 0-based.
        responses : (J,), that of the stratum itself is not looked at.
        """
        rows = np.tile(np.asarray(responses, np.int64), (self.n[stratum] + 1, 1))
        rows[:, stratum] = np.arange(self.n[stratum] + 1)
        go = self._go(self.posterior(rows).p_above)[:, stratum]
        return int(go.argmax()) if go.any() else None

    def chances(self, p: ArrayLike, trials: int = 4000, seed: int = 1) -> BasketChances:
        """How likely each stratum calls for going on.

        Parameters
        ----------
        p : (R, J) or (J,) true response rates.
        trials, seed : where there are more than 300,000 combinations of responses, so many baskets are drawn instead of
            looking at every one; the same draws serve every row of ``p``.
        """
        rates = np.atleast_2d(np.asarray(p, np.float64))
        if rates.shape[1:] != (len(self.n),):
            raise DesignError(f"EXNEX: {rates.shape[-1]} response rates for {len(self.n)} strata. Give one each.")
        table = self._table
        return chances_of(rates, self.n, table, lambda seen: self._go(self.posterior(seen).p_above), trials, seed)

    @cached_property
    def _table(self) -> Bool | None:
        """(J, n_1 + 1, ..., n_J + 1) whether each stratum calls for going on; None: too many combinations."""
        if np.prod([n + 1.0 for n in self.n]) > _MOST_STATES:
            return None
        basket = self._basket(self.n)
        above = np.stack([of_all(basket, j)[P_ABOVE] for j in range(len(self.n))], axis=-1)
        return np.moveaxis(self._go(above), -1, 0)

    def _go(self, p_above: F64) -> Bool:
        """(..., J) a probability equal to the cutoff does not go on."""
        return np.asarray(np.round(p_above, 9) > np.array(self.cutoffs))

    def _basket(self, patients: tuple[int, ...]) -> Basket:
        spread_of = tuple(sorted(set(patients)))
        each = [one.weights(len(self.n)) for one in self.components]
        return Basket(
            patients,
            tuple(float(logit(p0)) for p0 in self.p0),
            tuple(exchangeable(one.mean, one.sd, one.tau, patients) for one in self.components),
            tuple(zip(*each, strict=True)),
            tuple(alone(mean, sd, max(spread_of)) for mean, sd in self.priors),
        )
