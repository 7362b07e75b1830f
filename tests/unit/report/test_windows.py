"""Windows of exposure beside one, two or three published trials."""

from dataclasses import replace

import pytest
from tests.prose import plain

from firstdose.pkpd import WindowSupport
from firstdose.report import Results
from firstdose.report.blocks import Table, Text
from firstdose.report.sections.windows import windows
from firstdose.study import Study


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
