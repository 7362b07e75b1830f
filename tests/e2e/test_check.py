"""``firstdose check`` says what a study is and assumes, or what is wrong with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.errors import OutcomeError
from firstdose.resources import packaged
from firstdose.sourced import SHAKIEST_FIRST
from firstdose.study import load
from firstdose.trial import Outcomes
from firstdose.virtual import prediction_assumptions

STUDIES = Path(__file__).parents[2] / "src" / "firstdose" / "studies"
STUDY = (STUDIES / "imgn289.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("study", ["imgn289", "t-dm1-weekly", "t-dm1-q3w"])
def test_a_valid_study_is_summed_up_with_what_it_assumes(run: Callable[..., Result], study: str) -> None:
    result = run("check", study)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith(f"{study}.toml is a valid study.")
    for said in prediction_assumptions(load(study)):
        assert f"  {said.where}: {said.what}\n      {said.source}".rstrip() in result.stdout


def test_the_shakiest_stand_first(answer: Callable[..., Any]) -> None:
    said = answer("check", "imgn289")
    ranks = [SHAKIEST_FIRST.index(each["provenance"]) for each in said["assumptions"]]
    assert ranks == sorted(ranks)
    assert len(said["assumptions"]) == len(prediction_assumptions(load("imgn289")))
    assert (said["molecule"], said["illustrative"], said["design"], said["unit"]) == ("imgn289", True, "blrm", "mg/kg")


def _written(old: str, new: str) -> str:
    assert old in STUDY
    Path("study.toml").write_text(STUDY.replace(old, new, 1), encoding="utf-8")
    return "study.toml"


@pytest.mark.parametrize("command", ["check", "predict", "simulate", "compare", "population"])
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('molecule = "imgn289"', 'molecule = "imgn298"', 'Did you mean "imgn289"?'),
        ("values = [0.3,", "values = [-0.3,", "level 1 = -0.3 mg/kg: a dose is a positive number"),
        ("seed = ", "sede = ", 'Did you mean "seed"?'),
        ('name = "blrm"', 'name = "blmr"', 'Did you mean "blrm"?'),
        ("[accrual]", "[acrual]", 'Did you mean "accrual"?'),
        (STUDY, "", "study.toml is empty"),
        ("[study]", "[study", "study.toml is not TOML"),
        ('kind = "exposure"', 'kind = "mechanism"', 'window_days has no meaning for kind = "mechanism"'),
    ],
)
def test_a_study_that_cannot_be_is_refused(
    refused: Callable[..., str], command: str, old: str, new: str, message: str
) -> None:
    told = refused(command, _written(old, new))
    assert message in told
    assert told.startswith("study.toml")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dose = 2.4, n = 6, dlt = 1", "dose = 2.4, n = 6, dlt = 7", "7 DLTs among 6 patients cannot be"),
        ("dose = 1.6, n = 3", "dose = -1.6, n = 3", "dose = -1.6: a dose is a positive number"),
        ("cohorts_source = ", "cohort_source = ", 'Did you mean "cohorts_source"?'),
    ],
)
def test_a_molecule_file_that_cannot_be_is_refused(
    refused: Callable[..., str], old: str, new: str, message: str
) -> None:
    library = packaged("molecule/library/t-dm1.toml").read_text(encoding="utf-8")
    assert old in library
    Path("mine.toml").write_text(library.replace(old, new, 1), encoding="utf-8")
    assert message in refused("check", _written('molecule = "imgn289"', 'molecule = "mine.toml"'))


def test_more_dlts_than_patients_are_refused() -> None:
    with pytest.raises(OutcomeError, match="4 DLTs among 3 patients cannot be"):
        Outcomes.from_counts([3, 3], [0, 4], 1)


def test_a_report_on_a_study_that_cannot_be_writes_nothing(refused: Callable[..., str]) -> None:
    assert 'Did you mean "seed"?' in refused("report", _written("seed = ", "sede = "), "-o", "report.html")


def test_missing_files_folders_and_binary_files_are_refused(refused: Callable[..., str]) -> None:
    Path("binary.toml").write_bytes(b"\xff\xfe\x00")
    assert "nope.toml: there is no such file" in refused("check", "nope.toml")
    assert "is a folder" in refused("check", "./")
    assert "is not UTF-8" in refused("check", "binary.toml")


def test_an_unreadable_file_is_refused(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = _written("seed = 20131105", "seed = 1")
    monkeypatch.setattr(Path, "read_bytes", forbidden)  # the superuser may read every file, so a mode would not do
    result = run("check", path)
    assert result.exit_code == 2
    assert result.stderr == "study.toml cannot be read: Permission denied. Check the path and its permissions.\n"


def test_early_decisions_are_foreseen_and_the_prior_is_told_in_patients(
    answer: Callable[..., Any], run: Callable[..., Result]
) -> None:
    said = answer("check", "imgn289")
    foreseen = {one["outcomes"]: (one["action"], one["level"]) for one in said["hypothetical"]}
    assert len(foreseen) == 8
    assert foreseen["1NNN"] == ("treat", 2)
    assert foreseen["1TTT"] == ("stop", None)
    assert [one["level"] for one in said["prior"]] == [1, 2, 3, 4, 5, 6, 7]
    assert all(one["patients"] > 0 for one in said["prior"])
    told = run("check", "imgn289").stdout
    assert "Does it do what you expect?" in told
    assert "1NNN 2NNT  Treat 3 patients at level 2 (0.6 mg/kg)." in told
    assert f"lowest first: {said['prior'][0]['patients']:.1f}, " in told


def test_a_design_without_a_prior_has_none_told(answer: Callable[..., Any], run: Callable[..., Result]) -> None:
    assert answer("check", "t-dm1-weekly")["prior"] == []
    assert "Its prior" not in run("check", "t-dm1-weekly").stdout
