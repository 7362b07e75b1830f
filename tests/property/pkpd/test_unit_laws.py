"""Restating a number in another unit of its kind changes nothing that follows from it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.molecule import CovariateEffect, Pharmacokinetics, library
from firstdose.patient import Covariate
from firstdose.patient import Covariates as Known
from firstdose.pkpd import Exposure, draw_patients, exposure
from firstdose.sourced import Sourced
from firstdose.trial import Schedule
from firstdose.units import convert

T_DM1 = library("t-dm1").pharmacokinetics
SHARES = ("1", "%", "ppm")
FLOWS, VOLUMES = ("L/day", "mL/min", "L/week", "mL/hour"), ("L", "mL", "m**3")
COVARIATES = {  # the unit of the effect may be any of these
    "body_weight": ("kg", "g", "lb"),
    "her2_ecd": ("ng/mL", "ug/L", "mg/mL"),
    "albumin": ("g/L", "g/dL", "mg/mL"),
    "tumour_size": ("cm", "mm"),
    "ast": ("U/L", "U/mL"),
    "trastuzumab_baseline": ("ug/mL", "mg/mL", "g/L"),
}
SCHEDULE = Schedule(7.0, 1.5, 21)


def _restated(number: Sourced, unit: str) -> Sourced:
    return replace(number, value=convert(number.value, number.unit, unit, "a number"), unit=unit)


def _of_effect(effect: CovariateEffect, data: st.DataObject) -> CovariateEffect:
    unit = data.draw(st.sampled_from(COVARIATES[effect.covariate]))
    reference = convert(effect.reference, effect.unit, unit, "a reference")
    kinds = SHARES if effect.form == "power" else ("mL/ug", "L/g", "mL/mg", "dL/g")
    return replace(
        effect, reference=reference, unit=unit, effect=_restated(effect.effect, data.draw(st.sampled_from(kinds)))
    )


def _of_kinetics(data: st.DataObject) -> Pharmacokinetics:
    kinds = {"CL": FLOWS, "V1": VOLUMES, "Q": FLOWS, "V2": VOLUMES}
    spread = dict.fromkeys(("CL", "V1", "Q", "V2", "cov_CL_V1"), SHARES)

    def draw(noun: object, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Sourced]:
        return {
            name: _restated(getattr(noun, name), data.draw(st.sampled_from(units))) for name, units in kinds.items()
        }

    return replace(
        T_DM1,
        **draw(T_DM1, kinds),
        omega=replace(T_DM1.omega, **draw(T_DM1.omega, spread)),
        covariates=tuple(_of_effect(effect, data) for effect in T_DM1.covariates),
    )


def _patients(units: dict[str, str]) -> Known:
    """Every covariate of the model, 10 % above its reference or from zero, in the units given."""
    typical = {effect.covariate: effect for effect in T_DM1.covariates}
    values = {
        name: Sourced(1.1 * effect.reference or 5.0, effect.unit, "a test", "assumed")
        for name, effect in typical.items()
    }
    spread = Sourced(0.2, "1", "a test", "assumed")
    return Known(tuple(Covariate(name, _restated(value, units[name]), spread) for name, value in values.items()))


def _exposure(kinetics: Pharmacokinetics, units: dict[str, str]) -> Exposure:
    return exposure(draw_patients(kinetics, [(1.0, _patients(units))], seed=1, n=20), SCHEDULE)


@cache
def _as_published() -> Exposure:
    return _exposure(T_DM1, {name: units[0] for name, units in COVARIATES.items()})


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_restating_any_number_in_another_unit_changes_no_exposure(data: st.DataObject) -> None:
    units = {name: data.draw(st.sampled_from(known)) for name, known in COVARIATES.items()}
    found = _exposure(_of_kinetics(data), units)
    for name, expected in vars(_as_published()).items():
        np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-9, err_msg=name)
