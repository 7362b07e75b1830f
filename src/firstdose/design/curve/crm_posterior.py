"""Posterior of the CRM's one parameter, by quadrature: sums over the nodes of ``crm_nodes``."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from firstdose.design.curve.crm_nodes import FEWEST, Nodes, nodes_for, over, quantile
from firstdose.design.curve.crm_states import Partial, States
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.types import F64, I64


class Posterior:
    """Of S states, patients and DLTs a level, each (S, K); every answer is made when asked for.

    Parameters
    ----------
    curve : the model and its prior.
    n, dlt : patients who count in full, and those of them with a DLT.
    partial : patients who count in part.

    Examples
    --------
    >>> after = Posterior(OneParameter((0.1, 0.3)), np.array([[3, 0]]), np.array([[1, 0]]))
    >>> after.p_plugin.round(3).tolist(), after.p_mean.round(3).tolist()
    ([[0.295, 0.528]], [[0.307, 0.51]])
    """

    def __init__(self, curve: OneParameter, n: I64, dlt: I64, partial: Partial | None = None) -> None:
        self._curve, self._states = curve, States(curve, n, dlt, partial)

    @cached_property
    def _beta(self) -> F64:
        return self._means(lambda nodes: np.stack([nodes.beta, nodes.beta**2]))

    @property
    def beta_mean(self) -> F64:
        """(S,) mean of beta."""
        return self._beta[:, 0]

    @property
    def beta_var(self) -> F64:
        """(S,) variance of beta."""
        return np.asarray(self._beta[:, 1] - self._beta[:, 0] ** 2)

    @cached_property
    def p_plugin(self) -> F64:
        """(S, K) p at the posterior mean of beta."""
        return self._curve.p(self.beta_mean)

    @cached_property
    def p_mean(self) -> F64:
        """(S, K) mean of p."""
        return self._means(lambda nodes: nodes.p)

    @cached_property
    def p_sd(self) -> F64:
        """(S, K) standard deviation of p."""
        return np.sqrt(np.maximum(self._means(lambda nodes: nodes.p**2) - self.p_mean**2, 0.0))

    def p_over(self, threshold: float) -> F64:
        """(S, K) Pr(p > threshold)."""
        return np.clip(self._means(lambda nodes: over(nodes, threshold)), 0.0, 1.0)

    def quantile(self, share: float) -> F64:
        """(S, K) below it lies p with this probability."""
        found = np.empty(len(self._states))
        for one in self._states.blocks():
            mass = one.mass[: len(one.states)]
            found[one.states] = quantile(one.nodes.part(one.window), mass, 1 - share)  # p falls as beta rises
        return self._curve.p(found)[self._states.kind]

    @property
    def log_evidence(self) -> F64:
        """(S,) log of the prior predictive probability of each state, its patients in one given order."""
        found = np.empty(len(self._states))
        for one in self._states.blocks():
            found[one.states] = one.log_evidence[: len(one.states)]
        return found[self._states.kind]

    def _means(self, functionals: Callable[[Nodes], F64]) -> F64:
        """(S, M) posterior means of functionals (M, G) of beta."""
        sizes = {FEWEST, *self._states.sizes.tolist()}
        made = {size: functionals(nodes_for(self._curve, size)) for size in sizes}
        found = np.empty((len(self._states), len(made[FEWEST])))
        for one in self._states.blocks():
            # einsum, not a matrix product: BLAS may add in another order on another number of threads
            means = np.einsum("sg,mg->sm", one.mass, made[one.nodes.patients][:, one.window])
            found[one.states] = means[: len(one.states)]
        return found[self._states.kind]
