"""What a study's file, molecule and population rest on that was not read in a publication."""

from __future__ import annotations

from collections.abc import Iterator

from firstdose.molecule import assumptions as of_molecule
from firstdose.sourced import Assumption, ranked, sourced_in
from firstdose.study.nouns import Study


def assumptions(study: Study) -> tuple[Assumption, ...]:
    """Of the file, the molecule and the population as the study uses them, shakiest first.

    Predictions and exposure-driven simulations rest on the prior of the DLT hazard too:
    ``firstdose.virtual.prediction_assumptions`` is the complete list.

    Examples
    --------
    >>> from firstdose.study import load
    >>> assumptions(load("imgn289"))[0].provenance
    'assumed'
    """
    return ranked([*study.stated, *of_molecule(study.molecule), *_covariates(study), *_population(study)])


def _population(study: Study) -> Iterator[Assumption]:
    for said in study.indications:
        yield from sourced_in(study.population.indication(said.name), f"{study.population.name} {said.name}")


def _covariates(study: Study) -> Iterator[Assumption]:
    """Effects on exposure whose covariate the population does not have."""
    known = {said.name: study.population.covariates(said.name).names for said in study.indications}
    wanted = {effect.covariate: effect for effect in study.molecule.pharmacokinetics.covariates}
    for name, effect in wanted.items():
        without = [indication for indication, names in known.items() if name not in names]
        if without:
            whom = "" if len(without) == len(known) else f" with {', '.join(without)}"
            what = f"{effect.reference:g} {effect.unit} in every patient{whom}"
            source = "the reference of the molecule's model; the population does not have it"
            yield Assumption(f"{study.population.name} {name}", what, source, "assumed")
