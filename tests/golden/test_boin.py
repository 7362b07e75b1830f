"""BOIN decides, selects and behaves as the R package BOIN 2.7.2, and as its authors' published tables."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.behaviour import check_behaviour, conducted

from firstdose.design import Boin, EnoughAt, select_mtd
from firstdose.trial import Outcomes

DATA = Path(__file__).parent / "data" / "dosefinding"
BOUNDARIES = json.loads((DATA / "boin_boundaries.json").read_text())
SELECTIONS = json.loads((DATA / "boin_select_mtd.json").read_text())["cases"]
BEHAVIOUR = json.loads((DATA / "boin_get_oc.json").read_text())["cases"]
PUBLISHED = json.loads((DATA / "published_values.json").read_text())
EXACT = 1e-12  # the reference prints 13 decimals
TRIALS = 10_000  # as the reference


def _boin(case: dict[str, Any]) -> Boin:
    return Boin(case["target"], n_levels=5, p_saf=case["p_saf"], p_tox=case["p_tox"], cutoff=case["cutoff_eli"])


def _steps(design: Boin, n: int) -> tuple[list[int], list[bool]]:
    """By the number of DLTs, 0 to n, at the third of five levels: how many levels it goes up, and is it excluded."""
    answers = [design.decide(Outcomes.from_counts([3, 3, n, 0, 0], [0, 0, dlt, 0, 0], 2)).one() for dlt in range(n + 1)]
    levels = [answer.level for answer in answers]
    return [level - 2 for level in levels if level is not None], [not answer.levels[2].admissible for answer in answers]


@pytest.mark.parametrize("case", BOUNDARIES["default"] + BOUNDARIES["custom"], ids=lambda case: case["call"])
def test_boundaries_and_the_decision_after_every_outcome_equal_the_reference(case: dict[str, Any]) -> None:
    design = _boin(case)
    assert design.boundaries == pytest.approx((case["lambda_e"], case["lambda_d"]), rel=0, abs=EXACT)
    table = case["table"]
    rows = zip(table["n"], table["escalate_if_le"], table["deescalate_if_ge"], table["eliminate_if_ge"], strict=True)
    for n, up, down, out in rows:  # the reference caps `down` at `out`: an excluded level is left in any case
        moves, excluded = _steps(design, n)
        assert moves == [1 if dlt <= up else -1 if dlt >= down else 0 for dlt in range(n + 1)]
        assert excluded == [out is not None and dlt >= out for dlt in range(n + 1)]  # None: fewer than three patients


def test_the_published_decision_table() -> None:
    table = PUBLISHED["boin_decision_table_target_0.3_cohort3"]
    names = ("n", "escalate_le", "deescalate_ge", "eliminate_ge")
    for n, up, down, out in zip(*(table[name] for name in names), strict=True):
        moves, excluded = _steps(Boin(0.3, 5), n)
        assert (moves.index(0) - 1 if 0 in moves else moves.index(-1) - 1) == up
        assert moves.index(-1) == down
        assert excluded.index(True) == out


def test_the_published_boundaries() -> None:
    table = PUBLISHED["boin_lambda_liu_yuan_2015_table1"]
    for target, up, down in zip(table["target"], table["lambda_e"], table["lambda_d"], strict=True):
        assert Boin(target, 5).boundaries == pytest.approx((up, down), abs=5.1e-4)  # the paper prints three decimals


@pytest.mark.parametrize("case", SELECTIONS, ids=lambda case: f"{case['npts']}-{case['ntox']}-{case['target']}")
def test_the_mtd_equals_the_reference(case: dict[str, Any]) -> None:
    n, dlt, target = case["npts"], case["ntox"], case["target"]
    last = max(level for level, treated in enumerate(n) if treated)
    seen = Outcomes.from_counts(n, dlt, last)
    for name, option in (("mtd", ""), ("mtd_extrasafe", "extrasafe"), ("mtd_boundMTD", "bound_mtd")):
        options = {option: True} if option else {}
        mtd = int(Boin(target, len(n), **options).select(seen)[0])
        assert (99 if mtd < 0 else mtd + 1) == case[name]
        assert select_mtd(n, dlt, target, **options) == (mtd if mtd >= 0 else None)


def _design(case: dict[str, Any]) -> Boin:
    arguments, variant = case["args"], case["variant"]
    return Boin(
        arguments["target"],
        len(arguments["p.true"]),
        extrasafe=variant == "extrasafe",
        bound_mtd=variant == "boundMTD",
        titration=variant == "titration",
    )


@pytest.mark.parametrize("case", BEHAVIOUR, ids=lambda case: f"{case['variant']}-{case['args']['p.true']}")
def test_behaviour_over_many_trials_equals_the_reference(case: dict[str, Any]) -> None:
    """``n.earlystop`` ends a trial with so many patients at a level where the decision is to stay."""
    arguments = case["args"]
    stopping = EnoughAt(12, when_staying=True) if case["variant"] == "earlystop12" else None
    most = arguments["ncohort"] * arguments["cohortsize"]
    ours = conducted(_design(case), tuple(arguments["p.true"]), most, TRIALS, arguments["cohortsize"], stopping)
    check_behaviour(ours, case, TRIALS)
