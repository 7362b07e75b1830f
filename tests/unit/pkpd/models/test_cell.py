"""Cells in a dish keep to what can be worked out on paper."""

import numpy as np
import pytest

from firstdose.pkpd import simulate
from firstdose.pkpd.models.cell import cell
from firstdose.types import F64

P = cell.defaults
KNET = P["KENDO"] * P["KDEGR"] / (P["KREC"] + P["KDEGR"])  # uptake that does not come back, 1/day
R0 = P["RECEPTORS"] / (P["NAV"] * P["VCELL"])  # nmol/L of cell
QUIET = {"KMAX": 0.0, "TDOUBLE": 1e9}  # nobody dies, nobody divides


def _at(name: str, day: float, **parameters: float) -> float:
    solution = simulate(cell, {"TIME": [0.0], "AMT": [0.0]}, [0.0, day], {"CONJUGATE": 0.0, **parameters}, rtol=1e-9)
    return float(solution[name][0, -1])


def test_untreated_cells_double_in_their_time_and_keep_their_receptors() -> None:
    assert _at("VIABLE", 2 * P["TDOUBLE"]) == pytest.approx(4.0, rel=1e-6)
    assert _at("RS", 20.0) == pytest.approx(R0, rel=1e-6)
    assert _at("PAY", 20.0) == 0


@pytest.mark.parametrize("concentration", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("medium", ["CONJUGATE", "ANTIBODY"])
def test_occupancy_is_that_of_binding_uptake_and_return(medium: str, concentration: float) -> None:
    occupied = concentration / (concentration + P["KD"] + KNET / P["KON"])
    assert _at("OCC", 20.0, **{medium: concentration}, **QUIET) == pytest.approx(occupied, rel=1e-6)


def test_payload_comes_in_with_the_target_and_goes_out_at_its_rate() -> None:
    occupied = 10.0 / (10.0 + P["KD"] + KNET / P["KON"])
    brought = P["DAR"] * (KNET * R0 * occupied + P["KPINO"] * 10.0)
    alone = {"REENTRY": 0.0, "KDEC": 0.0, **QUIET}
    payload = _at("PAY", 30.0, CONJUGATE=10.0, **alone)
    free = brought / P["KOUT"]
    assert payload == pytest.approx(free + P["SITES"] * free / (P["KDP"] + free), rel=1e-6)
    assert _at("HELD", 30.0, CONJUGATE=10.0, **alone) == pytest.approx(free / (P["KDP"] + free), rel=1e-6)


def test_a_linker_that_is_cut_inside_brings_more_and_gives_antibody_back() -> None:
    whole = _at("PAY", 20.0, CONJUGATE=1.0, **QUIET)
    assert _at("PAY", 20.0, CONJUGATE=1.0, KCLEAVE=50.0, **QUIET) > 1.05 * whole
    assert _at("AS", 20.0, CONJUGATE=1.0, KCLEAVE=50.0, **QUIET) > 0 == _at("AS", 20.0, CONJUGATE=1.0, **QUIET)


def test_free_payload_settles_at_the_ratio_of_its_rates() -> None:
    free = 7.0 * P["KIN"] / P["KOUT"]
    expected = free + P["SITES"] * free / (P["KDP"] + free)
    assert _at("PAY", 30.0, PAYLOAD=7.0, **QUIET, DENSITY=0.0) == pytest.approx(expected, rel=1e-6)


def test_division_dilutes_the_payload() -> None:
    growth = np.log(2) / P["TDOUBLE"]
    payload = _at("PAY", 30.0, PAYLOAD=7.0, KMAX=0.0, DENSITY=0.0, SITES=1e-9)
    assert payload == pytest.approx(7.0 * P["KIN"] / (P["KOUT"] + growth), rel=1e-6)


def test_blockade_slows_growth_by_dependence_and_share_of_the_signal() -> None:
    free = {"ANTIBODY": 1e4, "BLOCK": 0.9}
    assert _at("VIABLE", 6.0, **free, DEPENDENCE=0.0) == pytest.approx(2 ** (6 / P["TDOUBLE"]), rel=1e-6)
    slowed = np.log(_at("VIABLE", 6.0, **free, DEPENDENCE=1.0) / _at("VIABLE", 5.0, **free, DEPENDENCE=1.0))
    assert slowed == pytest.approx(0.1 * np.log(2) / P["TDOUBLE"], rel=1e-3)


def test_what_cells_let_go_is_in_the_medium() -> None:
    given: F64 = np.array([0.0, P["DENSITY"]])
    solution = simulate(
        cell, {"TIME": [0.0], "AMT": [0.0]}, [0.0, 5.0], {"CONJUGATE": 1.0, "KDEC": 0.0, "DENSITY": given}
    )
    alone, crowded = solution["MED"][:, -1]
    assert alone == 0 < crowded
