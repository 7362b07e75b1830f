"""What the study's design says on a trial's outcomes."""

from dataclasses import replace

import polars as pl
import pytest
from tests.phase_one import phase_one

from firstdose.report.tlf import Trial, dose_limiting, next_dose
from firstdose.report.tlf.output import UnavailableError
from firstdose.study import Study, load
from firstdose.trial import Outcomes


@pytest.fixture(scope="module")
def trial() -> Trial:
    return Trial(load("imgn289"), phase_one(21))


def test_it_is_what_the_design_decides_on_the_dlts_of_the_table(trial: Trial) -> None:
    study = trial.study
    levels = dose_limiting.found(trial).levels.filter(pl.col("TRTA") != "Total")
    counts = [int(n) for n in levels["evaluable"]], [int(n) for n in levels["dlt"]]
    found = next_dose.next_dose(trial).sheet.answer
    assert ([one.n for one in found.levels], [one.dlt for one in found.levels]) == counts
    cohorts = "".join(f"{at}{'T' * dlt}{'N' * (n - dlt)} " for at, (n, dlt) in enumerate(zip(*counts, strict=True), 1))
    said = study.design.decide(Outcomes.parse(cohorts)).at(study.protocol.grid.doses, study.protocol.grid.units).one()
    assert found == said


def test_subjects_come_in_the_order_of_their_first_dose(trial: Trial) -> None:
    turned = {name: frame.reverse() if name == "dm" else frame for name, frame in trial.given.items()}
    assert next_dose.next_dose(Trial(trial.study, turned)).sheet.answer == next_dose.next_dose(trial).sheet.answer


@pytest.mark.parametrize(
    ("column", "value", "words"), [("EXDOSU", "mg", "mg/kg, and EX in mg"), ("EXDOSE", 7.0, "up to 7")]
)
def test_doses_that_the_study_does_not_have_are_told(trial: Trial, column: str, value: object, words: str) -> None:
    study: Study = trial.study
    other = Trial(study, dict(trial.given) | {"ex": trial.given["ex"].with_columns(pl.lit(value).alias(column))})
    with pytest.raises(UnavailableError, match=words):
        next_dose.next_dose(replace(other))
