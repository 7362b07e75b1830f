"""``firstdose report``: everything about a study, in one file."""

from typing import Annotated

import typer

from firstdose.cli.options import Patients, Seed, Study, Trials
from firstdose.cli.progress import bar
from firstdose.cli.truth import OtherTruth, loaded

Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="File to write: .html, or .pdf.")]
_ENDINGS = (".html", ".pdf")


def report(
    study: Study,
    output: Output,
    trials: Trials = 10_000,
    patients: Patients = 2000,
    seed: Seed = None,
    truth: OtherTruth = None,
) -> None:
    """Write everything about a study into one file.

    An HTML page opens without a network; a PDF has contents and page numbers. The file is written whole or not at all,
    and its path printed.
    """
    from firstdose.cli.output import checked, ending, write

    path = checked(output, study, "the report is an HTML page or a PDF", _ENDINGS)
    plan = loaded(study, truth)
    from firstdose.report import compose, results_of, to_html
    from firstdose.report.extra import require

    require("pdf" if ending(path) == ".pdf" else "html")

    with bar("simulating") as progress:
        results = results_of(plan, trials=trials, patients=patients, seed=seed, progress=progress)
    document = compose(plan, results)
    if ending(path) == ".pdf":
        from firstdose.report.pdf import to_pdf

        write(path, to_pdf(document))
    else:
        write(path, to_html(document))
    typer.echo(output)
