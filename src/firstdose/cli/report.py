"""``firstdose report``: everything about a study, in one HTML file."""

from typing import Annotated

import typer

from firstdose.cli.options import Patients, Seed, Study, Trials
from firstdose.cli.progress import bar
from firstdose.cli.truth import OtherTruth, loaded

Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="HTML file to write.")]


def report(
    study: Study,
    output: Output,
    trials: Trials = 10_000,
    patients: Patients = 2000,
    seed: Seed = None,
    truth: OtherTruth = None,
) -> None:
    """Write everything about a study into one HTML file.

    It opens without a network. The file is written whole or not at all, and its path printed.
    """
    from firstdose.cli.output import checked, write

    path = checked(output, study)
    plan = loaded(study, truth)
    from firstdose.report import compose, results_of, to_html

    with bar("simulating") as progress:
        results = results_of(plan, trials=trials, patients=patients, seed=seed, progress=progress)
    write(path, to_html(compose(plan, results)))
    typer.echo(output)
