"""The dose whose peak occupies a small share of the target's receptors (MABEL by occupancy)."""

from __future__ import annotations

from firstdose.molecule import Adc
from firstdose.pkpd.first_dose.method import MethodDose, none
from firstdose.pkpd.first_dose.peak import Peak
from firstdose.pkpd.first_dose.settings import check_share, first_dose_settings
from firstdose.sourced import Sourced

METHOD, TITLE = "mabel_occupancy", "MABEL, by receptor occupancy"
FORMULA = "dose whose peak concentration is KD * occupancy / (1 - occupancy)"
_NOTE = (
    "Meant for antibodies that switch a target on, above all in the immune system; a conjugate kills by what is taken "
    "up over days, and this occupancy lasts for hours. What soluble target binds is left out."
)


def concentration_at(occupancy: float, kd: float, target: float = 0.0) -> float:
    """The concentration of antibody, nmol/L, at which a share of the receptors is occupied.

    Parameters
    ----------
    occupancy : share of the receptors, between 0 and 1.
    kd : dissociation constant, nmol/L.
    target : receptors where the antibody is, nmol/L, which hold a part of it; 0: the antibody outnumbers them.

    Notes
    -----
    What is free, C with occupancy = C / (KD + C), and what is bound, occupancy · target; together
    KD · occupancy / (1 - occupancy) + occupancy · target.

    References
    ----------
    Müller PY, Brennan FR (2009), Clin Pharmacol Ther 85:247.
    Müller PY et al. (2009), Curr Opin Biotechnol 20:722, doi:10.1016/j.copbio.2009.10.013.

    Examples
    --------
    >>> round(concentration_at(0.5, 0.3), 9)
    0.3
    """
    return kd * occupancy / (1 - occupancy) + occupancy * target


def mabel_occupancy(adc: Adc, peak: Peak, kd: Sourced | None, occupancy: Sourced | None = None) -> MethodDose:
    """The dose whose peak occupies a share of the receptors.

    Parameters
    ----------
    peak : of the conjugate, by dose.
    kd : dissociation constant of the antibody and its target, where it is known.
    occupancy : share of the receptors at the peak; the packaged share if not given.
    """
    if kd is None:
        missing = (
            f"No KD of {adc.antibody.name} and {adc.antibody.target.name} is known here. Measure it, or give --kd."
        )
        return none(METHOD, TITLE, FORMULA, missing)
    share = first_dose_settings().occupancy if occupancy is None else occupancy
    check_share(share, "occupancy", "no dose occupies all receptors")
    kd.require("nmol/L", "kd")
    ends = zip(share.span("1"), kd.span("nmol/L"), strict=True)
    low, value, high = (peak.dose(concentration_at(part, affinity)) for part, affinity in ends)
    inputs = (("occupancy", share), ("KD", kd), *peak.inputs)
    return MethodDose(METHOD, TITLE, FORMULA, inputs, (low, value, high), _NOTE + peak.caveat(value))
