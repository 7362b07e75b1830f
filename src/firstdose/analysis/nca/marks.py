"""What a reader should look at twice: marks of a profile, each a letter and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from firstdose.analysis.nca.catalogue import limits
from firstdose.analysis.nca.parameters import Curves
from firstdose.analysis.nca.reasons import Measured
from firstdose.types import Bool

LETTERS = "RSEBCFZLMTH"


def legend() -> dict[str, str]:
    """What each letter says."""
    at = {name: each.at_least if each.at_least is not None else each.at_most for name, each in limits().items()}
    return dict(
        zip(
            LETTERS,
            (
                f"R2ADJ below {at['r2_adjusted']:g}",
                f"points of LAMZ span less than {at['span']:g} half-lives",
                f"more than {at['extrapolated']:g} % of AUCIFO is extrapolated",
                f"more than {at['back_extrapolated']:g} % of AUCIFO is before the first sample",
                "C0 by the slope of the first two samples",
                "C0 is the first quantifiable concentration, since the first two do not fall",
                "no sample at the dose: 0 was put there",
                "no sample at the dose: the lowest concentration of the interval was put there",
                "no sample at the dose: the last one before it was put there",
                "AUCTAU is extrapolated beyond the last measurable concentration",
                "points of LAMZ were chosen by hand",
            ),
            strict=True,
        )
    )


def marks(curves: Curves, found: Mapping[str, Measured], by_hand: Bool) -> dict[str, Bool]:
    """Which profiles (N,) carry each letter."""
    limit, start = limits(), curves.start
    tau, last = curves.given.number("TAU"), curves.last_time.value
    with np.errstate(invalid="ignore"):
        masks = (
            found["R2ADJ"].value < _of(limit["r2_adjusted"].at_least),
            found["LAMZSPN"].value < _of(limit["span"].at_least),
            found["AUCPEO"].value > _of(limit["extrapolated"].at_most),
            found["AUCPBEO"].value > _of(limit["back_extrapolated"].at_most),
            start.by_slope,
            start.by_first,
            start.put_zero,
            start.put_lowest,
            start.moved,
            np.isfinite(found["AUCTAU"].value) & (last < tau * (1 - 1e-9)),
            by_hand,
        )
    return dict(zip(LETTERS, masks, strict=True))


def _of(limit: float | None) -> float:
    assert limit is not None
    return limit
