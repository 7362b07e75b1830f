"""What the report shows of the mechanism: asked of every part, computed nowhere here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstdose.pkpd.cell_assay import AGENTS, CONTROL, DoseResponse, dose_response
from firstdose.pkpd.models.adc import SITES
from firstdose.pkpd.xenograft import Xenograft, xenograft
from firstdose.study import Study
from firstdose.virtual import MechanismPrediction, Mtd, has_mechanism, predict_mechanism
from firstdose.virtual.course_bands import CourseBand, course_bands
from firstdose.virtual.mechanism_truth import site_of
from firstdose.virtual.tornado import Tornado, tornado

SHOWN = ("PLT", "ALT", "RASH", "SLD")  # outputs of the patient model
HIGH_RECEPTORS = 1e6  # on a cell: of lines that express the target strongly
_CYCLES = 2  # of the courses


@dataclass(frozen=True, eq=False)
class Mechanistic:
    """The mechanism's answers about one study."""

    prediction: MechanismPrediction
    courses: Mapping[str, tuple[CourseBand, ...]]  # by output, one a dose shown
    sites: Mapping[str, MechanismPrediction]  # by site of action on platelets
    site_level: int  # 0-based, the dose at which the sites are compared
    site_platelets: Mapping[str, CourseBand]
    mtd: Mtd
    tornado: Tornado
    cells: DoseResponse  # at high and normal receptors, independent of and dependent on the target
    tumours: Xenograft


def mechanistic(study: Study, target: float, patients: int) -> Mechanistic | None:
    """Everything that the report shows of the mechanism; None where the molecule has none.

    Parameters
    ----------
    target : DLT probability at the MTD.
    patients : virtual, at most; each answer has as many as it needs.
    """
    adc, own = study.molecule, site_of(study)
    if not has_mechanism(adc):
        return None
    days = [float(day) for day in range(_CYCLES * study.protocol.schedule.cycle_days + 1)]
    level, sites = len(study.protocol.grid) - 1, (own, *(site for site in SITES if site != own))
    predicted = {site: predict_mechanism(study, site, patients, tumours=site == own) for site in sites}
    platelets = {site: course_bands(study, (level,), days, ("PLT",), site, patients)["PLT"][0] for site in sites}
    normal = adc.require_mechanism().trafficking.RNORM.to("1")
    return Mechanistic(
        prediction=predicted[own],
        courses=course_bands(study, shown_levels(level + 1), days, SHOWN, patients=patients),
        sites=predicted,
        site_level=level,
        site_platelets=platelets,
        mtd=predicted[own].mtd(target),
        tornado=tornado(study, target, patients),
        cells=dose_response(adc, [HIGH_RECEPTORS, normal], agents=(*AGENTS, CONTROL)),
        tumours=xenograft(adc),
    )


def shown_levels(n: int) -> tuple[int, ...]:
    """Three at most, so that they can be told apart: the highest, and every second one below it.

    Examples
    --------
    >>> shown_levels(7), shown_levels(2)
    ((2, 4, 6), (0, 1))
    """
    levels = tuple(range(n))
    return levels if n <= 3 else levels[-1::-2][:3][::-1]
