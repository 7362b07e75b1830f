"""Everything that a study rests on and that was not read in a publication is listed, shakiest first."""

from dataclasses import replace
from pathlib import Path

import pytest

from firstdose.patient import Covariate
from firstdose.sourced import Sourced
from firstdose.study import assumptions, load, names, template


@pytest.mark.parametrize("name", names())
def test_the_list_is_ranked_and_each_line_is_complete(name: str) -> None:
    found = assumptions(load(name))
    assert [said.rank for said in found] == sorted(said.rank for said in found)
    assert all(said.where and said.what and said.source and said.provenance != "source" for said in found)


def test_tables_called_assumed_are_listed_with_their_values_and_reason() -> None:
    said = {each.where: each for each in assumptions(load("imgn289"))}
    doses = said["[doses]"]
    assert (doses.provenance, doses.what) == (
        "assumed",
        "values = 0.3, 0.6, 1.2, 1.8, 2.4, 3, 3.6; unit = mg/kg; start_level = 1",
    )
    assert doses.source.startswith("Not found in what we read.")
    assert said["[truth]"].provenance == "assumed"
    assert said['[[expansion]] "SCCHN"'].what.startswith("indication = SCCHN; null = 0.1; target = 0.3")
    assert said['[[escalation.rules]] "enough-at-mtd"'].what == "n = 9"


def test_a_table_read_in_its_source_is_not_listed() -> None:
    assert "[doses]" not in [said.where for said in assumptions(load("t-dm1-q3w"))]


def test_options_left_out_of_the_design_are_listed_as_assumed_defaults(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(template("mine"), encoding="utf-8")
    defaults = {said.what: said for said in assumptions(load(path)) if said.source == "default of the design"}
    assert "cutoff = 0.95" in defaults
    assert not [what for what in defaults if what.startswith(("target", "n_levels", "doses"))]
    path.write_text(template("mine").replace("target = 0.3\n", "target = 0.3\ncutoff = 0.95\n", 1), encoding="utf-8")
    assert "cutoff = 0.95" not in [said.what for said in assumptions(load(path))]


def _said(folder: Path, *changes: tuple[str, str]) -> dict[tuple[str, str], str]:
    """Source of each statement of a changed template, by place and value."""
    text = template("mine")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return {(said.where, said.what): said.source for said in assumptions(load(path))}


LEFT_OUT = {
    "[study]": ('population = "us-2013"    # likewise\n', "population = us-2013"),
    "[doses]": (
        "start_level = 1                           # level of the first cohort, counting from 1\n",
        "start_level = 1",
    ),
    "[escalation]": ("cohort_size = 3\nmax_patients = 36\n", "cohort_size = 3; max_patients = 36"),
    "[accrual]": ("opening_days = 30 ", "opening_days = 0"),
    "[truth]": ("window_days = 7\n", "window_days = 7"),
    '[[expansion]] "SCCHN"': ("beta = 0.2 ", "beta = 0.2"),
}


@pytest.mark.parametrize(("where", "line", "what"), [(where, *each) for where, each in LEFT_OUT.items()])
def test_a_key_left_out_is_listed_as_an_assumed_default(tmp_path: Path, where: str, line: str, what: str) -> None:
    by_default = "default, as the file does not say"
    assert by_default not in [source for (place, _), source in _said(tmp_path).items() if place == where]
    assert _said(tmp_path, (line, "# "))[where, what] == by_default


def test_a_truth_left_out_is_listed_whole(tmp_path: Path) -> None:
    said = _said(tmp_path, ('[truth]\nkind = "exposure"\nwindow_days = 7\n', ""))
    assert ("[truth]", "kind = exposure; window_days = 7") in said


def test_options_of_a_rule_left_out_are_listed(tmp_path: Path) -> None:
    said = _said(tmp_path, ('name = "enough-at-mtd"\nn = 9', 'name = "lowest-too-toxic"\ntarget = 0.3'))
    assert ('[[escalation.rules]] "lowest-too-toxic"', "cutoff = 0.95; at_least = 3") in said


def test_the_cohort_size_is_no_assumption_of_a_design_with_cohorts_of_its_own(tmp_path: Path) -> None:
    own = ('name = "boin"\ntarget = 0.3', 'name = "3+3"')
    said = _said(tmp_path, ("cohort_size = 3\nmax_patients = 36\n", ""), own)
    assert ("[escalation]", "max_patients = 36") in said


def test_defaults_of_a_design_are_listed_as_they_work(tmp_path: Path) -> None:
    said = _said(tmp_path, ('name = "boin"\ntarget = 0.3', 'name = "blrm"\ntarget = 0.5'))
    whats = [what for where, what in said if where == "[escalation.design]"]
    assert "reference_dose = 1.8" in whats
    assert "prior_mean = 0, 0" in whats
    assert not [what for what in whats if "None" in what]


def test_a_covariate_known_for_some_patients_is_assumed_in_the_others() -> None:
    study = load("imgn289")
    known = Covariate("albumin", Sourced(40.0, "g/L", "a test", "source"), Sourced(0.1, "1", "a test", "source"))
    nsclc = study.population.indication("NSCLC")
    others = tuple(each for each in study.population.indications if each is not nsclc)
    with_albumin = replace(nsclc, covariates=(*nsclc.covariates, known))
    people = replace(study.population, indications=(with_albumin, *others))
    said = {each.where: each.what for each in assumptions(replace(study, population=people))}
    assert said["us-2013 albumin"] == "41 g/L in every patient with SCCHN"


def test_covariates_that_the_population_lacks_are_held_at_their_reference() -> None:
    said = {each.where: each.what for each in assumptions(load("imgn289"))}
    assert said["us-2013 albumin"] == "41 g/L in every patient"
    assert "us-2013 body_weight" not in said


def test_molecule_and_population_are_part_of_the_list() -> None:
    places = [said.where for said in assumptions(load("imgn289"))]
    assert "imgn289 pharmacokinetics CL" in places
    assert "us-2013 NSCLC subtypes SCC share" in places
    assert not [place for place in places if "BREAST" in place]
