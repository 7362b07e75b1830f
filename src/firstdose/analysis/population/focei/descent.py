"""The minimum of the objective: quasi-Newton steps, then Newton's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from firstdose.analysis.population.focei.objective import Marginal, Objective
from firstdose.types import F64, Bool

Progress: TypeAlias = Callable[[int, float], None]  # iteration, and the OFV there

MOST_ITERATIONS = 500
ENOUGH = 1e-5  # expected fall of OFV at which the minimum is found
FLAT = 1e-3  # second derivative of OFV by the logarithm of a standard deviation that the data does not tell
SMALL = 1e-3  # expected fall with which a minimum is still one
_ROUGH = 2e-2  # of the gradient, at which Newton's steps take over
_NEWTON = 6  # steps
_FAR = 0.5  # from where on a tangent tells nothing
_DEEP, _DEEPER = 1e-4, 2  # of -2 log density, by which another mode is deeper; how often that begins a descent anew
STEP, SHARE = 1e-3, 0.05  # of differences of gradients, at most; and as a share of what moves OFV by a half


@dataclass(eq=False)
class Descent:
    """An objective being minimised: where it is evaluated next, modes start where the last ones say they will be."""

    objective: Objective
    progress: Progress | None = None
    best: F64 = field(default_factory=lambda: np.empty(0))  # (Q,)
    marginal: Marginal | None = None  # there
    trace: list[tuple[int, float]] = field(default_factory=list)

    def from_(self, x: F64) -> Found:
        """The minimum that is reached from a vector (Q,)."""
        from scipy.optimize import minimize

        self._evaluate(x)
        if self.marginal is None or not np.isfinite(self.ofv):
            return Found(x, None, np.full((len(x),) * 2, np.nan), np.ones(len(x), bool), np.inf, False, ())
        if not len(x):  # all is fixed: the etas alone are looked for
            return Found(x, self.marginal, np.zeros((0, 0)), np.ones(0, bool), 0.0, True, ())
        inverse = np.linalg.inv(self._scores_hessian())
        options: Any = {"gtol": _ROUGH, "maxiter": MOST_ITERATIONS, "hess_inv0": (inverse + inverse.T) / 2}
        how: Any = {"options": options, "callback": self._tell}
        done = minimize(self._value, x, jac=True, method="BFGS", **how)
        for _ in range(_DEEPER):
            if not self._deepened():
                break
            done = minimize(self._value, self.best, jac=True, method="BFGS", **how)
        hessian = self.hessian()
        for _ in range(_NEWTON):
            step, fall = self._newton(hessian)
            if fall < ENOUGH or not self._try(step):
                break
            if fall > 100 * ENOUGH:
                hessian = self.hessian()
        _, fall = self._newton(hessian)
        told = ~(self.objective.packing.spreads & (np.abs(np.diag(hessian)) < FLAT))
        x = np.maximum(self.best, self.objective.lowest)
        return Found(x, self.marginal, hessian, told, fall, bool(done.nit < MOST_ITERATIONS), tuple(self.trace))

    @property
    def ofv(self) -> float:
        """The lowest so far."""
        return np.inf if self.marginal is None else float(self.marginal.total[0])

    def hessian(self) -> F64:
        """(Q, Q) of OFV at the best point: central differences of gradients, all points at once."""
        assert self.marginal is not None
        q = len(self.best)
        step = np.minimum(STEP, SHARE / np.sqrt(np.diag(self._scores_hessian())))
        moves = np.concatenate([np.diag(step), -np.diag(step)])
        eta = self.marginal.eta + np.einsum("skq,cq->csk", self.marginal.tangent[0], moves)
        gradient = self.objective.at(self.best + moves, eta).gradient.sum(axis=1)
        found = (gradient[:q] - gradient[q:]) / (2 * step[:, None])
        return np.asarray((found + found.T) / 2)

    def _evaluate(self, x: F64) -> Marginal:
        at = self.objective.at(x[None], self._start(x))
        if at.total[0] < self.ofv:
            self.best, self.marginal = x.copy(), at
        return at

    def _start(self, x: F64) -> F64:
        """Etas that the tangent at the best point tells; those themselves, where that is far.

        So each subject's mode is followed, where there are several; one that jumps between them breaks a line search.
        """
        if self.marginal is None:
            return self._nobody()
        if np.abs(x - self.best).max(initial=0.0) > _FAR:
            return self.marginal.eta
        return np.asarray(self.marginal.eta + np.einsum("cskq,q->csk", self.marginal.tangent, x - self.best))

    def _nobody(self) -> F64:
        """Etas of 0."""
        return np.zeros((1, self.objective.records.subjects, self.objective.predictor.k))

    def _deepened(self) -> bool:
        """Whether some subject had a deeper mode than the one that was followed; it is followed from here on."""
        assert self.marginal is not None
        again = self.objective.at(self.best[None], self._nobody())
        deeper = again.depth < self.marginal.depth - _DEEP
        if not deeper.any():
            return False
        eta = np.where(deeper[..., None], again.eta, self.marginal.eta)
        self.marginal = self.objective.at(self.best[None], eta)
        return True

    def _value(self, x: F64) -> tuple[float, F64]:
        at = self._evaluate(x)
        if np.isfinite(at.total[0]):
            return float(at.total[0]), at.gradient[0].sum(axis=0)
        away = x - self.best  # a wall that grows with the distance from what is known to be possible
        return self.ofv + 1e3 * (1 + float(away @ away)), 2e3 * away

    def _tell(self, _: F64) -> None:
        self.trace.append((len(self.trace) + 1, self.ofv))
        if self.progress is not None:
            self.progress(*self.trace[-1])

    def _scores_hessian(self) -> F64:
        """From the gradients of the subjects (Berndt and others 1974), so that the first step has the right size."""
        assert self.marginal is not None
        gradient = self.marginal.gradient[0]
        found = 0.5 * gradient.T @ gradient
        return np.asarray(found + np.diag(0.1 * np.diag(found) + 1.0))

    def _newton(self, hessian: F64) -> tuple[F64, float]:
        """Step and expected fall; where the Hessian is not positive definite along its positive directions."""
        assert self.marginal is not None
        gradient = self.marginal.gradient[0].sum(axis=0)
        if not np.isfinite(hessian).all():
            return np.zeros_like(gradient), np.inf
        values, vectors = np.linalg.eigh(hessian)
        along = vectors.T @ gradient / np.maximum(np.abs(values), 1e-3)
        return -vectors @ along, float(0.5 * (vectors.T @ gradient) @ along)

    def _try(self, step: F64) -> bool:
        """Whether the step, or a part of it, goes down."""
        before, x = self.ofv, self.best
        step = step / max(1.0, np.abs(step).max(initial=0.0))
        for share in (1.0, 0.25, 0.06):
            self._evaluate(x + share * step)
            if self.ofv < before:
                self._tell(x)
                return True
        return False


@dataclass(frozen=True, eq=False)
class Found:
    """Where a descent ended."""

    x: F64  # (Q,)
    marginal: Marginal | None  # None: the objective could not be computed at the start
    hessian: F64  # (Q, Q) of OFV
    told: Bool  # (Q,) not so standard deviations that went to 0, where OFV does not change with them any more
    fall: float  # of OFV, still expected
    in_time: bool
    trace: tuple[tuple[int, float], ...]  # iteration and OFV

    @property
    def iterations(self) -> int:
        """Of quasi-Newton and Newton steps."""
        return len(self.trace)

    @property
    def is_minimum(self) -> bool:
        """Whether no fall is expected any more, and OFV rises in every direction."""
        if self.marginal is None or not np.isfinite(self.hessian).all() or self.fall > SMALL or not self.in_time:
            return False
        if (np.diag(self.hessian)[self.told] < FLAT).any():
            return False
        hessian = self.hessian[np.ix_(self.told, self.told)]
        scale = np.sqrt(np.maximum(np.diag(hessian), 1e-12))
        return bool(np.linalg.eigvalsh(hessian / np.outer(scale, scale)).min(initial=np.inf) > 1e-9)

    @property
    def ofv(self) -> float:
        """There."""
        return np.inf if self.marginal is None else float(self.marginal.total[0])
