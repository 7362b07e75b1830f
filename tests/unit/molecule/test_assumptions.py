"""What a molecule rests on is told, shakiest first, with place, value and source."""

from dataclasses import replace

from firstdose.molecule import assumptions, library
from firstdose.sourced import Sourced


def test_what_was_read_in_the_publication_is_not_listed() -> None:
    places = [said.where for said in assumptions(library("t-dm1"))]
    assert "t-dm1 pharmacokinetics Q" in places
    assert "t-dm1 pharmacokinetics CL" not in places


def test_borrowed_toxicity_comes_first_and_names_whose_it_is() -> None:
    first = assumptions(library("imgn289"))[0]
    assert (first.where, first.provenance) == ("imgn289 toxicity", "assumed")
    assert "t-dm1" in first.what


def test_a_molecule_with_trials_of_its_own_has_no_transfer() -> None:
    assert not [said for said in assumptions(library("t-dm1")) if "toxicity" in said.where]


def test_a_level_has_the_shakier_provenance_of_its_counts() -> None:
    said = {each.where: each for each in assumptions(library("t-dm1"))}
    assert said["t-dm1 trial weekly, 1.2 mg/kg"].provenance == "recalled"
    assert said["t-dm1 trial weekly, 1.2 mg/kg"].what == "0 DLTs (transcription) in 3 patients (recalled)"
    assert said["t-dm1 trial every 3 weeks, 3.6 mg/kg"].what == "0 to 1 DLTs (assumed) in 15 patients (recalled)"
    assert said["t-dm1 trial weekly, 2.4 mg/kg"].what == "1 DLT (transcription) in 6 patients (transcription)"
    assert said["t-dm1 trial every 3 weeks, 0.6 mg/kg"].what == "0 DLTs (recalled) in 1 patient (recalled)"


def test_the_exposure_in_borrowed_trials_is_part_of_the_list() -> None:
    places = [said.where for said in assumptions(library("imgn289"))]
    assert "t-dm1 pharmacokinetics Q" in places
    assert len(places) == len(set(places))


def test_a_note_has_the_provenance_that_the_file_gives_it() -> None:
    adc = library("t-dm1")
    for provenance in ("derived", "assumed"):
        trial = replace(adc.trials[0], note="a note", note_provenance=provenance)
        changed = replace(adc, toxicity=replace(adc.toxicity, trials=(trial,)))
        assert [said.provenance for said in assumptions(changed) if said.what == "a note"] == [provenance]


def test_an_mtd_that_was_not_read_is_listed() -> None:
    adc = library("t-dm1")
    trial = replace(adc.trials[0], mtd=Sourced(2.4, "mg/kg", "a memory", "recalled"))
    changed = replace(adc, toxicity=replace(adc.toxicity, trials=(trial,)))
    assert {said.where: said.what for said in assumptions(changed)}["t-dm1 trial weekly mtd"] == "2.4 mg/kg"
