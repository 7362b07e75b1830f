"""Pharmacokinetics of virtual patients: typical values, covariates, and what differs between patients beyond them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from firstdose.molecule import CovariateEffect, Omega, Pharmacokinetics
from firstdose.patient import Covariates
from firstdose.pkpd.two_compartment import TwoCompartment
from firstdose.rng import uniforms
from firstdose.types import F64
from firstdose.units import convert

BODY_WEIGHT = "body_weight"  # the covariate that turns mg/kg into mg
PARAMETERS = ("CL", "V1", "Q", "V2")
UNITS = {"CL": "L/day", "V1": "L", "Q": "L/day", "V2": "L"}


@dataclass(frozen=True, eq=False)
class VirtualPatients:
    """N patients who differ in body weight and in what they do with the conjugate."""

    weight_kg: F64  # (N,)
    kinetics: TwoCompartment

    def __len__(self) -> int:
        return len(self.weight_kg)


def virtual_patients(kinetics: Pharmacokinetics, covariates: Mapping[str, F64], eta: F64) -> VirtualPatients:
    """Patients of given covariates and random effects.

    Parameters
    ----------
    kinetics : of the conjugate.
    covariates : by name, each (N,); ``body_weight`` in kg is needed, others are in the unit of the molecule's
        covariate effect. One that is not among them, or NaN, stays at its reference.
    eta : (4, N) deviations of log CL, V1, Q and V2 from the value typical of the patient's covariates.
    """
    typical = {name: getattr(kinetics, name).to(UNITS[name]) * np.ones(eta.shape[1]) for name in PARAMETERS}
    for effect in kinetics.covariates:
        if effect.covariate in covariates:
            typical[effect.parameter] *= _factor(effect, covariates[effect.covariate])
    individual = {name: typical[name] * np.exp(deviation) for name, deviation in zip(PARAMETERS, eta, strict=True)}
    return VirtualPatients(covariates[BODY_WEIGHT] * np.ones(eta.shape[1]), TwoCompartment.of(**individual))


def draw_patients(
    kinetics: Pharmacokinetics, groups: Sequence[tuple[float, Covariates]], seed: int, n: int
) -> VirtualPatients:
    """Patients 0 to n - 1 of a mixture of groups.

    Parameters
    ----------
    kinetics : of the conjugate.
    groups : share of the patients, and their covariates; shares are taken relative to their sum.
    seed, n : patient i depends on the seed and i alone.
    """
    bounds = np.cumsum([share for share, _ in groups]) / sum(share for share, _ in groups)
    group = np.searchsorted(bounds[:-1], uniforms(seed, "indication", range(n), 1)[:, 0], side="right")
    wanted = {effect.covariate: effect.unit for effect in kinetics.covariates} | {BODY_WEIGHT: "kg"}
    covariates = {name: np.full(n, np.nan) for name in wanted}
    for name, unit in wanted.items():
        z = normals(seed, f"covariate {name}", n)
        for number, (_, known) in enumerate(groups):
            for covariate in (each for each in known.each if each.name == name):
                here = group == number
                covariates[name][here] = covariate.median.to(unit) * np.exp(covariate.log_sd.to("1") * z[here])
    return virtual_patients(kinetics, covariates, etas(kinetics.omega, seed, n))


def etas(omega: Omega, seed: int, n: int) -> F64:
    """(4, n) random effects of patients 0 to n - 1: normal, log CL and log V1 correlated."""
    return effects(omega, *(normals(seed, f"eta {name}", n) for name in PARAMETERS))


def effects(omega: Omega, CL: F64, V1: F64, Q: F64, V2: F64) -> F64:
    """(4, n) random effects from independent standard normals, each (n,): log CL and log V1 become correlated."""
    sd = {name: np.sqrt(omega.log_variance(name)) for name in PARAMETERS}
    correlation = omega.cov_CL_V1.to("1") / (sd["CL"] * sd["V1"])
    V1 = correlation * CL + np.sqrt(1 - correlation**2) * V1
    return np.stack([sd["CL"] * CL, sd["V1"] * V1, sd["Q"] * Q, sd["V2"] * V2])


def normals(seed: int, name: str, n: int) -> F64:
    """(n,) standard normal draws; the i-th depends on seed, name and i alone."""
    return np.asarray(ndtri(uniforms(seed, name, range(n), 1)[:, 0]), np.float64)


def _factor(effect: CovariateEffect, value: F64) -> F64:
    """What a covariate multiplies its parameter by; 1 where the covariate is not known."""
    unit = "kg" if effect.covariate == BODY_WEIGHT else effect.unit
    here = value * convert(1.0, unit, effect.unit, effect.covariate)
    if effect.form == "power":
        factor = (here / effect.reference) ** effect.size
    else:
        factor = np.exp(effect.size * (here - effect.reference))
    return np.where(np.isnan(value), 1.0, factor)
