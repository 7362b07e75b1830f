"""One adverse event that a measurement tells, and where each of its grades begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import LibraryError, ProtocolError
from firstdose.sourced import Provenance, Sourced
from firstdose.types import F64, I8, Bool

UNKNOWN = -1  # the grade where a measurement, or what it is compared with, is missing
_SAME = 1e-12  # relative: a value this near to a limit is the limit, whatever the rounding of 1.5 x 33.3
_SIGN = {"low": -1, "high": 1}

Start = Literal["any", "high", "not high", "low", "not low"]
Mode = Literal["ctcae", "admiral"]


@dataclass(frozen=True)
class GradeRow:
    """Where one grade begins."""

    grade: int
    limit: float = 1.0  # in the term's unit, or a multiple of `of`
    of: Literal["", "LLN", "ULN", "baseline"] = ""
    plus: float = 0.0  # added to that multiple, in the term's unit
    us: float | None = None  # `limit`, or `plus`, in the term's US unit; None: the same number
    start: Start = "any"  # of whom: by the measurement before treatment, against its limits of normal
    abnormal: bool = False  # the measurement must lie beyond the limit of normal as well
    reached: bool = False  # the limit itself has the grade already
    mode: Mode | None = None  # only in this reading of the criteria; None: in both

    def __post_init__(self) -> None:
        if not 1 <= self.grade <= 5:
            raise LibraryError(f"grade = {self.grade}: CTCAE grades are 1 to 5.")
        if not 0 < self.limit < float("inf"):
            raise LibraryError(f"limit = {self.limit:g} of grade {self.grade}: a limit is a positive number.")

    @property
    def has_unit(self) -> bool:
        """Whether it names a number of a unit, and no mere multiple."""
        return not self.of or bool(self.plus)

    def in_us(self) -> GradeRow:
        """The same row with the number in the US unit."""
        if self.us is None:
            return self
        return replace(self, plus=self.us, us=None) if self.of else replace(self, limit=self.us, us=None)


@dataclass(frozen=True)
class Term:
    """One adverse event that a measurement tells."""

    name: str  # as in DLT criteria, in lower case
    worse: Literal["low", "high"]  # the direction in which it becomes worse
    rows: tuple[GradeRow, ...]
    source: str
    provenance: Provenance
    unit: str = ""  # "": a number without a unit, or multiples only
    us_unit: str = ""  # "": as `unit`
    spelt: str = ""  # where that is not the name with a capital letter
    last: float | None = None  # a measurement beyond it is for another term to grade
    note: str = ""  # what is taken to be so where a measurement does not tell
    lln: Sourced | None = None  # lower limit of normal, where a laboratory's own is not given
    uln: Sourced | None = None  # upper limit of normal

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return self.name

    @property
    def heading(self) -> str:
        """How the CTCAE spells it."""
        return self.spelt or self.name[:1].upper() + self.name[1:]

    @property
    def summary(self) -> str:
        """What is said of it, in a few words."""
        unit = f" in {self.unit}" if self.unit else ""
        return f"grades {min(row.grade for row in self.rows)} to {max(row.grade for row in self.rows)}{unit}"

    @property
    def has_unit(self) -> bool:
        """Whether a measurement must be in its unit: not where grades are multiples of normal or of baseline."""
        return bool(self.unit) and any(row.has_unit for row in self.rows)

    @property
    def normal(self) -> Literal["LLN", "ULN"]:
        """The limit of normal that its values exceed."""
        return "LLN" if self.worse == "low" else "ULN"

    def __post_init__(self) -> None:
        if not self.rows:
            raise LibraryError(f"{self.name}: rows is empty. Give the limit of at least one grade.")
        for limit in filter(None, (self.lln, self.uln)):
            limit.require(self.unit, f"{self.name}: limit of normal")

    def in_us(self) -> Term:
        """The same term in US units; the usual limits of normal, which are in `unit`, are left out."""
        if not self.us_unit:
            return self
        rows = tuple(row.in_us() for row in self.rows)
        return replace(self, unit=self.us_unit, us_unit="", rows=rows, lln=None, uln=None)

    def grade(
        self,
        value: ArrayLike,
        baseline: ArrayLike | None = None,
        *,
        lln: ArrayLike | None = None,
        uln: ArrayLike | None = None,
        bnrind: ArrayLike | None = None,
    ) -> I8:
        """CTCAE grade of measurements; parameters as in ``grade`` of ``trial.ctcae``."""
        here = np.asarray(value, np.float64)
        scale = {
            "": np.asarray(1.0),
            "LLN": self._or(lln, self.lln),
            "ULN": self._or(uln, self.uln),
            "baseline": None if baseline is None else np.asarray(baseline, np.float64),
        }
        worst, unknown = np.zeros(here.shape, np.int8), np.isnan(here)
        lowest = min(row.grade for row in self.rows)
        for row in sorted(self.rows, key=lambda one: one.grade):
            met, unsure = self._met(row, here, scale)
            whom = self._concerned(row, scale, bnrind)
            worst = np.where(met & whom, np.int8(row.grade), worst)
            if row.grade == lowest:
                unknown = unknown | (unsure & whom)
        if self.last is not None:
            unknown = unknown | self._beyond(here, np.asarray(self.last))
            worst = np.where(self._beyond(here, np.asarray(self.last)), np.int8(0), worst)
        return np.where(unknown & (worst == 0), np.int8(UNKNOWN), worst).astype(np.int8)

    def _met(self, row: GradeRow, value: F64, scale: Mapping[str, F64 | None]) -> tuple[Bool, Bool]:
        """Where the row's limit is passed, and where that cannot be told."""
        limit = row.limit * self._needed(scale, row.of) + row.plus
        met, unsure = self._beyond(value, limit, reached=row.reached), np.isnan(limit)
        if not row.abnormal:
            return met, unsure
        normal = self._needed(scale, self.normal)
        outside, untold = self._beyond(value, normal), np.isnan(normal)
        return met & outside, (unsure | untold) & (met | unsure) & (outside | untold)

    def _concerned(self, row: GradeRow, scale: Mapping[str, F64 | None], bnrind: ArrayLike | None) -> Bool:
        """In whom the row holds; who has no measurement before treatment counts as normal then."""
        if row.start == "any":
            return np.asarray(True)
        if bnrind is not None:
            return concerned(row.start, bnrind)
        side = "low" if row.start.endswith("low") else "high"
        normal = self._needed(scale, "LLN" if side == "low" else "ULN")
        return concerned(row.start, _SIGN[side] * outside(self._needed(scale, "baseline"), normal, side))

    def _needed(self, scale: Mapping[str, F64 | None], what: str) -> F64:
        found = scale[what]
        if found is None:
            unit = f", in {self.unit}" if self.unit else ""
            raise ProtocolError(
                f"{self.name} is graded by the {what}, which is not given. Give it for every patient{unit}."
            )
        return found

    def _beyond(self, value: F64, limit: F64, *, reached: bool = False) -> Bool:
        return outside(value, limit, self.worse, reached=reached)

    def _or(self, given: ArrayLike | None, usual: Sourced | None) -> F64 | None:
        if given is not None:
            return np.asarray(given, np.float64)
        return None if usual is None else np.asarray(usual.to(self.unit))


def concerned(start: Start, bnrind: ArrayLike) -> Bool:
    """In whom a row holds, by whether the baseline was low (-1), normal (0) or high (1).

    Examples
    --------
    >>> concerned("not high", [-1, 0, 1]).tolist()
    [True, True, False]
    """
    began = np.asarray(bnrind)
    if start == "any":
        return np.ones(began.shape, np.bool_)
    found = began == _SIGN[start.removeprefix("not ")]
    return np.asarray(~found if start.startswith("not ") else found, np.bool_)


def outside(value: ArrayLike, limit: ArrayLike, side: str, *, reached: bool = False) -> Bool:
    """Where a value lies below (``"low"``) or above (``"high"``) a limit; False where either is NaN.

    Examples
    --------
    >>> outside([49.95, 50.0], 1.5 * 33.3, "high").tolist()
    [False, True]
    """
    one, other = np.asarray(value, np.float64), np.asarray(limit, np.float64)
    same = np.abs(one - other) <= _SAME * np.maximum(np.abs(one), np.abs(other))
    beyond = one < other if side == "low" else one > other
    return np.asarray(beyond & ~same | (reached & same), np.bool_)
