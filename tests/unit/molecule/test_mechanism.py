"""What the mechanistic models are told of a conjugate."""

from dataclasses import fields, replace

import pytest

from firstdose.errors import LibraryError
from firstdose.molecule import assumptions, library, names
from firstdose.molecule.mechanism import Binding, Kinetics, Release, Trafficking
from firstdose.sourced import Sourced


@pytest.mark.parametrize("name", names())
def test_every_molecule_of_the_library_has_its_mechanism(name: str) -> None:
    mechanism = library(name).mechanism
    assert mechanism is not None
    parts = [field.name for part in (Binding, Trafficking, Release, Kinetics) for field in fields(part)]
    parts.remove("KDEC_MEDIUM")
    assert list(mechanism.sourced("cell")) == ["DAR", *parts, "KMAX", "KC50"]


def test_killing_and_the_loss_of_payload_differ_between_systems_and_nothing_else_does() -> None:
    mechanism = library("t-dm1").mechanism
    assert mechanism is not None
    cell, human = mechanism.sourced("cell"), mechanism.sourced("human")
    assert {name for name in cell if cell[name] != human[name]} == {"KMAX", "KC50", "KDEC"}
    assert cell["KDEC"] == mechanism.release.KDEC_MEDIUM


def test_a_molecule_without_one_part_has_no_mechanism() -> None:
    adc = library("t-dm1")
    without = replace(adc, linker=replace(adc.linker, release=None))
    assert without.mechanism is None
    with pytest.raises(LibraryError, match=r"t-dm1: \[linker.release\] is missing: the mechanistic models need it"):
        without.require_mechanism()
    assert adc.require_mechanism() == adc.mechanism


def test_its_assumptions_are_in_the_list_of_the_molecule() -> None:
    places = {said.where: said for said in assumptions(library("imgn289"))}
    assert places["imgn289 antibody binding KD"].what == "0.5 (0.1 to 2) nmol/L"
    assert places["imgn289 antibody target trafficking KENDO"].provenance == "assumed"
    assert "imgn289 antibody target trafficking RNORM" not in places  # it was read


def test_one_linker_and_payload_serve_two_antibodies() -> None:
    imgn289, t_dm1 = library("imgn289"), library("t-dm1")
    assert (imgn289.linker.release, imgn289.payload) == (t_dm1.linker.release, t_dm1.payload)
    assert library("t-dxd").antibody.target == t_dm1.antibody.target


def test_a_loss_below_zero_is_refused() -> None:
    release = library("t-dm1").require_mechanism().release
    with pytest.raises(LibraryError, match="KCLEAVE = -1 1/day: it is zero or more"):
        replace(release, KCLEAVE=Sourced(-1.0, "1/day", "a test", "assumed"))
