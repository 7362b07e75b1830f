"""What a molecule rests on is told, shakiest first, with place, value and source."""

from firstdose.molecule import assumptions, library


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
