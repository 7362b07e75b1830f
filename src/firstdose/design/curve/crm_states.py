"""What trials of a CRM have seen, each distinct state once, and the posterior mass of the nodes that matter to it.

A state's nodes, and the order in which anything is added up over them, follow from the state alone, so that no answer
depends on the batch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from firstdose.design.curve.crm_nodes import Nodes, nodes_for, size_class
from firstdose.design.curve.distinct import distinct
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.types import F64, I64

_ROWS, _SCANNED = 32, 128  # states at a time, always: sums in arrays of another shape might be added in another order
_COARSE = 4  # every so many nodes tell where a posterior is
_NOTHING = 1e-19  # of the highest density: beyond, it is not
_EDGES = 12  # windows begin and end at one of so many edges, so that many states share one
_KEPT = 8192  # distinct states up to which masses are kept for the next question


@dataclass(frozen=True, eq=False)
class Partial:
    """Patients without a DLT so far who count in part: each is a factor 1 - weight p of the likelihood."""

    level: I64  # (S, Q)
    weight: F64  # (S, Q), 0 to 1; 0: nobody

    @property
    def count(self) -> I64:
        """(S,) how many they are."""
        return np.asarray((self.weight > 0).sum(axis=1), np.int64)

    def take(self, rows: I64) -> "Partial":
        """Those of the states ``rows``."""
        return Partial(self.level[rows], self.weight[rows])


@dataclass(frozen=True, eq=False)
class Block:
    """A few states with one window of nodes."""

    states: I64  # (B,) numbers of distinct states
    nodes: Nodes  # of which the window is a part
    window: slice
    mass: F64  # (R, W) posterior mass of each node, of these states first
    log_evidence: F64  # (R,)


class States:
    """The distinct states of a batch.

    Parameters
    ----------
    curve : the model and its prior.
    n, dlt : (S, K) patients who count in full, and those of them with a DLT.
    partial : patients who count in part.
    """

    def __init__(self, curve: OneParameter, n: I64, dlt: I64, partial: Partial | None) -> None:
        self._curve = curve
        part = Partial(np.zeros((len(n), 0), np.int64), np.zeros((len(n), 0))) if partial is None else partial
        # nobody else's follow-up is the same to the day
        own = np.where(part.count > 0, np.arange(1, len(n) + 1), 0)
        first, self.kind = distinct(np.column_stack([n, dlt, own]))  # (S,) each row's state
        self._seen, self._partial = np.column_stack([n, dlt])[first].astype(np.float64), part.take(first)
        self.sizes = size_class(n[first].sum(axis=1) + self._partial.count)

    def __len__(self) -> int:
        return len(self._seen)

    def blocks(self) -> Iterable[Block]:
        """All states, block by block."""
        return self._kept if len(self) <= _KEPT else self._made()

    @cached_property
    def _kept(self) -> list[Block]:
        return list(self._made())

    def _made(self) -> Iterator[Block]:
        for size in np.unique(self.sizes):
            nodes, states = nodes_for(self._curve, float(size)), np.flatnonzero(self.sizes == size)
            states = states[np.argsort(self._partial.count[states], kind="stable")]  # blocks of few go fast
            windows = self._windows(nodes, states)
            for start, stop in np.unique(windows, axis=0).tolist():
                window, inside = slice(start, stop), states[(windows == (start, stop)).all(axis=1)]
                near = nodes.part(window)
                for rows in _in_blocks(inside, _ROWS):
                    mass, highest = self._weigh(near, np.resize(rows, _ROWS))
                    total = mass.sum(axis=1, keepdims=True)
                    yield Block(rows, nodes, window, mass / total, (highest + np.log(total))[:, 0])

    def _windows(self, nodes: Nodes, states: I64) -> I64:
        """(B, 2) the first node that matters to each state, and the one after the last, moved out to the next edge."""
        coarse, many = nodes.part(slice(None, None, _COARSE)), len(nodes.beta)
        edges = np.linspace(0, many, _EDGES).astype(np.int64)
        found = [self._extent(coarse, rows) for rows in _in_blocks(states, _SCANNED)]
        first, last = np.concatenate(found, axis=1) * _COARSE
        start = np.searchsorted(edges, np.maximum(first, 0), side="right") - 1
        stop = np.searchsorted(edges, np.minimum(last + 1, many))
        return np.column_stack([edges[start], edges[stop]])

    def _extent(self, coarse: Nodes, rows: I64) -> I64:
        """(2, B) of coarse nodes, the one before the first that matters and the one after the last."""
        mass, _ = self._weigh(coarse, np.resize(rows, _SCANNED))
        near = mass > _NOTHING * mass.max(axis=1, keepdims=True)
        ends = np.stack([near.argmax(axis=1) - 1, near.shape[1] - near[:, ::-1].argmax(axis=1)])
        return ends[:, : len(rows)]

    def _weigh(self, nodes: Nodes, rows: I64) -> tuple[F64, F64]:
        """(R, G) prior mass times likelihood, up to a factor, and (R, 1) the logarithm of that factor."""
        log_mass = nodes.log_prior + np.einsum("sk,kg->sg", self._seen[rows], nodes.log_terms)
        highest = log_mass.max(axis=1, keepdims=True)
        mass = np.exp(log_mass - highest)
        some = self._partial.take(rows)
        for patient in np.flatnonzero(some.weight.any(axis=0)):
            mass *= 1 - some.weight[:, patient, None] * nodes.p[some.level[:, patient]]
        return mass, highest


def _in_blocks(rows: I64, size: int) -> Iterator[I64]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
