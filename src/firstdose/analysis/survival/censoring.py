"""Options that turn an event into a censoring: missed assessments, and a new anticancer therapy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firstdose.analysis.survival.endpoint import Endpoint
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

ADEQUATE = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD")  # an NE does not show that a tumour was assessed


@dataclass(frozen=True)
class Censoring:
    """What censors beside the endpoint's own dates; by default nothing.

    Notes
    -----
    Missed assessments: an event more than ``missed * every_days + window_days`` after the last adequate assessment
    before it comes after ``missed`` or more missed assessments in a row, and the subject is censored at that
    assessment, or at the start without one. New therapy: an event, or a censoring, after the first day of a new
    anticancer therapy is replaced by a censoring at the last adequate assessment up to that day. An event on that
    very day counts. An assessment is adequate if its overall response is not NE or missing.

    References
    ----------
    FDA (2018), Clinical trial endpoints for the approval of cancer drugs and biologics. Guidance for industry; the
    sensitivity analyses of progression-free survival (in the edition of 2007, Appendix 3, Table A: deaths after two
    or more missed visits are censored at the last visit).
    """

    missed: int | None = None  # so many missed assessments in a row, or more, censor the event after them
    every_days: float = 0.0  # between assessments as planned
    window_days: float = 0.0  # by which an assessment may be late
    new_therapy: str | None = None  # column of ADSL with the first day of a new anticancer therapy, e.g. "NACTDT"

    def __post_init__(self) -> None:
        if self.missed is not None and (self.missed < 1 or self.every_days <= 0 or self.window_days < 0):
            raise DataError(
                f"missed = {self.missed}, every_days = {self.every_days:g}, window_days = {self.window_days:g}: "
                "give at least one missed assessment, the positive days between assessments, and how late one may be."
            )

    @property
    def asked(self) -> bool:
        """Whether anything is to be done."""
        return self.missed is not None or self.new_therapy is not None

    def applied(
        self, found: pl.DataFrame, seen: pl.DataFrame, subjects: pl.DataFrame, endpoint: Endpoint, keys: list[str]
    ) -> pl.DataFrame:
        """``found`` (keys STARTDT ADT CNSR ...), censored earlier where the options say so.

        ``seen`` has the keys and SEEN, the day of each adequate assessment.
        """
        import polars as pl

        if self.new_therapy is not None:
            therapy = subjects.select(*keys, LIMIT=pl.col(self.new_therapy))
            limited = found.join(therapy, on=keys, how="left")
            late = pl.col("LIMIT") < pl.col("ADT")
            found = _earlier(limited, late, seen, "New Anticancer Therapy", endpoint, keys)
        if self.missed is not None:
            gap = self.missed * self.every_days + self.window_days
            before = found.with_columns(LIMIT=pl.col("ADT").dt.offset_by("-1d"))
            since = pl.col("ADT") - pl.max_horizontal("LAST", "STARTDT")
            late = (pl.col("CNSR") == 0) & (since.dt.total_days() > gap)
            found = _earlier(before, late, seen, "Missed Assessments", endpoint, keys)
        return found


def _earlier(
    found: pl.DataFrame, late: pl.Expr, seen: pl.DataFrame, why: str, endpoint: Endpoint, keys: list[str]
) -> pl.DataFrame:
    """Rows that are ``late`` become censorings at the last day seen up to LIMIT, or else at the start."""
    import polars as pl

    last = (
        seen.join(found.select(*keys, "LIMIT"), on=keys)
        .filter(pl.col("SEEN") <= pl.col("LIMIT"))
        .group_by(keys)
        .agg(LAST=pl.col("SEEN").max())
    )
    known, start = pl.col("LAST") >= pl.col("STARTDT"), endpoint.start
    instead = {
        "ADT": pl.max_horizontal("LAST", "STARTDT"),
        "CNSR": pl.lit(1, pl.Int64),
        "EVNTDESC": pl.lit(why),
        "CNSDTDSC": pl.when(known)
        .then(pl.lit(f"Last Tumor Assessment Before {why}"))
        .otherwise(pl.lit(f"No Tumor Assessment Before {why}")),
        "SRCDOM": pl.when(known).then(pl.lit("ADRS")).otherwise(pl.lit(start.domain)),
        "SRCVAR": pl.when(known).then(pl.lit("ADT")).otherwise(pl.lit(start.variable)),
    }
    joined = found.join(last, on=keys, how="left").with_columns(LATE=late.fill_null(False))
    changed = (pl.when("LATE").then(value).otherwise(pl.col(name)).alias(name) for name, value in instead.items())
    return joined.with_columns(*changed).drop("LATE", "LAST", "LIMIT")
