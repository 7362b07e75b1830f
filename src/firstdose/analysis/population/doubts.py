"""What speaks against a fit that is otherwise found, by its own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from firstdose.analysis.population.fit import Fit

SHRUNKEN = 30.0  # per cent, from which on it is said
CORRELATED, ILL = 0.99, 1000.0  # a correlation and a condition number likewise
NONE = 1e-6  # a variance at which effects are gone, and neither shrink nor correlate


def doubts(fit: Fit) -> Iterator[str]:
    """Sentences, each with what to do."""
    yield from _vague(fit)
    for name, shrinkage in fit.shrinkage.items():
        if shrinkage is not None and shrinkage > SHRUNKEN and fit.omega[name][name] >= NONE:
            yield (
                f"The etas of {name} shrink by {shrinkage:.0f} %: conditional estimates of {name} say little of "
                "subjects, and plots of them against covariates mislead. Test covariates in the model instead."
            )
    yield from _correlated("omega", fit.omega)
    yield from _correlated("iov", fit.iov)
    if fit.covariance is not None and fit.condition > ILL:
        yield (
            f"The condition number of the estimates' correlation matrix is {fit.condition:.0f}: some of them are "
            "nearly exchangeable, so the model is larger than the data."
        )


def _vague(fit: Fit) -> Iterator[str]:
    """Standard deviations, of effects and errors, that the data tell nothing of; a theta may well be near 0."""
    pairs = {f"omega² {name}": (row[name], fit.se_omega[name][name]) for name, row in fit.omega.items()}
    pairs |= {
        f"sigma {output} {kind}": (value, fit.se_sigma[output][kind])
        for output, kinds in fit.sigma.items()
        for kind, value in kinds.items()
    }
    said = [f"{name} ({100 * se / value:.0f} %)" for name, (value, se) in pairs.items() if se and se > value]
    if said:
        yield (
            f"The standard error is larger than the estimate: {', '.join(said)}. Leave out, or fix, what the data do "
            "not tell."
        )


def _correlated(what: str, matrix: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    names = [name for name in matrix if matrix[name][name] >= NONE]
    for a, b in ((names[i], names[j]) for i, j in zip(*np.tril_indices(len(names), -1), strict=True)):
        correlation = matrix[a][b] / (matrix[a][a] * matrix[b][b]) ** 0.5
        if abs(correlation) > CORRELATED:
            yield (
                f"The correlation of {b} and {a} in {what} went to {correlation:.3f}, its boundary. Leave the "
                "covariance out, or estimate one random effect for both."
            )
