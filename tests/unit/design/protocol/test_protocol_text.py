"""Words for the protocol, made from the design."""

from collections.abc import Mapping

import pytest

from firstdose.design import (
    Boin,
    Cohorts,
    Design,
    EnoughAt,
    LowestTooToxic,
    MaxPatients,
    NoSkipping,
    Ruled,
    ThreePlusThree,
)
from firstdose.design.catalogue import DESIGNS, published
from firstdose.design.protocol.docstring import docstring
from firstdose.design.protocol.effective_size import effective_sizes
from firstdose.design.protocol.passage import Passage, to_markdown
from firstdose.design.protocol.protocol_text import protocol_text
from firstdose.design.protocol.rule_words import sentence, shown, stops
from firstdose.design.protocol.titles import TITLES
from firstdose.design.rules import MinPatients, Sentinel, UpTo
from firstdose.trial import Criterion, DltDefinition, DoseGrid, Outcomes, Protocol, Schedule

GRID = DoseGrid((1.2, 1.6, 2.4, 3.6), "mg/kg")
PROTOCOL = Protocol(
    grid=GRID,
    schedule=Schedule(every_days=7, infusion_hours=1, cycle_days=21),
    dlt=DltDefinition(21, (Criterion.parse("platelet count decreased >= G4"), Criterion.parse("missed doses"))),
    cohort_size=3,
    start_level=1,
    max_patients=24,
)
ALWAYS = ("Design", "Dose levels and cohorts", "Decisions", "Safety", "Selection of the dose", "Software")


def _crm() -> Design:
    return published("crm", len(GRID), None, 0.3)


def _passages(design: Design, protocol: Protocol | None = None) -> Mapping[str, Passage]:
    return {one.title: one for one in protocol_text(design, protocol)}


def test_every_design_of_the_catalogue_has_a_title_and_a_paper_with_a_doi() -> None:
    assert DESIGNS.keys() <= TITLES.keys()
    for name, kind in DESIGNS.items():
        if name != "table":
            assert "doi:10." in " ".join(docstring(kind).references), name


def test_a_decision_table_for_a_design_that_looks_at_one_level() -> None:
    said = _passages(Ruled(Boin(0.3, 4), size=Cohorts(2, 6)))["Decisions"]
    assert [row[0] for row in said.rows[1:]] == [str(n) for n in range(2, 31, 2)]
    assert said.rows[3] == ("6", "1", "3", "4")
    assert "no other level counts" in said.text
    assert [row[0] for row in _passages(ThreePlusThree(4))["Decisions"].rows[1:]] == ["3", "6"]


def test_foreseen_outcomes_for_a_design_that_looks_at_all_and_for_one_of_two_levels() -> None:
    for design in (_crm(), Boin(0.3, 2)):
        rows = _passages(design)["Decisions"].rows
        first = [row[0] for row in rows[1:5]]
        assert (rows[0], first) == (("After", "Decision"), ["1NNN", "1NNT", "1NTT", "1TTT"])
        assert rows[5][0] == "1NNN 2NNN"
        assert rows[2][1] == design.decide(Outcomes.parse("1NNT")).one().reason


def test_what_foreseen_outcomes_leave_open() -> None:
    told = {name: _passages(published(name, 4, None, 0.3))["Decisions"].text for name in ("boin12", "gboin")}
    assert "Nobody has a response here." in told["boin12"]
    assert "Toxicity grades are not known here." in told["gboin"]


def test_a_prior_is_told_in_patients_where_there_is_one() -> None:
    rows = _passages(_crm())["Prior"].rows
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert rows[1][3] == f"{effective_sizes(_crm())[0].patients:.1f}"
    assert "Prior" not in _passages(Boin(0.3, 4))


def test_a_study_adds_doses_schedule_and_dlt_definition() -> None:
    design = Ruled(Boin(0.3, 4), (NoSkipping(),), MaxPatients(24), Cohorts(3, 24), start_level=1)
    said = _passages(design, PROTOCOL)
    levels = said["Dose levels and cohorts"]
    assert (
        "The first cohort is treated at level 2 (1.6 mg/kg). Cohorts have 3 patients, and the trial at most 24. "
        in (levels.text)
    )
    assert levels.rows[1] == ("1", "1.2")
    assert "A dose is given every 7 days." in levels.text
    assert said["Dose-limiting toxicity"].points == ("platelet count decreased, grade 4 or higher", "missed doses")
    assert "within 21 days" in said["Dose-limiting toxicity"].text
    assert [row[0] for row in said["Decisions"].rows[1:]][-1] == "24"


