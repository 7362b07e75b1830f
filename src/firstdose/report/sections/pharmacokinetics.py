"""The parameters that exposure is computed from."""

from __future__ import annotations

from firstdose.molecule import Adc, Pharmacokinetics
from firstdose.report.blocks import Cell, Column, Table
from firstdose.report.digits import listed, significant
from firstdose.report.words import covariate_words, provenance

_NAMES = {"CL": "Clearance, CL", "V1": "Central volume, V1", "Q": "Exchange, Q", "V2": "Peripheral volume, V2"}


def parameters(adc: Adc, *, linear: bool, illustrative: bool) -> Table:
    """Typical values of the conjugate, and their spread between patients.

    Parameters
    ----------
    linear : whether exposure comes from these alone, rather than from the patient model.
    """
    kinetics, target = adc.pharmacokinetics, adc.antibody.target.name
    use = (
        f"The linear model is known to hold from {kinetics.valid_from}: {kinetics.valid_from.source}."
        if linear
        else "The patient model has volumes, exchange, variation and covariates from here; its clearance is fitted, "
        f"and a loss through {target} that saturates comes beside it."
    )
    covariates = [f"{covariate_words(one.covariate)} on {one.parameter}" for one in kinetics.covariates]
    return Table(
        "pk-parameters",
        "Published pharmacokinetic parameters of the conjugate in the typical patient, and how much they vary between "
        "patients.",
        (
            Column("Parameter", align="left"),
            Column("Typical"),
            Column("Unit", align="left"),
            Column("Variation", "CV, %"),
            Column("Source", align="left", wide=True),
            Column("Provenance", align="left"),
        ),
        tuple(_row(kinetics, name) for name in _NAMES),
        note=f"{use} Covariates: {listed(covariates) or 'none'}.",
        illustrative=illustrative,
    )


def _row(kinetics: Pharmacokinetics, name: str) -> tuple[Cell, ...]:
    typical, variation = getattr(kinetics, name), getattr(kinetics.omega, name)
    return (
        _NAMES[name],
        significant(typical.value),
        typical.unit,
        significant(variation.to("%")),
        typical.source,
        provenance(typical.provenance),
    )
