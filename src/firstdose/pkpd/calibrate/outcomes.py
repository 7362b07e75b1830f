"""Published numbers beside what the model predicts that a study like theirs would find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.pkpd.band import Band
from firstdose.pkpd.calibrate.ensembles import Ensemble
from firstdose.pkpd.calibrate.likelihood import predicted, predicted_mtd, predicted_pooled
from firstdose.pkpd.calibrate.relatives import Relative
from firstdose.pkpd.calibrate.simulated import Bench
from firstdose.pkpd.calibrate.targets import Target
from firstdose.pkpd.mechanism import DEFAULT_SITE
from firstdose.types import F64

_ROUNDED = 0.05  # by which a published percentage may differ from the count it stands for


@dataclass(frozen=True)
class Outcome:
    """One published number beside what the model predicts that a study like that one would find."""

    target: Target
    site: str | None  # of action on platelets; None: they do not matter to it
    band: Band
    relative: Relative | None = None  # the conjugate that it was seen of, where that is another
    p_none: float | None = None  # probability that a study finds nobody, of several doses

    @property
    def name(self) -> str:
        """The target's own, for the site that is taken where none is asked for; else with its site."""
        return self.target.id if self.site in (None, DEFAULT_SITE) else f"{self.target.id} ({self.site})"

    @property
    def inside(self) -> bool:
        """The predicted interval meets what was published, or the range it was published as."""
        low, high = self.target.range
        slack = _ROUNDED if self.target.is_share else 0.0
        return self.band.p05 <= high + slack and self.band.p95 >= low - slack

    def to_dict(self) -> dict[str, object]:
        """As in ``validation.json``."""
        one = self.target
        return {
            "target": self.name,
            "observed": one.value,
            **self.band.to_dict(),
            "inside": self.inside,
            "fitted": one.fitted,
            "independent": one.independent,
            "shares": one.shares or None,
            "of": self.relative.name if self.relative else None,
            "p_none": self.p_none,
            "what": one.what,
            "kind": one.kind,
            "low": one.low,
            "high": one.high,
            "unit": one.unit,
            "n": one.n or None,
            "source": one.source,
            "provenance": one.provenance,
            "site": self.site,
        }


def outcomes(
    bench: Bench, known: Ensemble, wanted: Sequence[Target], relative: Relative | None = None
) -> list[Outcome]:
    """What the vectors of an ensemble predict of published numbers."""
    if not wanted:
        return []
    found = bench.measured(known.rows, wanted)
    return [_outcome(bench, one, found[one.id], relative) for one in wanted]


def _outcome(bench: Bench, target: Target, values: Sequence[F64], relative: Relative | None) -> Outcome:
    shares = np.stack([each.mean(axis=-1) for each in values], axis=-1)
    p_none = None
    if target.kind == "mtd":
        draws = predicted_mtd(tuple(bench.published.regimen(name).dose for name in target.regimens), shares)
    elif target.kind == "pooled":
        draws = predicted_pooled(target.patients, shares)
        p_none = float(np.prod((1 - shares) ** np.array(target.patients), axis=-1).mean())
    else:
        draws = predicted(target, values[0], bench.published.study_sd.to("1"))
    counted = target.kind == "mtd" or target.is_share
    p05, median, p95 = np.quantile(draws, [0.05, 0.5, 0.95], method="inverted_cdf" if counted else "linear")
    site = bench.site if target.follows_platelets else None
    return Outcome(target, site, Band(float(median), float(p05), float(p95)), relative, p_none)
