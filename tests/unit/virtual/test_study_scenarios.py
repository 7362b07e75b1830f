"""A study's trial in scenarios that others made."""

from dataclasses import replace

import pytest

from firstdose.errors import StudyError
from firstdose.study import load
from firstdose.virtual import compare_designs, designs_of, scenario_set
from firstdose.virtual.study_scenarios import compare_in_family, compare_in_scenarios

STUDY = load("t-dm1-weekly")
DESIGNS = designs_of(STUDY, ("boin", "3+3"))
FIVE = scenario_set("five-levels")


def test_each_scenario_takes_the_place_of_the_studys_truth() -> None:
    few = replace(FIVE, scenarios=FIVE.scenarios[:2])
    found = compare_in_scenarios(STUDY, DESIGNS, few, trials=30, seed=4)
    assert list(found.comparisons) == ["middle", "lowest"]
    truth = few.scenarios[1].truth(STUDY.protocol.dlt.window_days)
    assert found.comparisons["lowest"] == compare_designs(STUDY, DESIGNS, trials=30, seed=4, truth=truth)


def test_a_scenario_may_name_its_correct_level() -> None:
    named = replace(FIVE, scenarios=(replace(FIVE.scenarios[0], correct_level=2),))
    found = compare_in_scenarios(STUDY, DESIGNS, named, trials=10)
    assert {one.correct_level for one in found.comparisons["middle"].designs} == {1}


def test_scenarios_of_other_levels_are_refused() -> None:
    with pytest.raises(StudyError, match="have 7 levels and the study 5"):
        compare_in_scenarios(STUDY, DESIGNS, scenario_set("tite-boin-2018"), trials=10)


def test_a_family_is_drawn_from_the_seed_and_runs_in_the_studys_trial() -> None:
    found = compare_in_family(STUDY, DESIGNS, "paoletti", 5, trials_each=4, seed=3, target=0.25)
    assert found == compare_in_family(STUDY, DESIGNS, "paoletti", 5, trials_each=4, seed=3, target=0.25)
    assert found != compare_in_family(STUDY, DESIGNS, "paoletti", 5, trials_each=4, target=0.25)
    assert [one.design for one in found.designs] == ["boin", "3+3"]
    assert (found.optimal.scenarios, found.optimal.trials_each, found.optimal.target) == (5, 4, 0.25)
    for one in found.designs:
        assert one.duration_days_mean is not None
        assert one.duration_days_mean > STUDY.protocol.dlt.window_days
        assert one.patients_mean is not None
        assert one.patients_mean <= STUDY.protocol.max_patients
