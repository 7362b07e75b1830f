"""The report's section on expansion cohorts, whatever their designs."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import pytest
from tests.prose import table

from firstdose.report import Document, Results
from firstdose.report.blocks import Block, Figure, Text
from firstdose.report.results import Forward
from firstdose.report.sections.expansion import expansion
from firstdose.study import ExpansionCohort, Study, load

RATES = (0.1, 0.3)
COHORTS = (
    ExpansionCohort("a", "SCCHN", 0.1, 0.3, "simon-minimax"),
    ExpansionCohort("b", "SCCHN", 0.1, 0.3, "a-hern", toxicity_limit=0.3),
    ExpansionCohort("c", "NSCLC", 0.1, 0.3, "predictive-probability"),
    ExpansionCohort("d", "NSCLC", 0.1, 0.3, "bop2", n=30),
    ExpansionCohort("e", "NSCLC", 0.1, 0.3, "exnex", n=12),
    ExpansionCohort("f", "NSCLC", 0.05, 0.2, "exnex", n=10),
    ExpansionCohort("g", "SCCHN", 0.1, 0.3, "simon-minimax"),
)


def _section(*cohorts: ExpansionCohort) -> tuple[Study, Document]:
    study = replace(load("imgn289"), expansion=cohorts)
    forward = tuple(Forward(one.cohort.name, tuple(zip(RATES, one.p_go(RATES), strict=True))) for one in study.outlooks)
    blocks: tuple[Block, ...] = expansion(study, cast(Results, SimpleNamespace(forward=forward)))
    return study, Document("t", "s", "k", "f", blocks)


@pytest.fixture(scope="module")
def every() -> tuple[Study, Document]:
    return _section(*COHORTS)


def test_every_cohort_is_shown_with_its_design(every: tuple[Study, Document]) -> None:
    study, document = every
    shown = table(document, "expansion-plans").rows
    assert [row[2] for row in shown] == [
        "Simon, minimax",
        "A’Hern",
        "Predictive probability",
        "BOP2",
        "EXNEX",
        "EXNEX",
        "Simon, minimax",
    ]
    assert [row[5] for row in shown] == [str(one.patients) for one in study.outlooks]


def test_looks_at_which_nothing_changes_are_left_out(every: tuple[Study, Document]) -> None:
    study, document = every
    shown = table(document, "expansion-boundaries")
    starts = [at for at, _ in shown.groups] + [len(shown.rows)]
    counts = [after - at for at, after in pairwise(starts)]
    assert len(counts) == len(COHORTS)
    watched = study.outlooks[2].rows
    moved = [after for before, after in pairwise(watched) if after.stop_if_at_most != before.stop_if_at_most]
    assert [row[0] for row in shown.rows[starts[2] : starts[3]]] == [str(row.n) for row in (watched[0], *moved)]
    assert shown.rows[starts[3] - 1] == (
        str(watched[-1].n),
        str(watched[-1].stop_if_at_most),
        str(watched[-1].go_if_at_least),
    )


def test_chances_are_those_of_the_designs(every: tuple[Study, Document]) -> None:
    study, document = every
    shown = table(document, "expansion-chances")
    assert len(shown.rows) == 2 * len(COHORTS)
    assert shown.rows[9][2] == f"{100 * study.outlooks[4].p_go((0.3,))[0]:.1f}"
    assert shown.rows[2][3] == "–"  # one look has no early stop
    assert "other cohorts" in shown.note


def test_what_the_strata_owe_to_each_other_is_shown(every: tuple[Study, Document]) -> None:
    rows = table(every[1], "expansion-borrowing").rows
    assert [row[0] for row in rows] == ["e", "f"]
    for _, alone, low, high, *_rest in rows:
        assert int(str(high)) <= int(str(low))
        assert int(str(high)) <= int(str(alone))


def test_toxicity_is_shown_where_it_is_watched(every: tuple[Study, Document]) -> None:
    shown = table(every[1], "expansion-toxicity")
    assert str(shown.groups[0][1]).startswith("b: limit 30 %; stops with ")
    assert shown.rows[0] == ("1", "–")


def test_cohorts_that_share_a_design_share_a_curve(every: tuple[Study, Document]) -> None:
    figure = next(block for block in every[1].blocks if isinstance(block, Figure))
    data = str(figure.panels[0].chart.to_dict())
    assert "a / g" in data
    assert "e / f" not in data


def test_each_design_is_explained_once(every: tuple[Study, Document]) -> None:
    said = next(block.text for block in every[1].blocks if isinstance(block, Text))
    assert isinstance(said, str)
    for name in ("Simon", "A’Hern", "Lee and Liu", "BOP2", "EXNEX"):
        assert said.count(name) == 1


def test_without_baskets_and_limits_nothing_is_said_of_them() -> None:
    _, document = _section(COHORTS[0])
    names = [getattr(block, "name", "") for block in document.blocks]
    assert "expansion-borrowing" not in names
    assert "expansion-toxicity" not in names
    assert table(document, "expansion-chances").note == ""
    assert _section()[1].blocks == ()
