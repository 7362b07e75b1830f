"""What the words of adverse event tables mean: data, `library/adverse-event-words.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from firstdose.data import words
from firstdose.errors import DataError
from firstdose.resources import packaged
from firstdose.sourced import Provenance
from firstdose.tables import noun, read_toml

if TYPE_CHECKING:
    import polars as pl

_FILE = "analysis/library/adverse-event-words.toml"


@dataclass(frozen=True)
class Severity:
    """Words of severity, as grades."""

    source: str
    provenance: Provenance
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Relationship:
    """Words that say whether the treatment caused an event."""

    source: str
    provenance: Provenance
    related: tuple[str, ...]
    unrelated: tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """Words that all mean the same."""

    source: str
    provenance: Provenance
    words: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The words that are understood."""

    severity: Severity
    relationship: Relationship
    reduction: Meaning
    interruption: Meaning
    discontinuation: Meaning
    death: Meaning

    @property
    def actions(self) -> Mapping[str, Meaning]:
        """What was done with the treatment, by the column that says so."""
        return {"REDUCED": self.reduction, "INTERRUPTED": self.interruption, "DISCONTINUED": self.discontinuation}


@cache
def vocabulary() -> Vocabulary:
    """The packaged words."""
    return noun(Vocabulary, read_toml(packaged(_FILE)), _FILE)


def capitals(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column in capitals; null where it is missing or the table lacks it."""
    import polars as pl

    if name not in frame.columns:
        return pl.Series(name, [None] * len(frame), dtype=pl.String)
    return words(frame, name).str.to_uppercase()


def related(frame: pl.DataFrame, name: str) -> pl.Series:
    """Whether events are related to the treatment; a missing word counts as related, an unknown one is refused."""
    column, known = capitals(frame, name), vocabulary().relationship
    strange = column.is_not_null() & ~column.is_in((*known.related, *known.unrelated))
    if strange.any():
        row = strange.arg_true()[0]
        raise DataError(
            f'ADAE row {row + 1}: {name} = "{column[row]}" is not known. Map it to Y or N before; '
            f"known are {', '.join((*known.related, *known.unrelated))}."
        )
    return (column.is_null() | column.is_in(known.related)).rename("RELATED")


def grades(frame: pl.DataFrame) -> tuple[pl.Series, str]:
    """CTCAE grades 1 to 5, null where missing, and the column they are of ("" without one).

    The first of ATOXGR, AETOXGR (``3``, ``GRADE 3``), ASEV and AESEV (words of severity) that has a value.
    """
    import polars as pl

    for name in ("ATOXGR", "AETOXGR", "ASEV", "AESEV"):
        column = capitals(frame, name)
        if column.null_count() < len(column):
            text = column.replace({word: str(grade) for word, grade in vocabulary().severity.grades.items()})
            found = text.str.extract(r"^(?:GRADE\s*)?([1-5])(?:\.0*)?$").cast(pl.Int64)
            strange = column.is_not_null() & found.is_null()
            if strange.any():
                row = strange.arg_true()[0]
                raise DataError(
                    f'ADAE row {row + 1}: {name} = "{column[row]}" is no grade. Give 1 to 5, or one of '
                    f"{', '.join(vocabulary().severity.grades)}; leave it empty if it is missing."
                )
            return found.rename("ATOXGR"), name
    return pl.Series("ATOXGR", [None] * len(frame), dtype=pl.Int64), ""
