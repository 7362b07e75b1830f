"""Every parameter of the patient model for a molecule, each with its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import LibraryError, ModelError
from firstdose.molecule import Adc
from firstdose.pkpd.engine.statement import Model, Parameter
from firstdose.pkpd.models.adc import patient_model
from firstdose.pkpd.mouse import xenograft_parameters
from firstdose.resources import packaged
from firstdose.sourced import Sourced
from firstdose.tables import Table, noun, read_toml

System: TypeAlias = Literal["human", "mouse"]
MOLAR_MASS = "MM"  # of the antibody, kDa; no parameter of the equations, it turns mg into nmol
DEFAULT_SITE = "circulation"  # at which the conjugate harms platelets, where none is asked for
EGFR = "EGFR"  # the target whose occupancy in skin gives a rash
_NO_EGFR = Sourced(0.0, "L/nmol", "the antibody binds another target", "derived")
_FOLDER = "pkpd/library"


def parameters(adc: Adc, system: System = "human", site: str = DEFAULT_SITE) -> Mapping[str, Sourced]:
    """Parameters of ``model_of(adc, site)`` by name, and the antibody's molar mass ``MM``.

    Parameters
    ----------
    adc : brings its pharmacokinetics, the numbers of its mechanism, and the toxicity of its payload and antibody.
    system : a patient, or a mouse with a tumour, whose parameters are those of ``pkpd.mouse``.
    site : of action on platelets, in a patient.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> known = parameters(library("t-dm1"))
    >>> known["CLC"].to("L/day"), known["PLT0"].provenance
    (0.676, 'source')
    """
    if system == "mouse":
        return xenograft_parameters(adc) | {MOLAR_MASS: adc.antibody.molar_mass}
    known = _of(adc, site) | _biology(adc.antibody.target.name)
    return {each.name: _found(each, known, adc) for each in model_of(adc, site).parameters} | {
        MOLAR_MASS: adc.antibody.molar_mass
    }


def model_of(adc: Adc, site: str = DEFAULT_SITE) -> Model:
    """The patient model for a molecule: a payload that crosses membranes reaches the neighbours of the cells it kills.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> model_of(library("t-dm1")).name, model_of(library("tusamitamab-ravtansine"), "release").name
    ('adc_circulation', 'adc_release_bystander')
    """
    return patient_model(site, adc.payload.permeable)


def typical(adc: Adc, site: str = DEFAULT_SITE) -> dict[str, float]:
    """Those of a patient as numbers in the units of the model.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> round(typical(library("imgn289"))["VM"], 1)  # nmol/day, from necitumumab
    93.6
    """
    units = {each.name: each.unit for each in model_of(adc, site).parameters} | {MOLAR_MASS: "kDa"}
    return {name: number.to(units[name]) for name, number in parameters(adc, "human", site).items()}


def check_clearance(values: Mapping[str, ArrayLike]) -> None:
    """Refuse a conjugate that would lose its payload faster than it leaves: CLC is to exceed KDEC * V1."""
    CLC, lost = np.asarray(values["CLC"]), np.asarray(values["KDEC"]) * np.asarray(values["V1"])
    if np.any(lost >= CLC):
        worst = float(np.max(lost / CLC))
        raise ModelError(
            f"KDEC * V1 is {worst:.3g} of CLC in some patient: the conjugate's clearance includes the loss of its "
            "payload, so nothing would be left for the antibody. Give a slower KDEC, or a larger CLC."
        )


def _found(wanted: Parameter, known: Mapping[str, Sourced], adc: Adc) -> Sourced:
    if wanted.name not in known:
        raise LibraryError(
            f"{adc.name}: nothing is said of {wanted.name}, {wanted.meaning}. Add it to human.toml or toxicity.toml, "
            f'e.g. {wanted.name} = {{ value = {wanted.value:g}, unit = "{wanted.unit}", source = "why", '
            'provenance = "assumed" }.'
        )
    known[wanted.name].require(wanted.unit, f"{adc.name} {wanted.name}", positive=False)
    return known[wanted.name]


def _of(adc: Adc, site: str) -> dict[str, Sourced]:
    """What the molecule brings: pharmacokinetics, mechanism, and the toxicity of its payload and antibody."""
    kinetics, own = adc.pharmacokinetics, dict(adc.require_mechanism().sourced("human"))
    return {
        **_toxicity("payload", adc.payload.name, site),
        **_toxicity("antibody", adc.antibody.name, site),
        **own,
        "KREL": own["KOUT"],  # normal cells let the payload go as tumour cells do
        "KA_EGFR": _affinity(own["KD"]) if adc.antibody.target.name == EGFR else _NO_EGFR,
        "CLC": kinetics.CL,
        "V1": kinetics.V1,
        "Q": kinetics.Q,
        "V2": kinetics.V2,
    } | ({} if kinetics.VM is None else {"VM": kinetics.VM})


def _affinity(KD: Sourced) -> Sourced:
    low, value, high = (1 / each for each in KD.span("nmol/L"))
    return Sourced(value, "L/nmol", f"1 / KD: {KD.source}", KD.provenance, min(low, high), max(low, high))


@cache
def _toxicity(part: str, name: str, site: str) -> dict[str, Sourced]:
    """Of a payload or an antibody; of any other where nothing is said of it."""
    known = _table("toxicity")[part]
    name = name if name in known else "other"
    return dict(_numbers(known[name], (site,), f"toxicity.toml [{part}.{name}]"))


@cache
def _biology(target: str) -> dict[str, Sourced]:
    """Of a patient; of a tumour with that target."""
    known: dict[str, Sourced] = {}
    for organ, table in _table("human").items():
        known |= dict(_numbers(table, (target, "other"), f"human.toml [{organ}]"))
    return known


@cache
def _table(name: str) -> Table:
    return read_toml(packaged(f"{_FOLDER}/{name}.toml"))


def _numbers(table: Table, kinds: tuple[str, ...], where: str) -> Iterator[tuple[str, Sourced]]:
    """The numbers of a table; one that differs between kinds is a table of them, of which the first known is taken."""
    for name, said in table.items():
        number = next((said[kind] for kind in kinds if kind in said), said)
        yield name, noun(Sourced, number, f"{where} {name}")
