"""Rules commute: a protocol says the same in whatever order its rules were written."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import permutations
from operator import and_, or_
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes import outcomes

from firstdose.design import (
    Action,
    Boin,
    Cohorts,
    Decision,
    Design,
    EnoughAt,
    Limit,
    LowestTooToxic,
    MaxIncrement,
    MaxPatients,
    MinAtLevel,
    MinPatients,
    NoSkipping,
    Ruled,
    Stable,
    Stops,
    ThreePlusThree,
    build,
)
from firstdose.trial import DoseGrid, Outcomes
from firstdose.types import Bool

LEVELS = 4
STOPS: Sequence[Stops] = (
    MaxPatients(6),
    EnoughAt(3),
    LowestTooToxic(0.3, cutoff=0.8),
    LowestTooToxic(0.2, at_least=1),
    MaxPatients(4) & EnoughAt(2),
    (Stable(2) | EnoughAt(3, when_staying=True)) & MinPatients(5),
)
INNER: Sequence[Design] = (Boin(0.3, LEVELS), ThreePlusThree(LEVELS))
moderate = settings(max_examples=40, deadline=None)


@dataclass(frozen=True)
class AtMost:
    """No level above this one."""

    highest: int

    @property
    def cause(self) -> str:
        """Which of several limits spoke."""
        return f"Not above level {self.highest + 1}: {{next}}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T, K)"""
        return np.asarray(np.tile(np.arange(LEVELS) <= self.highest, (len(seen), 1)), np.bool_)


LIMITS: Sequence[Limit] = (
    AtMost(1),
    AtMost(2),
    NoSkipping(),
    AtMost(0),
    MaxIncrement((100.0, 50.0), (1.0, 2.0, 3.0, 4.5), (0.0, 2.0)),
    MinAtLevel(2),
)
TABLES: Sequence[Mapping[str, Any]] = (
    {"name": "no-skipping"},
    {"name": "max-increment", "percent": 100},
    {"name": "max-patients", "n": 8},
    {"name": "min-patients", "n": 4},
    {"name": "enough-at-mtd", "n": 3},
    {"name": "stable", "cohorts": 2},
    {"name": "lowest-too-toxic", "target": 0.3, "cutoff": 0.8},
    {"name": "all-of", "rules": [{"name": "max-patients", "n": 4}, {"name": "enough-at-mtd", "n": 2}]},
    {"name": "cohorts-by-dose", "size": [1, 3], "from_doses": [0, 2]},
    {"name": "sentinel"},
)
seen_by_all = outcomes(LEVELS)
all_known = outcomes(LEVELS, waiting=False)
of_stops = st.lists(st.sampled_from(STOPS), min_size=2, max_size=4, unique=True)
of_limits = st.lists(st.sampled_from(LIMITS), min_size=2, max_size=3, unique=True)


def _told(design: Ruled, seen: Outcomes) -> list[object]:
    decision = design.decide(seen)
    return [decision[trial] for trial in range(len(decision))]


@moderate
@given(seen=seen_by_all, stops=of_stops, inner=st.sampled_from(INNER))
def test_stopping_rules_commute(seen: Outcomes, stops: list[Stops], inner: Design) -> None:
    first, *others = (_told(Ruled(inner, stopping=reduce(or_, order)), seen) for order in permutations(stops))
    assert all(other == first for other in others)


@moderate
@given(seen=seen_by_all, limits=of_limits, inner=st.sampled_from(INNER))
def test_limits_commute(seen: Outcomes, limits: list[Limit], inner: Design) -> None:
    first, *others = (_told(Ruled(inner, limits=order), seen) for order in permutations(limits))
    assert all(other == first for other in others)


@moderate
@given(seen=seen_by_all, stops=of_stops, inner=st.sampled_from(INNER))
def test_rules_needed_together_commute(seen: Outcomes, stops: list[Stops], inner: Design) -> None:
    first, *others = (_told(Ruled(inner, stopping=reduce(and_, order)), seen) for order in permutations(stops))
    assert all(other == first for other in others)


@settings(max_examples=30, deadline=None)
@given(seen=seen_by_all, order=st.permutations(TABLES))
def test_a_study_file_may_have_its_rules_in_any_order(seen: Outcomes, order: list[Mapping[str, Any]]) -> None:
    """Every rule there is, and those of an ``all-of`` turned round too."""
    grid = DoseGrid((1.0, 2.0, 3.0, 4.5), "mg/kg")
    turned = [{**rule, "rules": rule["rules"][::-1]} if "rules" in rule else rule for rule in order]
    told = [
        _told(build({"name": "boin", "target": 0.3}, grid, cohort_size=3, max_patients=9, rules=rules), seen)
        for rules in (TABLES, turned)
    ]
    assert told[0] == told[1]


@moderate
@given(seen=all_known, stops=of_stops, inner=st.sampled_from(INNER))
def test_a_rule_more_never_keeps_a_trial_going(seen: Outcomes, stops: list[Stops], inner: Design) -> None:
    fewer = Ruled(inner, stopping=reduce(or_, stops[1:])).decide(seen)
    more = Ruled(inner, stopping=reduce(or_, stops)).decide(seen)
    assert np.all(more.action[fewer.action == Action.STOP] == Action.STOP)


@moderate
@given(seen=all_known, inner=st.sampled_from(INNER), limits=of_limits)
def test_limits_only_lower(seen: Outcomes, inner: Design, limits: list[Limit]) -> None:
    free, limited = inner.decide(seen), Ruled(inner, limits=tuple(limits)).decide(seen)
    assert np.all(limited.level <= free.level)
    going = limited.action == Action.TREAT
    for limit in limits:
        permitted = limit(seen, free)
        assert np.all(permitted[going, limited.level[going]])


@moderate
@given(seen=seen_by_all, most=st.integers(1, 12), size=st.integers(1, 5))
def test_cohorts_never_pass_the_maximum(seen: Outcomes, most: int, size: int) -> None:
    for inner in INNER:
        decision = Ruled(inner, stopping=MaxPatients(most), size=Cohorts(size, most)).decide(seen)
        n = seen.treated.sum(axis=1)
        going = decision.action == Action.TREAT
        assert np.all(n[going] + decision.size[going] <= most)
        assert np.all(decision.size[going] > 0)


@moderate
@given(seen=all_known, inner=st.sampled_from(INNER))
def test_a_toxic_lowest_dose_always_ends_without_mtd(seen: Outcomes, inner: Design) -> None:
    rule = LowestTooToxic(0.3, cutoff=0.8)
    decision = Ruled(inner, stopping=MaxPatients(5) | EnoughAt(2) | rule).decide(seen)
    toxic = rule(seen, inner.decide(seen))
    assert np.all(decision.action[toxic] == Action.STOP)
    assert np.all(decision.mtd[toxic] == -1)


def test_every_outcome_field_is_shuffled_by_the_contract() -> None:
    """``outcomes`` draws what a design may look at; a new field of Outcomes must join it."""
    assert [field.name for field in dataclasses.fields(Outcomes)] == [
        "level", "dlt", "follow_up", "cohort", "response", "severity", "stratum",
    ]  # fmt: skip