def test_a_grid_without_a_study_gives_doses() -> None:
    said = {one.title: one for one in protocol_text(_crm(), grid=GRID)}
    assert "level 1 (1.2 mg/kg)" in said["Decisions"].text
    assert "Dose-limiting toxicity" not in said


@pytest.mark.parametrize(
    ("design", "told"),
    [
        (Boin(0.3, 4), "Cohorts have 3 patients unless the protocol says otherwise."),
        (ThreePlusThree(4), "The design itself says how many patients a cohort has."),
        (
            Ruled(ThreePlusThree(4), size=Cohorts(None, 24)),
            "The design itself says how many patients a cohort has, and the trial at most 24.",
        ),
        (Ruled(Boin(0.3, 4), size=Cohorts(2)), "Cohorts have 2 patients."),
        (
            Ruled(Boin(0.3, 4), size=UpTo(Sentinel(Cohorts(3)), 24)),
            "never past 24 in all (one patient at a level that nobody was treated at",
        ),
    ],
)
def test_how_large_cohorts_are(design: Design, told: str) -> None:
    assert told in _passages(design)["Dose levels and cohorts"].text


def test_pending_patients_count_or_are_waited_for() -> None:
    assert "A decision is made once every patient's DLT window has ended" in _passages(Boin(0.3, 4))["Safety"].text
    assert "enter the decision" in _passages(published("tite-boin", 4, None, 0.3))["Safety"].text


def test_stopping_rules_joined_by_and_and_without_an_mtd() -> None:
    assert stops(EnoughAt(9) & MinPatients(12)).count(", and ") == 1
    assert stops(LowestTooToxic(0.3)).startswith("the lowest level, with at least 3 patients, has ")
    assert stops(LowestTooToxic(0.3)).endswith(", and no dose is the MTD.")
    assert sentence(NoSkipping()) == "Go at most one level above the highest one treated so far."


def test_a_parameter_explained_elsewhere_is_looked_up_there() -> None:
    rows = {row[0]: row[2] for row in _passages(published("tite-crm", 4, None, 0.3))["Parameters"].rows}
    assert rows["`target`"] == docstring(DESIGNS["crm"]).parameters["target"]


def test_a_parameter_is_told_in_the_words_of_a_protocol() -> None:
    rows = {row[0]: row[2] for row in _passages(_crm())["Parameters"].rows}
    assert rows["`cutoff`"].startswith("A level is excluded")
    assert rows["`cutoff`"].endswith("; none: no level ever is.")
    assert rows["`model`"].startswith('`"power"`, p')


@pytest.mark.parametrize(("name", "told"), [("boin", True), ("tite-boin", True), ("bf-boin", True), ("crm", False)])
def test_the_boundaries_of_boin_are_in_the_text(name: str, told: bool) -> None:
    said = _passages(published(name, 4, None, 0.3))["Decisions"].text
    assert ("BOIN's lower boundary is 0.236, the upper one 0.359." in said) is told


@pytest.mark.parametrize(
    ("value", "told"), [(False, "no"), (3, "3"), (-1.5, "−1.5"), ("power", "power"), ((0.1, (0.2,)), "0.1, (0.2)")]
)
def test_values_in_print(value: object, told: str) -> None:
    assert shown(value) == told


def test_a_section_as_markdown() -> None:
    told = to_markdown("Dose escalation", [Passage("Design", ("BOIN.",), ("one", "two"), after=("End.",))])
    assert told == "# Dose escalation\n\n## Design\n\nBOIN.\n\n- one\n- two\n\nEnd.\n"


def test_a_docstring_in_parts() -> None:
    class Noun:
        """One line.

        Parameters
        ----------
        a, b : two
            numbers.

        Notes
        -----
        First ``x``
        paragraph.

        - a point
        - another

        References
        ----------
        One AB (2001), Journal, a long
        title.
        Two CD (2002), Book.
        """

    said = docstring(Noun)
    assert said.parameters == {"a": "two numbers.", "b": "two numbers."}
    assert said.notes == ("First `x` paragraph.", "- a point", "- another")
    assert said.references == ("One AB (2001), Journal, a long title.", "Two CD (2002), Book.")
    assert docstring(object()).parameters == {}
