"""The dose whose peak is a concentration that has an effect on cells in a dish (MABEL in vitro)."""

from __future__ import annotations

from firstdose.molecule import Adc
from firstdose.pkpd.first_dose.method import MethodDose, none
from firstdose.pkpd.first_dose.peak import Peak
from firstdose.sourced import Sourced

METHOD, TITLE = "mabel_in_vitro", "MABEL, by effect in vitro"
FORMULA = "dose whose peak concentration is the effect concentration"
_NOTE = (
    "A dish holds its concentration for days; a patient has the peak for hours, and in tissue a part of it: the effect "
    "in a patient is smaller than that of the dish."
)


def mabel_in_vitro(adc: Adc, peak: Peak, effect: Sourced | None) -> MethodDose:
    """The dose whose peak is the concentration of a stated effect in vitro, e.g. the IC50 of the most sensitive cell.

    Parameters
    ----------
    peak : of the conjugate, by dose.
    effect : the concentration that has the effect.

    References
    ----------
    Müller PY et al. (2009), Curr Opin Biotechnol 20:722, doi:10.1016/j.copbio.2009.10.013.
    """
    if effect is None:
        missing = (
            f"No concentration of {adc.title} with an effect on cells is known here: its file does not say how it "
            "works, or the model of an assay finds no effect. Give the IC20 or IC50 of the most sensitive relevant "
            "cell by --effect-concentration."
        )
        return none(METHOD, TITLE, FORMULA, missing)
    effect.require("nmol/L", "effect concentration")
    low, value, high = (peak.dose(concentration) for concentration in effect.span("nmol/L"))
    inputs = (("effect concentration", effect), *peak.inputs)
    return MethodDose(METHOD, TITLE, FORMULA, inputs, (low, value, high), _NOTE + peak.caveat(value))
