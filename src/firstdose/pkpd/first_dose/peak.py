"""The highest concentration after a first dose, and the dose that reaches a given one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from firstdose.errors import ModelError
from firstdose.molecule import Adc
from firstdose.pkpd.first_dose.settings import first_dose_settings
from firstdose.pkpd.two_compartment import Infusion, TwoCompartment
from firstdose.sourced import Sourced

_WIDEST = 30  # of the log of the dose that is searched
_DOSES = np.geomspace(1e-8, 1e6, 281)  # mg/kg, at which the mechanism is simulated


@dataclass(frozen=True)
class Peak:
    """Highest concentration of the conjugate in the typical patient, by the first dose."""

    of: Callable[[float], float]  # from mg/kg to nmol/L; rises with the dose
    inputs: tuple[tuple[str, Sourced], ...]
    valid_from: float = 0.0  # mg/kg, lowest dose at which it was shown to hold

    def dose(self, concentration: float) -> float:
        """The dose, mg/kg, whose highest concentration is ``concentration``, nmol/L.

        Examples
        --------
        >>> round(Peak(lambda dose: 40 * dose**1.2, ()).dose(10.0), 6)
        0.31498
        """
        from scipy.optimize import brentq

        def log_excess(log_dose: float) -> float:
            return math.log(self.of(math.exp(log_dose)) / concentration)

        middle = math.log(concentration / self.of(1.0))
        for width in range(1, _WIDEST):
            low, high = middle - width, middle + width
            if log_excess(low) < 0 < log_excess(high):
                return math.exp(brentq(log_excess, low, high, xtol=1e-13))
        raise ModelError(
            f"No dose was found whose highest concentration is {concentration:g} nmol/L: it does not rise with the "
            "dose. Check the pharmacokinetics of the molecule."
        )

    def caveat(self, dose: float) -> str:
        """What is to be said of the pharmacokinetics at a dose."""
        if dose >= self.valid_from:
            return ""
        return (
            f" The linear pharmacokinetics were shown to hold from {self.valid_from:g} mg/kg: at lower doses the "
            "target takes a larger part away, so less is left in plasma than computed here."
        )


def peak_of(adc: Adc) -> Peak:
    """By the mechanism, with the loss through the target, where the molecule's file has it; else linear."""
    return linear_peak(adc) if adc.mechanism is None else mechanism_peak(adc)


def nmol_per_L(mg_per_L: float, molar_mass: Sourced) -> float:
    """A concentration by number of molecules.

    Examples
    --------
    >>> nmol_per_L(148.0, Sourced(148, "kDa", "an antibody", "assumed"))
    1000.0
    """
    return 1000 * mg_per_L / molar_mass.to("kDa")


def linear_peak(adc: Adc) -> Peak:
    """By the published linear pharmacokinetics, at the end of the infusion."""
    kinetics, settings = adc.pharmacokinetics, first_dose_settings()
    units = {"CL": "L/day", "V1": "L", "Q": "L/day", "V2": "L"}
    patient = TwoCompartment.of(**{name: getattr(kinetics, name).to(unit) for name, unit in units.items()})
    days = settings.infusion.to("day")
    unit_peak = float(patient.concentration([Infusion(0.0, days)], [days])[0, 0])  # 1/L
    each = nmol_per_L(settings.body_weight.to("kg") * unit_peak, adc.antibody.molar_mass)
    return Peak(lambda dose: each * dose, _inputs(adc), kinetics.valid_from.to("mg/kg"))


def mechanism_peak(adc: Adc) -> Peak:
    """By the mechanism's model of plasma, which has a saturable loss through the target.

    Notes
    -----
    Simulated at 20 doses a decade; between them the log of the peak is linear in that of the dose.
    """
    from firstdose.pkpd.engine.simulate import simulate
    from firstdose.pkpd.engine.statement import Model
    from firstdose.pkpd.mechanism import MOLAR_MASS, parameters, typical
    from firstdose.pkpd.models.adc import plasma

    model, settings, values = Model.of("plasma", plasma), first_dose_settings(), typical(adc)
    amount = _DOSES * 1000 * settings.body_weight.to("kg") / values[MOLAR_MASS]  # nmol
    days = settings.infusion.to("day")
    records = {"ID": np.arange(len(_DOSES)), "TIME": np.zeros(len(_DOSES)), "AMT": amount, "RATE": amount / days}
    found = simulate(model, records, [days], {name: values[name] for name in model.defaults}, rtol=1e-8, atol=1e-12)
    log_dose, log_peak = np.log(_DOSES), np.log(found["CADC"][:, 0])
    known = parameters(adc)
    inputs = (*_inputs(adc), ("fastest loss through the target", known["VM"]), ("KM of that loss", known["KM"]))
    return Peak(lambda dose: float(np.exp(np.interp(np.log(dose), log_dose, log_peak))), inputs)


def _inputs(adc: Adc) -> tuple[tuple[str, Sourced], ...]:
    settings = first_dose_settings()
    return (
        ("central volume", adc.pharmacokinetics.V1),
        ("molar mass", adc.antibody.molar_mass),
        ("infusion", settings.infusion),
        ("body weight", settings.body_weight),
    )
