"""The rules of a study file, joined around a design."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from firstdose.design import (
    Boin,
    Cohorts,
    CohortsByDose,
    EnoughAt,
    LowestTooToxic,
    MaxIncrement,
    MaxPatients,
    MinAtLevel,
    MinPatients,
    NoSkipping,
    Precision,
    Ruled,
    Sentinel,
    Stable,
    ThreePlusThree,
    UpTo,
    build,
)
from firstdose.design.protocol.protocol_rules import around
from firstdose.errors import DesignError
from firstdose.trial import DoseGrid

GRID = DoseGrid((1.0, 2.0, 3.0), "mg/kg")
Rules = Sequence[Mapping[str, Any]]


def _built(*rules: Mapping[str, Any], name: str = "boin") -> Ruled:
    options = {"name": name} | ({"target": 0.3} if name == "boin" else {})
    return build(options, GRID, cohort_size=3, max_patients=30, rules=rules, where="a.toml: ")


def test_limits_take_the_doses_of_the_trial() -> None:
    rules: Rules = [
        {"name": "max-increment", "percent": [100, 60], "from_doses": [0, 2]},
        {"name": "max-increment", "percent": 100},
        {"name": "no-skipping"},
        {"name": "min-at-level", "n": 2},
    ]
    assert _built(*rules).limits == (
        MaxIncrement((100, 60), GRID.doses, (0, 2)),
        MaxIncrement(100, GRID.doses),
        NoSkipping(),
        MinAtLevel(2),
    )


def test_any_one_stopping_rule_is_enough_and_those_of_an_all_of_together() -> None:
    rules: Rules = [
        {"name": "stable", "cohorts": 3},
        {"name": "all-of", "rules": [{"name": "enough-at-mtd", "n": 6}, {"name": "precision", "p_target": 0.5}]},
    ]
    assert _built(*rules).stopping == MaxPatients(30) | Stable(3) | EnoughAt(6) & Precision(p_target=0.5)


def test_a_minimum_of_patients_holds_back_what_would_end_with_an_mtd() -> None:
    rules: Rules = [
        {"name": "lowest-too-toxic", "target": 0.3},
        {"name": "max-patients", "n": 24},
        {"name": "min-patients", "n": 18},
        {"name": "stable", "cohorts": 3},
        {"name": "enough-at-mtd", "n": 9, "when_staying": True},
    ]
    assert _built(*rules).stopping == (
        MaxPatients(30)
        | MaxPatients(24)
        | LowestTooToxic(0.3)
        | Stable(3) & MinPatients(18)
        | EnoughAt(9, when_staying=True) & MinPatients(18)
    )


def test_sizes_of_cohorts() -> None:
    ranges = {"name": "cohorts-by-dose", "size": [1, 3], "from_doses": [0, 2]}
    by_dose = CohortsByDose((1, 3), (0, 2), GRID.doses)
    assert _built(ranges).size == UpTo(by_dose, 30)
    alone = _built({"name": "sentinel"})
    assert (alone.size, alone.limits) == (UpTo(Sentinel(Cohorts(3)), 30), (MinAtLevel(3),))
    both = _built({"name": "sentinel"}, ranges)
    assert (both.size, both.limits) == (UpTo(Sentinel(by_dose), 30), (MinAtLevel((1, 3, 3)),))
    own = _built({"name": "sentinel"}, name="3+3")
    assert (own.size, own.limits) == (UpTo(Sentinel(Cohorts(None)), 30), ())


def test_a_design_gets_the_size_of_a_cohort_if_it_asks() -> None:
    built = build({"name": "boin", "target": 0.3, "titration": True}, GRID, cohort_size=4, max_patients=30)
    assert built.design == Boin(0.3, 3, titration=True, cohort_size=4)
    assert built.size == Cohorts(None, 30)


def test_a_combination_has_no_single_dose() -> None:
    with pytest.raises(DesignError, match="^rules 1: max-increment goes by the dose of one drug, which is not known"):
        around(Boin(0.3, 3), [{"name": "max-increment", "percent": 100}], None, 3, 30, "rules")
    assert around(Boin(0.3, 3), [{"name": "no-skipping"}], None, 3, 30, "rules").limits == (NoSkipping(),)


class Weighing(Boin):
    """A design that does not wait for pending patients."""

    weighs_pending = True


def test_a_sentinel_is_for_designs_that_wait() -> None:
    with pytest.raises(DesignError, match="^rules: sentinel: the design decides before the sentinel's DLT window"):
        around(Weighing(0.3, 3), [{"name": "sentinel"}], GRID.doses, 3, 30, "rules")


def test_a_sentinel_is_for_designs_that_do_not_go_up_on_it_alone() -> None:
    with pytest.raises(DesignError, match="^rules: sentinel: the design goes up after a single patient of its own"):
        around(Boin(0.3, 3, titration=True), [{"name": "sentinel"}], GRID.doses, 3, 30, "rules")


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([{"name": "min-patients", "n": 9}], "min-patients holds back other rules that would end the trial, and there"),
        (
            [{"name": "min-patients", "n": 9}, {"name": "lowest-too-toxic", "target": 0.3}],
            "min-patients holds back other rules that would end the trial, and there is none.",
        ),
        (
            [{"name": "all-of", "rules": [{"name": "stable", "cohorts": 2}]}],
            "1: all-of is for two or more rules that end",
        ),
        (
            [{"name": "all-of", "rules": [{"name": "stable", "cohorts": 2}, {"name": "no-skipping"}]}],
            "1: all-of is for two or more rules that end a trial.",
        ),
        ([{"name": "all-of", "rules": [{"name": "stabel"}]}], '1 rules 1: name = "stabel" is not known.'),
        ([{"name": "max-increment", "percent": 100, "doses": [1]}], "1: doses come from the trial. Remove them here."),
        ([{"name": "sentinel", "of": 3}], "1: of: there is no such key."),
        ([{"name": "sentinel", "days": 7}], "1: days: there is no such key."),
        (
            [{"name": "max-increment", "percent": 10}],
            "1: max-increment: from level 1 (1) to level 2 (2) the dose rises",
        ),
        (
            [{"name": "cohorts-by-dose", "size": [1], "from_doses": [0]}] * 2,
            "cohorts-by-dose: it stands twice. Leave it out.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(rules: Rules, message: str) -> None:
    with pytest.raises(DesignError) as refused:
        _built(*rules)
    found = str(refused.value)
    assert found.startswith("a.toml: [[escalation.rules]]")
    assert message in found


def test_a_design_with_cohorts_of_its_own_has_none_by_dose() -> None:
    with pytest.raises(DesignError, match="cohorts-by-dose: the design says itself how many patients come next"):
        _built({"name": "cohorts-by-dose", "size": [1], "from_doses": [0]}, name="3+3")


def test_a_design_inside_keeps_its_own_rules() -> None:
    assert _built(name="3+3") == Ruled(ThreePlusThree(3), stopping=MaxPatients(30), size=Cohorts(None, 30))
