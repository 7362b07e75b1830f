"""What the mechanism says of cells in a dish and of tumours in mice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.pkpd.cell_assay import CONTROL, DoseResponse
from firstdose.pkpd.xenograft import Xenograft
from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Reference, Table, Text, prose
from firstdose.report.digits import counted, fixed, percent, significant
from firstdose.report.figures.lines import Points, lines
from firstdose.report.results import Results
from firstdose.study import Study
from firstdose.types import F64

if TYPE_CHECKING:
    from firstdose.report.blocks import Chart

_AGENTS = {
    "adc": "conjugate",
    "antibody": "naked antibody",
    "payload": "free payload",
    CONTROL: "non-binding conjugate",
}
_DRAWN = ("adc", "antibody", CONTROL)  # payload is counted in payload, the others in antibody
_DAY = 21.0  # on which tumours are compared


def preclinical(study: Study, results: Results) -> tuple[Block, ...]:
    """Nothing where the molecule has no mechanism."""
    found = results.mechanistic
    if found is None:
        return ()
    target, adc = study.molecule.antibody.target.name, study.molecule
    return (
        Heading("preclinical", "In cells and in xenografts"),
        Text(
            prose(
                f"The same mechanism, in a dish: cells grow by a signal of {target} or without it, the conjugate "
                f"brings {adc.payload.name} into those that express {target}. ",
                Reference("cell-figure"),
                " shows who survives, ",
                Reference("cell-table"),
                " the concentrations at which half do. ",
                Reference("xenograft-figure"),
                " shows tumours in mice after one dose.",
            )
        ),
        _cell_figure(study, results, found.cells),
        _cell_table(results, found.cells),
        _xenograft(results, found.tumours),
    )


def _cell_figure(study: Study, results: Results, cells: DoseResponse) -> Figure:
    target = study.molecule.antibody.target.name
    places = [
        (0, 1, f"High {target}, dependent on it"),
        (0, 0, f"High {target}, independent of it"),
        (1, 0, "Normal cells"),
    ]
    panels = [Panel(_dish(cells, r, d), title) for r, d, title in places]
    return Figure(
        "cell-figure",
        f"Viable cells after {counted(cells.days, 'day')}, of those without treatment. High: {_sites(cells, 0)} of "
        f"{target} on a cell; normal: {_sites(cells, 1)}. What depends on the signal of {target} is what its "
        "inhibitors stop.",
        "Three charts of viable cells over concentration: where the antibody kills the conjugate kills more, and it "
        "kills cells of high expression that do not depend on the target, and fewer normal ones.",
        tuple(panels),
        illustrative=results.prediction.illustrative,
    )


def _sites(cells: DoseResponse, number: int) -> str:
    return significant(float(cells.receptors[number]), 2)


def _dish(cells: DoseResponse, receptors: int, dependence: int) -> Chart:
    drawn: dict[str, Points] = {}
    for number, agent in enumerate(cells.agents):
        if agent in _DRAWN:
            viable = cells.viable[receptors, dependence, number]
            drawn[_AGENTS[agent]] = list(zip(cells.concentration_nM.tolist(), viable.tolist(), strict=True))
    return lines(drawn, "Antibody, nmol/L", "Viable cells", log_x=True, share=True)


def _cell_table(results: Results, cells: DoseResponse) -> Table:
    return Table(
        "cell-table",
        "Concentration that leaves half of the cells, and the largest share that is killed.",
        (
            Column("Receptors", "on a cell"),
            Column("Dependence", "0 to 1"),
            Column("Agent", align="left"),
            Column("IC50", "nmol/L"),
            Column("Largest kill", "%"),
        ),
        tuple(
            (
                significant(one.receptors, 2),
                f"{one.egfr_dependence:g}",
                _AGENTS[one.agent],
                significant(one.ic50_nM),
                percent(one.max_kill),
            )
            for one in cells
        ),
        note="Of antibody, or of payload where that is given. A dash: half is not reached.",
        illustrative=results.prediction.illustrative,
    )


def _xenograft(results: Results, tumours: Xenograft) -> Figure:
    adc = tumours.agents.index("adc")
    shown: dict[str, Points] = {"no treatment": _points(tumours, tumours.control_mm3)}
    for number, dose in enumerate(tumours.doses_mg_per_kg):
        shown[f"conjugate, {dose:g} mg/kg"] = _points(tumours, tumours.volume_mm3[adc, number])
    for agent in ("antibody", CONTROL):
        volume = tumours.volume_mm3[tumours.agents.index(agent), -1]
        shown[f"{_AGENTS[agent]}, {tumours.doses_mg_per_kg[-1]:g} mg/kg"] = _points(tumours, volume)
    ratios = ", ".join(fixed(one, 2) for one in tumours.t_over_c(_DAY)[adc])
    doses = ", ".join(f"{dose:g}" for dose in tumours.doses_mg_per_kg)
    return Figure(
        "xenograft-figure",
        f"Tumours in mice after a single dose, not dependent on the target’s signal. On day {_DAY:g} treated tumours "
        f"have {ratios} times the volume of those without treatment at {doses} mg/kg of the conjugate.",
        "Tumour volume over time: the higher the dose of the conjugate, the later tumours grow back.",
        (Panel(lines(shown, "Day", "Tumour volume, mm³")),),
        illustrative=results.prediction.illustrative,
    )


def _points(tumours: Xenograft, volume: F64) -> Points:
    return list(zip(tumours.days.tolist(), volume.tolist(), strict=True))
