"""The guide to molecule and population files explains every key, and its examples are such files."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from firstdose.molecule import (
    Antibody,
    Binding,
    CovariateEffect,
    Fact,
    FirstDose,
    Kill,
    Kills,
    Kinetics,
    Linker,
    Nonclinical,
    NonclinicalStudy,
    Omega,
    Payload,
    Pharmacokinetics,
    PublishedLevel,
    PublishedTrial,
    Release,
    Target,
    Trafficking,
    Transfer,
    library,
)
from firstdose.molecule.borrowing import FOLDER, PARTS
from firstdose.molecule.reading import MoleculeFile, ToxicityTable
from firstdose.patient import Covariate, Indication, Population, Subtype
from firstdose.patient import library as population
from firstdose.resources import names
from firstdose.sourced import Sourced
from firstdose.study import load, template
from firstdose.virtual import predict_study

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "library.md").read_text(encoding="utf-8")
OWN, BORROWED, PEOPLE = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
TABLES: dict[str, type] = {
    "A number": Sourced,
    "The file": MoleculeFile,
    "`[antibody]`": Antibody,
    "`[antibody.target]`": Target,
    "`[linker]`": Linker,
    "`[payload]`": Payload,
    "`[pharmacokinetics]`": Pharmacokinetics,
    "`[pharmacokinetics.omega]`": Omega,
    "`[[pharmacokinetics.covariates]]`": CovariateEffect,
    "`[toxicity]`": ToxicityTable,
    "`[toxicity.transfer]`": Transfer,
    "`[[toxicity.trials]]`": PublishedTrial,
    "An entry of `levels`": PublishedLevel,
    "`[[facts]]`": Fact,
    "`[nonclinical]`": Nonclinical,
    "`[[nonclinical.studies]]`": NonclinicalStudy,
    "`[[nonclinical.first_doses]]`": FirstDose,
    "`[antibody.binding]`": Binding,
    "`[antibody.target.trafficking]`": Trafficking,
    "`[linker.release]`": Release,
    "`[payload.kinetics]`": Kinetics,
    "`[payload.kill]`": Kills,
    "`[payload.kill.cell]`": Kill,
    "The population file": Population,
    "`[[indications]]`": Indication,
    "`[[indications.subtypes]]`": Subtype,
    "`[[indications.covariates]]`": Covariate,
}


def test_every_table_is_in_this_test() -> None:
    assert re.findall(r"^\*\*(.*?)\*\*", GUIDE, re.MULTILINE) == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_key_of_a_table_is_explained_and_no_other(name: str) -> None:
    section = re.search(rf"^\*\*{re.escape(name)}\*\*(.*?)(?=^\*\*|^#|\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/guide/library.md has no section **{name}**"
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section[1], re.MULTILINE)
    explained = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert explained == {field.name.removesuffix("_") for field in fields(TABLES[name])}


@pytest.mark.parametrize("text", [OWN, BORROWED], ids=["own", "borrowed"])
def test_an_example_is_a_molecule_that_a_study_can_use(tmp_path: Path, text: str) -> None:
    (tmp_path / "adc.toml").write_text(text, encoding="utf-8")
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    study = template("mine").replace('molecule = "imgn289"', 'molecule = "adc.toml"')
    study = study.replace('name = "SCCHN"\nshare = 0.4', "").replace("[[indications]]\n\n", "").replace("0.6", "1", 1)
    study = study[: study.index("[[expansion]]")].replace('"us-2013"', '"people.toml"')
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    prediction = predict_study(load(tmp_path / "study.toml"), patients=100)
    assert prediction.illustrative == (text == BORROWED)
    assert len(prediction.levels) == 6


def test_every_packaged_part_is_named() -> None:
    for part, (_, folder) in PARTS.items():
        if folder != FOLDER:
            assert f"{part}s {', '.join(f'`{name}`' for name in names(folder))}" in " ".join(GUIDE.split())


def test_the_examples_have_their_names(tmp_path: Path) -> None:
    for read, text, name in (
        (library, OWN, "my-adc"),
        (library, BORROWED, "mine-like-t-dm1"),
        (population, PEOPLE, "somewhere-2025"),
    ):
        path = tmp_path / "example.toml"
        path.write_text(text, encoding="utf-8")
        assert read(path).name == name
