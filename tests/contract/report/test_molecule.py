"""What is said of a molecule holds for it, and not only for the packaged one."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.prose import plain

from firstdose.molecule import Adc, library
from firstdose.report import Results
from firstdose.report.blocks import Badge, Block, Callout, Facts, Marked, Text
from firstdose.report.sections.molecule import molecule
from firstdose.resources import packaged
from firstdose.study import Study

OWN = """
name = "{name}"
title = "{title}"
dar = {{ value = 4, unit = "1", source = "ours", provenance = "source" }}
{linker}
{payload}
{kinetics}
[antibody]
name = "ours"
molar_mass = {{ value = 148, unit = "kDa", source = "ours", provenance = "source" }}
[antibody.target]
name = "CD30"
[toxicity]
like = "{donor}"
[toxicity.transfer.spread]
value = 0.5
unit = "1"
source = "a guess"
provenance = "assumed"
"""
LINKER = '[linker]\nname = "valine-citrulline"\ncleavable = true\nsource = "ours"\nprovenance = "source"'
PAYLOAD = '[payload]\nname = "MMAE"\nclass_ = "tubulin"\npermeable = true\nsource = "ours"\nprovenance = "source"'
LIKE = '[{part}]\nlike = "t-dm1"'


def _written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _own(folder: Path, donor: str = "t-dm1", **parts: str) -> Adc:
    said = {part: LIKE.format(part=part) for part in ("linker", "payload")}
    said |= {"kinetics": LIKE.format(part="pharmacokinetics"), "name": "ours", "title": "Ours", "donor": donor} | parts
    return library(_written(folder, f"{said['name']}.toml", OWN.format(**said)))


def _faster(adc: Adc) -> Adc:
    kinetics = adc.pharmacokinetics
    return replace(adc, pharmacokinetics=replace(kinetics, CL=replace(kinetics.CL, value=2 * kinetics.CL.value)))


def _told(imgn289: tuple[Study, Results], adc: Adc) -> tuple[Block, ...]:
    study, results = imgn289
    return molecule(replace(study, molecule=adc), replace(results, tested=adc.toxicity.donor or adc))


def _callout(blocks: tuple[Block, ...]) -> str:
    return next(plain(block.text) for block in blocks if isinstance(block, Callout))


def _shared(blocks: tuple[Block, ...]) -> list[str]:
    rows = next(block.rows for block in blocks if isinstance(block, Facts))
    return [name for name, cell in rows if isinstance(cell, Marked) and cell.badge.text.startswith("shared with")]


def test_the_packaged_molecule_shares_what_it_shares(imgn289: tuple[Study, Results]) -> None:
    blocks = _told(imgn289, imgn289[0].molecule)
    said = _callout(blocks)
    assert _shared(blocks) == ["Linker", "Payload"]
    assert "IMGN289 shares linker and payload with T-DM1." in said
    assert "HER2 and not EGFR" in said
    assert "pharmacokinetics are those of T-DM1" in said


def test_a_molecule_that_borrows_toxicity_alone_shares_nothing(imgn289: tuple[Study, Results], tmp_path: Path) -> None:
    adc = _faster(_own(tmp_path, linker=LINKER, payload=PAYLOAD.replace("class_", "class")))
    blocks = _told(imgn289, adc)
    said = _callout(blocks)
    assert _shared(blocks) == []
    assert "Ours shares neither linker nor payload with T-DM1." in said
    assert "HER2 and not CD30" in said
    assert "pharmacokinetics are its own" in said


@pytest.mark.parametrize("part", ["linker", "payload"])
def test_one_shared_part_is_named_alone(imgn289: tuple[Study, Results], tmp_path: Path, part: str) -> None:
    other = {"linker": {"payload": PAYLOAD.replace("class_", "class")}, "payload": {"linker": LINKER}}[part]
    blocks = _told(imgn289, _own(tmp_path, **other))
    assert _shared(blocks) == [part.capitalize()]
    assert f"shares the {part} with T-DM1, not the" in _callout(blocks)


def test_a_donor_from_a_users_own_file_is_named(imgn289: tuple[Study, Results], tmp_path: Path) -> None:
    text = packaged("molecule/library/t-dm1.toml").read_text(encoding="utf-8")
    title = library("t-dm1").title
    theirs = text.replace('name = "t-dm1"', 'name = "theirs"', 1).replace(title, "Theirs")
    _written(tmp_path, "theirs.toml", theirs)
    adc = _own(tmp_path, donor="theirs.toml")
    said = _callout(_told(imgn289, adc))
    assert "shares linker and payload with Theirs." in said
    assert "trials of Theirs" in said
    assert "T-DM1" not in said


def test_a_donors_donor_is_the_one_whose_trials_count(imgn289: tuple[Study, Results], tmp_path: Path) -> None:
    assert "trials of T-DM1" in _callout(_told(imgn289, _own(tmp_path, donor="imgn289")))


def test_a_molecule_with_trials_of_its_own_borrows_nothing(imgn289: tuple[Study, Results]) -> None:
    blocks = _told(imgn289, library("t-dm1"))
    assert _shared(blocks) == []
    assert not any(isinstance(block, Callout | Badge) for block in blocks)
    assert any("Beeram 2012" in plain(block.text) for block in blocks if isinstance(block, Text))
