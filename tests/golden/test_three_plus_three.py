"""3+3 by exact enumeration equals two exact references: selection, patients and DLTs of every variant."""

import json
from math import comb
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from firstdose.design import Action, ThreePlusThree
from firstdose.trial import Outcomes
from firstdose.types import F64

DATA = Path(__file__).parent / "data" / "dosefinding"
OWN = json.loads((DATA / "three_plus_three_exact.json").read_text())["cases"]
ESCALATION = json.loads((DATA / "escalation_three_plus_three_exact.json").read_text())["cases"]
EXACT = 1e-9
State: TypeAlias = tuple[tuple[int, ...], tuple[int, ...], int]  # patients and DLTs a level, current level


def _ends(design: ThreePlusThree, p: list[float]) -> tuple[F64, F64, F64, F64]:
    """Over every path: selection (none first), and by level expected patients, DLTs and share of a trial's patients."""
    zero = (0,) * len(p)
    reached: dict[State, float] = {(zero, zero, 0): 1.0}
    selection, n, dlt, share = np.zeros(len(p) + 1), np.zeros(len(p)), np.zeros(len(p)), np.zeros(len(p))
    while reached:
        following: dict[State, float] = {}
        decision = design.decide(_together(list(reached)))
        for row, (state, chance) in enumerate(reached.items()):
            if decision.action[row] == Action.STOP:
                selection[decision.mtd[row] + 1] += chance
                n += chance * np.array(state[0])
                dlt += chance * np.array(state[1])
                share += chance * np.array(state[0]) / sum(state[0])
            else:
                for after, branch in _cohort(state, int(decision.level[row]), int(decision.size[row]), p):
                    following[after] = following.get(after, 0.0) + chance * branch
        reached = following
    return selection, n, dlt, share


def _together(states: list[State]) -> Outcomes:
    """Every state as one trial of a batch."""
    each = [Outcomes.from_counts(*state) for state in states]
    most = max(one.level.shape[1] for one in each)
    level, dlt, cohort = (
        [[empty] * (most - one.level.shape[1]) + getattr(one, name)[0].tolist() for one in each]
        for name, empty in (("level", -1), ("dlt", 0), ("cohort", 0))
    )
    return Outcomes.of(level=level, dlt=dlt, cohort=cohort)


def _cohort(state: State, level: int, size: int, p: list[float]) -> list[tuple[State, float]]:
    n, dlt, _ = state
    more = [_add(n, level, size), *(_add(dlt, level, toxic) for toxic in range(size + 1))]
    share = [comb(size, toxic) * p[level] ** toxic * (1 - p[level]) ** (size - toxic) for toxic in range(size + 1)]
    return [((more[0], toxic, level), chance) for toxic, chance in zip(more[1:], share, strict=True)]


def _add(counts: tuple[int, ...], level: int, more: int) -> tuple[int, ...]:
    return tuple(count + more * (here == level) for here, count in enumerate(counts))


@pytest.mark.parametrize("case", OWN, ids=lambda case: f"{case['p_true']}-{case['expand_top_dose']}")
def test_exact_selection_patients_and_dlts_equal_the_enumeration(case: dict[str, Any]) -> None:
    design = ThreePlusThree(len(case["p_true"]), case["deescalate_and_expand"], case["expand_top_dose"])
    selection, n, dlt, _ = _ends(design, case["p_true"])
    assert selection == pytest.approx(np.array(case["selection_including_none_first"]), abs=EXACT)
    assert n == pytest.approx(np.array(case["expected_n"]), abs=EXACT)
    assert dlt == pytest.approx(np.array(case["expected_tox"]), abs=EXACT)
    assert n.sum() == pytest.approx(case["total_n"], abs=EXACT)


@pytest.mark.parametrize("case", ESCALATION, ids=lambda case: f"{case['p']}-{'TRUE' in case['call']}")
def test_exact_selection_equals_the_package_escalation(case: dict[str, Any]) -> None:
    """Its top level is never brought to six patients after 0 of 3, whichever switch is set."""
    design = ThreePlusThree(len(case["p"]), top_up="allow_deescalate=TRUE" in case["call"], expand_top=False)
    selection, _, _, share = _ends(design, case["p"])
    assert selection == pytest.approx(np.array(case["prob_recommend"]), abs=EXACT)
    assert share == pytest.approx(np.array(case["prob_administer"]), abs=EXACT)
