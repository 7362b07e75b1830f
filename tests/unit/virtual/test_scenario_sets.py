"""Fixed scenarios by name."""

import json
from pathlib import Path

import pytest

from firstdose.design import Boin, Boin12, ThreePlusThree
from firstdose.errors import StudyError
from firstdose.virtual import Plan, Scenario, ScenarioSet, scenario_set, scenario_set_names, simulate_design
from firstdose.virtual import simulate_scenarios as simulate

FIVE = scenario_set("five-levels")
OWN = """
name = "own"
title = "Mine"
source = "a guess"
provenance = "assumed"
target = 0.25

[[scenarios]]
name = "one"
p_dlt = [0.1, 0.25]
correct_level = 1
"""


@pytest.mark.parametrize("name", scenario_set_names())
def test_every_packaged_set_says_where_it_comes_from(name: str) -> None:
    known = scenario_set(name)
    assert known.name == name
    assert len(known.source) > 20
    assert (known.provenance == "assumed") == ("from no publication" in known.source)
    for scenario in known.scenarios:
        assert sorted(scenario.p_dlt) == list(scenario.p_dlt)


def test_a_set_in_which_the_mtd_is_at_every_level() -> None:
    known = scenario_set("tite-model-assisted-2020")
    found = sorted(min(range(6), key=lambda k: abs(one.p_dlt[k] - known.target)) for one in known.scenarios)
    assert found == list(range(6))


def test_each_scenario_is_a_comparison_of_its_own() -> None:
    told = simulate({"boin": Boin(0.3, 5), "3+3": ThreePlusThree(5)}, FIVE, trials=60, plan=Plan(max_patients=18))
    assert list(told.comparisons) == [one.name for one in FIVE.scenarios]
    alone = simulate_design(Boin(0.3, 5), FIVE.scenarios[0].p_dlt, max_patients=18, trials=60)
    assert told.comparisons["middle"].designs[0].to_dict() == alone.to_dict()
    assert [one.designs[0].correct_level for one in told.comparisons.values()] == [2, 0, 4, 2, 0, 4]


def test_a_set_as_json() -> None:
    told = simulate({"boin": Boin(0.3, 5)}, FIVE, trials=20).to_dict()
    assert list(told) == ["name", "title", "source", "provenance", "target", "scenarios"]
    assert list(told["scenarios"][0]) == ["name", "p_dlt", "p_response", "designs", "optimal", "differences"]
    json.dumps(told, allow_nan=False)


def test_progress_is_of_the_whole_set() -> None:
    done: list[tuple[int, int]] = []
    simulate({"boin": Boin(0.3, 5)}, FIVE, trials=20, progress=lambda some, total: done.append((some, total)))
    assert done == sorted(done)
    assert done[-1] == (120, 120)


def test_responses_and_targets_are_the_sets_unless_another_target_is_given() -> None:
    known = scenario_set("boin12-issue")
    told = simulate({"boin12": Boin12(5)}, known, trials=40).comparisons["issue 8"].designs[0]
    assert (told.target, told.correct_level) == (0.35, 1)
    assert [one.true_response for one in told.levels] == list(known.scenarios[0].p_response or ())
    assert simulate({"boin": Boin(0.3, 5)}, known, target=0.2, trials=20).comparisons["issue 8"].optimal.target == 0.2


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    told = simulate({"boin": Boin(0.25, 2)}, scenario_set(file), trials=20).comparisons["one"].designs[0]
    assert (told.target, told.correct_level) == (0.25, 0)


@pytest.mark.parametrize(
    ("scenarios", "target", "message"),
    [
        ((), 0.3, "mine: there is no scenario. Give at least one table [[scenarios]]."),
        ((Scenario("a", (0.1,)), Scenario("b", (0.1, 0.2))), 0.3, 'scenario "b" has 2 levels and stands 1 times'),
        ((Scenario("a", (0.1,)), Scenario("a", (0.2,))), 0.3, 'scenario "a" has 1 levels and stands 2 times'),
        ((Scenario("a", (1.1,)),), 0.3, "true DLT probability 1.1 at level 1"),
        ((Scenario("a", (0.1,), (0.2, 0.3)),), 0.3, "true response probabilities of 2 levels"),
        ((Scenario("a", (0.1,)),), 1.3, "target = 1.3: a DLT probability between 0 and 1 is needed"),
    ],
)
def test_a_set_that_cannot_be_is_refused(scenarios: tuple[Scenario, ...], target: float, message: str) -> None:
    with pytest.raises(StudyError) as refused:
        ScenarioSet("mine", "Mine", "a guess", "assumed", target, scenarios)
    assert message in str(refused.value)


def test_an_unknown_name_is_refused_with_those_known() -> None:
    with pytest.raises(StudyError, match='no set of scenarios named "five-level". Did you mean "five-levels"'):
        scenario_set("five-level")
