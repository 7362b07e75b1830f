"""Windows of exposure beside one, two or three published trials."""

from dataclasses import replace

import pytest
from tests.prose import plain

from firstdose.pkpd import Band, WindowSupport
from firstdose.report import Results
from firstdose.report.blocks import Table, Text
from firstdose.report.sections.window_doses import window_dlt_table
from firstdose.report.sections.windows import windows
from firstdose.study import AssumedTruth, Study


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_trial_has_its_column(imgn289: tuple[Study, Results], number: int) -> None:
    study, results = imgn289
    known = study.molecule.trials[0]
    trials = tuple(
        replace(known, name=f"trial {n}", every_days=every)
        for n, every in zip(range(number), (7, 21, 14), strict=False)
    )
    support = WindowSupport(7.0, {trial.name: value for trial, value in zip(trials, (30, 20, 40), strict=False)}, -5, 1)
    adc = replace(study.molecule, toxicity=replace(study.molecule.toxicity, trials=trials))
    blocks = windows(replace(study, molecule=adc), replace(results, windows=(support,)))
    shown = next(block for block in blocks if isinstance(block, Table))
    said = " ".join(plain(block.text) for block in blocks if isinstance(block, Text))
    assert [column.head for column in shown.columns[1 : number + 1]] == [
        f"At 2.4 mg/kg {every}" for every in ("weekly", "every 3 weeks", "every 2 weeks")[:number]
    ]
    assert [cell for cell in shown.rows[0] if cell in ("1.50", "2.00")] == [[], ["1.50"], ["2.00"]][number - 1]
    assert ("One schedule" in said) == (number == 1)
    assert "both" not in said


@pytest.mark.parametrize(("behind", "weak"), [(0.4, True), (1.0, True), (1.2, False)])
def test_evidence_is_called_what_it_is(imgn289: tuple[Study, Results], behind: float, weak: bool) -> None:
    study, results = imgn289
    first, second, _ = results.windows
    found = replace(first, log_evidence=-5 - behind, probability=0.3), replace(second, log_evidence=-5, probability=0.7)
    said = " ".join(
        plain(block.text) for block in windows(study, replace(results, windows=found)) if isinstance(block, Text)
    )
    assert ("are somewhat better explained by" in said) == weak
    assert ("this is hardly evidence" in said) == weak


def test_a_dose_far_from_the_target_stands_in_brackets(imgn289: tuple[Study, Results]) -> None:
    study, results = imgn289
    far = tuple(Band(p, 0.0, 1.0) for p in (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06))
    shown = window_dlt_table(study, replace(results, by_window=dict.fromkeys((0.0, 7.0, 21.0), far)))
    assert {row[-1] for row in shown.rows} == {"(3.6)"}


def test_no_row_is_shaded_where_the_study_assumes_its_truth(imgn289: tuple[Study, Results]) -> None:
    study, results = imgn289
    shown = window_dlt_table(replace(study, truth=AssumedTruth((0.1,) * 7)), results)
    assert not shown.marked
    assert "Shaded" not in shown.note
