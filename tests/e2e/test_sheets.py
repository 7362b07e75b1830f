"""Tables, trees, decisions and comparisons of designs as pages and pictures: they show what the library says."""

import json
from typing import Any

import pytest

from firstdose.design import Boin, Ruled, ThreePlusThree, pathways, tabulate
from firstdose.design.catalogue import published
from firstdose.design.protocol.passage import Passage
from firstdose.report.blocks import Document, Figure, Table
from firstdose.report.comparison_page import comparison_page, comparison_panels
from firstdose.report.decision_page import DecisionSheet
from firstdose.report.figures.grid import GridCell, decision_grid
from firstdose.report.figures.tree import TreeNode, tree
from firstdose.report.pathway_tree import PathwaySheet
from firstdose.report.pictures import picture, pictures
from firstdose.report.protocol_page import protocol_page
from firstdose.report.results import Scenario
from firstdose.report.rule_table import RuleSheet
from firstdose.trial import DltDefinition, DoseGrid, Outcomes
from firstdose.virtual import AssumedCurve
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.compare import Comparison, compare
from firstdose.virtual.setting import Setting

GRID = DoseGrid((1.2, 1.6, 2.0), "mg/kg")


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def _table(document: Document, name: str) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.name == name)


def test_a_grid_ends_where_nothing_changes_any_more() -> None:
    cells = [GridCell(n, dlt, "E" if dlt == 0 else "DU") for n in range(1, 5) for dlt in range(n + 1)]
    rows = _rows(decision_grid(cells, {"E": "escalate", "S": "stay", "DU": "out"}, "n", "DLTs"))
    assert {row["dlt"] for row in rows} == {0, 1}
    assert {row["meaning"] for row in rows} == {"E  escalate", "DU  out"}


def test_a_grid_shows_every_letter_of_the_table() -> None:
    sheet = RuleSheet.of(Boin(0.3, 3), tabulate(Boin(0.3, 3), 12))
    rows = {(row["n"], row["dlt"]): row["letter"] for row in _rows(sheet.panel().chart)}
    for row in sheet.table.rows:
        for dlt, letter in enumerate(row.letters):
            assert rows.get((row.n, dlt), "DU") == letter


def test_a_table_as_rows_csv_markdown_and_a_page() -> None:
    sheet = RuleSheet.of(Ruled(Boin(0.3, 3)), tabulate(Boin(0.3, 3), 3))
    assert sheet.rows()[-1] == ("3", "0", "2", "3")
    assert sheet.csv().splitlines()[1] == "1,0,1,"
    assert "| 1 | 0 | 1 | – |" in sheet.markdown()
    assert _table(sheet.document(), "bounds").rows == tuple(sheet.rows())
    assert sheet.rules == ("The protocol's rules on the end of the trial come on top of it.",)


def test_a_tree_has_a_box_for_each_decision_and_a_branch_for_each_cohort() -> None:
    design = Boin(0.3, 3)
    found = pathways(design, "1NNN", cohorts=2, true_dlt=(0.1, 0.2, 0.3))
    sheet = PathwaySheet.of(design, found)
    rows = _rows(sheet.panel().chart)
    boxes = {row["id"]: row for row in rows if "label" in row}
    assert len(boxes) == len(found.nodes)
    assert (boxes[1]["label"], boxes[1]["move"]) == ("level 2", "escalate")
    assert {row["edge"] for row in rows if "edge" in row} == set(range(2, len(found.nodes) + 1))
    leaves = [row["row"] for row in boxes.values() if row["column"] == 2]
    assert leaves == sorted(set(leaves))
    assert [row[1] for row in _table(sheet.document(), "nodes").rows][:2] == ["100.0", "51.2"]


def test_a_tree_tells_a_stop_with_its_mtd_from_one_without() -> None:
    design = ThreePlusThree(2)
    sheet = PathwaySheet.of(design, pathways(design, "1NNN 2NTT", cohorts=1, doses=(1.2, 2.4), units="mg/kg"))
    rows = _rows(sheet.panel().chart)
    ends = {(row["move"], row["label"]) for row in rows if row.get("column") == 1}
    assert ends == {("stop, MTD found", "MTD 1: 1.2"), ("stop, no MTD", "no MTD")}
    assert list(sheet.lines())[1] == "    1NNN 0/3 DLT: stop, the MTD is level 1"


