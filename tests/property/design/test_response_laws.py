"""Designs that look at responses wait for one exactly when it could change what they do."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes import outcomes

from firstdose.design import Action, Decision, Design
from firstdose.design.boin12 import Boin12
from firstdose.design.boin_et import BoinEt
from firstdose.design.u_boin import UBoin
from firstdose.trial import Outcomes

LEVELS = 4
DESIGNS: dict[str, Callable[[], Design]] = {
    "boin12": lambda: Boin12(LEVELS),
    "boin12, other utilities": lambda: Boin12(LEVELS, p_response_min=0.5, utilities=(100, 30, 90, 0), n_star=3),
    "boin12, few levels open": lambda: Boin12(LEVELS, p_response_min=0.6, cutoff_response=0.6),
    "boin-et": lambda: BoinEt(0.3, LEVELS),
    "boin-et, few responses wanted": lambda: BoinEt(0.25, LEVELS, target_response=0.3, cutoff_response=0.8),
    "boin-et, few levels open": lambda: BoinEt(
        0.3, LEVELS, target_response=0.7, p_response_min=0.6, cutoff_response=0.6
    ),
    "u-boin": lambda: UBoin(LEVELS, s1=3, s2=6),
    "u-boin, no end of its own": lambda: UBoin(LEVELS, s1=2, s2=None, p_response_min=0.6, cutoff_response=0.6),
}


@st.composite
def responses(draw: st.DrawFn) -> Outcomes:
    """One trial with all DLT outcomes known, responses at random, up to four of them not known yet."""
    seen = draw(outcomes(LEVELS, trials=1, waiting=False))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = seen.level.shape
    response = (random.random(shape) < random.choice([0.05, 0.3, 0.7])).astype(np.int8)
    unknown = random.permutation(shape[1])[: draw(st.integers(0, 4))]
    response[:, unknown] = -1
    return replace(seen, response=response)


def _completed(seen: Outcomes) -> Outcomes:
    """Every way in which the responses not known yet can turn out."""
    unknown = np.flatnonzero(seen.response[0] < 0)
    ways = (np.arange(2 ** len(unknown))[:, None] >> np.arange(len(unknown))) & 1
    batch = seen[np.zeros(len(ways), np.int64)]
    response = batch.response.copy()
    response[:, unknown] = ways
    return replace(batch, response=response)


def _told(decision: Decision) -> set[tuple[int, ...]]:
    """What trials are told to do."""
    return set(zip(*(getattr(decision, name).tolist() for name in ("action", "level", "mtd")), strict=True))


@pytest.mark.parametrize("name", DESIGNS)
@settings(max_examples=100, deadline=None)
@given(seen=responses())
def test_it_waits_exactly_when_a_response_could_change_the_level(name: str, seen: Outcomes) -> None:
    design = DESIGNS[name]()
    decision, possible = design.decide(seen), design.decide(_completed(seen))
    assert not (possible.action == Action.WAIT).any()
    told = _told(possible)
    assert (decision.action[0] == Action.WAIT) == (len(told) > 1)
    assert len(told) > 1 or told == _told(decision)


@pytest.mark.parametrize("name", DESIGNS)
@settings(max_examples=60, deadline=None)
@given(seen=responses())
def test_a_level_given_is_always_open_and_no_level_above_a_toxic_one_is(name: str, seen: Outcomes) -> None:
    decision = DESIGNS[name]().decide(_completed(seen))
    going = np.flatnonzero(decision.action == Action.TREAT)
    started = seen.treated.any()
    assert not started or decision.admissible[going, decision.level[going]].all()
    mtd = decision.mtd[decision.mtd >= 0]
    assert decision.admissible[decision.mtd >= 0, mtd].all()
