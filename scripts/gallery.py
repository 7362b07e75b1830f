"""Draw the figures of docs/designs/gallery.md into docs/images/gallery; the documentation's build does so anew."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from firstdose.design import Blrm, Boin, Cohorts, Crm, MaxPatients, MTpi2, Ruled, get_prior_skeleton, pathways, tabulate
from firstdose.design.catalogue import published
from firstdose.report.comparison_page import comparison_panels
from firstdose.report.decision_page import DecisionSheet
from firstdose.report.pathway_tree import PathwaySheet
from firstdose.report.pictures import picture, pictures
from firstdose.report.results import Scenario
from firstdose.report.rule_table import RuleSheet
from firstdose.trial import DltDefinition, DoseGrid, Outcomes
from firstdose.virtual import AssumedCurve
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.compare import compare
from firstdose.virtual.setting import Setting

FOLDER = Path(__file__).parents[1] / "docs" / "images" / "gallery"
GRID = DoseGrid((1.2, 1.6, 2.0, 2.4, 2.9), "mg/kg")
CURVE = (0.05, 0.12, 0.25, 0.40, 0.55)
TARGET, PATIENTS, TRIALS = 0.25, 36, 2000
COMPARED = ("3+3", "boin", "crm", "blrm")


def boin_table(kind: str) -> bytes:
    """What BOIN says after each outcome at one level."""
    design = Boin(0.3, 5)
    sheet = RuleSheet.of(design, tabulate(design, 24))
    return picture(sheet.panel().chart, kind, sheet.width, sheet.title)


def mtpi2_table(kind: str) -> bytes:
    """The same for mTPI-2."""
    design = MTpi2(TARGET, 5)
    sheet = RuleSheet.of(design, tabulate(design, 24))
    return picture(sheet.panel().chart, kind, sheet.width, sheet.title)


def boin_pathways(kind: str) -> bytes:
    """Three cohorts ahead, with given DLT probabilities."""
    design = Boin(TARGET, 5)
    return _tree(PathwaySheet.of(design, pathways(design, "1NNN", 3, CURVE)), kind)


def crm_pathways(kind: str) -> bytes:
    """Two cohorts ahead, as the model itself expects."""
    design = Crm(get_prior_skeleton(0.05, TARGET, 3, 5), TARGET)
    found = pathways(design, "1NNN 2NNT", 2, doses=GRID.doses, units=GRID.units)
    return _tree(PathwaySheet.of(design, found, GRID.units), kind)


def _tree(sheet: PathwaySheet, kind: str) -> bytes:
    return picture(sheet.panel().chart, kind, sheet.width, sheet.title)


def blrm_posterior(kind: str) -> bytes:
    """What BLRM knows of each level."""
    design, outcomes = Blrm(GRID.doses, target=TARGET), "1NNN 2NNN 3NNT"
    answer = design.decide(Outcomes.parse(outcomes)).at(GRID.doses, GRID.units).one()
    sheet = DecisionSheet(answer, "", outcomes, design, GRID.units)
    return pictures(sheet.panels(), kind, width=440, title=sheet.title)


def characteristics(kind: str) -> bytes:
    """Four designs on the same virtual patients."""
    setting = Setting(AssumedCurve(CURVE), AtOnce(), DltDefinition(28, ()), PATIENTS, 1, TRIALS, GRID.doses)
    found = compare({name: _within_rules(name) for name in COMPARED}, setting, TARGET)
    return pictures(comparison_panels(GRID, [Scenario("Assumed", "", found)]), kind)


def _within_rules(name: str) -> Ruled:
    design = published(name, len(GRID), GRID.doses, TARGET)
    return Ruled(design, stopping=MaxPatients(PATIENTS), size=Cohorts.of(design, 3, PATIENTS))


FIGURES: Mapping[str, Callable[[str], bytes]] = {
    "boin-table": boin_table,
    "mtpi2-table": mtpi2_table,
    "boin-pathways": boin_pathways,
    "crm-pathways": crm_pathways,
    "blrm-posterior": blrm_posterior,
    "characteristics": characteristics,
}


def draw(folder: Path = FOLDER, kind: str = "svg") -> list[Path]:
    """Every figure, each in a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{kind}" for name in FIGURES]
    for path, figure in zip(paths, FIGURES.values(), strict=True):
        path.write_bytes(figure(kind))
    return paths


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in draw())
