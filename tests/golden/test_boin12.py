"""BOIN12 ranks outcomes as its paper, decides as the R package escalation 0.2.3 where that is safe, and behaves as the
authors' own software."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import rankdata

from firstdose.design import Boin12, Cohorts, Decision, MaxPatients, Ruled
from firstdose.design.by_level.joint_counts import joint_counts
from firstdose.design.levels import at
from firstdose.design.rules import Stops
from firstdose.trial import DltDefinition, Outcomes
from firstdose.types import I8, Bool
from firstdose.virtual import AssumedCurve
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.runner import Trials, run

DATA = Path(__file__).parent / "data" / "dosefinding"
PACKAGE = json.loads((DATA / "escalation_boin12.json").read_text())["cases"]
TABLE = json.loads((DATA / "boin12_rds.json").read_text())
PUBLISHED = json.loads((DATA / "boin12_trialdesign.json").read_text())
TRIALS = 10_000  # as the published simulation
DESIGN = Boin12(5)  # the setting of both references is the default


@pytest.mark.parametrize("case", PACKAGE, ids=lambda case: case["outcomes"])
def test_the_next_level_equals_the_package(case: dict[str, Any]) -> None:
    answer = DESIGN.decide(Outcomes.parse(case["outcomes"])).one()
    assert answer.action == "treat"
    assert answer.level == case["recommended"] - 1
    assert [level.p_dlt_mean for level in answer.levels] == pytest.approx(case["prob_tox"], abs=1e-12)
    assert [level.n for level in answer.levels] == case["n"]


def test_what_the_package_gets_wrong_is_not_repeated() -> None:
    """Its own file says so: no stop after 6 of 6 DLTs, and levels above a toxic one stay open."""
    assert DESIGN.decide(Outcomes.parse("1TTT 1TTT")).one().action == "stop"
    toxic = DESIGN.decide(Outcomes.parse("3TTT")).one()
    assert [level.admissible for level in toxic.levels] == [True, True, False, False, False]
    assert DESIGN.decide(Outcomes.parse("3TTT 4NNN")).one().level == 1


def _outcomes() -> list[tuple[int, int, int]]:
    """Patients, DLTs and responses of every row of the table."""
    return [(n, dlt, response) for n in TABLE["patients"] for dlt in range(n + 1) for response in range(n + 1)]


def _rank_by_outcome() -> dict[tuple[int, int, int], float]:
    rows = _outcomes()
    size = max(TABLE["patients"])
    patient = np.arange(size)
    n, dlt, response = (np.array(column)[:, None] for column in zip(*rows, strict=True))
    # every number of patients with both is of equal utility here: DLTs from the left, responses from the right
    seen = Outcomes.of(
        level=np.where(patient < n, 0, -1), dlt=patient < dlt, response=(patient >= n - response).astype(np.int8)
    )
    design = Boin12(1, **TABLE["setup"])
    decision = design.decide(seen)
    open_rows = decision.admissible[:, 0]
    rank = np.full(len(rows), np.nan)
    rank[open_rows] = rankdata(design.desirability(joint_counts(seen, 1))[open_rows, 0])
    return dict(zip(rows, rank.tolist(), strict=True))


def test_the_desirability_ranks_as_the_papers_table() -> None:
    ranks = _rank_by_outcome()
    for cell in TABLE["scores"]:
        expected = np.nan if cell["score"] is None else cell["score"]
        assert ranks[cell["n"], cell["dlt"], cell["response"]] == pytest.approx(expected, nan_ok=True), cell


@dataclass(frozen=True)
class TreatedAt(Stops):
    """``n`` patients at the level just treated."""

    n: int
    cause = "{at} has had enough patients: stop, the MTD is {mtd}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        here = np.maximum(seen.current, 0).astype(np.int64)
        return np.asarray(at(decision.numbers["n"], here) >= self.n, np.bool_)


def _trials(explore_at: int | None) -> Trials:
    """In the published setting."""
    setup = PUBLISHED["setup"]
    design = Ruled(
        Boin12(
            len(setup["true_tox"]), p_tox_max=setup["phi_t"], p_response_min=setup["phi_e"], utilities=setup["u"],
            n_star=setup["n_star"], cutoff_toxicity=setup["c_t"], cutoff_response=setup["c_e"], explore_at=explore_at,
        ),
        stopping=TreatedAt(setup["stop_n_at_dose"]) | MaxPatients(setup["n_max"]),
        size=Cohorts(3, setup["n_max"]),
    )  # fmt: skip
    truth = AssumedCurve(tuple(setup["true_tox"]), p_response=tuple(setup["true_eff"]))
    return run(design, truth, AtOnce(), DltDefinition(28, ()), setup["n_max"], seed=12, trials=range(TRIALS))


def _same(ours: I8, published: dict[str, float]) -> None:
    """Shares of trials agree within four standard errors of their difference."""
    for level, percent in published.items():
        share = percent / 100
        assert abs(float((ours == int(level) - 1).mean()) - share) <= 4 * np.sqrt(2 * share * (1 - share) / TRIALS)


def test_the_optimal_dose_is_selected_as_often_as_by_the_authors_software() -> None:
    """Without the exploration that is its default, as published."""
    _same(_trials(explore_at=None).mtd, PUBLISHED["trialdesign_selection_pct"])


def test_the_package_reports_the_level_that_would_be_next_instead() -> None:
    """It explores, too; so it was thought to differ from the authors' software (brockk/escalation, issue 8)."""
    _same(DESIGN.decide(_trials(explore_at=9).seen).level, PUBLISHED["escalation_selection_pct"])
