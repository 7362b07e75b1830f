"""The FOCEI objective of every subject, with its exact gradient."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from firstdose.analysis.population.focei.modes import inverse, modes, posterior, solved
from firstdose.analysis.population.likelihood import Derivatives, Likelihood, Terms
from firstdose.analysis.population.predictor import Curvature, Predictor
from firstdose.analysis.population.values import Packing
from firstdose.errors import ModelError
from firstdose.types import F64, Bool

DEEPEST = 10.0  # below the logarithm of its initial value, where a standard deviation counts as 0
SINGULAR = 1e-12  # smallest eigenvalue of a correlation matrix
NEAR = 0.1  # of OFV, by which a mode may be off to be corrected to first order


@dataclass(frozen=True, eq=False)
class Marginal:
    """-2 log likelihood of C vectors of Q numbers, by subject."""

    ofv: F64  # (C, S) without n log(2 pi); infinite where a prediction failed
    gradient: F64  # (C, S, Q)
    eta: F64  # (C, S, K) conditional modes
    tangent: F64  # (C, S, K, Q) how the modes move with the numbers
    depth: F64  # (C, S) -2 log density of data and etas at the mode
    settled: Bool  # (C, S) whether the mode was found

    @property
    def total(self) -> F64:
        """(C,)."""
        return np.asarray(self.ofv.sum(axis=1))


@dataclass(frozen=True, eq=False)
class _At:
    """All that the objective and its gradient are made of, at modes."""

    c: Curvature
    terms: Terms
    d: Derivatives
    precision: F64  # (C, K, K)
    eta: F64  # (C, S, K)


class Objective:
    """FOCEI with interaction: Laplace's approximation with the expected information of the data.

    Notes
    -----
    Of a subject with modes eta, OFV = sum (-2 log p(y|eta)) + etaᵀ Omega⁻¹ eta + log|Omega| + log|H|,
    H = sum_j (1/R_j + (R'_j/R_j)²/2) a_j a_jᵀ + Omega⁻¹, a = df/deta (equations 11 to 19 of Almquist 2015). The
    gradient is theirs too: it needs d²f/deta² and d²f/deta dtheta, and how the modes move, d eta/dx =
    -(d²l/deta²)⁻¹ d²l/deta dx. The modes found are near the true ones by a small delta; OFV and eta are corrected for
    it by one Newton step, which leaves an error of delta².

    References
    ----------
    Almquist J, Leander J, Jirstrand M (2015), J Pharmacokinet Pharmacodyn 42:191, doi:10.1007/s10928-015-9409-1.
    """

    def __init__(self, predictor: Predictor, likelihood: Likelihood, packing: Packing) -> None:
        self.predictor, self.likelihood, self.packing = predictor, likelihood, packing
        self.records = predictor.records
        self._subject = self.records.subject
        self.lowest = np.where(packing.spreads, packing.pack(packing.initial) - DEEPEST, -np.inf)

    def at(self, x: F64, eta: F64) -> Marginal:
        """Of vectors x (C, Q); the modes are looked for from eta (C, S, K)."""
        deep = x < self.lowest  # a standard deviation of 0, which no step makes smaller
        x = np.where(deep, self.lowest, x)
        values, occasions = self.packing.unpack(x), self.records.occasions
        omega = values.full(occasions)
        fine = np.isfinite(omega).all(axis=(1, 2)) & np.isfinite(values.theta).all(axis=1)
        if not (fine & np.isfinite(values.sigma).all(axis=1)).all() or not _definite(omega):
            return self._nowhere(x, eta)
        try:
            eta, settled = modes(self.predictor, self.likelihood, values.theta, omega, values.sigma, eta)
            curvature = self.predictor.with_curvature(values.theta, eta)
        except ModelError:  # doses that these parameters make impossible, such as a negative bioavailability
            return self._nowhere(x, eta)
        terms = self.likelihood.terms(curvature.f, values.sigma)
        derivatives = self.likelihood.derivatives(curvature.f, values.sigma)
        at = _At(curvature, terms, derivatives, inverse(omega), eta)
        with np.errstate(all="ignore"):
            found = self._marginal(at, omega, self.packing.omega_slopes(x, occasions), settled)
        return replace(found, gradient=np.where(deep[:, None], 0.0, found.gradient))

    def _nowhere(self, x: F64, eta: F64) -> Marginal:
        shape = (*eta.shape[:2], x.shape[1])
        nothing = np.zeros((*eta.shape, x.shape[1]))
        far = np.full(shape[:2], np.inf)
        return Marginal(far, np.zeros(shape), eta, nothing, far, np.zeros(shape[:2], bool))

    def _marginal(self, at: _At, omega: F64, slopes: F64, settled: Bool) -> Marginal:
        found = posterior(self.records, at.terms, at.c.by_eta, at.precision, at.eta)
        value, gradient, twice = found
        fine = np.isfinite(value) & np.isfinite(gradient).all(axis=2) & np.isfinite(twice).all(axis=(2, 3))
        half = np.where(fine[..., None, None], twice / 2, np.eye(twice.shape[-1]))
        inverted = solved(half, np.broadcast_to(np.eye(half.shape[-1]), half.shape))
        volume = np.linalg.slogdet(omega)[1][:, None] + np.linalg.slogdet(half)[1]
        by_eta = self._volume_by_eta(at, inverted)
        curved = self._exact_hessian(at, half, fine)
        off = -solved(curved, np.where(fine[..., None], gradient, 0.0)[..., None])[..., 0]
        fall, turn = (np.einsum("csk,csk->cs", each, off) for each in (gradient, by_eta))
        near = np.abs(fall) + np.abs(turn) < NEAR
        off = np.where(near[..., None], off, 0.0)
        ofv = value + volume + np.where(near, 0.5 * fall + turn, 0.0)
        fine &= np.isfinite(ofv)
        explicit, mixed = self._explicit(at, inverted, slopes)
        tangent = -solved(curved, np.where(fine[..., None, None], mixed, 0.0))
        total = explicit + np.einsum("csk,cskq->csq", by_eta, tangent)
        return Marginal(
            np.where(fine, ofv, np.inf),
            np.where(fine[..., None], total, 0.0),
            at.eta + off,
            tangent,
            value,
            settled & fine & near,
        )

    def _exact_hessian(self, at: _At, half: F64, fine: Bool) -> F64:
        """(C, S, K, K) of -2 log density; Gauss-Newton's where it is not positive definite, as away from a mode."""
        a = at.c.by_eta
        each = at.d.slope_by_f[..., None, None] * a[..., :, None] * a[..., None, :]
        exact = self.records.by_subject(each + at.terms.slope[..., None, None] * at.c.by_eta_eta)
        exact = exact + 2 * at.precision[:, None]
        exact = np.where(fine[..., None, None], exact, half)
        good = np.linalg.eigvalsh(exact)[..., :1, None] > 0 if exact.shape[-1] else np.ones((1, 1, 1, 1), bool)
        return np.where(good, exact, 2 * half)

    def _weights(self, at: _At, inverse: F64) -> tuple[F64, F64]:
        """H⁻¹ a (C, O, K) and aᵀ H⁻¹ a (C, O)."""
        u = np.einsum("cokl,col->cok", inverse[:, self._subject], at.c.by_eta)
        return u, np.einsum("cok,cok->co", u, at.c.by_eta)

    def _volume_by_eta(self, at: _At, inverse: F64) -> F64:
        """d log|H| / d eta (C, S, K)."""
        u, q = self._weights(at, inverse)
        each = (at.d.information_by_f * q)[..., None] * at.c.by_eta
        each = each + 2 * at.terms.information[..., None] * np.einsum("com,comk->cok", u, at.c.by_eta_eta)
        return self.records.by_subject(each)

    def _explicit(self, at: _At, inverse: F64, slopes: F64) -> tuple[F64, F64]:
        """Derivatives at fixed etas: of the objective (C, S, Q), and of the gradient of the modes (C, S, K, Q)."""
        thetas, sigmas = self.packing.thetas, self.packing.sigmas
        u, q = self._weights(at, inverse)
        moved, turned = at.c.by_theta[..., thetas], at.c.by_eta_theta[..., thetas]
        theta = (at.terms.slope + at.d.information_by_f * q)[..., None] * moved
        theta = theta + 2 * at.terms.information[..., None] * np.einsum("com,comt->cot", u, turned)
        sigma = at.d.value_by_sigma + at.d.information_by_sigma * q[..., None]
        by_theta = (at.d.slope_by_f[..., None] * at.c.by_eta)[..., None] * moved[:, :, None]
        by_theta = by_theta + at.terms.slope[..., None, None] * turned
        by_sigma = at.c.by_eta[..., None] * at.d.slope_by_sigma[:, :, None]
        pulled = -np.einsum("ckl,cwlm,cmn->cwkn", at.precision, slopes, at.precision)  # d Omega⁻¹
        side = np.einsum("cwkl,csl->cswk", pulled, at.eta)
        omega = np.einsum("cswk,csk->csw", side, at.eta) + np.einsum("cskl,cwlk->csw", inverse, pulled)
        omega = omega + np.einsum("ckl,cwlk->cw", at.precision, slopes)[:, None]
        explicit = [self.records.by_subject(theta), omega, self.records.by_subject(sigma[..., sigmas])]
        mixed = [
            self.records.by_subject(by_theta),
            2 * np.moveaxis(side, 2, 3),
            self.records.by_subject(by_sigma[..., sigmas]),
        ]
        return np.concatenate(explicit, axis=2), np.concatenate(mixed, axis=3)


def _definite(omega: F64) -> bool:
    """Whether every covariance (C, K, K) is one, with correlations that rounding can tell from 1."""
    sd = np.sqrt(np.diagonal(omega, axis1=1, axis2=2))
    if not ((sd > 1e-100) & (sd < 1e100)).all():
        return False
    return bool((np.linalg.eigvalsh(omega / (sd[:, :, None] * sd[:, None, :])) > SINGULAR).all())
