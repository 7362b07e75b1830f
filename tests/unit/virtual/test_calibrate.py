"""Calibration by simulation to a stated goal."""

from math import hypot

import pytest

from firstdose.design import Boin, Cohorts, Crm, Design, MaxPatients, Ruled, ThreePlusThree, get_prior_skeleton
from firstdose.design.catalogue import published
from firstdose.errors import StudyError
from firstdose.trial import DltDefinition
from firstdose.virtual import AssumedCurve
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.calibrate import Calibration, calibrate
from firstdose.virtual.compare import compare
from firstdose.virtual.measures import Goal, Requirement
from firstdose.virtual.setting import Setting

CORRECT = Goal.parse("correct max")
CURVES = {"steep": (0.05, 0.3, 0.6), "toxic": (0.4, 0.5, 0.6)}
SETTINGS = {
    name: Setting(AssumedCurve(p), AtOnce(), DltDefinition(28, ()), max_patients=12, seed=3, trials=150)
    for name, p in CURVES.items()
}
ONE = {"steep": SETTINGS["steep"]}


def _ruled(design: Design) -> Ruled:
    return Ruled(design, stopping=MaxPatients(12), size=Cohorts.of(design, 3, 12))


BOIN = _ruled(Boin(0.3, 3))


def _boin(values: tuple[float, ...], *requirements: str, goal: Goal = CORRECT) -> Calibration:
    return calibrate(BOIN, {"cutoff": values}, SETTINGS, goal, [Requirement.parse(each) for each in requirements])


def test_each_point_is_the_design_with_that_option_on_the_same_patients() -> None:
    found = calibrate(BOIN, {"cutoff": (0.7, 0.95)}, ONE, CORRECT)
    designs = {"a": _ruled(Boin(0.3, 3, cutoff=0.7)), "b": BOIN}
    expected = compare(designs, ONE["steep"], 0.3)
    for point, run in zip(found.points, expected.designs, strict=True):
        assert point.estimates["correct"] == (run.correct_share, run.correct_se)
    best, other = sorted(found.points, key=lambda point: point.best, reverse=True)
    assert found.best is best
    assert best.behind == (0, 0)
    assert other.behind is not None
    assert other.behind.value == pytest.approx(abs(expected.differences[0].correct_diff))
    assert other.behind.se == expected.differences[0].correct_diff_se


def test_the_goal_is_a_mean_over_scenarios_of_their_own_seeds() -> None:
    point = _boin((0.95,)).points[0]
    runs = list(point.runs.values())
    assert point.estimates["correct"].value == pytest.approx(sum(run.correct_share for run in runs) / 2)
    assert point.estimates["correct"].se == pytest.approx(hypot(*(run.correct_se for run in runs)) / 2)
    alone = calibrate(BOIN, {"cutoff": (0.95,)}, {"toxic": SETTINGS["toxic"]}, CORRECT).points[0].runs["toxic"]
    assert alone != point.runs["toxic"]  # there it is the second scenario


def test_a_requirement_holds_in_every_scenario_and_the_worst_is_told() -> None:
    found = _boin((0.6, 0.95), "none<0.2", "patients>1")
    for point in found.points:
        shares = [run.none_selected for run in point.runs.values()]
        assert point.worst["none"].value == max(shares)
        assert point.worst["patients"].value == min(run.patients_mean for run in point.runs.values())
        assert point.kept is (max(shares) < 0.2)
    assert found.points[0].behind is None
    assert not found.points[0].as_good


def test_where_no_point_keeps_the_requirements_there_is_no_best() -> None:
    found = _boin((0.9, 0.95), "none<0.01")
    assert found.best is None
    assert found.to_dict()["best"] is None


def test_another_goal_is_compared_as_independent_runs() -> None:
    found = _boin((0.6, 0.95), goal=Goal.parse("none min"))
    best, other = found.points[1], found.points[0]
    assert best.best
    assert other.behind is not None
    assert other.behind.value == pytest.approx(other.estimates["none"].value - best.estimates["none"].value)
    assert other.behind.se == pytest.approx(hypot(other.estimates["none"].se, best.estimates["none"].se))


def test_points_within_an_error_of_the_best_are_as_good() -> None:
    found = _boin((0.95, 0.950001, 0.6))
    assert [point.as_good for point in found.points] == [True, True, False]


def test_options_are_crossed() -> None:
    found = calibrate(BOIN, {"cutoff": (0.9, 0.95), "offset": (0.05, 0.1)}, ONE, CORRECT)
    assert [tuple(point.options.values()) for point in found.points] == [
        (0.9, 0.05),
        (0.9, 0.1),
        (0.95, 0.05),
        (0.95, 0.1),
    ]


def test_a_halfwidth_makes_the_skeleton_anew_around_the_same_guess() -> None:
    crm = Crm(get_prior_skeleton(0.05, 0.3, 1, 3), 0.3)
    found = calibrate(_ruled(crm), {"halfwidth": (0.08,)}, ONE, CORRECT)
    same = compare({"one": _ruled(Crm(get_prior_skeleton(0.08, 0.3, 1, 3), 0.3))}, ONE["steep"], 0.3)
    assert found.points[0].estimates["correct"].value == same.designs[0].correct_share
    middle = calibrate(_ruled(Crm((0.1, 0.2, 0.4), 0.3)), {"halfwidth": (0.08,)}, ONE, CORRECT)
    same = compare({"one": _ruled(Crm(get_prior_skeleton(0.08, 0.3, 2, 3), 0.3))}, ONE["steep"], 0.3)
    assert middle.points[0].estimates["correct"].value == same.designs[0].correct_share


def test_the_promised_json() -> None:
    said = _boin((0.9, 0.95), "none<0.9").to_dict()
    assert list(said) == ["goal", "subject_to", "scenarios", "trials", "target", "points", "best"]
    assert list(said["points"][0]) == [
        *("options", "estimates", "worst", "behind_best", "kept", "best", "within_one_se"),
    ]
    assert (said["goal"], said["subject_to"], said["scenarios"]) == ("correct max", ["none < 0.9"], ["steep", "toxic"])
    assert said["best"] in ({"cutoff": 0.9}, {"cutoff": 0.95})


@pytest.mark.parametrize(
    ("design", "vary", "message"),
    [
        (BOIN, {}, "Nothing varies"),
        (BOIN, {"cutoff": ()}, "Nothing varies"),
        (BOIN, {"cutoff": tuple(range(101))}, "101 points"),
        (BOIN, {"cutof": (0.9,)}, 'Did you mean "cutoff"'),
        (BOIN, {"n_levels": (3.0,)}, "cannot|not a number that this design"),
        (BOIN, {"extrasafe": (1.0,)}, "not a number that this design"),
        (BOIN, {"halfwidth": (0.05,)}, "has none"),
        (_ruled(published("crm", 3, None, 0.3)), {"halfwidt": (0.05,)}, "halfwidth"),
        (_ruled(ThreePlusThree(3)), {"top_up": (1.0,)}, "this one has none"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(design: Design, vary: dict[str, tuple[float, ...]], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        calibrate(design, vary, ONE, CORRECT)
