"""CTCAE grades of a laboratory's table: a term at a time, all subjects at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.grading.indicators import EARLY
from firstdose.analysis.grading.laboratory import ROW
from firstdose.analysis.grading.reasons import NO_NUMBER, Seen, remarks
from firstdose.trial.ctcae import Criteria, Units, Version, ctcae
from firstdose.trial.ctcae_term import UNKNOWN, Mode, Term
from firstdose.trial.ctcae_tests import LaboratoryTest, laboratory_tests
from firstdose.trial.ctcae_units import laboratory_units
from firstdose.types import I8, I64, Bool

if TYPE_CHECKING:
    import polars as pl

SIDES = (("L", "low"), ("H", "high"))
_SIGN = {"LOW": -1, "NORMAL": 0, "HIGH": 1}


@dataclass(frozen=True)
class Grading:
    """Which criteria are applied, and how they are read."""

    ctcae: Version = 5
    units: Units = "si"
    mode: Mode = "ctcae"

    @property
    def criteria(self) -> Criteria:
        """The terms."""
        return ctcae(self.ctcae, self.units, self.mode)

    @property
    def as_admiral(self) -> Grading:
        """The same criteria as admiral reads them."""
        return replace(self, mode="admiral")

    def factor(self, test: LaboratoryTest, unit: str | None, to: str) -> float | None:
        """From a laboratory's unit to a criterion's; None: cannot be."""
        if self.mode == "admiral":
            return laboratory_units().as_admiral(unit, to)
        return laboratory_units().factor(unit, to, test.substance)


class _Told:
    """Grades and remarks of N measurements, gathered group by group."""

    def __init__(self, n: int) -> None:
        self.grades = {side: np.full(n, UNKNOWN, np.int8) for side, _ in SIDES}
        self.terms = {side: np.full(n, None, object) for side, _ in SIDES}
        self._remarks: list[tuple[I64, str]] = []

    def say(self, rows: I64, words: str) -> None:
        """Add a remark on some measurements."""
        self._remarks.append((rows, words))

    def columns(self) -> Iterator[pl.Series]:
        """ATOXDSCL, ATOXGRL, ATOXDSCH, ATOXGRH and the reason."""
        import polars as pl

        for side, _ in SIDES:
            yield pl.Series(f"ATOXDSC{side}", self.terms[side].tolist(), dtype=pl.String)
            grade = pl.Series(f"ATOXGR{side}", self.grades[side])
            yield grade.set(grade == UNKNOWN, None).cast(pl.String)
        yield self._reason(len(grade))

    def _reason(self, n: int) -> pl.Series:
        """Each measurement's remarks, one after another."""
        import polars as pl

        parts = [
            pl.DataFrame({"at": rows}).with_columns(pl.lit(words).alias("reason")) for rows, words in self._remarks
        ]
        said = pl.concat([pl.DataFrame(schema={"at": pl.Int64, "reason": pl.String}), *parts])
        each = said.group_by("at").agg(pl.col("reason").str.join("; "))
        every = pl.DataFrame({"at": np.arange(n)})
        return every.join(each, on="at", how="left", maintain_order="left")["reason"]


def with_grades(frame: pl.DataFrame, how: Grading) -> pl.DataFrame:
    """Measurements with ATOXDSCL, ATOXGRL, ATOXDSCH, ATOXGRH and the reason."""
    import polars as pl

    told = _Told(len(frame))
    groups = frame.with_columns(pl.int_range(pl.len()).alias("_AT")).group_by(
        "PARAMCD", "AVALU", "LBSPEC", "LBCAT", "LBFAST", maintain_order=True
    )
    for (code, unit, specimen, category, fasting), part in groups:
        rows = part["_AT"].to_numpy()
        refusal, test = _test(how, code, specimen, category)
        if test is None:
            told.say(rows, refusal)
            continue
        terms = test.terms(how.criteria, how.mode, fasted=fasting == "Y")
        if not any(terms):
            told.say(rows, f"the test has no term in {how.criteria.name}")
            continue
        batch = _Batch(rows, part, test, None if unit is None else str(unit))
        for words, where in _batch(told, batch, terms, how).items():
            told.say(rows[where], words)
    return frame.with_columns(*told.columns()).sort(ROW)


