"""Section 14.3: laboratory values by CTCAE grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.grading import shift_table, worst_grades
from firstdose.report.blocks import Column
from firstdose.report.digits import fixed
from firstdose.report.tlf.by_arm import Lines, by_arm, share, tallied
from firstdose.report.tlf.output import Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

_GRADES = ("0", "1", "2", "3", "4", "missing")
_HEADS = (*(f"Grade {grade}" for grade in _GRADES[:-1]), "Not graded")
_VERSION = "Grades by CTCAE version 5. Of several tests of one term, a subject counts with the worst."


def shifts(trial: Trial) -> Sheet:
    """From the grade at baseline to the worst grade afterwards, all dose levels together."""
    found = shift_table(_graded(trial))
    rows: list[tuple[str, ...]] = []
    groups: list[tuple[int, str]] = []
    for (term,), lines in found.group_by("ATOXDSC", maintain_order=True):
        groups.append((len(rows), str(term)))
        for line in lines.to_dicts():
            start = "Not graded" if line["BTOXGR"] == "missing" else f"Grade {line['BTOXGR']}"
            rows.append((start, *(fixed(line[grade]) for grade in _GRADES), fixed(line["N"])))
    columns = (Column("At baseline", align="left"), *(Column(head, "worst after") for head in _HEADS), Column("All"))
    return Sheet(trial.safety, columns, tuple(rows), tuple(groups), (_VERSION,))


def worst(trial: Trial) -> Sheet:
    """Subjects by their worst grade after baseline, by term and dose level."""
    import polars as pl

    each = worst_grades(_graded(trial), ["TRTA"])
    each = each.group_by("USUBJID", "TRTA", "ATOXDSC").agg(pl.col("ATOXGR").max()).drop_nulls("ATOXGR")
    if each.is_empty():
        raise UnavailableError("No laboratory value after baseline could be graded by CTCAE.")
    lines = Lines.of(trial.arms)
    for (term,), rows in each.sort("ATOXDSC").group_by("ATOXDSC", maintain_order=True):
        lines.group(str(term))
        _worst(lines, rows)
    return lines.sheet(
        trial.safety,
        "Worst grade after baseline",
        (_VERSION, "Percentages are of the subjects graded after baseline, whose number stands in the first line."),
    )


def _worst(lines: Lines, rows: pl.DataFrame) -> None:

    graded = by_arm(rows)
    lines.line("Graded", {arm: fixed(n) for arm, n in graded.items()})
    for grade, found in sorted(tallied(rows, "ATOXGR").items()):
        lines.line(f"Grade {grade}", {arm: share(n, graded[arm]) for arm, n in found.items()})


def _graded(trial: Trial) -> pl.DataFrame:
    """ADLB of the treated; refuses one in which no term is graded."""
    import polars as pl

    rows = (
        trial.get("adlb").drop("TRTA", strict=False).join(trial.arms.subjects.select("USUBJID", "TRTA"), on="USUBJID")
    )
    needed = {"ATOXDSCL", "ATOXDSCH", "ATOXGRL", "ATOXGRH"}
    if not needed <= set(rows.columns):
        raise UnavailableError(f"ADLB has no CTCAE grades ({', '.join(sorted(needed - set(rows.columns)))}).")
    if rows.filter(pl.col("ATOXDSCL").is_not_null() | pl.col("ATOXDSCH").is_not_null()).is_empty():
        raise UnavailableError("No laboratory test of the data is one that CTCAE grades.")
    return rows
