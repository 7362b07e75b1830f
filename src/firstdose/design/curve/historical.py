"""Earlier trials as a prior: the meta-analytic-predictive (MAP) prior of a new trial's dose-DLT curve, made robust.

Each trial j has its own (log alpha_j, log beta_j) ~ N(mu, diag(tau_alpha^2, tau_beta^2)), the new one as well; mu has a
wide normal prior and each tau, the heterogeneity between trials, a log-normal one. What earlier trials say of the new
trial is then a distribution, found here by quadrature and written as a mixture of normal distributions.

References
----------
Neuenschwander B, Capkun-Niggli G, Branson M, Spiegelhalter DJ (2010), Clin Trials 7:5, doi:10.1177/1740774509356002.
Schmidli H, Gsteiger S, Roychoudhury S, O'Hagan A, Spiegelhalter D, Neuenschwander B (2014), Biometrics 70:1023,
doi:10.1111/biom.12242 (robust part; fit by a mixture).
Neuenschwander B, Roychoudhury S, Schmidli H (2016), Stat Biopharm Res 8:345, doi:10.1080/19466315.2016.1174149.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from math import log, sqrt
from typing import Any, TypeAlias

import numpy as np
from scipy.special import log_expit

from firstdose.design.curve.blur import blur
from firstdose.design.curve.logistic_grid import even_nodes
from firstdose.design.curve.logistic_prior import Matrix, Pair, Part
from firstdose.design.curve.normal_mixture import fit
from firstdose.design.levels import as_floats, check_share
from firstdose.errors import DesignError
from firstdose.types import F64

_TAU_LOG_SD = log(4) / 1.96  # of each tau: a factor of 4 either way, with a probability of 95 %, as OncoBayes2 has it
_TAUS = 5  # nodes of each tau
_TAIL = 5.5  # standard deviations on either side of the prior mean
_STEP_ALPHA = 0.5  # of the narrowest standard deviation of log alpha that a trial can leave
_STEP_BETA = 0.2  # of the prior standard deviation of log beta
_PARTS = 3  # of the mixture that stands for the MAP prior
_FARTHEST = 2.0  # median of a tau: beyond it an earlier trial tells nothing
Taus: TypeAlias = tuple[float, float, float]  # weight, tau_alpha, tau_beta


@dataclass(frozen=True)
class EarlierTrial:
    """Patients and DLTs at each dose of a trial that is over.

    Parameters
    ----------
    name : how it is called, e.g. "T-DM1 weekly".
    source : where the counts come from.
    doses : in the unit of the new trial's doses.
    n, dlt : patients, and patients with a DLT, at each dose.
    unit : of the doses.

    Examples
    --------
    >>> trial = EarlierTrial("weekly", "made up", doses=(1.2, 2.4), n=(3, 6), dlt=(0, 1))
    >>> trial.summary
    'weekly: 0/3 at 1.2 mg/kg, 1/6 at 2.4 mg/kg'
    """

    name: str
    source: str
    doses: tuple[float, ...]
    n: tuple[int, ...]
    dlt: tuple[int, ...]
    unit: str = "mg/kg"

    def __post_init__(self) -> None:
        if not all(isinstance(text, str) and text.strip() for text in (self.name, self.source)):
            raise DesignError("history: each earlier trial has a name and a source: say which it is, and who says so.")
        for name in ("doses", "n", "dlt"):
            object.__setattr__(self, name, as_floats(f'history "{self.name}": {name}', getattr(self, name)))
        if not len(self.doses) == len(self.n) == len(self.dlt) or not self.doses:
            raise DesignError(f'history "{self.name}": give doses, n and dlt of the same length, one entry a dose.')
        if not all(0 < dose < np.inf for dose in self.doses) or any(low >= high for low, high in pairwise(self.doses)):
            raise DesignError(f'history "{self.name}": doses are positive and rise, e.g. 1.2, 1.6, 2.0.')
        for dose, treated, toxic in zip(self.doses, self.n, self.dlt, strict=True):
            if not 0 <= toxic <= treated or toxic % 1 or treated % 1:
                raise DesignError(
                    f'history "{self.name}": {toxic:g} DLTs among {treated:g} patients at {dose:g} {self.unit} cannot '
                    "be. Give patients with a DLT, from 0 to the number treated."
                )
        for name in ("n", "dlt"):
            object.__setattr__(self, name, tuple(map(int, getattr(self, name))))

    @property
    def summary(self) -> str:
        """The counts in words."""
        cells = zip(self.dlt, self.n, self.doses, strict=True)
        return f"{self.name}: " + ", ".join(f"{dlt}/{n} at {dose:g} {self.unit}" for dlt, n, dose in cells)


@lru_cache(maxsize=64)
def robust_map_prior(
    history: tuple[EarlierTrial, ...],
    reference_dose: float,
    mean: Pair,
    cov: Matrix,
    heterogeneity: Pair = (0.25, 0.125),
    robust: float = 0.2,
) -> tuple[Part, ...]:
    """The prior of a new trial after earlier ones: parts (weight, mean, covariance) of a mixture.

    Parameters
    ----------
    history : the earlier trials.
    reference_dose : dose at which alpha is the odds of a DLT.
    mean, cov : of mu, (log alpha, log beta) on average over trials; and of the robust part.
    heterogeneity : medians of tau_alpha and tau_beta, the standard deviations between trials.
    robust : weight of the robust part, N(mean, cov), in case the earlier trials mislead; it stands last.

    Examples
    --------
    >>> trial = EarlierTrial("weekly", "made up", doses=(1.2, 2.4), n=(3, 6), dlt=(0, 1))
    >>> parts = robust_map_prior((trial,), 2.4, mean=(-0.85, 0.0), cov=((4.0, 0.0), (0.0, 1.0)))
    >>> round(sum(part[0] for part in parts[:-1]), 6), parts[-1]
    (0.8, (0.2, (-0.85, 0.0), ((4.0, 0.0), (0.0, 1.0))))
    """
    found = predictive(history, reference_dose, mean, cov, _taus(heterogeneity))
    made = fit(found.log_alpha, found.log_beta, found.mass, _PARTS)
    return (*(((1 - robust) * weight, centre, spread) for weight, centre, spread in made), (robust, mean, cov))


@dataclass(frozen=True, eq=False)
class Predictive:
    """What earlier trials say of (log alpha, log beta) of a new one."""

    log_alpha: F64  # (A,)
    log_beta: F64  # (B,)
    mass: F64  # (A, B), adds up to 1


def predictive(
    history: tuple[EarlierTrial, ...], reference_dose: float, mean: Pair, cov: Matrix, taus: tuple[Taus, ...]
) -> Predictive:
    """The MAP prior itself, on a grid, from pairs of tau with their prior weights.

    Given the taus, trials are independent once mu is known: each one's likelihood, blurred by the taus, is a factor of
    the posterior of mu, and that posterior, blurred again, is the prior of the new trial.
    """
    patients = max(sum(trial.n) for trial in history)
    reach = [_TAIL * sqrt(cov[i][i] + max(tau[1 + i] for tau in taus) ** 2) for i in range(2)]
    steps = _STEP_ALPHA / sqrt(1 / cov[0][0] + patients / 4), _STEP_BETA * min(1.0, sqrt(cov[1][1]))
    offsets = [even_nodes(-far, far, step) for far, step in zip(reach, steps, strict=True)]
    log_alpha, log_beta = mean[0] + offsets[0], mean[1] + offsets[1]
    prior = _normal_density(offsets[0], offsets[1], cov)
    likelihoods = [_likelihood(trial, reference_dose, log_alpha, log_beta) for trial in history]
    total = np.zeros_like(prior)
    for weight, *tau in taus:
        blurs = [blur(len(nodes), sd / step) for nodes, sd, step in zip(offsets, tau, steps, strict=True)]
        average = weight * prior
        for likelihood in likelihoods:
            average = average * _blurred(likelihood, *blurs)
        total += _blurred(average, *blurs)
    return Predictive(log_alpha, log_beta, total / total.sum())


def _taus(medians: Pair) -> tuple[Taus, ...]:
    """Weight, tau_alpha and tau_beta at the nodes of a Gauss-Hermite rule."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_TAUS)
    scale = np.exp(_TAU_LOG_SD * nodes)
    pairs = product(zip(weights, scale, strict=True), repeat=2)
    total = float(weights.sum()) ** 2
    return tuple((float(w * v) / total, float(medians[0] * s), float(medians[1] * t)) for (w, s), (v, t) in pairs)


