"""Priors of the two-parameter logistic dose-DLT curve: bivariate normal, or a mixture of them."""

from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt
from typing import Any, TypeAlias, cast

import numpy as np

from firstdose.design.levels import as_floats
from firstdose.errors import DesignError

Pair: TypeAlias = tuple[float, float]
Matrix: TypeAlias = tuple[Pair, Pair]
Part: TypeAlias = tuple[float, Pair, Matrix]  # weight, mean and covariance

DEFAULT_COV: Matrix = ((4.0, 0.0), (0.0, 1.0))  # standard deviations 2 and 1, no correlation
_WIDEST = 10  # standard deviation of a prior


@dataclass(frozen=True)
class LogisticPrior:
    """(log alpha, log beta) ~ N(mean, cov) with logit p = log alpha + beta x, x = log(dose / reference dose)."""

    mean: Pair
    cov: Matrix
    x: tuple[float, ...]  # of each level

    @property
    def sd_alpha_given_beta(self) -> float:
        """Standard deviation of log alpha where log beta is known."""
        return sqrt(self.cov[0][0] - self.cov[0][1] ** 2 / self.cov[1][1])

    @property
    def sd_beta(self) -> float:
        """Standard deviation of log beta."""
        return sqrt(self.cov[1][1])


@dataclass(frozen=True)
class MixturePrior:
    """Several priors, each true with a weight; the weights add up to 1."""

    weights: tuple[float, ...]
    parts: tuple[LogisticPrior, ...]

    @classmethod
    def of(cls, parts: tuple[Part, ...], x: tuple[float, ...]) -> "MixturePrior":
        """From weights, means and covariances, with x of each level."""
        return cls(tuple(part[0] for part in parts), tuple(LogisticPrior(mean, cov, x) for _, mean, cov in parts))


def as_rows(name: str, rows: Any) -> tuple[tuple[float, ...], ...]:
    """Any list of lists of numbers as tuples."""
    if not _is_list(rows):
        raise DesignError(f"{name} = {rows!r}: a list of lists of numbers is needed, e.g. [[4, 0], [0, 1]].")
    return tuple(as_floats(name, row) for row in rows)


def as_matrix(name: str, rows: Any) -> Matrix:
    """Rows of any kind; ``check_normal`` refuses what is not 2 x 2."""
    return cast(Matrix, as_rows(name, rows))


def as_parts(name: str, parts: Any) -> tuple[Part, ...]:
    """Parts of a mixture, each (weight, mean, covariance)."""
    if not _is_list(parts) or any(not _is_list(part) or len(part) != 3 for part in parts):
        raise DesignError(f"{name}: each part is (weight, mean, covariance), e.g. (0.8, (-0.85, 0), ((1, 0), (0, 1))).")
    return tuple(
        (as_floats(name, [weight])[0], cast(Pair, as_floats(name, mean)), as_matrix(name, cov))
        for weight, mean, cov in parts
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def check_mixture(parts: tuple[Part, ...]) -> None:
    """Refuse parts that are no mixture of normal priors."""
    if not parts:
        raise DesignError("BLRM: mixture is empty: give at least one (weight, mean, covariance).")
    for number, (weight, mean, cov) in enumerate(parts, start=1):
        if not 0 < weight <= 1:
            raise DesignError(
                f"BLRM: mixture part {number}: weight = {weight:g}: a share above 0, at most 1, is needed."
            )
        check_normal(mean, cov, f"mixture part {number}: mean", f"mixture part {number}: cov")
    total = sum(part[0] for part in parts)
    if abs(total - 1) > 1e-6:
        raise DesignError(
            f"BLRM: mixture: the weights add up to {total:g}, not to 1. Give each as a share of the prior."
        )


def check_normal(
    mean: tuple[float, ...],
    cov: tuple[tuple[float, ...], ...],
    mean_name: str = "prior_mean",
    cov_name: str = "prior_cov",
) -> None:
    """Refuse a mean and covariance that no normal prior has."""
    if len(mean) != 2 or not np.all(np.isfinite(mean)):
        raise DesignError(
            f"BLRM: {mean_name} = {list(mean)}: two finite numbers are needed, of log alpha and log beta."
        )
    matrix = np.array([list(row) for row in cov if len(row) == 2])
    if matrix.shape != (2, 2) or not np.all(np.isfinite(matrix)) or matrix[0, 1] != matrix[1, 0]:
        raise DesignError(f"BLRM: {cov_name} = {[list(row) for row in cov]}: a symmetric 2 x 2 matrix is needed.")
    if matrix.max() > _WIDEST**2:
        raise DesignError(
            f"BLRM: {cov_name} = {matrix.tolist()}: a standard deviation above {_WIDEST} says nothing that one of "
            f"{_WIDEST} does not: the odds of a DLT then span more than 8 orders of magnitude. Give a smaller one."
        )
    if not (matrix[0, 0] > 0 and matrix[0, 0] * matrix[1, 1] > matrix[0, 1] ** 2):
        raise DesignError(
            f"BLRM: {cov_name} = {matrix.tolist()} is not positive definite: no normal prior has it. Give variances on "
            "the diagonal and a covariance smaller than the product of the standard deviations."
        )
