"""The concentration at time 0, where a profile has no sample there that could be used.

Notes
-----
Areas start at the dose. Where the sample at 0 is missing:

- bolus: C0 is where the line through the logs of the first two samples meets time 0; where the second is not below
  the first, or is below the limit, C0 is the first quantifiable concentration. A 0 at time 0, or a sample there before
  a later dose, was taken before the bolus and is replaced. A quantifiable sample at 0 after a first dose is C0.
- otherwise: the last sample before the dose; without one, 0 after a first dose, and after a later dose the lowest
  concentration of the dosing interval.

PKNCA and WinNonlin have the same rule for C0; PKNCA gives no area at all where the sample at 0 is missing and no rule
of imputation was set, and WinNonlin puts 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.analysis.nca import reasons
from firstdose.analysis.nca.grid import at, first_true, pushed
from firstdose.analysis.nca.profiles import Profiles
from firstdose.analysis.nca.reasons import Measured
from firstdose.types import F64, Bool


@dataclass(frozen=True)
class Started:
    """Profiles (N, M+1) that start at time 0, where they have a sample at all."""

    time: F64
    conc: F64
    c0: Measured
    by_slope: Bool  # (N,) C0 extrapolated
    by_first: Bool  # (N,) C0 is the first quantifiable concentration
    put_zero: Bool  # (N,)
    put_lowest: Bool  # (N,)
    moved: Bool  # (N,) a sample before the dose stands at time 0


def started(given: Profiles, time: F64, conc: F64) -> Started:
    """Put the concentration at the dose; earlier samples are left out.

    Parameters
    ----------
    given : profiles, for their routes and doses.
    time, conc : (N, M) their samples, with the rule for BLQ applied.
    """
    any_sample, bolus, later = np.isfinite(time).any(axis=1), given.bolus, given.keys["LATER"].to_numpy()
    with np.errstate(invalid="ignore"):
        here, before, after = time == 0, time < 0, time > 0
        observed = at(conc, first_true(here))
        usable = np.where(bolus, ~later & (observed > 0), np.isfinite(observed))
    slope, first = _extrapolated(time, conc, after)
    predose = at(conc, before.sum(axis=1) - 1)
    lowest = _lowest(given, time, conc, after)
    by_slope, by_first = bolus & ~usable & np.isfinite(slope), bolus & ~usable & ~np.isfinite(slope)
    moved = ~bolus & ~usable & np.isfinite(predose)
    put_lowest = ~bolus & ~usable & ~moved & later & np.isfinite(lowest)
    put_zero = ~bolus & ~usable & ~moved & ~put_lowest & any_sample
    initial = np.select(
        [usable, by_slope, by_first, moved, put_lowest, put_zero],
        [observed, slope, first, predose, lowest, 0.0],
        np.nan,
    )
    when = np.column_stack([np.where(np.isfinite(initial), 0.0, np.nan), np.where(after, time, np.nan)])
    c0 = Measured.of(np.where(bolus, initial, np.nan), reasons.NO_C0)
    when, initialised = pushed(when, np.column_stack([initial, conc]))
    by_first &= np.isfinite(first)
    return Started(when, initialised, c0, by_slope, by_first, put_zero, put_lowest, moved)


def _extrapolated(time: F64, conc: F64, after: Bool) -> tuple[F64, F64]:
    """By the slope of the first two samples after the dose, NaN where it does not fall; and the first above 0."""
    one = first_true(after)
    two = np.where((one >= 0) & (after.sum(axis=1) > 1), one + 1, -1)
    t1, t2, c1, c2 = at(time, one), at(time, two), at(conc, one), at(conc, two)
    with np.errstate(all="ignore"):
        slope = np.where((c2 < c1) & (c2 > 0), c1 * (c1 / c2) ** (t1 / (t2 - t1)), np.nan)
        return slope, at(conc, first_true(after & (conc > 0)))


def _lowest(given: Profiles, time: F64, conc: F64, after: Bool) -> F64:
    tau = given.number("TAU")[:, None]
    with np.errstate(invalid="ignore"):
        inside = after & ((time <= tau) | np.isnan(tau))
    found = np.where(inside, conc, np.inf).min(axis=1)
    return np.where(np.isfinite(found), found, np.nan)
