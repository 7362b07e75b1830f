"""From a study and its results to a document."""

from __future__ import annotations

from firstdose.report.blocks import Badge, Document
from firstdose.report.digits import counted
from firstdose.report.extra import require
from firstdose.report.results import Results
from firstdose.study import Study


def compose(study: Study, results: Results) -> Document:
    """The report of a study: no number is computed here.

    Parameters
    ----------
    study : what is planned and known.
    results : what was found, from ``results_of``.
    """
    require()
    from firstdose.report.sections import SECTIONS

    return Document(
        title=study.name,
        subtitle=_subtitle(study),
        kicker="First-in-human trial report",
        footer=f"firstdose {results.manifest.version} supports decisions; it takes none.",
        blocks=tuple(block for section in SECTIONS for block in section(study, results)),
        badge=_badge(results.prediction.illustrative),
    )


def _subtitle(study: Study) -> str:
    adc, grid = study.molecule, study.protocol.grid
    return (
        f"{adc.title}: {adc.payload.name} on an antibody against {adc.antibody.target.name}. "
        f"Phase I, {counted(len(grid), 'dose level')} from {grid.doses[0]:g} to {grid.doses[-1]:g} {grid.units}."
    )


def _badge(illustrative: bool) -> Badge:
    if illustrative:
        return Badge("Illustrative: no human result of this molecule stands behind the predictions", "illustrative")
    return Badge("Predictions rest on this molecule’s own published trials", "observed")
