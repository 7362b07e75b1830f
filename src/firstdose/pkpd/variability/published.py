"""A molecule's published population pharmacokinetics as variability."""

from __future__ import annotations

import math

from firstdose.molecule import CovariateEffect, Pharmacokinetics
from firstdose.pkpd.variability.effects import Effect, Exponential, Power
from firstdose.pkpd.variability.omega import Omega
from firstdose.pkpd.variability.patients import Variability

_PARAMETERS = ("CL", "V1", "Q", "V2")


def of_kinetics(kinetics: Pharmacokinetics) -> Variability:
    """Random effects and covariates of a molecule's file.

    Notes
    -----
    Covariates are in the units of the file. With the same seed the effects are those of ``draw_patients``.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> found = of_kinetics(library("t-dm1").pharmacokinetics)
    >>> found.between.names, round(float(found.between.covariance[0, 1]), 4)
    (('CL', 'V1', 'Q', 'V2'), 0.011)
    """
    omega = kinetics.omega
    sd = {name: math.sqrt(omega.log_variance(name)) for name in _PARAMETERS}
    between = Omega.of(sd, covariances={("CL", "V1"): omega.cov_CL_V1.to("1")})
    return Variability(between, tuple(_effect(each) for each in kinetics.covariates))


def _effect(told: CovariateEffect) -> Effect:
    kind = Power if told.form == "power" else Exponential
    return kind(told.parameter, told.covariate, told.reference, told.size)