def test_a_tree_that_waits() -> None:
    nodes = [TreeNode(1, None, 0, 0.0, "", "wait", "", "wait", "Wait.")]
    assert {row["move"] for row in _rows(tree(nodes, ["now"])) if "move" in row} == {"wait"}


@pytest.mark.parametrize(("name", "panels"), [("boin", 1), ("blrm", 2), ("3+3", 1)])
def test_a_decision_shows_each_level_and_its_intervals_where_the_design_has_them(name: str, panels: int) -> None:
    design = published(name, 3, GRID.doses, 0.3)
    answer = design.decide(Outcomes.parse("1NNN 2NNT")).at(GRID.doses, GRID.units).one()
    sheet = DecisionSheet(answer, "Treat.", "1NNN 2NNT", design, "mg/kg")
    found = sheet.panels()
    assert len(found) == panels
    rows = _rows(found[0].chart)
    assert {"level": "2|1.6|1/3"} in rows  # the next one, shaded
    if panels == 2:
        parts = [row for row in _rows(found[1].chart) if row.get("level") == "1|1.2|0/3" and "p" in row]
        assert sum(row["p"] for row in parts) == pytest.approx(1)
        assert {"limit": 0.25} in _rows(found[1].chart)
    assert _table(sheet.document(), "numbers").rows[1][:4] == ("2", "1.6", "3", "1")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """Two designs on a few virtual patients."""
    truth, window = AssumedCurve((0.1, 0.3, 0.6)), DltDefinition(28, ())
    setting = Setting(truth, AtOnce(), window, max_patients=12, seed=1, trials=50, doses=GRID.doses)
    designs = {name: _ruled(name) for name in ("3+3", "boin")}
    return compare(designs, setting, 0.3)


def _ruled(name: str) -> Ruled:
    from firstdose.design import Cohorts, MaxPatients

    design = published(name, 3, GRID.doses, 0.3)
    return Ruled(design, stopping=MaxPatients(12), size=Cohorts.of(design, 3, 12))


def test_a_comparison_as_a_page_and_as_panels(comparison: Comparison) -> None:
    scenarios = (Scenario("This", "As given.", comparison),)
    page = comparison_page("Designs", GRID, scenarios, ["BOIN: target 0.3"], illustrative=False)
    assert [block.name for block in page.blocks if isinstance(block, Figure)] == [
        "selection",
        "patients",
        "differences",
    ]
    panels = comparison_panels(GRID, scenarios)
    assert [panel.title for panel in panels] == ["Selected; this truth", "Correct, paired; this truth"]
    drawn = pictures(panels, "svg", title="Designs").decode()
    for words in ("Designs", "Benchmark", "3+3 − BOIN"):
        assert f">{words}<" in drawn


def test_one_design_has_no_differences(comparison: Comparison) -> None:
    from dataclasses import replace

    alone = replace(comparison, designs=comparison.designs[:1], differences=())
    scenarios = (Scenario("This", "As given.", alone),)
    assert len(comparison_panels(GRID, scenarios)) == 1
    page = comparison_page("Design", GRID, scenarios, [], illustrative=True)
    assert "differences" not in [getattr(block, "name", "") for block in page.blocks]


def test_a_picture_is_of_its_kind_on_white() -> None:
    panel = RuleSheet.of(Boin(0.3, 3), tabulate(Boin(0.3, 3), 3)).panel()
    assert picture(panel.chart, "png").startswith(b"\x89PNG")
    svg = picture(panel.chart, "svg", title="A table").decode()
    assert ">A table<" in svg
    assert 'fill="white"' in svg


def test_protocol_text_as_a_page_has_no_marks_of_markdown() -> None:
    passages = (Passage("Rule", ("The `target`.",), ("one",), (("Head",), ("`cell`",)), ("End.",)),)
    page = protocol_page("Text", passages)
    assert "`" not in json.dumps([str(block) for block in page.blocks])
    assert _table(page, "passage-0-table").rows == (("cell",),)
