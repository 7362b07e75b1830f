"""A report can be made of any study: other truths, designs, rules, levels and sites."""

import re
from pathlib import Path

import pytest
from tests.prose import running_text, table

from firstdose.molecule import library
from firstdose.report import Document, compose, results_of, to_html
from firstdose.report.blocks import Figure, Heading
from firstdose.resources import packaged
from firstdose.study import Study, load, template

EXPOSURE = 'kind = "exposure"\nwindow_days = 7'
ASSUMED = 'kind = "assumed"\np_dlt = {}'.format


def _study(folder: Path, *changes: tuple[str, str]) -> Study:
    path, text = folder / "mine.toml", template("mine")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return load(path)


def _report(study: Study) -> Document:
    return compose(study, results_of(study, trials=20, patients=50))


def test_with_published_trials_nothing_is_illustrative_and_they_are_shown() -> None:
    document = _report(load("t-dm1-weekly"))
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert not any(figure.illustrative for figure in figures)
    dlt = next(figure for figure in figures if figure.name == "dlt-by-dose").panels[0].chart.to_dict()
    assert "2/3" in str(dlt["datasets"])


def test_assumed_probabilities_are_called_so(tmp_path: Path) -> None:
    document = _report(_study(tmp_path, (EXPOSURE, ASSUMED([0.01, 0.02, 0.05, 0.1, 0.25, 0.4]))))
    assert "assumes its DLT probabilities" in running_text(document)
    assert "mine" in to_html(document)


def test_without_expansion_cohorts_there_is_no_such_section(tmp_path: Path) -> None:
    text = template("mine")
    study = _study(tmp_path, (text[text.index("# Cohorts of one disease") :], ""))
    names = [block.name for block in _report(study).blocks if isinstance(block, Heading)]
    assert "expansion" not in names
    assert "population" in names


def test_sites_may_differ(tmp_path: Path) -> None:
    study = _study(tmp_path, ("per_month = 0.5 ", "per_month = [0.5, 1, 1, 1, 1, 2] "))
    assert "0.5, 1, 1, 1, 1 and 2 patients a month" in running_text(_report(study))


@pytest.mark.parametrize("size", [1, 2])
def test_a_cohort_of_one_is_one_patient(tmp_path: Path, size: int) -> None:
    document = _report(_study(tmp_path, ("cohort_size = 3", f"cohort_size = {size}")))
    assert (" 1 patient at level 1 " in running_text(document)) == (size == 1)
    assert ("1 patient." in table(document, "first-cohort").caption) == (size == 1)
    assert not re.search(r"\b1 (patients|levels|cohorts|days|sites|months)\b", to_html(document))


def test_the_donor_may_be_a_file_of_the_users_own(tmp_path: Path) -> None:
    theirs = packaged("molecule/library/t-dm1.toml").read_text(encoding="utf-8")
    ours = packaged("molecule/library/imgn289.toml").read_text(encoding="utf-8")
    title = library("t-dm1").title
    (tmp_path / "theirs.toml").write_text(theirs.replace(title, "Theirs").replace('"t-dm1"', '"theirs"'), "utf-8")
    (tmp_path / "ours.toml").write_text(ours.replace('"t-dm1"', '"theirs.toml"'), "utf-8")
    document = _report(_study(tmp_path, ('molecule = "imgn289"', 'molecule = "ours.toml"')))
    assert "published trials of Theirs" in running_text(document)
    assert "T-DM1" not in running_text(document)
    assert any(isinstance(one, Heading) and "Theirs" in one.text for one in document.blocks)


def test_another_seed_is_in_the_manifest() -> None:
    assert results_of(load("imgn289"), trials=5, patients=20, seed=77).manifest.seed == 77
