"""What the report says is what was found, and it says where it is shaky."""

import re
from dataclasses import replace

from tests.prose import plain, running_text, table

from firstdose.report import Document, Results, compose
from firstdose.report.blocks import Answers, Bullets, Callout, Figure, Heading, Table
from firstdose.report.digits import fixed, of_trials, percent, significant, with_error
from firstdose.sourced import SHAKIEST_FIRST
from firstdose.study import MechanismTruth, Study


def test_the_summary_comes_first_and_the_manifest_last(document: Document) -> None:
    sections = [block.name for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert sections == [
        "summary",
        "molecule",
        "preclinical",
        "trial",
        "exposure",
        "toxicity",
        "mechanism",
        "designs",
        "next-steps",
        "expansion",
        "population",
        "replay",
        "assumptions",
        "manifest",
    ]


def test_without_a_human_result_every_predicted_table_is_labelled_illustrative(document: Document) -> None:
    labelled = {block.name for block in document.blocks if isinstance(block, Table) and block.illustrative}
    predicted = {"exposure-table", "pk-parameters", "dlt-table", "window-dlt-table", "characteristics"}
    mechanism = {"cell-table", "analyte-table", "outcome-table", "site-table", "tornado-table"}
    assert labelled == predicted | mechanism | {"differences-table", "first-cohort"}


def test_without_a_human_result_every_predicted_figure_is_labelled_illustrative(document: Document) -> None:
    labelled = {block.name for block in document.blocks if isinstance(block, Figure) and block.illustrative}
    predicted = {"exposure-by-dose", "exposure-over-time", "dlt-by-dose", "selection", "patients", "differences"}
    mechanism = {"course-figure", "outcome-figure", "site-figure", "tornado-figure"}
    assert labelled == predicted | mechanism | {"cell-figure", "xenograft-figure"}
    assert any(isinstance(block, Callout) and block.kind == "illustrative" for block in document.blocks)
    answers = next(block for block in document.blocks if isinstance(block, Answers))
    assert [answer.badge is not None for answer in answers.items] == [True, True, False, False]


def test_the_tables_hold_what_was_predicted(imgn289: tuple[Study, Results], document: Document) -> None:
    levels = imgn289[1].prediction.levels
    exposure, dlt = table(document, "exposure-table").rows, table(document, "dlt-table").rows
    assert [row[2] for row in exposure] == [
        "{} ({}–{})".format(*map(significant, (band.median, band.p05, band.p95)))
        for band in (level.exposure["cmax_ug_per_ml"] for level in levels)
    ]
    assert [row[2:] for row in dlt] == [
        tuple(percent(p, 1) for p in (level.p_dlt.median, level.p_dlt.p05, level.p_dlt.p95, level.p_too_toxic))
        for level in levels
    ]


def test_designs_stand_beside_the_benchmark_in_every_truth(imgn289: tuple[Study, Results], document: Document) -> None:
    shown, scenarios = table(document, "characteristics"), imgn289[1].scenarios
    assert [label for _, label in shown.groups] == ["Central truth", "Less toxic truth", "More toxic truth"]
    assert [row[0] for row in shown.rows] == ["3+3", "BOIN", "BLRM", "Benchmark"] * 3
    boin = scenarios[0].comparison.designs[1]
    assert shown.rows[1][4] == fixed(boin.patients_mean, 1)


def test_correct_selections_are_those_of_the_correct_level(imgn289: tuple[Study, Results], document: Document) -> None:
    rows = iter(table(document, "characteristics").rows)
    for scenario in imgn289[1].scenarios:
        for run in (*scenario.comparison.designs, scenario.comparison.optimal):
            share = run.levels[run.correct_level].selected
            assert next(rows)[1] == of_trials(share, (share * (1 - share) / 40) ** 0.5, 40)


def test_paired_differences_are_shown_with_their_errors(imgn289: tuple[Study, Results], document: Document) -> None:
    pairs = imgn289[1].central.comparison.differences
    rows = table(document, "differences-table").rows[: len(pairs)]
    assert [row[2] for row in rows] == [with_error(one.correct_diff, one.correct_diff_se, 1, 100) for one in pairs]


def test_the_first_decision_and_those_after_the_first_cohort(document: Document) -> None:
    assert "treat 3 patients at level 1 (0.3 mg/kg)" in running_text(document)
    rows = table(document, "first-cohort").rows
    assert [row[0] for row in rows] == ["0 of 3", "1 of 3", "2 of 3", "3 of 3"]
    assert rows[0][2] == "treat 3 patients at level 2 (0.6 mg/kg)"


def test_the_replay_ends_at_the_published_mtd_and_says_what_is_derived(document: Document) -> None:
    rows = table(document, "replay-table-1").rows
    assert [row[1] for row in rows] == ["1.2", "1.6", "2.0", "2.4", "2.9", "2.4"]
    assert rows[-1][3] == "stop: level 4 (2.4 mg/kg) is the MTD"
    said = next(plain(one.text) for one in document.blocks if isinstance(one, Callout) and one.kind == "derived")
    assert "3+3" in said
    assert "recalled" in said


def test_3_plus_3_gives_every_published_cohort_its_dose(imgn289: tuple[Study, Results]) -> None:
    replay = imgn289[1].replays[0]
    steps = replay.steps["3+3"]
    given = [int(re.match(r"\d+", step.outcomes)[0]) - 1 for step in steps[1:]]  # type: ignore[index]
    assert [step.recommendation.level for step in steps[:-1]] == given


def test_the_press_release_numbers_come_out(document: Document) -> None:
    rows = {row[0]: row[1:] for row in table(document, "addressable-table").rows}
    assert rows["NSCLC, squamous cell carcinoma"][:3] == ("194\u202f000", "25–30", "50")
    assert rows["NSCLC, adenocarcinoma"][:3] == ("194\u202f000", "40", "20")
    assert rows["SCCHN"][0] == "51\u202f000"
    assert rows["Together"][0] == "245\u202f000"


def test_boundaries_and_chances_of_the_expansion_cohorts_are_exact(document: Document) -> None:
    assert table(document, "expansion-plans").rows[0] == ("SCCHN", "SCCHN", "Simon, optimal", "10", "30", "29")
    shown = table(document, "expansion-boundaries")
    assert shown.rows[:2] == (("10", "1", "–"), ("29", "5", "6"))
    assert [at for at, _ in shown.groups] == [0, 2, 4]
    assert table(document, "expansion-chances").rows[0] == ("SCCHN", "10", "4.7", "73.6", "15.0")


def test_assumptions_are_ranked_the_shakiest_first(imgn289: tuple[Study, Results], document: Document) -> None:
    shown = table(document, "assumption-table")
    assert len(shown.rows) == len(imgn289[1].assumptions)
    badges = [label.badge.text for _, label in shown.groups]  # type: ignore[union-attr]
    assert badges == [word for word in SHAKIEST_FIRST if word in badges]
    assert shown.groups[0][0] == 0


def test_windows_that_explain_both_schedules_are_compared(imgn289: tuple[Study, Results], document: Document) -> None:
    shown = table(document, "window-table")
    assert [row[0] for row in shown.rows] == [
        "The highest concentration (µg/mL)",
        "The highest AUC over any 7 days (µg·day/mL)",
        "The highest AUC over any 21 days (µg·day/mL)",
    ]
    assert shown.marked == frozenset({1})
    assert sum(one.probability for one in imgn289[1].windows) > 0.999


def test_each_dose_is_shown_under_each_window(imgn289: tuple[Study, Results], document: Document) -> None:
    shown, by_window = table(document, "window-dlt-table"), imgn289[1].by_window
    assert [row[2:-1] for row in shown.rows] == [
        tuple(percent(band.median, 1) for band in by_window[days]) for days in (0.0, 7.0, 21.0)
    ]
    assert [row[1] for row in shown.rows] == [percent(one.probability) for one in imgn289[1].windows]
    assert [row[-1] for row in shown.rows] == ["3.0", "3.0", "2.4"]
    assert shown.marked == frozenset({1})


def test_doses_below_the_linear_models_validity_are_marked_where_exposure_is_its(
    imgn289: tuple[Study, Results],
) -> None:
    study, results = imgn289
    levels = tuple(replace(level, analytes={}) for level in results.prediction.levels)
    linear = replace(results.prediction, levels=levels, mechanism=None)
    document = compose(study, replace(results, mechanistic=None, prediction=linear))
    shown = table(document, "exposure-table")
    assert [row[0] for row in shown.rows] == ["1 †", "2 †", "3 †", "4 †", "5", "6", "7"]
    assert "† Below 2.4 mg/kg the linear model was not shown to hold" in shown.note
    captions = [one.caption for one in document.blocks if isinstance(one, Figure) and one.name.startswith("exposure")]
    assert all("Below 2.4 mg/kg" in caption for caption in captions)
    assert "computed exactly from a two-compartment model" in running_text(document)


def test_the_patient_model_holds_at_every_dose_but_the_hazard_is_that_of_the_linear_one(
    imgn289: tuple[Study, Results], document: Document
) -> None:
    assert [row[0] for row in table(document, "exposure-table").rows] == list("1234567")
    assert "linear model" not in table(document, "exposure-table").note
    assert "its clearance is fitted" in table(document, "pk-parameters").note
    assert "Below 2.4 mg/kg the linear model was not shown to hold" in table(document, "dlt-table").note
    study, results = imgn289
    truth = compose(replace(study, truth=MechanismTruth("circulation")), results)
    assert not table(truth, "dlt-table").note


def test_what_varies_and_what_is_held_is_said(document: Document) -> None:
    said = running_text(document)
    assert "Parameters and body weight vary" in said
    assert "albumin, tumour size and AST are held at a fixed reference value" in said
    assert "AST on CL" in table(document, "pk-parameters").note


def test_designs_that_do_not_aim_at_the_target_are_named(document: Document) -> None:
    said = running_text(document)
    assert "3+3 has no target" in said
    assert "BLRM does not aim at the level nearest the target" in said
    assert "BOIN does not aim" not in said


def test_a_correct_level_far_from_the_target_is_called_so(imgn289: tuple[Study, Results], document: Document) -> None:
    bullets = next(block.items for block in document.blocks if isinstance(block, Bullets))
    for scenario, words in zip(imgn289[1].scenarios, bullets, strict=True):
        optimal = scenario.comparison.optimal
        far = abs(optimal.levels[optimal.correct_level].true_dlt - optimal.target) > 0.1
        assert ("no level comes near the target" in plain(words)) == far
    assert "no level comes near the target" in plain(bullets[1])


def test_the_run_can_be_repeated_from_its_manifest(imgn289: tuple[Study, Results]) -> None:
    study, results = imgn289
    run = results.manifest
    assert (run.seed, run.sha256, run.study_file) == (study.seed, study.sha256, "imgn289.toml")
    assert (run.trials, run.patients) == (40, 50)
