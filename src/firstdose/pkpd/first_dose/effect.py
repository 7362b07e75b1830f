"""At which concentration does a conjugate begin to have an effect on cells in a dish?"""

from __future__ import annotations

import numpy as np

from firstdose.molecule import Adc
from firstdose.pkpd.first_dose.settings import first_dose_settings
from firstdose.sourced import Sourced
from firstdose.types import F64

_DEPENDENCE = (0.0, 1.0)  # cells whose growth does not need the target's signal, and cells whose growth does


def effect_concentration(adc: Adc) -> Sourced | None:
    """The concentration of conjugate, nmol/L, at which the most sensitive relevant cells begin to die.

    Notes
    -----
    By the model of an assay: the lowest concentration at which the packaged share of the cells is missing, in cells
    with the packaged number of receptors, whether or not their growth depends on the target. The range is that of the
    number of receptors. None where the molecule's file has no mechanism, or where the share is not reached.
    """
    if adc.mechanism is None:
        return None
    from firstdose.pkpd.cell_assay import dose_response

    settings = first_dose_settings()
    share, receptors = settings.effect.to("1"), settings.receptors.span("1")
    seen = dose_response(adc, receptors, _DEPENDENCE, ("adc",))
    all_found = [_lowest(seen.concentration_nM, curves[:, 0], 1 - share) for curves in seen.viable]
    found = [each for each in all_found if each is not None]
    if len(found) < len(receptors):
        return None
    told = f"model of an assay: {share:.0%} fewer viable cells, with {settings.receptors} receptors on a cell"
    return Sourced(found[1], "nmol/L", told, "derived", min(found), max(found))


def _lowest(concentration: F64, viable: F64, left: float) -> float | None:
    """Of the curves (D, C), the lowest concentration at which only ``left`` of the cells are there."""
    found = [crossing for curve in viable if (crossing := crossed(concentration, curve, left)) is not None]
    return min(found, default=None)


def crossed(concentration: F64, viable: F64, left: float) -> float | None:
    """The first concentration at which only ``left`` of the cells are there, by interpolation of its logarithm.

    Examples
    --------
    >>> round(crossed(np.array([0.1, 1.0, 10.0]), np.array([0.9, 0.9, 0.7]), 0.8), 2)
    3.16
    >>> crossed(np.array([0.1, 1.0]), np.array([0.9, 0.9]), 0.8) is None
    True
    """
    below = np.flatnonzero(viable <= left)
    if len(below) == 0 or below[0] == 0:
        return None
    last, first = below[0] - 1, below[0]
    step = (viable[last] - left) / (viable[last] - viable[first])
    return float(concentration[last] * (concentration[first] / concentration[last]) ** step)
