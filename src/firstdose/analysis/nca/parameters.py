"""From samples to parameters: each under its CDISC code, as values of N profiles with a reason where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from firstdose.analysis.nca import reasons
from firstdose.analysis.nca.area import Pieces, beyond
from firstdose.analysis.nca.blq import BlqRule, apply
from firstdose.analysis.nca.grid import at, first_true, last_true
from firstdose.analysis.nca.options import AreaRule, Terminal
from firstdose.analysis.nca.profiles import Profiles
from firstdose.analysis.nca.reasons import Measured, derive
from firstdose.analysis.nca.start import Started, started
from firstdose.analysis.nca.terminal import Slope, slopes
from firstdose.types import F64, I16, I64, Bool

Parameters = dict[str, Measured]


@dataclass(frozen=True)
class Curves:
    """Profiles ready for areas: samples (N, M), pieces between them, the last quantifiable (N,), the slope."""

    given: Profiles
    start: Started
    pieces: Pieces
    last: I64
    slope: Slope
    slope_time: F64  # (N, M) of the samples that LAMZ was chosen from
    none: I16  # (N,) why there is no curve at all

    @classmethod
    def of(cls, given: Profiles, rule: AreaRule, blq: BlqRule, terminal: Terminal) -> Curves:
        """Treat what is below the limit, put time 0, find the terminal phase."""
        time, conc = apply(blq, given.time, given.conc, given.lloq)
        start = started(given, time, conc)
        with np.errstate(invalid="ignore"):
            last = last_true(start.conc > 0)
        none = _why_none(given)
        slope = slopes(terminal, time, conc, _may_start(given, terminal, time), none, given.keys["USUBJID"].to_list())
        return cls(given, start, Pieces.of(rule, start.time, start.conc), last, slope, time, none)

    @property
    def last_time(self) -> Measured:
        """TLST."""
        return Measured.of(at(self.start.time, self.last), self.none)

    @property
    def last_conc(self) -> Measured:
        """CLST."""
        return Measured.of(at(self.start.conc, self.last), self.none)


def _why_none(given: Profiles) -> I16:
    with np.errstate(invalid="ignore"):
        sampled, positive = np.isfinite(given.conc).any(axis=1), (given.conc > 0).any(axis=1)
    why = np.where(positive, reasons.FOUND, np.where(sampled, reasons.ALL_BLQ, reasons.NO_SAMPLE))
    return why.astype(np.int16)


def _may_start(given: Profiles, terminal: Terminal, time: F64) -> Bool:
    """Samples after TMAX (N, M), as the rule counts them."""
    tmax = at(given.time, _peak(given))[:, None]
    winnonlin = terminal.rule == "winnonlin"
    included = (given.bolus & winnonlin)[:, None] | terminal.allow_tmax
    with np.errstate(invalid="ignore"):
        after = (time > tmax) | (included & (time == tmax))
        return np.asarray(after & ((time >= given.number("DUR")[:, None]) | (not winnonlin)))


def _peak(given: Profiles) -> I64:
    """The first highest sample from the dose on (N,); -1 where there is none."""
    with np.errstate(invalid="ignore"):
        seen = np.where(given.time >= 0, given.conc, np.nan)
    highest = np.max(np.nan_to_num(seen, nan=-1.0), axis=1, keepdims=True)
    return first_true((seen == highest) & (highest >= 0))


def observed(curves: Curves) -> Parameters:
    """What was seen: CMAX TMAX CMIN CLST TLST TLAG C0, and the terminal phase."""
    given, slope = curves.given, curves.slope
    peak, sampled = _peak(given), np.where(curves.none == reasons.NO_SAMPLE, reasons.NO_SAMPLE, 0).astype(np.int16)
    with np.errstate(invalid="ignore"):
        after = given.time >= 0
        low = np.where(after, given.conc, np.inf).min(axis=1)
        rises = after[:, :-1] & (given.conc[:, 1:] > given.conc[:, :-1])
    lag = at(given.time, first_true(rises))
    return {
        "C0": curves.start.c0,
        "CMAX": Measured.of(at(given.conc, peak), np.where(sampled, sampled, reasons.NO_SAMPLE).astype(np.int16)),
        "TMAX": Measured.of(at(given.time, peak), reasons.NO_SAMPLE).unless(curves.none == reasons.ALL_BLQ, 2),
        "CMIN": Measured.of(np.where(np.isfinite(low), low, np.nan), reasons.NO_SAMPLE),
        "CLST": curves.last_conc,
        "TLST": curves.last_time,
        "TLAG": Measured.of(lag, np.where(curves.none, curves.none, reasons.NEVER_RISES).astype(np.int16)),
        "LAMZ": slope.rate,
        "LAMZHL": derive(lambda rate: np.log(2) / rate, slope.rate),
        "LAMZNPT": slope.points,
        "LAMZLL": slope.first,
        "LAMZUL": slope.last,
        "LAMZSPN": derive(lambda low, high, rate: (high - low) * rate / np.log(2), slope.first, slope.last, slope.rate),
        "R2": slope.r2,
        "R2ADJ": slope.r2_adjusted,
        "CLSTP": slope.predicted,
    }


def areas(curves: Curves) -> Parameters:
    """AUCLST AUCALL AUCIFO AUCIFP, their moments, and what of them is extrapolated."""
    area, moment = curves.pieces.up_to(curves.last)
    everything, _ = curves.pieces.up_to(curves.last + 1)
    one = np.isfinite(curves.start.time).sum(axis=1) == 1
    sampled = curves.none != reasons.NO_SAMPLE  # where all is below the limit the area is 0
    found = {
        code: Measured.of(np.where(sampled & ~one, value, np.nan), np.where(one, reasons.ONE_SAMPLE, reasons.NO_SAMPLE))
        for code, value in (("AUCLST", area), ("AUCALL", everything), ("AUMCLST", moment))
    }
    rate, tlast = curves.slope.rate, curves.last_time
    for kind, last in (("O", curves.last_conc), ("P", curves.slope.predicted)):
        found[f"AUCIF{kind}"] = derive(lambda a, c, k: a + c / k, found["AUCLST"], last, rate)
        found[f"AUMCIF{kind}"] = derive(
            lambda m, c, t, k: m + c * t / k + c / k**2, found["AUMCLST"], last, tlast, rate
        )
        for head in ("AUC", "AUMC"):
            found[f"{head}PE{kind}"] = derive(
                lambda part, whole: 100 * (1 - part / whole), found[f"{head}LST"], found[f"{head}IF{kind}"]
            )
    return found


def back_extrapolated(curves: Curves, found: Mapping[str, Measured]) -> Parameters:
    """The share of AUCIF before the first sample of a bolus, where C0 was not measured."""
    first = at(curves.start.time, np.where(np.isfinite(curves.start.time).sum(axis=1) > 1, 1, -1))
    area, _ = curves.pieces.between(np.zeros_like(first), first, curves.last)
    guessed = curves.start.by_slope | curves.start.by_first
    part = Measured.of(np.where(guessed, area, 0.0))
    return {
        f"AUCPBE{kind}": derive(lambda part, whole: 100 * part / whole, part, found[f"AUCIF{kind}"]) for kind in "OP"
    }


def disposition(given: Profiles, found: Mapping[str, Measured]) -> Parameters:
    """Clearance, volumes and residence times after a single dose."""
    dose = Measured.of(np.where(given.number("DOSE") > 0, given.number("DOSE"), np.nan), reasons.NO_DOSE)
    half = given.number("DUR") / 2
    result: Parameters = {"MRTLST": derive(lambda m, a: m / a - half, found["AUMCLST"], found["AUCLST"])}
    for kind in "OP":
        area, moment = found[f"AUCIF{kind}"], found[f"AUMCIF{kind}"]
        clearance = derive(lambda d, a: d / a, dose, area)
        result[f"CL{kind}"] = clearance
        result[f"VZ{kind}"] = derive(lambda cl, k: cl / k, clearance, found["LAMZ"])
        result[f"MRTIF{kind}"] = derive(lambda m, a: m / a - half, moment, area)
        result[f"VSS{kind}"] = derive(lambda cl, mrt: cl * mrt, clearance, result[f"MRTIF{kind}"])
    later = given.keys["LATER"].to_numpy()
    return {code: each.unless(later & (each.why == 0), reasons.NOT_SINGLE) for code, each in result.items()}


def partial(curves: Curves, start: F64, end: F64) -> tuple[Measured, Measured]:
    """Area and moment (N,) between two times after the dose, extrapolated beyond the last concentration by LAMZ."""
    tlast, clast, rate = curves.last_time.value, curves.last_conc.value, curves.slope.rate.value
    area, moment = curves.pieces.between(start, end, curves.last)
    with np.errstate(invalid="ignore"):
        past = end > tlast * (1 + 1e-9)
    more, more_moment = beyond(start, end, tlast, clast, rate)
    why = np.where(curves.none, curves.none, reasons.BEYOND).astype(np.int16)
    blank = np.where(curves.none > 0, np.nan, 0.0)
    return (
        Measured.of(area + blank + np.where(past, more, 0.0), why),
        Measured.of(moment + blank + np.where(past, more_moment, 0.0), why),
    )
