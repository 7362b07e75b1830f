"""All candidates together, each with the weight that the data give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.exposure_response.candidate import Candidate, profile
from firstdose.analysis.exposure_response.observed import Observed
from firstdose.analysis.exposure_response.quantiles import quantile_points
from firstdose.data import AnyTable, numbers, require, table
from firstdose.errors import DataError
from firstdose.types import F64, Bool

if TYPE_CHECKING:
    import polars as pl

_POINTS = 101  # at which a curve is given


@dataclass(frozen=True, eq=False)
class ExposureResponse:
    """What the data say of an event and the exposures that may explain it.

    ``reason`` says why there are no candidates, where there are none.
    """

    seen: Observed
    fitted: tuple[Candidate, ...]
    level: float  # of intervals
    firth: bool
    reason: str | None = None

    @property
    def weights(self) -> F64:
        """(B, candidates) Akaike weights (Burnham and Anderson 2002), of the data and of every bootstrap sample."""
        aicc = np.column_stack([each.aicc for each in self.fitted])
        best = aicc.min(axis=1, keepdims=True)
        relative = np.exp(-0.5 * (aicc - np.where(np.isfinite(best), best, 0.0)))
        total = relative.sum(axis=1, keepdims=True)
        return np.asarray(relative / np.where(total > 0, total, np.nan), np.float64)

    def candidates(self) -> pl.DataFrame:
        """One row a candidate, the best first.

        Columns METRIC, SHAPE, SLOPE with LOW and HIGH (log odds per SD of the transformed exposure), SLOPE_PER_UNIT
        (of the transformed exposure itself), EC50, P_VALUE, LOGLIK, AICC, WEIGHT, BEST_SHARE (of bootstrap samples in
        which it is the best) and REASON, why there is no estimate.
        """
        import polars as pl

        if not self.fitted:
            return pl.DataFrame(schema=_CANDIDATES)
        weights = self.weights
        best = np.nan_to_num(weights, nan=-1.0).argmax(axis=1)
        rows = [
            {
                **self._row(each),
                "WEIGHT": weights[0, at],
                "BEST_SHARE": float(np.mean(best[1:] == at)) if len(best) > 1 else None,
            }
            for at, each in enumerate(self.fitted)
        ]
        return (
            pl.DataFrame(rows, schema=_CANDIDATES)
            .with_columns(pl.col("WEIGHT").fill_nan(None))
            .sort("WEIGHT", descending=True, nulls_last=True, maintain_order=True)
        )

    def metrics(self) -> pl.DataFrame:
        """How much speaks for each metric: the weights of its candidates together."""
        import polars as pl

        said = self.candidates().with_columns(
            METRIC=pl.when(pl.col("METRIC") == "").then(pl.lit("none")).otherwise("METRIC")
        )
        found = said.group_by("METRIC", maintain_order=True).agg(pl.col("WEIGHT", "BEST_SHARE").sum())
        return found.sort("WEIGHT", descending=True, maintain_order=True)

    def curve(self, metric: str, points: int = _POINTS) -> pl.DataFrame:
        """Probability over one metric, averaged over its shapes, at the mean covariates: METRIC X P LOW HIGH."""
        import polars as pl

        of = [at for at, each in enumerate(self.fitted) if each.metric == metric]
        if metric not in self.seen.exposure or not of:
            known = f"there are {', '.join({each.metric for each in self.fitted} - {''}) or 'none'}"
            raise DataError(f'There is no curve over "{metric}": {self.reason or known}.')
        if points < 2:
            raise DataError(f"points = {points}: a curve has 2 or more.")
        x = np.linspace(self.seen.exposure[metric].min(), self.seen.exposure[metric].max(), points)
        shares = self.weights[:, of]
        with np.errstate(invalid="ignore"):
            shares = shares / shares.sum(axis=1, keepdims=True)
        p = self._mixed([self.fitted[at].probability(x) for at in of], shares)
        return pl.DataFrame({"METRIC": [metric] * points, "X": x, **self._told(p)})

    def quantiles(self, metric: str, groups: int = 4) -> pl.DataFrame:
        """What was seen by groups of equal size of a metric: METRIC X FROM TO N EVENTS P LOW HIGH (exact interval)."""
        return quantile_points(self.seen, metric, groups, self.level)

    def by_dose(self, exposures: AnyTable, limit: float | None = None) -> pl.DataFrame:
        """Probability at each dose, averaged over all candidates and over the patients of that dose.

        Parameters
        ----------
        exposures : one row a (simulated) patient: DOSE, the metrics, and the covariates if there are any.
        limit : adds P_OVER, the share of bootstrap samples in which the probability lies above it.
        """
        import polars as pl

        given = table(exposures, "exposures")
        require(given, ["DOSE", *self.seen.exposure, *self.seen.names], "exposures")
        dose = _complete(given, "DOSE")
        doses = np.unique(dose)
        if not len(dose):
            raise DataError("exposures has no rows. Give one row a patient at each dose.")
        z, x = self._exposed(given)
        p = np.column_stack([self._probability(z[at], x, at).mean(axis=1) for at in (dose == each for each in doses)])
        found = pl.DataFrame({"DOSE": doses, **self._told(p)})
        return found if limit is None else found.with_columns(P_OVER=pl.Series(_share_over(limit, p[1:])))

    def _exposed(self, given: pl.DataFrame) -> tuple[F64, dict[str, F64]]:
        """Standardised covariates (M, C) and exposures by metric (M,) of other patients; "" is none."""
        if not self.fitted:
            raise DataError(f"Nothing can be told of other doses: {self.reason}.")
        for name in self.seen.names:
            _complete(given, name)
        x = {"": np.ones(given.height)} | {name: _complete(given, name) for name in self.seen.exposure}
        for each in self.fitted:
            _check_exposure(each.metric, x[each.metric], least=np.finfo(float).tiny if each.shape == "log" else 0.0)
        return self.seen.standardised(given, "exposures"), x

    def _probability(self, z: F64, x: dict[str, F64], at: Bool) -> F64:
        """(B, M) of the M patients at a dose."""
        return self._mixed([each.probability(x[each.metric][at], z) for each in self.fitted], self.weights)

    def _mixed(self, each: list[F64], shares: F64) -> F64:
        """(B, M) the weighted mean; a candidate without a maximum has no weight."""
        safe = [np.where(share[:, None] > 0, share[:, None] * p, 0.0) for share, p in zip(shares.T, each, strict=True)]
        unknown = np.isnan(shares.sum(axis=1, keepdims=True))
        return np.where(unknown, np.nan, np.sum(safe, axis=0))

    def _told(self, p: F64) -> dict[str, F64]:
        tail = (1 - self.level) / 2
        ends, known = np.full((2, p.shape[1]), np.nan), np.isfinite(p[1:]).any(axis=0)
        if known.any():
            ends[:, known] = np.nanquantile(p[1:, known], [tail, 1 - tail], axis=0)
        return {"P": p[0], "LOW": ends[0], "HIGH": ends[1]}

    def _row(self, each: Candidate) -> dict[str, object]:
        told: dict[str, object] = {"METRIC": each.metric, "SHAPE": each.shape, "LOGLIK": each.fits.loglik[0]}
        if not np.ravel(each.sound)[0]:
            separated = "events and exposures are separated: no maximum. Use Firth's correction"
            return {**told, "REASON": "no maximum was found: too few patients" if self.firth else separated}
        told |= {"AICC": float(each.aicc[0]) if np.isfinite(each.aicc[0]) else None}
        if each.shape == "flat":
            return told
        low, high, p = profile(self.seen, each, firth=self.firth, level=self.level)
        slope = each.fits.beta[:1, -1]
        ec50 = {"EC50": float(each.placed.ec50[0])} if each.shape == "emax" else {}
        per_unit = float(slope[0] / each.placed.spread[0])
        return {**told, **ec50, "SLOPE": slope[0], "LOW": low, "HIGH": high, "SLOPE_PER_UNIT": per_unit, "P_VALUE": p}


def _complete(given: pl.DataFrame, name: str) -> F64:
    """A column of numbers without a gap."""
    found = np.asarray(numbers(given, name, "exposures").to_numpy(), np.float64)
    gaps = np.flatnonzero(~np.isfinite(found))
    if len(gaps):
        raise DataError(f"exposures row {gaps[0] + 1}: {name} is missing. Leave such a patient out.")
    return found


def _check_exposure(metric: str, x: F64, least: float) -> None:
    below = np.flatnonzero(x < least)
    if len(below):
        why = "has no log; leave out the dose, or the shape log" if x[below[0]] == 0 else "is below 0; correct it"
        raise DataError(f"exposures row {below[0] + 1}: {metric} = {x[below[0]]:g} {why}.")


def _share_over(limit: float, p: F64) -> F64:
    """Of the bootstrap samples (B, M) that have an answer, those above the limit; NaN where none has."""
    known = np.isfinite(p).sum(axis=0)
    return np.where(known > 0, (p > limit).sum(axis=0) / np.maximum(known, 1), np.nan)


_CANDIDATES = {
    "METRIC": str,
    "SHAPE": str,
    **dict.fromkeys(("SLOPE", "LOW", "HIGH", "SLOPE_PER_UNIT", "EC50", "P_VALUE", "LOGLIK", "AICC", "WEIGHT"), float),
    "BEST_SHARE": float,
    "REASON": str,
}
