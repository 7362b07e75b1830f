"""Tables with a column for each dose level and one for all, filled line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from firstdose.analysis.safety.arms import TOTAL
from firstdose.report.blocks import Column
from firstdose.report.digits import DASH, fixed, significant
from firstdose.report.tlf.output import Population, Sheet

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.safety.arms import Arms


def share(n: int, of: int) -> str:
    """Subjects and their per cent, as tables of trials show them.

    Examples
    --------
    >>> share(3, 12), share(0, 12), share(0, 0)
    ('3 (25.0)', '0', '0')
    """
    return f"{fixed(n)} ({100 * n / of:.1f})" if n and of else fixed(n)


@dataclass
class Lines:
    """Rows under one column an arm."""

    sizes: Mapping[str, int]  # subjects by arm, in order
    _rows: list[tuple[str, ...]] = field(default_factory=list)
    _groups: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, arms: Arms) -> Lines:
        """For the safety population, the total last."""
        return cls(dict(arms.sizes.select("TRTA", "of").rows()))

    def group(self, text: str) -> None:
        """A heading before the next line."""
        self._groups.append((len(self._rows), text))

    def line(self, label: str, cells: Mapping[str, str], otherwise: str = "0") -> None:
        """One row; an arm without a cell gets ``otherwise``."""
        self._rows.append((label, *(cells.get(arm, otherwise) for arm in self.sizes)))

    def counts(self, label: str, found: Mapping[str, int]) -> None:
        """Subjects with their per cent of each arm."""
        self.line(label, {arm: share(n, self.sizes.get(arm, 0)) for arm, n in found.items()})

    def numbers(self, found: Iterable[Mapping[str, Any]], by: str = "TRTA", decimals: int = 1) -> None:
        """What ``described`` says: how many, mean and SD, median, extremes."""
        rows = {row[by]: row for row in found}
        self.line("n", {arm: fixed(row["N"]) for arm, row in rows.items()})
        self.line("Mean (SD)", {arm: spread(row, decimals) for arm, row in rows.items()}, DASH)
        self.line("Median", {arm: fixed(row["MEDIAN"], decimals) for arm, row in rows.items()}, DASH)
        self.line("Min, max", {arm: extremes(row, decimals) for arm, row in rows.items()}, DASH)

    def sheet(self, population: Population, first: str, notes: Iterable[str] = ()) -> Sheet:
        """The table."""
        heads = [Column(arm, f"N = {n}") for arm, n in self.sizes.items()]
        columns = (Column(first, align="left"), *heads)
        return Sheet(population, columns, tuple(self._rows), tuple(self._groups), tuple(notes))


def spread(row: Mapping[str, Any], decimals: int) -> str:
    """Mean and SD; of one value there is no SD."""
    return f"{fixed(row['MEAN'], decimals)} ({fixed(row['SD'], decimals + 1)})"


def extremes(row: Mapping[str, Any], decimals: int) -> str:
    """The least and the greatest value."""
    return f"{fixed(row['LOW'], decimals)}, {fixed(row['HIGH'], decimals)}"


def geometric(row: Mapping[str, Any]) -> str:
    """Geometric mean and geometric CV in per cent, both to three digits."""
    return f"{significant(row['GMEAN'])} ({significant(row['GCV'])})"


def both(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows under their arm, and once more under the total."""
    import polars as pl

    return pl.concat([frame, frame.with_columns(TRTA=pl.lit(TOTAL))])


def by_arm(frame: pl.DataFrame) -> dict[str, int]:
    """Subjects by arm, the total among them."""
    import polars as pl

    return dict(both(frame).group_by("TRTA").agg(n=pl.col("USUBJID").n_unique()).select("TRTA", "n").rows())


def tallied(frame: pl.DataFrame, column: str) -> dict[Any, dict[str, int]]:
    """Subjects by the value of a column and by arm, the total among them."""
    import polars as pl

    counted = both(frame).group_by(column, "TRTA").agg(n=pl.col("USUBJID").n_unique())
    found: dict[Any, dict[str, int]] = {}
    for value, arm, n in counted.select(column, "TRTA", "n").rows():
        found.setdefault(value, {})[arm] = n
    return found
