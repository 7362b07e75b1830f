"""The posterior of a dose-DLT curve after each state of a batch.

A state is what has been seen: patients and DLTs by level. Every distinct state is integrated once and in an order of
its own, so that an answer does not depend on the batch; and only what is asked for is.
"""

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Protocol, TypeAlias

import numpy as np

from firstdose.design.curve.distinct import distinct
from firstdose.types import F64, I64

State: TypeAlias = tuple[int, ...]


class Known(Protocol):
    """What is known after one state."""

    @property
    def log_evidence(self) -> float:
        """Log of the prior predictive probability of the state, its patients in one given order."""
        ...

    def below(self, cuts: tuple[float, ...]) -> F64:
        """(C * K,) Pr(p <= cut), cut by cut, level by level."""
        ...

    def moments(self) -> F64:
        """(2 * K,) means of p, then of its square."""
        ...

    def quantile(self, share: float) -> F64:
        """(K,) below it lies p with this probability."""
        ...

    def weights(self) -> F64:
        """(parts,) probability of each part of the prior."""
        ...


class Model(Protocol):
    """A prior with its doses; equal models are equal keys."""

    def __hash__(self) -> int: ...

    @property
    def n_levels(self) -> int:
        """Levels that are asked about."""
        ...

    def after(self, state: State) -> Known:
        """The posterior."""
        ...


class Posterior:
    """After S states, each a row of ``columns``; every answer is made when asked for."""

    def __init__(self, model: Model, columns: I64) -> None:
        self._model = model
        first, self._row = distinct(columns)
        self._states: list[State] = [tuple(state) for state in columns[first].tolist()]

    def below(self, cuts: tuple[float, ...]) -> F64:
        """(C, S, K) Pr(p <= cut)."""
        shares = self._each(lambda state: _below(self._model, cuts, state))
        return np.moveaxis(shares.reshape(len(self._row), len(cuts), -1), 1, 0)

    @cached_property
    def _moments(self) -> F64:
        return self._each(lambda state: _moments(self._model, state))

    @property
    def mean(self) -> F64:
        """(S, K) mean of p."""
        return self._moments[:, : self._model.n_levels]

    @property
    def sd(self) -> F64:
        """(S, K) standard deviation of p."""
        return np.sqrt(np.maximum(self._moments[:, self._model.n_levels :] - self.mean**2, 0.0))

    def quantile(self, share: float) -> F64:
        """(S, K) below it lies p with this probability."""
        return self._each(lambda state: _quantile(self._model, share, state))

    def weight(self, *parts: int) -> F64:
        """(S, K) probability that one of the parts of the prior is true, the same at every level."""
        share = self._each(lambda state: _weights(self._model, state)[list(parts)].sum(keepdims=True))
        return np.broadcast_to(share, (len(share), self._model.n_levels))

    @property
    def log_evidence(self) -> F64:
        """(S,) log of the prior predictive probability of each state, its patients in one given order."""
        return self._each(lambda state: _evidence(self._model, state))

    def _each(self, answer: Callable[[State], F64]) -> F64:
        return np.array([answer(state) for state in self._states])[self._row]


@lru_cache(maxsize=50_000)
def _below(model: Model, cuts: tuple[float, ...], state: State) -> F64:
    return model.after(state).below(cuts)


@lru_cache(maxsize=10_000)
def _moments(model: Model, state: State) -> F64:
    return model.after(state).moments()


@lru_cache(maxsize=10_000)
def _quantile(model: Model, share: float, state: State) -> F64:
    return model.after(state).quantile(share)


@lru_cache(maxsize=10_000)
def _weights(model: Model, state: State) -> F64:
    return model.after(state).weights()


@lru_cache(maxsize=10_000)
def _evidence(model: Model, state: State) -> F64:
    return np.array(model.after(state).log_evidence)
