"""Which adverse events a table counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Selection:
    """Events that fulfil everything said here.

    Examples
    --------
    >>> Selection("grade 3 or higher, related", grade=3, related=True).grade
    3
    """

    name: str
    grade: int = 0  # at least this CTCAE grade; 0: any, also a missing one
    related: bool = False
    serious: bool = False
    discontinued: bool = False  # treatment withdrawn for it
    fatal: bool = False
    reduced: bool = False  # dose reduced for it
    interrupted: bool = False  # treatment interrupted for it

    def of(self, events: pl.DataFrame) -> pl.DataFrame:
        """The events that fulfil it."""
        import polars as pl

        kept = self._but_for_grade(events)
        return kept.filter(pl.col("ATOXGR") >= self.grade) if self.grade else kept

    def unknown(self, events: pl.DataFrame) -> pl.DataFrame:
        """The events that would fulfil it if their missing grade were high enough."""
        import polars as pl

        kept = self._but_for_grade(events)
        return kept.filter(pl.col("ATOXGR").is_null()) if self.grade else kept.clear()

    def _but_for_grade(self, events: pl.DataFrame) -> pl.DataFrame:
        import polars as pl

        asked = {
            "RELATED": self.related,
            "SERIOUS": self.serious,
            "DISCONTINUED": self.discontinued,
            "FATAL": self.fatal,
            "REDUCED": self.reduced,
            "INTERRUPTED": self.interrupted,
        }
        return events.filter(pl.lit(True), *(pl.col(name) for name, wanted in asked.items() if wanted))


ANY = Selection("Any adverse event")
GRADE_3 = Selection("Grade 3 or higher", grade=3)
RELATED = Selection("Related", related=True)
RELATED_GRADE_3 = Selection("Related, grade 3 or higher", grade=3, related=True)
SERIOUS = Selection("Serious", serious=True)
SERIOUS_RELATED = Selection("Serious and related", related=True, serious=True)
DISCONTINUED = Selection("Leading to discontinuation", discontinued=True)
REDUCED = Selection("Leading to dose reduction", reduced=True)
INTERRUPTED = Selection("Leading to interruption", interrupted=True)
FATAL = Selection("Fatal", fatal=True)
SELECTIONS = (
    ANY,
    GRADE_3,
    RELATED,
    RELATED_GRADE_3,
    SERIOUS,
    SERIOUS_RELATED,
    REDUCED,
    INTERRUPTED,
    DISCONTINUED,
    FATAL,
)
