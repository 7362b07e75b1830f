"""The summary's dose is the one whose printed probability is nearest the target, and it says when none is near."""

from dataclasses import replace

import pytest
from tests.prose import plain

from firstdose.pkpd import Band
from firstdose.report import Results
from firstdose.report.blocks import Answer, Answers
from firstdose.report.sections.summary import summary
from firstdose.study import AssumedTruth, Study


def _answers(study: Study, results: Results) -> tuple[Answer, ...]:
    return next(block.items for block in summary(study, results) if isinstance(block, Answers))


def _predicted(results: Results, *medians: float) -> Results:
    levels = tuple(
        replace(one, p_dlt=Band(p, p / 2, 1.0)) for one, p in zip(results.prediction.levels, medians, strict=True)
    )
    return replace(results, prediction=replace(results.prediction, levels=levels))


def test_another_exposure_window_gives_another_dose(imgn289: tuple[Study, Results]) -> None:
    said = _answers(*imgn289)[0]
    assert said.answer == "3 mg/kg weekly"
    assert "With another exposure window it would be 2.4 to 3 mg/kg ([window-dlt-table])." in plain(said.detail)


def test_windows_that_agree_give_the_same_dose(imgn289: tuple[Study, Results]) -> None:
    study, results = imgn289
    agreed = replace(results, by_window=dict.fromkeys((0.0, 7.0, 21.0), results.by_window[7.0]))
    assert "it would be the same dose" in plain(_answers(study, agreed)[0].detail)


@pytest.mark.parametrize(("highest", "near"), [(0.2, True), (0.19, False)])
def test_no_planned_dose_may_be_near_the_target(imgn289: tuple[Study, Results], highest: float, near: bool) -> None:
    study, results = imgn289
    said = _answers(study, _predicted(results, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, highest))[0]
    assert said.answer == ("3.6 mg/kg weekly" if near else "3.6 mg/kg weekly, but not near the target")
    assert ("No planned dose is near the target." in plain(said.detail)) == (not near)
    assert "the MTD may lie above it" in plain(said.detail)


def test_why_another_level_is_correct_in_the_simulations_is_said(imgn289: tuple[Study, Results]) -> None:
    study, results = imgn289
    other = _predicted(results, 0.01, 0.02, 0.3, 0.6, 0.7, 0.8, 0.9)
    fitted = plain(_answers(study, other)[0].detail)
    assert "one hazard comes near to the predicted medians" in fitted
    assert "level 6 (3 mg/kg) counts as correct" in fitted
    assumed = replace(study, truth=AssumedTruth((0.1,) * 7))
    assert "this study assumes its DLT probabilities: there level 6" in plain(_answers(assumed, other)[0].detail)
    assert "counts as correct" not in plain(_answers(study, results)[0].detail)


def test_no_number_of_another_truth_stands_beside_those_of_the_studys_own(imgn289: tuple[Study, Results]) -> None:
    said = plain(_answers(*imgn289)[1].detail)
    assert said.count("exceeds the target") == 1
    assert "as the data allow" not in said


def test_a_benchmark_that_is_beaten_is_explained(imgn289: tuple[Study, Results]) -> None:
    study, results = imgn289
    comparison = results.central.comparison
    never = tuple(replace(level, selected=0.0) for level in comparison.optimal.levels)
    beaten = replace(comparison, optimal=replace(comparison.optimal, levels=never))
    central = replace(results.central, comparison=beaten)
    told = _answers(study, replace(results, scenarios=(central, *results.scenarios[1:])))[1]
    assert "a design can beat it" in plain(told.detail)
    assert "a design can beat it" not in plain(_answers(study, results)[1].detail)
