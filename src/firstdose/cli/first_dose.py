"""``firstdose first-dose``: which dose could the first patient be given, and on what grounds?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Json
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from firstdose.molecule import Adc
    from firstdose.pkpd.first_dose import FirstDoses, MethodDose
    from firstdose.sourced import Sourced

Molecule = Annotated[
    str, typer.Argument(metavar="MOLECULE", help="Path of a molecule file, or the name of one of the library.")
]
Hnstd = Annotated[
    str | None,
    typer.Option(metavar="DOSE", show_default="the file's", help="HNSTD in a non-rodent, such as '6 mg/kg'."),
]
SpeciesOption = Annotated[str, typer.Option("--species", metavar="NAME", help="Species of --hnstd.")]
Std10 = Annotated[
    str | None, typer.Option(metavar="DOSE", show_default="the file's", help="STD10 in a rodent, such as '20 mg/kg'.")
]
Rodent = Annotated[str, typer.Option(metavar="NAME", help="Species of --std10.")]
Kd = Annotated[
    str | None,
    typer.Option("--kd", metavar="KD", show_default="the file's", help="KD of antibody and target, such as '0.3 nM'."),
]
Occupancy = Annotated[
    str | None,
    typer.Option(metavar="P", show_default="0.1", help="Share of the receptors that the MABEL may occupy at its peak."),
]
Effect = Annotated[
    str | None,
    typer.Option(
        "--effect-concentration",
        metavar="C",
        show_default="the model's",
        help="Concentration with an effect in vitro, such as '0.5 nM' or '75 ng/mL'.",
    ),
]
_COLUMNS = ("method", "mg/kg", "low to high", "mg/m²", "mg, 70 kg")


def first_dose(
    molecule: Molecule,
    hnstd: Hnstd = None,
    species: SpeciesOption = "cynomolgus",
    std10: Std10 = None,
    rodent: Rodent = "rat",
    kd: Kd = None,
    occupancy: Occupancy = None,
    effect_concentration: Effect = None,
    as_json: Json = False,
) -> None:
    """Propose first doses in humans, by every method.

    From what animals tolerated (HNSTD, STD10, NOAEL), and the smallest with an expected effect (MABEL). A
    method whose inputs are missing says which; options stand in for the molecule's file.
    """
    from firstdose.molecule import library
    from firstdose.pkpd.first_dose import Given
    from firstdose.pkpd.first_dose import first_dose as proposed

    adc = library(molecule)
    given = Given(
        hnstd=_quantity(hnstd, "mg/kg", "--hnstd"),
        species=species,
        std10=_quantity(std10, "mg/kg", "--std10"),
        rodent=rodent,
        kd=_concentration(kd, "--kd", adc),
        occupancy=_share(occupancy),
        effect_concentration=_concentration(effect_concentration, "--effect-concentration", adc),
    )
    found = proposed(adc, given)
    if as_json:
        show.as_json(found.to_dict())
    else:
        _print(found)


def _quantity(text: str | None, unit: str, option: str) -> Sourced | None:
    from firstdose.units import quantity

    return None if text is None else _said(quantity(text, unit, option), unit, option)


def _concentration(text: str | None, option: str, adc: Adc) -> Sourced | None:
    """By number of molecules, or by the mass of antibody."""
    from firstdose.errors import UnitError
    from firstdose.pkpd.first_dose.peak import nmol_per_L
    from firstdose.units import quantity

    if text is None:
        return None
    try:
        return _said(quantity(text, "nmol/L", option), "nmol/L", option)
    except UnitError as unknown:
        try:
            return _said(nmol_per_L(quantity(text, "mg/L", option), adc.antibody.molar_mass), "nmol/L", option)
        except UnitError:
            raise unknown from None


def _share(text: str | None) -> Sourced | None:
    if text is None:
        return None
    try:
        share = float(text)
    except ValueError:
        raise FirstDoseError(f'--occupancy "{text}" is not a number. Give a share, e.g. 0.1.') from None
    return _said(share, "1", "--occupancy")


def _said(value: float, unit: str, option: str) -> Sourced:
    from math import isfinite

    from firstdose.sourced import Sourced

    if not isfinite(value):
        raise FirstDoseError(
            f"{option}: {value:g} is no finite number. Give one that is{f', in {unit}' * (unit != '1')}."
        )
    return Sourced(value, unit, f"given by {option}", "assumed")


def _print(found: FirstDoses) -> None:
    if found.illustrative:
        show.say(f"Illustrative: the pharmacokinetics of {found.title}, which a MABEL rests on, are assumed.", "")
    show.table(_COLUMNS, map(_row, found.methods), title=f"First doses of {found.title}")
    show.say("", *found.reasons, "")
    for each in found.methods:
        show.say(f"{each.title}: {each.formula}.")
        show.say(
            *(f"{name}: {_told(value)} ({value.source}) [{value.provenance}]" for name, value in each.inputs),
            indent="    ",
        )
        show.say(f"{each.note.rstrip('.')}.", indent="    ")
    show.say("", "What was really given first:" if found.actual else "What was really given first is not known here.")
    for first in found.actual:
        ratio = found.times_customary(first)
        beside = "" if ratio is None else f", {ratio:.2g} times the customary"
        told = "; ".join(filter(None, (first.trial, first.note)))
        show.say(f"{first.dose} every {first.every_days:g} days{beside}: {told}", indent="    ")
        show.say(f"{first.dose.source} [{first.dose.provenance}]", indent="        ")


def _told(value: Sourced) -> str:
    low, high = value.range
    span = "" if low == high else f" ({low:.4g} to {high:.4g})"
    return f"{value.value:.4g}{span} {value.unit}".removesuffix(" 1")


def _row(each: MethodDose) -> tuple[str, ...]:
    from firstdose.report.digits import DASH, between, significant

    if each.span is None:
        return (each.title, "not known", DASH, DASH, DASH)
    low, value, high = each.span
    floor = "≥ " * each.at_least
    ends = DASH if low == high else between(significant(low), significant(high))
    return (each.title, floor + significant(value), ends, significant(each.mg_per_m2), significant(each.mg_70kg))
