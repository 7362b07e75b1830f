"""Posterior of the order in which combinations become more toxic, and of the curve along each order."""

from functools import cached_property

import numpy as np

from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.design.curve.toxicity_orders import Orders
from firstdose.types import F64, I64


class OrderPosterior:
    """Of S states, patients and DLTs a level, each (S, K), under M orders; every answer is made when asked for.

    Parameters
    ----------
    curve : the model of the levels from the least toxic on, whichever order holds.
    orders : each all levels, the least toxic first.
    prior : (M,) probability of each order.
    n, dlt : patients and DLTs a level.
    """

    def __init__(self, curve: OneParameter, orders: Orders, prior: tuple[float, ...], n: I64, dlt: I64) -> None:
        self._orders, self._prior = np.array(orders), np.array(prior)
        self._shape = len(orders), *n.shape
        # an order is a renaming of the levels, so the states under all of them are one batch
        by_rank = [counts.T[self._orders].transpose(0, 2, 1).reshape(-1, n.shape[1]) for counts in (n, dlt)]
        self._along = Posterior(curve, *by_rank)

    @cached_property
    def weights(self) -> F64:
        """(S, M) probability of each order."""
        log_weight = self._along.log_evidence.reshape(self._shape[:2]).T + np.log(self._prior)
        weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    @cached_property
    def likeliest(self) -> I64:
        """(S,) number of the likeliest order, the first of equals."""
        return np.asarray(np.round(self.weights, 9).argmax(axis=1), np.int64)

    @property
    def order(self) -> I64:
        """(S, K) the levels in the likeliest order."""
        return self._orders[self.likeliest]

    @property
    def p_by_rank(self) -> F64:
        """(S, K) DLT probabilities along the likeliest order, at the posterior mean of its beta."""
        return self._along.p_plugin.reshape(self._shape)[self.likeliest, np.arange(self._shape[1])]

    @property
    def p_plugin(self) -> F64:
        """(S, K) the same, level by level."""
        by_level = np.empty(self._shape[1:])
        np.put_along_axis(by_level, self.order, self.p_by_rank, axis=1)
        return by_level

    @property
    def p_mean(self) -> F64:
        """(S, K) mean DLT probability over all orders."""
        return self._over_orders(self._along.p_mean)

    def p_over(self, threshold: float) -> F64:
        """(S, K) Pr(p > threshold) over all orders."""
        return self._over_orders(self._along.p_over(threshold))

    def _over_orders(self, by_rank: F64) -> F64:
        ranks = np.argsort(self._orders, axis=1)
        by_level = np.take_along_axis(by_rank.reshape(self._shape), ranks[:, None, :], axis=2)
        # einsum, not a matrix product: BLAS may add in another order on another number of threads
        return np.asarray(np.einsum("sm,msk->sk", self.weights, by_level))
