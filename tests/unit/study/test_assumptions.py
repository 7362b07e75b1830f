"""Everything that a study rests on and that was not read in a publication is listed, shakiest first."""

from pathlib import Path

import pytest

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
    assert doses.source.startswith("Never published.")
    assert said["[truth]"].provenance == "derived"
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


def test_covariates_that_the_population_lacks_are_held_at_their_reference() -> None:
    said = {each.where: each.what for each in assumptions(load("imgn289"))}
    assert said["us-2013 albumin"] == "41 g/L in every patient"
    assert "us-2013 body_weight" not in said


def test_molecule_and_population_are_part_of_the_list() -> None:
    places = [said.where for said in assumptions(load("imgn289"))]
    assert "imgn289 pharmacokinetics CL" in places
    assert "us-2013 NSCLC subtypes SCC share" in places
    assert not [place for place in places if "BREAST" in place]
