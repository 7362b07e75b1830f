"""A sixth of the highest non-severely toxic dose (HNSTD) in a non-rodent."""

from firstdose.pkpd.first_dose.animal import AnimalMethod, By
from firstdose.pkpd.first_dose.settings import first_dose_settings

_SURFACE = (
    "Customary for a cytotoxic conjugate; the animals must bind the target, or toxicity that comes by it is missed"
)
_WEIGHT = (
    "ICH S9 lets biopharmaceuticals be scaled by body weight or by exposure, and the clearance of conjugates per kg is "
    "about the same in monkey and man (Li 2019); it is higher than by surface, so compare exposures before it is used"
)


def hnstd(by: By) -> AnimalMethod:
    """A sixth of the HNSTD, by body surface or by body weight.

    References
    ----------
    ICH S9 (2009), Nonclinical evaluation for anticancer pharmaceuticals.
    Saber H, Leighton JK (2015), Regul Toxicol Pharmacol 71:444, PMID 25661711: of the conjugates that the FDA saw, a
    sixth of the HNSTD by body surface kept a balance of safety and of quick escalation.
    Li C et al. (2019), Clin Transl Sci 12:534, doi:10.1111/cts.12649: clearance of 11 conjugates in monkey and man.

    Examples
    --------
    >>> hnstd("surface").method, hnstd("weight").method
    ('hnstd', 'hnstd_by_weight')
    """
    return AnimalMethod(
        method="hnstd" if by == "surface" else "hnstd_by_weight",
        title=f"1/6 HNSTD, by body {by}",
        what="HNSTD",
        of=lambda study: study.hnstd,
        divisor=first_dose_settings().hnstd_divisor,
        by=by,
        kinds=("non-rodent",),
        note=_SURFACE if by == "surface" else _WEIGHT,
    )
