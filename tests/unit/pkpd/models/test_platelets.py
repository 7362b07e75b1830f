"""Platelets: three sites of action in one system."""

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd.course import course
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import SITES, patient_model
from firstdose.trial import Schedule
from firstdose.types import F64

DAYS = np.arange(0.0, 42.5, 0.5)
ONE_DOSE = Schedule(every_days=84.0, infusion_hours=1.5, cycle_days=84)


def _at(site: str, **changed: float) -> tuple[dict[str, float], dict[str, float]]:
    """States before treatment, and their rates with so much conjugate."""
    model, known = patient_model(site), typical(library("t-dm1"), site=site) | changed
    states = dict(zip(model.state_names, model.start.evaluate(known, {}), strict=True))
    rates = model.rates.evaluate(known, states | {"AC": 100.0 * known["V1"]})
    return states, dict(zip(model.state_names, rates, strict=True))


def _after(site: str, dose: float) -> F64:
    known = typical(library("t-dm1"), site=site)
    seen = course(patient_model(site), known, [70.0], ONE_DOSE, dose, DAYS, names=("PLT",))
    return np.asarray(seen["PLT"][0] / seen.baseline["PLT"][0])


def test_platelets_live_as_long_as_was_measured_before_t_dm1() -> None:
    """8.8 (0.3) days in 11 patients."""
    states, _ = _at("circulation")
    known = typical(library("t-dm1"))
    survival = known["PLT0"] / (known["KTR"] * states["MEGA"])
    assert survival == pytest.approx(8.8, abs=0.1)
    assert sum(states[name] for name in ("PLT1", "PLT2", "PLT3")) == pytest.approx(known["PLT0"])


@pytest.mark.parametrize(
    ("site", "hit"),
    [("proliferation", {"PROL"}), ("release", {"MEGA", "PLT1"}), ("circulation", {"PLT1", "PLT2", "PLT3"})],
)
def test_each_site_is_hit_where_it_is(site: str, hit: set[str]) -> None:
    _, rates = _at(site, SLOPE_PLT=0.01)
    chain = ("PROL", "MEGA", "PLT1", "PLT2", "PLT3")
    assert {name for name in chain if abs(rates[name]) > 1e-9} == hit


def test_destruction_is_as_many_times_faster_as_the_slope_says() -> None:
    states, rates = _at("circulation", SLOPE_PLT=0.01)  # 100 nmol/L: twice as fast
    lost = -sum(rates[name] for name in ("PLT1", "PLT2", "PLT3"))
    assert lost == pytest.approx(typical(library("t-dm1"))["KTR"] * states["MEGA"])


def test_the_later_the_site_the_earlier_the_nadir() -> None:
    nadir = {site: float(DAYS[np.argmin(_after(site, 3.6))]) for site in SITES}
    assert nadir["proliferation"] > nadir["release"] > nadir["circulation"]
    assert nadir["proliferation"] >= 15
    assert 4 <= nadir["circulation"] <= 9


@pytest.mark.parametrize("site", ["release", "circulation"])
def test_late_sites_bring_platelets_back_by_the_third_week(site: str) -> None:
    assert _after(site, 3.6)[DAYS == 15.0] > 0.85


@pytest.mark.parametrize("site", SITES)
def test_more_conjugate_fewer_platelets(site: str) -> None:
    nadirs = [_after(site, dose).min() for dose in (0.0, 1.2, 2.4, 3.6)]
    assert nadirs[0] == pytest.approx(1.0, abs=1e-6)
    assert np.all(np.diff(nadirs) < -0.02)


def test_without_any_platelets_the_feedback_is_strong_but_finite() -> None:
    """An integrator may come out a little below zero."""
    model, known = patient_model("proliferation"), typical(library("t-dm1"), site="proliferation")
    start = dict(zip(model.state_names, model.start.evaluate(known, {}), strict=True))
    none = start | dict.fromkeys(("PLT1", "PLT2", "PLT3"), -1e-12)
    rates = dict(zip(model.state_names, model.rates.evaluate(known, none), strict=True))
    assert 1 < rates["PROL"] / (known["KTR"] * start["PROL"]) < 10
