"""Every parameter of the patient model has an address."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import LibraryError, ModelError
from firstdose.molecule import library, names
from firstdose.pkpd.mechanism import check_clearance, model_of, parameters, typical
from firstdose.pkpd.models.adc import SITES

T_DM1, IMGN289 = library("t-dm1"), library("imgn289")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("name", names())
def test_every_molecule_of_the_library_has_every_parameter(name: str, site: str) -> None:
    adc = library(name)
    known = parameters(adc, site=site)
    assert set(known) == {each.name for each in model_of(adc, site).parameters} | {"MM"}
    assert all(np.isfinite(value) for value in typical(adc, site=site).values())
    check_clearance(typical(adc, site=site))


def test_the_kinetics_of_the_conjugate_are_the_published_ones() -> None:
    known = typical(T_DM1)
    assert [known[name] for name in ("CLC", "V1", "Q", "V2", "DAR", "MM")] == [0.676, 3.127, 1.534, 0.66, 3.5, 148]


def test_the_loss_of_an_egfr_antibody_by_its_target_is_that_of_necitumumab() -> None:
    """0.565 mg/hour and 7.97 mg/L (Long 2017), at 144.8 kDa."""
    known = typical(IMGN289)
    assert known["VM"] == pytest.approx(0.565 * 24 / 144.8e-3, rel=0.01)
    assert known["KM"] == pytest.approx(7.97 / 144.8e-3, rel=0.01)
    assert known["VM"] != typical(T_DM1)["VM"]


def test_a_molecule_may_say_that_its_target_takes_nothing() -> None:
    """A linear model described T-DXd from 0.8 mg/kg on (Yin 2021)."""
    assert typical(library("t-dxd"))["VM"] == 0
    assert typical(T_DM1)["VM"] == 31
    assert library("t-dxd").antibody.target == T_DM1.antibody.target


def test_only_an_antibody_against_egfr_binds_it() -> None:
    known = parameters(IMGN289)["KA_EGFR"]
    assert known.value == pytest.approx(1 / typical(IMGN289)["KD"])
    assert known.range == pytest.approx((1 / 2, 1 / 0.1))
    assert parameters(T_DM1)["KA_EGFR"].value == 0


def test_the_slope_on_platelets_is_that_of_the_site() -> None:
    slopes = {typical(T_DM1, site=site)["SLOPE_PLT"] for site in SITES}
    assert len(slopes) == 3


def test_a_payload_of_which_nothing_is_known_has_wide_ranges() -> None:
    unknown = replace(T_DM1, payload=replace(T_DM1.payload, name="duocarmycin"))
    slope = parameters(unknown)["SLOPE_AST"]
    assert slope.provenance == "assumed"
    assert slope.range[0] == 0


def test_a_molecule_without_a_mechanism_is_refused() -> None:
    bare = replace(T_DM1, linker=replace(T_DM1.linker, release=None))
    with pytest.raises(LibraryError, match=r"t-dm1: \[linker.release\] is missing"):
        parameters(bare)


def test_a_mouse_has_its_own_clearance_and_no_platelets() -> None:
    known = parameters(T_DM1, "mouse")
    assert known["V1"].to("mL") == pytest.approx(0.88)
    assert "PLT0" not in known
    assert known["MM"] == T_DM1.antibody.molar_mass


def test_a_conjugate_cannot_lose_its_payload_faster_than_it_leaves() -> None:
    with pytest.raises(ModelError, match=r"KDEC \* V1 is 1.25 of CLC in some patient"):
        check_clearance({"CLC": np.array([1.0, 0.8]), "KDEC": 0.25, "V1": 4.0})
