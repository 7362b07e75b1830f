"""Which states the rates read: known from the equations alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from firstdose.pkpd.engine.expression import Tape
from firstdose.pkpd.engine.statement import Model


@lru_cache(maxsize=256)
def reads(model: Model) -> Mapping[str, frozenset[str]]:
    """By state, the states that its rate reads."""
    return {state.name: frozenset(Tape.of([state.rate]).names("state")) for state in model.states}


def accumulators(model: Model) -> frozenset[str]:
    """States that only add up: no rate reads them, but for those of other such states.

    Examples
    --------
    >>> sorted(accumulators(Model.load("pk2")))
    ['AUC']
    """
    return _accumulators(model)


@lru_cache(maxsize=256)
def _accumulators(model: Model) -> frozenset[str]:
    found: set[str] = set()
    while True:
        needed = {name for state, names in reads(model).items() if state not in found for name in names}
        more = set(model.state_names) - needed - found
        if not more:
            return frozenset(found)
        found |= more


@lru_cache(maxsize=256)
def left_alone(model: Model) -> frozenset[str]:
    """States that have no steady state of their own: accumulators, and those that never change."""
    still = {state.name for state in model.states if state.rate.op == "number" and state.rate.args[0] == 0}
    return accumulators(model) | still


def reached(model: Model, beginning: frozenset[str]) -> frozenset[str]:
    """States that change when one of some others does, those themselves included."""
    found = beginning
    while True:
        more = frozenset(state for state, names in reads(model).items() if names & found) | found
        if more == found:
            return found
        found = more
