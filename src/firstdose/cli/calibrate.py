"""``firstdose calibrate``: what do published human results leave open of the mechanism?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Study
from firstdose.cli.progress import bar

if TYPE_CHECKING:
    from firstdose.pkpd.calibrate.fit import Calibration

_PARQUET = (".parquet",)
Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="Parquet file to write; a .json beside it says all.")
]
Candidates = Annotated[int, typer.Option(min=50, metavar="N", help="Parameter vectors to try in each round.")]
Rounds = Annotated[
    int, typer.Option(min=1, max=20, metavar="N", help="Rounds at most, each nearer to the published results.")
]
Patients = Annotated[int, typer.Option(min=10, metavar="N", help="Virtual patients, the same for every vector.")]
Rows = Annotated[int, typer.Option(min=10, metavar="N", help="Parameter vectors of the ensemble.")]
Seed = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", show_default="that of the published results", help="Same seed, same ensemble."),
]


def calibrate(
    study: Study,
    output: Output,
    candidates: Candidates = 800,
    rounds: Rounds = 8,
    patients: Patients = 256,
    rows: Rows = 500,
    seed: Seed = None,
) -> None:
    """Fit the mechanism to published results in patients.

    The study's molecule, or the one whose trials stand in for its own, is fitted to what was published
    of it. The ensemble of parameter vectors that this leaves open is written, with everything it rests on.
    """
    from firstdose.cli.output import checked, write
    from firstdose.study import load

    path = checked(output, study, "the ensemble is a Parquet file", _PARQUET)
    adc = load(study).molecule
    lender = adc.toxicity.donor or adc
    from firstdose.pkpd.calibrate.ensembles import for_molecule, to_frame
    from firstdose.pkpd.calibrate.fit import calibrate as fit
    from firstdose.pkpd.calibrate.monte_carlo import Effort
    from firstdose.pkpd.calibrate.record import record

    with bar("calibrating") as progress:
        found = fit(lender, Effort(candidates, rounds, patients, rows), seed, progress)
    table = BytesIO()
    to_frame({site: for_molecule(one, adc) for site, one in found.ensembles.items()}).write_parquet(table)
    told = record(found) | {"for": adc.name, "class_spread": adc.transfer.spread.to("1")}
    write(path.with_suffix(".json"), json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    write(path, table.getvalue())
    _print(found)
    if adc is not lender:
        show.say(
            f"{adc.title} has no results in patients of its own: the ensemble is that of {lender.title}, without what "
            "belongs to its target, and its potency for toxicity spread as far as its class has shown. Illustrative."
        )
    typer.echo(output)


def _print(found: Calibration) -> None:
    from firstdose.report.digits import significant

    for stage in found.stages:
        rows: list[Sequence[str]] = []
        for prior in stage.priors:
            low, middle, high = (significant(float(value)) for value in prior.quantiles())
            band = stage.posterior[prior.name]
            after = f"{significant(band.p05)} to {significant(band.p95)}"
            rows.append((prior.name, prior.unit, middle, f"{low} to {high}", significant(band.median), after))
        where = f", {stage.site}" if stage.site else ""
        title = f"{stage.stage}{where}: fitted to {', '.join(stage.fitted_to)}"
        show.table(("unknown", "unit", "prior", "5 to 95 %", "posterior", "5 to 95 %"), rows, title=title, left=2)
        show.say(
            f"{stage.candidates} vectors tried, worth {stage.effective:.0f}; log evidence {stage.log_evidence:.1f}", ""
        )