@dataclass(frozen=True, eq=False)
class _Batch:
    """Measurements of one test in one unit, (N,)."""

    rows: I64
    frame: pl.DataFrame
    test: LaboratoryTest
    unit: str | None


def _batch(told: _Told, batch: _Batch, terms: tuple[Term | None, ...], how: Grading) -> dict[str, Bool]:
    """Grades of both sides, and what is said of which measurements."""
    said: dict[str, Bool] = {}
    theirs = batch.test.terms(how.as_admiral.criteria, "admiral")
    for (side, name), term, other in zip(SIDES, terms, theirs, strict=True):
        if term is None:
            continue
        found, notes = _side(batch, term, how)
        told.terms[side][batch.rows], told.grades[side][batch.rows] = term.heading, found
        if term != other:
            silent = ~np.any([where for where, _ in notes], axis=0)
            by = "" if other is None or other.name == term.name else f", by {other.heading}"
            for grade in np.unique(apart := _apart(batch, other, how)):
                words = (
                    f"admiral does not grade {name} results" if grade == UNKNOWN else f"admiral has grade {grade}{by}"
                )
                notes.append((silent & (apart == grade) & (found != grade), words))
        for where, words in notes:
            said[words] = said.get(words, np.zeros(len(found), np.bool_)) | where
    return said


def _apart(batch: _Batch, term: Term | None, how: Grading) -> I8:
    """Grades as admiral has them."""
    if term is None:
        return np.full(len(batch.rows), UNKNOWN, np.int8)
    return _side(batch, term, how.as_admiral)[0]


def _side(batch: _Batch, term: Term, how: Grading) -> tuple[I8, list[tuple[Bool, str]]]:
    """Grades of one term, and what there is to say of them."""
    unit = batch.unit
    factor = how.factor(batch.test, unit, term.unit) if term.has_unit else 1.0
    missing = batch.frame["AVAL"].is_null().to_numpy()
    said = [(missing, NO_NUMBER)]
    if factor is None:
        verb = "is not" if how.mode == "admiral" else "cannot become"
        why = f"no unit; {term.unit} is needed" if unit is None else f"{unit} {verb} {term.unit}"
        return np.full(len(missing), UNKNOWN, np.int8), [*said, (~missing, why)]
    seen = _seen(batch.frame, factor, how.mode)
    found = seen.grade(term)
    said.append((np.isnan(seen.value) & ~missing, "below 0, which nothing measured can be"))
    if factor != 1.0:
        said.append((~np.isnan(seen.value), f"converted from {unit} to {term.unit}"))
    return found, [*said, *remarks(term, seen, found)]


def _seen(part: pl.DataFrame, factor: float, mode: Mode) -> Seen:
    import polars as pl

    value, lln, uln, base = (part[name].to_numpy() * factor for name in ("AVAL", "ANRLO", "ANRHI", "BASE"))
    value = value if mode == "admiral" else np.where(value < 0, np.nan, value)
    start = part["BNRIND"].replace_strict(_SIGN, default=0, return_dtype=pl.Int8).to_numpy()
    early = part[EARLY].to_numpy() & (mode == "ctcae")
    return Seen(
        value,
        lln,
        uln,
        np.where(early, value, base),
        np.where(early, np.int8(0), start),
        part["ABLFL"].to_numpy(),
        early,
        np.isnan(base),
        start,
    )


def _test(how: Grading, code: object, specimen: object, category: object) -> tuple[str, LaboratoryTest | None]:
    """The test of a code and a specimen, or why it is not graded."""
    tests = laboratory_tests()
    test = tests.known.get(str(code).upper())
    if test is None:
        return ("no test code" if code is None else "the test has no CTCAE term"), None
    if specimen is None and test.specimen_stated:
        return "graded only where LBSPEC says that it is of blood", None
    other = specimen not in tests.blood if specimen is not None else category in tests.not_blood
    if other and not test.any_specimen:
        return f"measured in {str(specimen or category).lower()}; the criteria are for blood", None
    return "", test
