"""``firstdose cell``: what do conjugate, antibody and payload do to cells in a dish?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.lists import numbers
from firstdose.cli.options import Json

if TYPE_CHECKING:
    from firstdose.molecule import Adc
    from firstdose.pkpd.cell_assay import DoseResponse, Response

Molecule = Annotated[
    str, typer.Argument(metavar="MOLECULE", help="Path of a molecule file, or the name of one of the library.")
]
Receptors = Annotated[str, typer.Option(metavar="N,N,...", help="Targets on a cell.")]
Dependence = Annotated[
    str,
    typer.Option(
        metavar="P,P,...", help="How far growth depends on the target's signal: 1 where inhibitors act, 0 where not."
    ),
]
Days = Annotated[float | None, typer.Option(metavar="D", show_default="5", help="Days of exposure.")]
Control = Annotated[bool, typer.Option("--control", help="Test the conjugate on an antibody that binds nothing, too.")]
_COLUMNS = ("receptors", "dependence", "agent", "IC50\nnM", "greatest effect\n%")


def cell(
    molecule: Molecule,
    receptors: Receptors = "1e4,1e5,1e6",
    dependence: Dependence = "0,1",
    days: Days = None,
    control: Control = False,
    as_json: Json = False,
) -> None:
    """Kill cells in a dish, by receptors and dependence.

    Continuous exposure to the conjugate, its naked antibody and its payload. IC50: concentration at which half of
    the untreated cells is left.
    """
    from firstdose.molecule import library
    from firstdose.pkpd.cell_assay import AGENTS, CONTROL, dose_response

    adc = library(molecule)
    seen = dose_response(
        adc,
        numbers(receptors, "--receptors", "1e4,1e5,1e6"),
        numbers(dependence, "--dependence", "0,1"),
        (*AGENTS, CONTROL) if control else AGENTS,
        days,
    )
    if as_json:
        show.as_json({"rows": [each.to_dict() for each in seen]})
    else:
        _print(adc, seen)


def _print(adc: Adc, seen: DoseResponse) -> None:
    from firstdose.pkpd.systems import provenance
    from firstdose.report.digits import fixed, significant

    numbers = provenance(seen.parameters)
    assumed = sum(said.provenance == "assumed" for said in numbers)
    if assumed:
        show.say(f"Illustrative: {assumed} of the {len(numbers)} numbers behind it are assumed; they are listed below.")
    target, normal = adc.antibody.target.name, adc.require_mechanism().trafficking.RNORM
    title = f"{adc.title} on cells with {target}, {seen.days:g} days of exposure"
    show.table(_COLUMNS, map(_row, seen), title=title, left=3)
    show.say(
        "", f"Receptors: {target} on a cell; a normal cell has about {fixed(normal.to('1'))} ({normal.provenance})."
    )
    show.say(f"Dependence: of growth on the signal of {target}; 1 where its inhibitors act, 0 where they do not.")
    highest = significant(seen.concentration_nM[-1], 2)
    show.say(f"IC50: of antibody, or of payload where that is given. Greatest effect: up to {highest} nM.")
    show.say("", "It rests on, the shakiest first:")
    for said in numbers:
        show.say(f"{said.where} {said.what} ({said.provenance}): {said.source}", indent="  ")


def _row(response: Response) -> tuple[str, ...]:
    from firstdose.report.digits import fixed, percent, significant

    reached = "not reached" if response.ic50_nM is None else significant(response.ic50_nM, 2)
    receptors, dependence = fixed(response.receptors), f"{response.egfr_dependence:g}"
    return (receptors, dependence, response.agent, reached, percent(response.max_kill))