def _normal_density(across: F64, down: F64, cov: Matrix) -> F64:
    """(A, B) up to a constant, at distances from the mean."""
    inverse = np.linalg.inv(np.array(cov))
    x, y = across[:, None], down[None, :]
    return np.asarray(np.exp(-0.5 * (inverse[0, 0] * x * x + 2 * inverse[0, 1] * x * y + inverse[1, 1] * y * y)))


def _likelihood(trial: EarlierTrial, reference_dose: float, log_alpha: F64, log_beta: F64) -> F64:
    """(A, B) up to a constant."""
    logs = np.zeros((len(log_alpha), len(log_beta)))
    for dose, n, dlt in zip(trial.doses, trial.n, trial.dlt, strict=True):
        eta = log_alpha[:, None] + np.exp(log_beta) * log(dose / reference_dose)
        logs += dlt * log_expit(eta) + (n - dlt) * log_expit(-eta)
    return np.asarray(np.exp(logs - logs.max()))


def _blurred(values: F64, across: F64, down: F64) -> F64:
    """Values (A, B), each spread over its neighbours both ways."""
    # einsum, not a matrix product: BLAS may add in another order on another number of threads
    once = np.einsum("ij,jk->ik", across, values)
    return np.asarray(np.maximum(np.einsum("ik,kl->il", once, down), 0.0), np.float64)


def as_history(trials: Any) -> tuple[EarlierTrial, ...]:
    """Any list of earlier trials as a tuple."""
    given = tuple(trials) if isinstance(trials, Iterable) else None
    if given is None or not all(isinstance(trial, EarlierTrial) for trial in given):
        raise DesignError(
            f"history = {trials!r}: a list of EarlierTrial is needed, each with its name, source, doses, n and dlt."
        )
    return given


def told_of_history(history: tuple[EarlierTrial, ...], robust: float) -> str:
    """What a decision says of the weight that earlier trials keep, to be filled from its number ``history``."""
    who, keep = ("trial", "keeps") if len(history) == 1 else ("trials", "keep")
    names = " and ".join(trial.name for trial in history)
    return f"the earlier {who}, {names}, {keep} a weight of {{history:.2f}}, after {1 - robust:.2f} at the start"


def check_history(heterogeneity: Pair, robust: float) -> None:
    """Refuse what cannot be an earlier trial's weight or distance."""
    check_share("robust", robust)
    if len(heterogeneity) != 2 or not all(0 < tau <= _FARTHEST for tau in heterogeneity):
        raise DesignError(
            f"heterogeneity = {', '.join(f'{tau:g}' for tau in heterogeneity)}: two standard deviations between trials "
            f"are needed, of log alpha and log beta, above 0 and at most {_FARTHEST:g}, e.g. 0.25, 0.125 (moderate)."
        )
