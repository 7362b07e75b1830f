"""Published trials as earlier trials of a study's design."""

from pathlib import Path

import pytest

from firstdose.design import Blrm, Ruled
from firstdose.errors import DesignError, StudyError
from firstdose.study import Study, load, template
from firstdose.trial import Outcomes

GOOD = template("good")
BORROWS = GOOD.replace('name = "boin"\n', 'name = "blrm"\nreference_dose = 2.4\nhistory = "t-dm1"\n')


def _load(folder: Path, text: str) -> Study:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def _blrm(study: Study) -> Blrm:
    assert isinstance(study.design, Ruled)
    assert isinstance(study.design.design, Blrm)
    return study.design.design


def test_the_trials_on_the_same_schedule_are_borrowed_from(tmp_path: Path) -> None:
    study = _load(tmp_path, BORROWS)
    (trial,) = _blrm(study).history
    assert trial.summary == (
        "T-DM1 weekly: 0/3 at 1.2 mg/kg, 0/3 at 1.6 mg/kg, 0/3 at 2 mg/kg, 1/6 at 2.4 mg/kg, 2/3 at 2.9 mg/kg"
    )
    assert trial.source.startswith("Beeram 2012")
    reason = study.design.decide(Outcomes.parse("1NNN")).one().reason
    assert "The earlier trial, T-DM1 weekly, keeps a weight of 0.8" in reason


def test_on_another_schedule_other_trials_are_and_the_most_dlts_count(tmp_path: Path) -> None:
    """At 3.6 mg/kg every three weeks 0 or 1 of 15 patients had a DLT."""
    study = _load(tmp_path, BORROWS.replace("every_days = 7", "every_days = 21"))
    (trial,) = _blrm(study).history
    assert (trial.name, trial.doses[4], trial.n[4], trial.dlt[4]) == ("T-DM1 every 3 weeks", 3.6, 15, 1)


def test_a_molecule_that_stands_on_another_ones_trials_lends_those(tmp_path: Path) -> None:
    study = _load(tmp_path, BORROWS.replace('history = "t-dm1"', 'history = "imgn289"'))
    assert _blrm(study).history[0].name == "T-DM1 weekly"


def test_what_borrowing_rests_on_is_told(tmp_path: Path) -> None:
    said = [each for each in _load(tmp_path, BORROWS).stated if each.where == "[escalation.design] history"]
    assert [each.provenance for each in said] == ["recalled", "assumed"]
    assert said[0].what.startswith("T-DM1 weekly: 0/3 at 1.2 mg/kg")
    assert "a dose in mg/kg means there what it means here" in said[1].what
    others = [each.what for each in _load(tmp_path, BORROWS).stated if each.where == "[escalation.design]"]
    assert {"robust = 0.2", "heterogeneity = 0.25, 0.125"} <= set(others)


def test_a_schedule_without_a_published_trial_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="its published trials are weekly .every 7 days., every 3 weeks .every 21 "):
        _load(tmp_path, BORROWS.replace("every_days = 7", "every_days = 14"))


def test_earlier_trials_may_be_written_out(tmp_path: Path) -> None:
    table = (
        '\n[[escalation.design.history]]\nname = "elsewhere"\nsource = "a report"\n'
        "doses = [1.2, 2.4]\nn = [3, 6]\ndlt = [0, 1]\n"
    )
    text = BORROWS.replace('history = "t-dm1"\n', "").replace(
        "\n[[escalation.rules]]", f"{table}\n[[escalation.rules]]", 1
    )
    study = _load(tmp_path, text)
    assert _blrm(study).history[0].summary == "elsewhere: 0/3 at 1.2 mg/kg, 1/6 at 2.4 mg/kg"
    assert not [each for each in study.stated if each.where == "[escalation.design] history"]


def test_a_design_without_a_model_of_dose_has_no_history(tmp_path: Path) -> None:
    assert not any("history" in each.what for each in _load(tmp_path, GOOD).stated)
    with pytest.raises(DesignError, match="history: there is no such key"):
        _load(tmp_path, GOOD.replace('name = "boin"\n', 'name = "boin"\nhistory = "t-dm1"\n'))
