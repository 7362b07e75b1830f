"""Which dose do the exposures of patients speak for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.exposure_response.average import ExposureResponse
from firstdose.data import AnyTable
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def dose_choice(
    toxicity: ExposureResponse,
    exposures: AnyTable,
    *,
    limit: float,
    risk: float,
    benefit: ExposureResponse | None = None,
) -> pl.DataFrame:
    """The doses with what exposure says of each, and the one it speaks for.

    Parameters
    ----------
    toxicity : exposure-response of what must not happen too often.
    exposures : one row a simulated patient: DOSE and the metrics of both, e.g. simulated from a population fit.
    limit : probability of toxicity that must not be exceeded.
    risk : largest share of bootstrap samples that may lie above the limit.
    benefit : exposure-response of what is hoped for; without it the highest permitted dose is chosen.

    Returns
    -------
    One row a dose: DOSE, P_TOXICITY with LOW and HIGH, P_OVER, PERMITTED, P_BENEFIT (null without one), CHOSEN. The
    chosen dose is the permitted one with the highest probability of benefit, and of equals, to 1e-9, the lowest. There
    may be none.

    Notes
    -----
    The rule of overdose control (Babb 1998), with bootstrap samples in place of a posterior.

    References
    ----------
    Babb J, Rogatko A, Zacks S (1998), Stat Med 17:1103,
    doi:10.1002/(SICI)1097-0258(19980530)17:10<1103::AID-SIM793>3.0.CO;2-9.
    """
    import polars as pl

    for name, value in (("limit", limit), ("risk", risk)):
        if not 0 < value < 1:
            raise DataError(f"{name} = {value:g}: give a probability between 0 and 1.")
    if toxicity.fitted and len(toxicity.weights) == 1:
        raise DataError("A choice needs intervals: fit the toxicity with bootstrap samples, as without bootstrap=0.")
    said = toxicity.by_dose(exposures, limit).rename({"P": "P_TOXICITY"})
    hoped = None if benefit is None else benefit.by_dose(exposures)["P"].round(9)
    said = said.with_columns(
        PERMITTED=pl.col("P_OVER").fill_nan(1.0) <= risk,
        P_BENEFIT=pl.Series([None] * said.height, dtype=pl.Float64) if hoped is None else hoped,
    )
    best = said.filter("PERMITTED").sort(
        pl.col("P_BENEFIT" if hoped is not None else "DOSE"), descending=True, maintain_order=True
    )
    chosen = best["DOSE"][0] if best.height else None
    return said.with_columns(CHOSEN=pl.col("DOSE").eq_missing(pl.lit(chosen, dtype=pl.Float64)))
