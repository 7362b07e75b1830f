"""``firstdose validate``: does the mechanism show what was published of patients?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.progress import bar
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from firstdose.pkpd.calibrate import Ensemble
    from firstdose.pkpd.validate import Validation

_MOLECULE = "t-dm1"
Output = Annotated[
    str, typer.Option("--output", "-o", metavar="DIR", help="Folder for index.html and validation.json.")
]
Molecule = Annotated[
    str, typer.Option(metavar="NAME", help="Molecule with published results in patients and an ensemble.")
]
EnsembleFile = Annotated[
    str | None,
    typer.Option(
        "--ensemble",
        metavar="FILE",
        show_default="the packaged one",
        help="Parquet file that 'firstdose calibrate' has written for this molecule.",
    ),
]
Rows = Annotated[int, typer.Option(min=5, metavar="N", help="Parameter vectors, of those in the ensemble.")]
Patients = Annotated[int, typer.Option(min=10, metavar="N", help="Virtual patients, the same for every vector.")]


def validate(
    output: Output,
    molecule: Molecule = _MOLECULE,
    ensemble: EnsembleFile = None,
    rows: Rows = 100,
    patients: Patients = 200,
) -> None:
    """Compare predictions with published results in patients.

    Writes a page with figures and tables, fitted and predicted targets apart, and the same numbers as JSON.
    """
    from firstdose.cli.output import write
    from firstdose.molecule import library

    folder = _folder(output)
    adc = library(molecule)
    known = _given(ensemble, adc.name)
    from firstdose.pkpd.validate import validate as validated
    from firstdose.report.html import to_html
    from firstdose.report.validation_page import validation_page

    with bar("validating") as progress:
        found = validated(adc, rows, patients, known, progress)
    page = to_html(validation_page(found))
    folder.mkdir(exist_ok=True)
    write(folder / "validation.json", json.dumps(found.to_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    write(folder / "index.html", page)
    _print(found)
    typer.echo(str(Path(output) / "index.html"))


def _folder(output: str) -> Path:
    folder = Path(output).resolve()
    if folder.exists() and not folder.is_dir():
        raise FirstDoseError(f"{output} is a file. Give the folder that index.html and validation.json go into.")
    if not folder.parent.is_dir():
        raise FirstDoseError(f"{output}: there is no folder {folder.parent}. Make it first, or choose another.")
    from firstdose.cli.output import check_writable

    check_writable(folder if folder.exists() else folder.parent, output)
    return folder


def _given(file: str | None, molecule: str) -> Mapping[str, Ensemble] | None:
    if file is None:
        return None
    from firstdose.pkpd.calibrate import read_ensemble
    from firstdose.pkpd.models.adc import SITES

    return {site: read_ensemble(Path(file), molecule, site) for site in SITES}


def _print(found: Validation) -> None:
    from firstdose.report.validation_words import dagger, observed_words, said, shown

    groups = {
        "Fitted targets": found.of(fitted=True),
        "Predicted targets": found.of(fitted=False),
        "Other conjugates of the class": found.relatives,
    }
    for text, those in groups.items():
        if not those:
            continue
        rows = [
            (
                f"{one.name}{dagger(one.target)}",
                observed_words(one.target),
                shown(one.band.median, one.target),
                f"{shown(one.band.p05, one.target)} to {shown(one.band.p95, one.target)}",
                said(one.target.unit),
                "in" if one.inside else "OUT",
            )
            for one in those
        ]
        title = f"{text}, {sum(one.inside for one in those)} of {len(rows)} in"
        show.table(("target", "published", "predicted", "5 to 95 %", "unit", ""), rows, title=title, left=1)
        show.say("")
    if any(dagger(one.target) for one in found.outcomes):
        show.say("†: not independent of what the model was made with; the page says why.")
