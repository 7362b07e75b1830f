"""Why a parameter has no value: sentences with a number each, so that 100,000 profiles can carry them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from firstdose.types import F64, I16, I64, Bool

REASONS = (
    "",
    "No concentration was measured.",
    "No concentration is above the limit of quantification.",
    "Too few quantifiable points after TMAX for LAMZ.",
    "The best fit of the terminal phase does not fall: LAMZ is not positive.",
    "DOSE is missing or 0.",
    "Two points have no adjusted r².",
    "TAU is not known.",
    "No sample at the end of the dosing interval.",
    "The last measurable concentration is before the end of the interval, and there is no LAMZ to extrapolate with.",
    "Defined after a single dose only; see AUCTAU.",
    "CMIN is 0.",
    "CTROUGH is 0.",
    "The concentration never rises.",
    "Fewer than 2 of the points chosen by hand are quantifiable.",
    "No sample in the dosing interval.",
    "The area is 0.",
    "It is not finite.",
    "There is no concentration from which C0 can be extrapolated.",
    "DOSE differs from that of the first profile.",
    "An area needs two samples.",
)
(
    FOUND,
    NO_SAMPLE,
    ALL_BLQ,
    TOO_FEW,
    NOT_FALLING,
    NO_DOSE,
    TWO_POINTS,
    NO_TAU,
    NO_TROUGH,
    BEYOND,
    NOT_SINGLE,
    ZERO_CMIN,
    ZERO_CTROUGH,
    NEVER_RISES,
    TOO_FEW_CHOSEN,
    NOT_IN_TAU,
    ZERO_AREA,
    NOT_FINITE,
    NO_C0,
    OTHER_DOSE,
    ONE_SAMPLE,
) = range(len(REASONS))


@dataclass(frozen=True)
class Measured:
    """One parameter of N profiles: values (N,), NaN where there is none, and why (N,), 0 where there is one."""

    value: F64
    why: I16

    @classmethod
    def of(cls, value: F64, why: int | I16 | I64 = FOUND) -> Measured:
        """With one reason, or one each, for whatever is not finite."""
        missing = ~np.isfinite(value)
        return cls(np.where(missing, np.nan, value), np.where(missing, why, FOUND).astype(np.int16))

    def unless(self, barred: Bool, reason: int) -> Measured:
        """Without the profiles that are barred and had a value or another reason."""
        return Measured(np.where(barred, np.nan, self.value), np.where(barred, reason, self.why).astype(np.int16))


def derive(formula: Callable[..., F64], *inputs: Measured, zero: int = NOT_FINITE) -> Measured:
    """A parameter of others: where one of them is missing, so is it, for the first reason."""
    why = np.zeros_like(inputs[0].why)
    for each in inputs:
        why = np.where(why == FOUND, each.why, why).astype(np.int16)
    with np.errstate(all="ignore"):
        value = formula(*(each.value for each in inputs))
    lost = ~np.isfinite(value)
    return Measured(np.where(lost, np.nan, value), np.where(lost & (why == FOUND), zero, why).astype(np.int16))
