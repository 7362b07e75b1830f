"""A molecule file becomes an ADC; what is the same in another molecule is said once."""

from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from firstdose.errors import LibraryError
from firstdose.molecule import Linker, library, names
from firstdose.molecule.borrowing import FOLDER, PARTS
from firstdose.resources import names as packaged_names
from firstdose.resources import packaged
from firstdose.sourced import Sourced, sourced_in

T_DM1 = packaged("molecule/library/t-dm1.toml")
IMGN289 = packaged("molecule/library/imgn289.toml")
CUT = '[linker]\nname = "cut"\ncleavable = true\nsource = "ours"\nprovenance = "source"'


def _changed(folder: Path, file: Traversable, *changes: tuple[str, str]) -> Path:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", names())
def test_every_molecule_of_the_library_can_be_read(name: str) -> None:
    assert library(name).name == name


def test_t_dm1_has_the_published_parameters_and_its_own_trials() -> None:
    adc = library("t-dm1")
    typical = [getattr(adc.pharmacokinetics, name).value for name in ("CL", "V1", "Q", "V2")]
    assert typical == [0.676, 3.127, 1.534, 0.66]
    assert not adc.illustrative
    assert adc.transfer.spread.value == 0
    assert [trial.mtd.to("mg/kg") for trial in adc.trials] == [2.4, 3.6]


def test_imgn289_has_linker_and_payload_of_t_dm1_on_another_antibody() -> None:
    imgn289, t_dm1 = library("imgn289"), library("t-dm1")
    assert (imgn289.linker, imgn289.payload) == (t_dm1.linker, t_dm1.payload)
    assert imgn289.antibody.target.name == "EGFR"
    assert t_dm1.antibody.target.name == "HER2"


def test_borrowed_pharmacokinetics_keep_their_values_and_become_assumed() -> None:
    lent, own = library("t-dm1").pharmacokinetics, library("imgn289").pharmacokinetics
    assert own.CL.value == lent.CL.value
    assert {said.provenance for said in sourced_in(own, "")} == {"assumed"}
    assert own.CL.source == f"taken over from {library('t-dm1').title}: {lent.CL.source}"


def test_effects_of_covariates_left_out_are_not_borrowed() -> None:
    names_lent = {effect.covariate for effect in library("t-dm1").pharmacokinetics.covariates}
    names_kept = {effect.covariate for effect in library("imgn289").pharmacokinetics.covariates}
    assert names_lent - names_kept == {"her2_ecd", "trastuzumab_baseline"}


def test_imgn289_is_illustrative_with_the_trials_and_pharmacokinetics_of_t_dm1() -> None:
    adc, t_dm1 = library("imgn289"), library("t-dm1")
    assert adc.illustrative
    assert adc.toxicity == replace(t_dm1.toxicity, transfer=adc.transfer, donor=t_dm1)
    assert adc.transfer.spread.value == pytest.approx(0.334, abs=5e-4)


def test_the_donor_of_a_donor_is_the_molecule_that_was_given_in_the_trials(tmp_path: Path) -> None:
    borrowed = ('[toxicity]\nlike = "t-dm1"', '[toxicity]\nlike = "imgn289"')
    path = _changed(tmp_path, IMGN289, ('name = "imgn289"', 'name = "mine"'), borrowed)
    assert library(path).toxicity.donor == library("t-dm1")
    assert library("t-dm1").toxicity.donor is None


@pytest.mark.parametrize("without", ['["her2"]', '"her2_ecd"', "3"])
def test_an_effect_that_the_other_molecule_lacks_cannot_be_left_out(tmp_path: Path, without: str) -> None:
    path = _changed(tmp_path, IMGN289, ('without = ["her2_ecd", "trastuzumab_baseline"]', f"without = {without}"))
    with pytest.raises(LibraryError, match=r"\[pharmacokinetics\] without = .* are those of body_weight, her2_ecd"):
        library(path)


def test_a_molecule_without_trials_is_illustrative(tmp_path: Path) -> None:
    text = T_DM1.read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text[: text.index("[[toxicity.trials]]")], encoding="utf-8")
    assert library(path).illustrative


def test_what_the_file_says_itself_goes_before_what_it_borrows(tmp_path: Path) -> None:
    own = 'CL = { value = 1.0, unit = "L/day", source = "a monkey study", provenance = "derived" }'
    borrow = '[pharmacokinetics]\nlike = "t-dm1"'
    path = _changed(tmp_path, IMGN289, (borrow, f"{borrow}\n{own}"))
    assert Sourced(1.0, "L/day", "a monkey study", "derived") == library(path).pharmacokinetics.CL


def test_a_part_may_be_like_that_of_a_file_beside_it(tmp_path: Path) -> None:
    donor = _changed(tmp_path, T_DM1, ('[linker]\nlike = "smcc"', CUT))
    donor.rename(tmp_path / "donor.toml")
    path = _changed(tmp_path, IMGN289, ('[linker]\nlike = "t-dm1"', '[linker]\nlike = "donor.toml"'))
    assert library(path).linker.cleavable
    assert library("mine.toml", near=tmp_path).linker.cleavable


