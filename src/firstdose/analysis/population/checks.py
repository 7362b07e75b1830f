"""A population model that cannot be estimated is refused before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from firstdose.errors import ModelError

if TYPE_CHECKING:
    from firstdose.analysis.population.specification import PopulationModel


def check(spec: PopulationModel) -> None:
    """Refuse names that do not fit each other."""
    _check_thetas(spec)
    _check_omega(spec)
    for error in spec.error:
        if error.output not in spec.model.names:
            known = ", ".join(spec.model.names)
            raise ModelError(
                f"{spec.name}: model {spec.model.name} has no output {error.output}. It has {known}; name one of them "
                "in [error]."
            )
    for label, output in spec.observed.items():
        if output not in spec.outputs:
            raise ModelError(f"{spec.name}: {label} is {output}, which has no error. Add {output} to [error].")


def _check_thetas(spec: PopulationModel) -> None:
    names = [each.name for each in spec.theta]
    _once(spec, names, "theta")
    if not spec.error:
        raise ModelError(f"{spec.name} has no error. Say how observations differ: [error] CP = {{additive = 0.7}}.")
    used = {each for effect in spec.covariates for each in effect.coefficients.values() if isinstance(each, str)}
    for name in names:
        if name not in spec.model.defaults and name not in used:
            raise ModelError(
                f"{spec.name}: model {spec.model.name} has no parameter {name}, and no covariate uses it. "
                f"{_meant(name, [*spec.model.defaults])}The model has {', '.join(spec.model.defaults)}."
            )
    parameters = [each.name for each in spec.individual]
    for effect in spec.covariates:
        if effect.parameter not in parameters:
            raise ModelError(
                f"{spec.name}: {effect.covariate} acts on {effect.parameter}, which is no theta of the model. "
                f"{_meant(effect.parameter, parameters)}There are {', '.join(parameters)}."
            )
        for each in effect.coefficients.values():
            if isinstance(each, str) and each not in names:
                raise ModelError(
                    f"{spec.name}: {effect.covariate} on {effect.parameter} has coefficient {each}, which is no "
                    f"theta. Add {each} to [theta], or give a number, which is then fixed."
                )


def _check_omega(spec: PopulationModel) -> None:
    parameters = [each.name for each in spec.individual]
    for names, what in ((spec.between, "omega"), (spec.within, "iov")):
        _once(spec, names, what)
        for name in names:
            if name not in parameters:
                raise ModelError(
                    f"{spec.name}: {what} has {name}, which is no theta of the model. {_meant(name, parameters)}"
                    f"Add {name} to [theta] (fixed, if it is known), or take it out of [{what}]."
                )


def _once(spec: PopulationModel, names: Sequence[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ModelError(f"{spec.name}: {name} stands twice in [{what}]. Keep one.")


def _meant(name: str, known: Sequence[str]) -> str:
    upper = {each.upper(): each for each in known}
    close = get_close_matches(name.upper(), upper, n=1)
    return f"Is it {upper[close[0]]}? " if close else ""
