"""What the report says of the mechanism is what was found, and only where there is one."""

from dataclasses import replace

from tests.prose import running_text, table

from firstdose.report import Document, Results, compose
from firstdose.report.blocks import Figure, Heading
from firstdose.report.digits import percent
from firstdose.report.mechanistic import shown_levels
from firstdose.study import MechanismTruth, Study


def _figure(document: Document, name: str) -> Figure:
    return next(block for block in document.blocks if isinstance(block, Figure) and block.name == name)


def test_the_outcomes_are_those_predicted(imgn289: tuple[Study, Results], document: Document) -> None:
    found = imgn289[1].mechanistic
    assert found is not None
    shown = table(document, "outcome-table")
    assert [column.head for column in shown.columns[2:]] == [
        "DLT",
        "Platelets, grade ≥3",
        "Platelets, grade 4",
        "ALT, grade ≥3",
        "Rash, grade ≥3",
        "Response",
        "Fewest platelets",
    ]
    band = found.prediction.outcomes(6)["p_dlt"]
    assert shown.rows[6][2] == f"{percent(band.median)} ({percent(band.p05)}–{percent(band.p95)})"


def test_the_sites_of_action_stand_side_by_side(imgn289: tuple[Study, Results], document: Document) -> None:
    rows = table(document, "site-table").rows
    assert [row[0] for row in rows] == ["Circulation", "Proliferation", "Release"]
    assert len(_figure(document, "site-figure").panels) == 1
    assert "Published results do not settle how the conjugate lowers platelets" in running_text(document)


def test_the_tornado_has_the_widest_swing_first(imgn289: tuple[Study, Results], document: Document) -> None:
    found = imgn289[1].mechanistic
    assert found is not None
    swings = found.tornado.swings
    rows = table(document, "tornado-table").rows
    assert [str(row[0]).partition("), ")[0].rstrip(")") for row in rows] == [one.what.rstrip(")") for one in swings]
    with_unit = next(n for n, one in enumerate(swings) if one.high.endswith(" nmol/day"))
    assert str(rows[with_unit][0]).endswith(", nmol/day")
    assert f"{rows[with_unit][3]} nmol/day" == swings[with_unit].high
    drawn = _figure(document, "tornado-figure").panels[0].chart.to_dict()
    first = drawn["datasets"][drawn["layer"][0]["data"]["name"]][0]
    assert first["to"] == swings[0].mtd_low
    assert swings[0].what == f"{first['name']} ({swings[0].short})"
    assert first["label"].replace("|", " ").strip() == first["name"]
    assert all(len(line) <= 28 for line in first["label"].split("|"))
    assert f"The widest swing is that of {swings[0].what}" in running_text(document)


def test_courses_of_platelets_enzymes_rash_and_tumour(document: Document) -> None:
    titles = [panel.title for panel in _figure(document, "course-figure").panels]
    assert titles == ["Platelets", "ALT", "Rash", "Sum of tumour diameters"]


def test_cells_and_xenografts(imgn289: tuple[Study, Results], document: Document) -> None:
    found = imgn289[1].mechanistic
    assert found is not None
    assert len(_figure(document, "cell-figure").panels) == 3
    assert len(table(document, "cell-table").rows) == len(list(found.cells))
    assert "conjugate, 5 mg/kg" in str(_figure(document, "xenograft-figure").panels[0].chart.to_dict())


def test_the_role_of_the_mechanism_is_said(imgn289: tuple[Study, Results], document: Document) -> None:
    study, results = imgn289
    assert "the mechanism is a second opinion" in running_text(document)
    truth = compose(replace(study, truth=MechanismTruth("circulation")), results)
    assert "This is the truth that the designs are tried in." in running_text(truth)
    assert "This study’s truth follows the mechanism." in running_text(truth)


def test_without_a_mechanism_there_are_no_such_sections(imgn289: tuple[Study, Results]) -> None:
    study, results = imgn289
    levels = tuple(replace(level, analytes={}) for level in results.prediction.levels)
    bare = replace(results, mechanistic=None, prediction=replace(results.prediction, levels=levels))
    document = compose(study, bare)
    names = {block.name for block in document.blocks if isinstance(block, Heading)}
    assert not names & {"mechanism", "preclinical", "sites", "tornado"}
    assert all(getattr(block, "name", "") != "analyte-table" for block in document.blocks)


def test_three_doses_are_drawn_at_most() -> None:
    assert [shown_levels(n) for n in (1, 3, 4, 7)] == [(0,), (0, 1, 2), (1, 3), (2, 4, 6)]