def test_a_part_may_be_like_that_of_a_file_that_is_the_part_alone(tmp_path: Path) -> None:
    (tmp_path / "cut.toml").write_text(CUT.removeprefix("[linker]\n"), encoding="utf-8")
    path = _changed(tmp_path, IMGN289, ('[linker]\nlike = "t-dm1"', '[linker]\nlike = "cut.toml"'))
    assert library(path).linker == Linker("cut", True, "ours", "source")


@pytest.mark.parametrize(
    ("part", "folder"), [(part, folder) for part, (_, folder) in PARTS.items() if folder != FOLDER]
)
def test_every_packaged_part_makes_a_molecule(tmp_path: Path, part: str, folder: str) -> None:
    own = {"target": 'like = "egfr"', "linker": '[linker]\nlike = "t-dm1"', "payload": '[payload]\nlike = "t-dm1"'}[
        part
    ]
    for name in packaged_names(folder):
        path = _changed(tmp_path, IMGN289, (own, f'{own.rpartition("=")[0]}= "{name}"'))
        assert library(path).mechanism is not None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("value = 0.676", "value = -0.676"), r"\[pharmacokinetics\]: CL = -0.676 L/day: CL is a positive number"),
        (('unit = "L/day"', 'unit = "L"'), r'\[pharmacokinetics\]: CL is given in "L", which cannot become L/day'),
        (("CL = { value", "CL = { valu"), r'\[pharmacokinetics\] CL.valu: .* Did you mean "value"\?'),
        (("n = 3, dlt = 2", "n = 3, dlt = 4"), r"\[toxicity\] trials\[1\].levels\[5\]: .*4 DLTs among 3 patients"),
        (("[payload]", "[paylod]"), 'paylod: .* Did you mean "payload"'),
        (('provenance = "recalled"', 'provenance = "hearsay"'), "hearsay.* is not known. Give one of"),
        (('"smcc"', '"smc"'), 'linker.like: There is no molecule named "smc".*A linker may also be like .* smcc'),
        (("[linker]", '[linker]\nname = "ours"\ncleavable = true'), "linker.like stands beside name, cleavable: "),
        (('"smcc"', '"t-dm2.toml"'), 'linker.like = "t-dm2.toml": there is no file'),
        (('"smcc"', "2"), "linker.like = 2: give the name of a molecule in quotes"),
        (('"smcc"', '"mine.toml"'), "leads back to this molecule"),
        (('"her2"', '"mine.toml"'), 'target.like = "mine.toml" leads back to this molecule'),
        (("KD = { value = 0.314", "KD = { value = 314"), "value = 314 lies outside its own range"),
        (("KON = { value = 1e-4", "KON = { value = -1e-4"), r"\[antibody\] binding: binding KON = -0.0001"),
        (('BLOCK = { value = 0.5, unit = "1"', 'BLOCK = { value = 0.5, unit = "nmol"'), 'BLOCK is given in "nmol"'),
        (("high = 0.8", "high = 1.8"), "binding BLOCK = .*: a share lies between 0 and 1"),
    ],
)
def test_a_molecule_that_cannot_be_is_refused_with_file_and_key(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    path = _changed(tmp_path, T_DM1, change)
    with pytest.raises(LibraryError, match=message) as found:
        library(path)
    assert str(found.value).startswith(f"{path}: ")


def test_two_molecules_that_borrow_from_each_other_are_refused(tmp_path: Path) -> None:
    own = '[linker]\nlike = "t-dm1"'
    _changed(tmp_path, IMGN289, (own, '[linker]\nlike = "mine.toml"')).rename(tmp_path / "other.toml")
    path = _changed(tmp_path, IMGN289, (own, '[linker]\nlike = "other.toml"'))
    with pytest.raises(LibraryError, match="leads back to this molecule"):
        library(path)


def test_borrowed_toxicity_needs_its_spread_and_no_trials_beside_it(tmp_path: Path) -> None:
    text = IMGN289.read_text(encoding="utf-8")
    start, end = text.index("[toxicity.transfer.spread]"), text.index("[[facts]]")
    path = tmp_path / "mine.toml"
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(LibraryError, match=r"\[toxicity\]: like and transfer go together"):
        library(path)
    with pytest.raises(LibraryError, match="and trials of its own"):
        library(_changed(tmp_path, T_DM1, ("[[toxicity.trials]]", '[toxicity]\nlike = "t-dm1"\n[[toxicity.trials]]')))


@pytest.mark.parametrize("spread", ["-0.1", '"wide"'])
def test_a_spread_that_cannot_be_is_refused(tmp_path: Path, spread: str) -> None:
    with pytest.raises(LibraryError, match=r"spread"):
        library(_changed(tmp_path, IMGN289, ("value = 0.334", f"value = {spread}")))
