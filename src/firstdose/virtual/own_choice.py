"""Which level is correct where responses count beside DLTs."""

import numpy as np

from firstdose.design import Design
from firstdose.design.options import unruled
from firstdose.virtual.optimal import at_every_level
from firstdose.virtual.truth import AssumedCurve, Truth

_MANY = 10_000  # patients a level


def own_choice(design: Design, truth: Truth) -> int | None:
    """The level, 0-based, that a design would select after very many patients at each level; -1: none.

    None where the question does not arise: of a truth without responses, or a design that looks at DLTs alone.

    Notes
    -----
    So the design itself says what its optimal dose is, whatever it trades responses and DLTs by. The patients lie
    evenly between the probabilities 0 and 1: their shares are the truth's own, to 1 in 10,000.

    Examples
    --------
    >>> from firstdose.design import Boin12
    >>> own_choice(Boin12(n_levels=3), AssumedCurve((0.05, 0.1, 0.5), p_response=(0.1, 0.5, 0.6)))
    1
    """
    if not isinstance(truth, AssumedCurve) or truth.p_response is None or not weighs_responses(design):
        return None
    levels = [np.full(_MANY, level, np.int8) for level in range(len(truth.p))]
    return int(design.select(at_every_level(truth, truth.even(_MANY), levels))[0])


def weighs_responses(design: Design) -> bool:
    """The design has a response probability that is too low, and so looks for an optimal dose below the MTD."""
    return hasattr(unruled(design), "p_response_min")
