"""What there is to say of an estimation: whether it converged, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from firstdose.analysis.population.focei.descent import Found
from firstdose.analysis.population.focei.objective import Objective
from firstdose.analysis.population.focei.uncertainty import Uncertainty
from firstdose.analysis.population.values import Population
from firstdose.errors import FirstDoseError, ModelError
from firstdose.types import F64

NONE = 1e-3  # a standard deviation that is said to be gone
SAME = 0.01  # difference of OFV between descents that ended in one minimum


def status(found: Found, tried: list[Found]) -> str:
    """In a sentence."""
    if not len(found.x):
        return f"All is fixed: nothing was estimated, OFV {found.ofv:.3f} and the etas are those of the given values."
    again = f" after {len(tried)} descents" if len(tried) > 1 else ""
    if found.is_minimum:
        return f"Converged{again}: the gradient is near 0, the Hessian positive definite, and OFV {found.ofv:.3f}."
    return (
        f"Not converged{again}: OFV {found.ofv:.3f} is no sure minimum. Take the estimates as a place to start from; "
        "simplify the model, give other initial values, or more restarts."
    )


def warnings(
    objective: Objective, found: Found, values: Population, spread: Uncertainty, tried: list[Found]
) -> tuple[str, ...]:
    """Sentences, each with what to do."""
    assert found.marginal is not None
    told = [*objective.records.notes, *_boundaries(objective, values), *_uncertain(objective, found, spread)]
    lost = np.flatnonzero(~found.marginal.settled[0])
    if len(lost):
        who = ", ".join(str(objective.records.id[k]) for k in lost[:5])
        told.append(
            f"The etas of subject {who} were not found to the tolerance: look at their data, and whether the model can "
            "describe them."
        )
    return (*told, *_descents(found, tried))


def _boundaries(objective: Objective, values: Population) -> Iterator[str]:
    spec = objective.packing.spec
    for what, names, matrix in (("omega", spec.between, values.omega), ("iov", spec.within, values.iov)):
        sd = np.sqrt(np.diag(matrix))
        for name, each in zip(names, sd, strict=True):
            if each < NONE:
                yield (
                    f"The variance of {name} in {what} went to 0 ({each**2:.2g}): the data shows no variability of it. "
                    f"Take {name} out of [{what}]."
                )
    for (output, kind), each in zip(spec.sigma, values.sigma, strict=True):
        if each < NONE / 10 * _typical(objective, output, kind):
            yield f"The {kind} error of {output} went to 0 ({each:.2g}). Leave it out of [error]."


def _typical(objective: Objective, output: str, kind: str) -> float:
    """Size of the observations, for an error in their unit."""
    if kind != "additive":
        return 1.0
    records = objective.records
    own = records.dv[records.output == objective.packing.spec.outputs.index(output)]
    return float(np.median(np.abs(own))) if len(own) else 0.0


def _uncertain(objective: Objective, found: Found, spread: Uncertainty) -> Iterator[str]:
    if spread.covariance is None:
        names = ", ".join(_flat(objective, found.hessian))
        yield (
            f"There are no standard errors: the objective is flat or bent the wrong way along {names}. The data does "
            "not tell these apart; fix one of them, or leave it out."
        )
    subjects, parameters = objective.records.subjects, objective.packing.size
    if spread.by and "S" in spread.by and subjects <= parameters:
        yield (
            f"The standard errors use the gradients of {subjects} subjects for {parameters} parameters: too few for "
            "that. Ask for the covariance r instead."
        )


def _flat(objective: Objective, hessian: F64) -> list[str]:
    """Names of what weighs most in the direction of least curvature."""
    names = objective.packing.names
    if not np.isfinite(hessian).all():
        return list(names)
    scale = np.sqrt(np.maximum(np.abs(np.diag(hessian)), 1e-12))
    vector = np.abs(np.linalg.eigh(hessian / np.outer(scale, scale))[1][:, 0])
    return [names[k] for k in np.argsort(-vector)[:3] if vector[k] > 0.3]


def _descents(found: Found, tried: list[Found]) -> Iterator[str]:
    others = [each.ofv for each in tried if each.is_minimum and each.ofv > found.ofv + SAME]
    if others:
        yield (
            f"Other initial values led to other minima, of OFV {', '.join(f'{each:.3f}' for each in sorted(others))}; "
            "the lowest is reported. With several minima ask for more restarts."
        )
    if len(tried) > 1 and not tried[0].is_minimum:
        yield (
            f"The descent from the initial values stopped at OFV {tried[0].ofv:.3f} without a minimum (a false "
            "convergence, had it been believed); it was begun again from there with noise."
        )
    if not found.is_minimum:
        yield (
            "FOCEI needs initial values within a factor of about 3, and variances that the data can tell. Check the "
            "units of AMT and DV against the thetas, or let SAEM begin, which minds the start less."
        )


def nowhere(objective: Objective) -> FirstDoseError:
    """Why the objective cannot be computed at the initial values."""
    records, spec = objective.records, objective.packing.spec
    values = objective.packing.initial
    nobody = np.zeros((1, records.subjects, objective.predictor.k))
    f = objective.predictor.predict(values.theta[None], nobody)
    terms = objective.likelihood.terms(f, values.sigma[None])
    lost = np.flatnonzero(~np.isfinite(terms.value[0]))
    if not len(lost):
        return ModelError(f"{spec.name}: the objective is not finite at the initial values. Give others.")
    at = lost[0]
    where = f"The data, row {records.row[at]} (subject {records.id[records.subject[at]]}, time {records.time[at]:g})"
    output = spec.outputs[records.output[at]]
    if np.isfinite(f[0, at]):
        return ModelError(
            f"{where}: {output} is predicted as {f[0, at]:g} and observed as {records.dv[at]:g}, which the error of "
            f"{output} makes impossible. Add an additive error, or give such rows MDV 1."
        )
    return ModelError(f"{where}: {output} cannot be simulated at the initial values. Give others in [theta].")
