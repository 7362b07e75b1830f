"""A tumour at a constant concentration in plasma keeps to what can be worked out on paper."""

import numpy as np
import pytest

from firstdose.pkpd import Model, Part, Solution, simulate
from firstdose.pkpd.models.tumour import constant_plasma, tumour, tumour_bystander

MODELS = {part.name: Model.of(part.name, constant_plasma, part) for part in (tumour, tumour_bystander)}
BOTH = pytest.mark.parametrize("part", [tumour, tumour_bystander], ids=lambda part: part.name)
P = MODELS["tumour_bystander"].defaults
TARGET = P["RECEPTORS"] / (P["NAV"] * P["VCELL"]) * (1 - P["EPSPL"])  # nmol/L of tumour
KNET = P["KENDO"] * P["KDEGR"] / (P["KREC"] + P["KDEGR"])
KSS = P["KD"] + KNET / P["KON"]
QUIET = {"KMAX": 0.0, "TDOUBLE": 1e9}


def _run(part: Part, days: float, **parameters: float) -> Solution:
    return simulate(MODELS[part.name], {"TIME": [0.0], "AMT": [0.0]}, [0.0, days], parameters, rtol=1e-9)


@BOTH
def test_an_untreated_tumour_grows_as_simeoni_has_it(part: Part) -> None:
    small = _run(part, P["TDOUBLE"], VMAX=1e12, KLIN=1e9)
    large = _run(part, 10.0, VMAX=1e12, V0=1e6)
    assert small["VOL"][0, -1] == pytest.approx(2 * P["V0"], rel=1e-6)
    assert large["VOL"][0, -1] - 1e6 == pytest.approx(10 * P["KLIN"], rel=1e-3)
    assert small["SLD"][0].tolist() == pytest.approx([P["SLD0"], P["SLD0"] * 2 ** (1 / 3)], rel=1e-6)


@BOTH
def test_free_and_bound_antibody_make_up_the_total(part: Part) -> None:
    solution = _run(part, 20.0, CONJUGATE=300.0, TOTAL=500.0, RECEPTORS=5e4, **QUIET)
    occupied = solution["OCCT"][0, -1]
    free = KSS * occupied / (1 - occupied)
    total = P["EPSAB"] * free + TARGET * 0.05 * occupied
    assert solution["INTC"][0, -1] + solution["INTN"][0, -1] == pytest.approx(total, rel=1e-6)


@BOTH
def test_where_nothing_binds_the_fluid_comes_to_the_concentration_in_plasma(part: Part) -> None:
    solution = _run(part, 300.0, CONJUGATE=300.0, TOTAL=300.0, RECEPTORS=0.0, KPINO=0.0, KDEC=0.0, **QUIET)
    assert solution["INTC"][0, -1] == pytest.approx(P["EPSAB"] * 300.0, rel=1e-6)
    assert solution["INTN"][0, -1] == pytest.approx(0.0, abs=1e-6)


def test_the_supply_through_the_vessels_limits_what_cells_of_many_receptors_take_in() -> None:
    radius = (3 / (4 * np.pi) * P["V0"]) ** (1 / 3)
    k = 2 * P["PAB"] * P["RCAP"] / P["RKROGH"] ** 2 + 6 * P["DAB"] / radius**2
    solution = _run(tumour, 60.0, CONJUGATE=1.0, TOTAL=1.0, RECEPTORS=1e7, KDEC=0.0, SITES=1e-9, **QUIET)
    most = P["DAR"] * k / (1 - P["EPSPL"]) / P["KOUT"]  # all that comes out is taken in
    assert solution["PT"][0, -1] == pytest.approx(most, rel=2e-3)


def test_naked_antibody_keeps_conjugate_from_the_target() -> None:
    alone = _run(tumour, 20.0, CONJUGATE=100.0, TOTAL=100.0, RECEPTORS=5e4, **QUIET)["PT"][0, -1]
    beside = _run(tumour, 20.0, CONJUGATE=100.0, TOTAL=5000.0, RECEPTORS=5e4, **QUIET)["PT"][0, -1]
    assert beside < 0.5 * alone


def test_blockade_slows_a_tumour_that_depends_on_the_target() -> None:
    free = {"CONJUGATE": 0.0, "TOTAL": 2000.0, "RECEPTORS": 1e4}
    independent, dependent = (_run(tumour, 60.0, **free, DEPENDENCE=share)["VOL"][0, -1] for share in (0.0, 1.0))
    assert dependent < 0.8 * independent


def test_killed_cells_leave_with_a_delay() -> None:
    solution = _run(tumour, 30.0, CONJUGATE=500.0, TOTAL=500.0, KMAX=1.0)
    dying = sum(solution[name][0, -1] for name in ("DY1", "DY2", "DY3"))
    assert 0 < dying < solution["VOL"][0, -1] / P["V0"] < 0.01


def test_payload_that_gets_out_kills_cells_without_the_target_and_payload_that_does_not_spares_them() -> None:
    given = {"CONJUGATE": 300.0, "TOTAL": 300.0, "NEGATIVE": 0.3, "KPINO": 0.0, "KDEC": 0.0, "KC50": 10.0}
    reached, spared = (_run(tumour_bystander, 40.0, **given, REENTRY=share)["NEG"][0, -1] for share in (1.0, 0.0))
    alone = _run(tumour_bystander, 40.0, NEGATIVE=0.3)["NEG"][0, -1]
    assert reached < 0.5 * spared
    assert spared == pytest.approx(alone, rel=0.05)  # growth of a smaller tumour is a little faster


def test_without_negative_cells_and_reentry_both_tumours_are_one() -> None:
    given = {"CONJUGATE": 200.0, "TOTAL": 250.0}
    one, other = _run(tumour, 30.0, **given), _run(tumour_bystander, 30.0, **given, REENTRY=0.0)
    assert other["VOL"][0, -1] == pytest.approx(one["VOL"][0, -1], rel=1e-6)
    assert other["PT"][0, -1] == pytest.approx(one["PT"][0, -1], rel=1e-6)
