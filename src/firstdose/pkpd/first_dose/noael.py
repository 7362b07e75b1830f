"""A tenth of the highest dose without an adverse effect (NOAEL)."""

from firstdose.pkpd.first_dose.animal import AnimalMethod
from firstdose.pkpd.first_dose.settings import first_dose_settings


def noael() -> AnimalMethod:
    """A tenth of the NOAEL by body weight.

    References
    ----------
    Saber H, Leighton JK (2015), Regul Toxicol Pharmacol 71:444, PMID 25661711: among other approaches that may be
    acceptable for conjugates.

    Examples
    --------
    >>> noael().title
    '1/10 NOAEL, by body weight'
    """
    return AnimalMethod(
        method="noael",
        title="1/10 NOAEL, by body weight",
        what="NOAEL",
        of=lambda study: study.noael,
        divisor=first_dose_settings().noael_divisor,
        by="weight",
        kinds=("non-rodent", "rodent"),
        note="For patients with advanced cancer the HNSTD is the usual anchor, and this one is more cautious",
    )
