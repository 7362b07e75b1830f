"""Over a dosing interval: exposure, trough, fluctuation, and accumulation since the first dose."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from firstdose.analysis.nca import reasons
from firstdose.analysis.nca.grid import at, first_true
from firstdose.analysis.nca.parameters import Curves, Parameters, partial
from firstdose.analysis.nca.profiles import Profiles
from firstdose.analysis.nca.reasons import Measured, derive
from firstdose.types import F64, Bool

_NEAR = 1e-9  # relative; a sample at the end of the interval


def over_tau(curves: Curves, found: Mapping[str, Measured]) -> Parameters:
    """AUCTAU and what follows from it; CMIN within the interval.

    Notes
    -----
    CAVG = AUCTAU / TAU. FLUCP = 100 (CMAX - CMIN) / CAVG. SWING = 100 (CMAX - CMIN) / CMIN. PTROUGHR = CMAX / CTROUGH,
    with CTROUGH the sample at TAU. After a later dose CL = DOSE / AUCTAU, VZ = CL / LAMZ, and
    MRT = (AUMCTAU + TAU (AUCIF - AUCTAU)) / AUCTAU - DUR / 2, as if steady state were reached.
    """
    given = curves.given
    tau = Measured.of(given.number("TAU"), reasons.NO_TAU)
    area, moment = partial(curves, np.zeros_like(tau.value), np.nan_to_num(tau.value))
    blank = np.isnan(tau.value)
    area, moment = (each.unless(blank, reasons.NO_TAU) for each in (area, moment))
    dose = Measured.of(np.where(given.number("DOSE") > 0, given.number("DOSE"), np.nan), reasons.NO_DOSE)
    low, trough = _in_interval(given, tau.value)
    cmax, average = found["CMAX"], derive(lambda a, t: a / t, area, tau)
    clearance = derive(lambda d, a: d / a, dose, area)
    result: Parameters = {
        "AUCTAU": area,
        "AUMCTAU": moment,
        "CAVG": average,
        "CTROUGH": trough,
        "FLUCP": derive(lambda x, n, a: 100 * (x - n) / a, cmax, low, average),
        "SWING": derive(lambda x, n: 100 * (x - n) / n, cmax, low, zero=reasons.ZERO_CMIN),
        "PTROUGHR": derive(lambda x, n: x / n, cmax, trough, zero=reasons.ZERO_CTROUGH),
        "CLTAU": clearance,
        "VZTAU": derive(lambda cl, k: cl / k, clearance, found["LAMZ"]),
    }
    result["CMIN"] = Measured(
        np.where(blank, found["CMIN"].value, low.value),
        np.where(blank, found["CMIN"].why, low.why).astype(np.int16),
    )
    return result | _residence(curves, found, result, tau)


def _in_interval(given: Profiles, tau: F64) -> tuple[Measured, Measured]:
    """The lowest concentration of the interval, and the one at its end."""
    end = tau[:, None]
    with np.errstate(invalid="ignore"):
        inside = (given.time >= 0) & (given.time <= end * (1 + _NEAR))
        last = np.abs(given.time - end) <= _NEAR * end
    low = np.where(inside, given.conc, np.inf).min(axis=1)
    return (
        Measured.of(np.where(np.isfinite(low), low, np.nan), reasons.NOT_IN_TAU),
        Measured.of(at(given.conc, first_true(last)), reasons.NO_TROUGH),
    )


def _residence(curves: Curves, found: Mapping[str, Measured], here: Parameters, tau: Measured) -> Parameters:
    """Mean residence times of later doses, in place of those of a single dose."""
    later = curves.given.keys["LATER"].to_numpy() & np.isfinite(tau.value)
    half = curves.given.number("DUR") / 2
    result = {}
    for kind in "OP":
        of_later = derive(
            lambda m, t, whole, a: (m + t * (whole - a)) / a - half,
            here["AUMCTAU"],
            tau,
            found[f"AUCIF{kind}"],
            here["AUCTAU"],
        )
        single = found[f"MRTIF{kind}"]
        result[f"MRTIF{kind}"] = Measured(
            np.where(later, of_later.value, single.value), np.where(later, of_later.why, single.why).astype(np.int16)
        )
    return result


def accumulation(given: Profiles, found: Mapping[str, Measured]) -> tuple[Parameters, Bool]:
    """ARAUC, ARCMAX, ARCTROUG: a later dosing interval over the first, and which profiles (N,) have a first."""
    import polars as pl

    within = ["USUBJID", "ANALYTE", "PROFILE"]
    numbered = given.keys.with_row_index("N").with_columns(pl.col("N").cast(pl.Int64))
    firsts = numbered.filter(~pl.col("LATER")).group_by(within).agg(pl.col("N").first().alias("FIRST"))
    first = numbered.join(firsts, on=within, how="left", nulls_equal=True, maintain_order="left")["FIRST"]
    has = first.is_not_null().to_numpy() & given.keys["LATER"].to_numpy()
    row = first.fill_null(0).to_numpy()
    other = given.number("DOSE") != given.number("DOSE")[row]
    ratios = {}
    for code, of in (("ARAUC", "AUCTAU"), ("ARCMAX", "CMAX"), ("ARCTROUG", "CTROUGH")):
        base = Measured(found[of].value[row], found[of].why[row])
        ratio = derive(lambda now, then: now / then, found[of], base)
        ratios[code] = ratio.unless(other & has, reasons.OTHER_DOSE)
    return ratios, has
