"""The CRM's working model: a dose-DLT curve with one unknown parameter, beta."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import atan2, isfinite, log, log1p, pi
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import expit, log_expit

from firstdose.design.levels import check_numbers, check_share
from firstdose.errors import DesignError
from firstdose.types import F64

Model: TypeAlias = Literal["power", "logistic"]
SCALE = 1.34**0.5  # prior standard deviation of beta, of O'Quigley and Shen (1996) and of dfcrm
_WIDEST = 10.0  # of it


@dataclass(frozen=True)
class OneParameter:
    """g(p of level k) = intercept + exp(beta) x_k, with beta ~ N(0, scale^2) a priori.

    Parameters
    ----------
    skeleton : prior guesses of the DLT probabilities, increasing: the curve where beta is 0.
    model : ``"power"``, p = skeleton^exp(beta): g is the logarithm and the intercept 0; ``"logistic"``: g is the logit.
    scale : prior standard deviation of beta.
    intercept : of the logistic model.

    Notes
    -----
    The dose labels x_k = g(skeleton_k) - intercept are negative, so p falls as beta rises.

    Examples
    --------
    >>> OneParameter((0.1, 0.3)).p(np.log(2.0)).round(4).tolist()  # squares
    [0.01, 0.09]
    """

    skeleton: tuple[float, ...]
    model: Model = "power"
    scale: float = SCALE
    intercept: float = 3.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "skeleton", checked_skeleton(self.skeleton))
        check_reached("skeleton", self.skeleton[-1], self.model, self.intercept)
        check_numbers(scale=self.scale)
        if not 0 < self.scale <= _WIDEST:
            raise DesignError(
                f"scale = {self.scale:g}: the prior standard deviation of beta is a number above 0 and at most "
                f"{_WIDEST:g}; {SCALE:.3f} is usual."
            )

    @cached_property
    def labels(self) -> F64:
        """(K,) dose labels x, negative."""
        return np.array([self.excess(p) for p in self.skeleton])

    def excess(self, p: float) -> float:
        """g(p) - intercept."""
        return log(p) if self.model == "power" else log(p) - log1p(-p) - self.intercept

    def beta_at(self, p: float) -> F64:
        """(K,) the beta at which each level has DLT probability ``p``."""
        return np.log(self.excess(p) / self.labels)

    def p(self, beta: F64 | float) -> F64:
        """(..., K) DLT probability of each level."""
        return self.p_at(np.exp(np.asarray(beta, np.float64))[..., None] * self.labels)

    def p_at(self, excess: F64) -> F64:
        """DLT probability from g(p) - intercept."""
        return np.asarray(np.exp(excess) if self.model == "power" else expit(self.intercept + excess))

    def log_safe_at(self, excess: F64) -> F64:
        """Logarithm of the probability of no DLT."""
        if self.model == "power":
            return np.log(-np.expm1(excess))
        return np.asarray(log_expit(-self.intercept - excess))

    def log_odds_at(self, excess: F64) -> F64:
        """Logarithm of the odds of a DLT."""
        return excess - self.log_safe_at(excess) if self.model == "power" else self.intercept + excess

    def information_at(self, excess: F64) -> F64:
        """What one patient tells of beta: Fisher's information."""
        odds = np.exp(self.log_odds_at(excess))
        return np.asarray(excess**2 * (odds if self.model == "power" else odds / (1 + odds) ** 2))

    @property
    def strip(self) -> float:
        """How far from the real line the curve is analytic in beta."""
        return pi / 2 if self.model == "power" else min(pi / 2, atan2(pi, self.intercept))


def check_reached(name: str, p: float, model: str, intercept: float) -> None:
    """Refuse a model that there is none of, and a DLT probability that no value of its beta gives."""
    if model not in ("power", "logistic"):
        raise DesignError(f'model = "{model}" is not known. Give "power" or "logistic".')
    check_numbers(intercept=intercept)
    if not isfinite(intercept):
        raise DesignError(f"intercept = {intercept:g}: a number is needed, e.g. 3.")
    check_share(name, p)
    if model == "logistic" and p >= expit(intercept):
        raise DesignError(
            f"{name} = {p:g}: the logistic model with intercept = {intercept:g} only has DLT probabilities below "
            f"{expit(intercept):.3g}. Give a higher intercept."
        )


def checked_skeleton(skeleton: Iterable[float]) -> tuple[float, ...]:
    """The guesses; refuses those that are no probabilities, or do not rise with the dose."""
    if not isinstance(skeleton, Iterable) or not (skeleton := tuple(skeleton)):
        raise DesignError(
            f"skeleton = {skeleton}: give a prior guess of every level's DLT probability, e.g. [0.1, 0.3]."
        )
    for level, p in enumerate(skeleton, start=1):
        check_share(f"skeleton of level {level}", p)
    for level, (low, high) in enumerate(pairwise(skeleton), start=2):
        if not low < high:
            raise DesignError(
                f"skeleton of level {level} = {high:g} is not above that of level {level - 1} = {low:g}: "
                "the guesses rise with the dose. Put them in increasing order, each once."
            )
    return tuple(float(p) for p in skeleton)
