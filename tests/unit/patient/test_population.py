"""A population file becomes a population; what no population can be is refused."""

from pathlib import Path

import pytest

from firstdose.errors import LibraryError
from firstdose.patient import library, names
from firstdose.resources import packaged

TEXT = packaged("patient/library/us-2013.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_every_population_of_the_library_can_be_read(name: str) -> None:
    assert library(name).name == name


def test_every_number_of_the_library_has_a_source() -> None:
    assert library("us-2013").indication("NSCLC").incidence.source.startswith("press release")


def test_an_unknown_indication_is_refused_with_those_that_exist() -> None:
    with pytest.raises(LibraryError, match='Indication "NSCL" is not in population us-2013, which has NSCLC, SCCHN'):
        library("us-2013").indication("NSCL")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "value = 0.4,",
            "value = 0.9,",
            r"\[\[indications\]\] 1: NSCLC: the shares of its subtypes add up to more than 1",
        ),
        ("value = 0.2,", "value = 1.2,", r"subtypes\[1\]: AC: strong = 1.2: a share lies between 0 and 1"),
        ("high = 0.3,", "high = 1.3,", r"subtypes\[2\]: SCC: share = 0.275 \(0.25 to 1.3\)"),
        ("low = 0.25,", "low = 0.28,", r"subtypes\[2\].share: value = 0.275 lies outside its own range"),
        ('unit = "patients/year"', 'unit = "patients"', r"\[\[indications\]\] 1: NSCLC: incidence is given in"),
        ("value = 194000", "value = -1", "NSCLC: incidence = -1 patients/year"),
        ('name = "body_weight"', 'name = "height"', "NSCLC: body_weight is missing among its covariates"),
        ('value = 71, unit = "kg"', 'value = 71, unit = "cm"', 'NSCLC: body_weight is given in "cm"'),
        ("incidence = {", "incidense = {", r'\[\[indications\]\] 1 incidense: .* Did you mean "incidence"'),
    ],
)
def test_a_population_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TEXT
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LibraryError, match=message) as found:
        library(path)
    assert str(found.value).startswith(f"{path}: ")
