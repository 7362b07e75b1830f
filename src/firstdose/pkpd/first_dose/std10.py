"""A tenth of the dose that is severely toxic to one rodent in ten (STD10)."""

from firstdose.pkpd.first_dose.animal import AnimalMethod
from firstdose.pkpd.first_dose.settings import first_dose_settings


def std10() -> AnimalMethod:
    """A tenth of the STD10 by body surface.

    References
    ----------
    ICH S9 (2009), Nonclinical evaluation for anticancer pharmaceuticals.
    Saber H, Leighton JK (2015), Regul Toxicol Pharmacol 71:444, PMID 25661711.

    Examples
    --------
    >>> std10().title
    '1/10 STD10, by body surface'
    """
    return AnimalMethod(
        method="std10",
        title="1/10 STD10, by body surface",
        what="STD10",
        of=lambda study: study.std10,
        divisor=first_dose_settings().std10_divisor,
        by="surface",
        kinds=("rodent",),
        note="Most antibodies do not bind the rodent's target: then it tells of the payload alone",
        above=lambda study: study.std10_above,
    )
