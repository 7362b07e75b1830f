"""A report can be made of any study: other truths, designs, rules and sites."""

from pathlib import Path

from firstdose.design import Boin, EnoughAt, LowestTooToxic, MaxPatients, NoSkipping, Ruled
from firstdose.report import Document, compose, results_of, to_html
from firstdose.report.blocks import Facts, Heading, Text
from firstdose.report.sections.design_words import option_rows, rule_words
from firstdose.study import Study, load, template


def _study(folder: Path, old: str, new: str) -> Study:
    path = folder / "mine.toml"
    text = template("mine")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load(path)


def _report(study: Study) -> Document:
    return compose(study, results_of(study, trials=20, patients=50))


def _words(document: Document) -> str:
    facts = [str(value) for block in document.blocks if isinstance(block, Facts) for _, value in block.rows]
    return " ".join([*facts, *(block.text for block in document.blocks if isinstance(block, Text))])


def test_assumed_probabilities_are_called_so(tmp_path: Path) -> None:
    truth = 'kind = "assumed"\np_dlt = [0.01, 0.02, 0.05, 0.1, 0.25, 0.4]'
    study = _study(tmp_path, 'kind = "exposure"\nwindow_days = 7', truth)
    document = _report(study)
    assert "This study assumes its DLT probabilities." in _words(document)
    assert "mine" in to_html(document)


def test_without_expansion_cohorts_there_is_no_such_section(tmp_path: Path) -> None:
    text = template("mine")
    study = _study(tmp_path, text[text.index("# Cohorts of one disease") :], "")
    names = [block.name for block in _report(study).blocks if isinstance(block, Heading)]
    assert "expansion" not in names
    assert "population" in names


def test_sites_may_differ(tmp_path: Path) -> None:
    study = _study(tmp_path, "per_month = 0.5 ", "per_month = [0.5, 1, 1, 1, 1, 2] ")
    assert "0.5, 1, 1, 1, 1 and 2 patients a month, site by site" in _words(_report(study))


def test_another_seed_is_in_the_manifest() -> None:
    assert results_of(load("imgn289"), trials=5, patients=20, seed=77).manifest.seed == 77


def test_options_and_rules_are_told_in_words(tmp_path: Path) -> None:
    study = load("t-dm1-weekly")
    rules = (EnoughAt(9) & MaxPatients(12)) | LowestTooToxic(0.33)
    ruled = Ruled(Boin(target=0.3, n_levels=5), limits=(NoSkipping(),), stopping=rules)
    changed = Study(**{name: getattr(study, name) for name in Study.__dataclass_fields__} | {"design": ruled})
    assert rule_words(changed)[0] == "no untried level is skipped"
    assert rule_words(changed)[1] == (
        "both of these: stops once the level that would come next has had 9 patients; stops after 12 patients"
    )
    assert rule_words(changed)[2].startswith(
        "stops without an MTD once the lowest level's DLT probability exceeds 33 %"
    )
    assert ("Target DLT probability", "0.3") in option_rows(changed)
    assert not {"Doses", "N levels"} & {name for name, _ in option_rows(changed)}
