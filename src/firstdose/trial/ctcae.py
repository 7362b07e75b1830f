"""From a measurement to its CTCAE grade: the criteria are data, `library/ctcae-v5.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import LibraryError, ProtocolError
from firstdose.resources import packaged
from firstdose.sourced import Provenance, Sourced
from firstdose.tables import noun, read_toml
from firstdose.types import F64, I8, Bool

UNKNOWN = -1  # the grade of a measurement that is missing
_FILE = "trial/library/ctcae-v5.toml"
_DIGITS = 9  # to which a value and a limit are compared


@dataclass(frozen=True)
class GradeRow:
    """Where one grade begins."""

    grade: int
    limit: float  # in the term's unit, or a multiple of `of`
    of: Literal["", "LLN", "ULN", "baseline"] = ""
    start: Literal["any", "normal", "abnormal"] = "any"  # of whom: by the measurement before treatment
    reached: bool = False  # the limit itself has the grade already

    def __post_init__(self) -> None:
        if not 1 <= self.grade <= 5:
            raise LibraryError(f"grade = {self.grade}: CTCAE grades are 1 to 5.")
        if not 0 < self.limit < float("inf"):
            raise LibraryError(f"limit = {self.limit:g} of grade {self.grade}: a limit is a positive number.")


@dataclass(frozen=True)
class Term:
    """One adverse event that a measurement tells."""

    name: str  # as in DLT criteria, in lower case
    worse: Literal["low", "high"]  # the direction in which it becomes worse
    unit: str
    rows: tuple[GradeRow, ...]
    source: str
    provenance: Provenance
    lln: Sourced | None = None  # lower limit of normal, where a laboratory's own is not given
    uln: Sourced | None = None  # upper limit of normal

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return self.name

    @property
    def summary(self) -> str:
        """What is said of it, in a few words."""
        return f"grades 1 to {max(row.grade for row in self.rows)} in {self.unit}"

    def __post_init__(self) -> None:
        if not self.rows:
            raise LibraryError(f"{self.name}: rows is empty. Give the limit of at least one grade.")
        for limit in filter(None, (self.lln, self.uln)):
            limit.require(self.unit, f"{self.name}: limit of normal")
        needed = {row.of for row in self.rows} | {self._normal for row in self.rows if row.start != "any"}
        for name, normal in (("LLN", self.lln), ("ULN", self.uln)):
            if name in needed and normal is None:
                raise LibraryError(f"{self.name}: a row needs the {name}, and {name.lower()} is missing. Give it.")

    def grade(
        self,
        value: ArrayLike,
        baseline: ArrayLike | None = None,
        *,
        lln: ArrayLike | None = None,
        uln: ArrayLike | None = None,
    ) -> I8:
        """CTCAE grade of measurements; parameters as in ``grade`` of this module."""
        here = np.asarray(value, np.float64)
        scale = {
            "": np.asarray(1.0),
            "LLN": self._or(lln, self.lln),
            "ULN": self._or(uln, self.uln),
            "baseline": None if baseline is None else np.asarray(baseline, np.float64),
        }
        worst = np.where(np.isnan(here), np.int8(UNKNOWN), np.int8(0))
        for row in sorted(self.rows, key=lambda one: one.grade):
            met = self._beyond(here, row.limit * self._needed(scale, row.of), reached=row.reached)
            worst = np.where(met & self._concerned(row, scale), np.int8(row.grade), worst)
        return np.asarray(worst, np.int8)

    def _concerned(self, row: GradeRow, scale: Mapping[str, F64 | None]) -> Bool:
        """In whom the row holds."""
        if row.start == "any":
            return np.asarray(True)
        abnormal = self._beyond(self._needed(scale, "baseline"), self._needed(scale, self._normal))
        return abnormal if row.start == "abnormal" else ~abnormal

    def _needed(self, scale: Mapping[str, F64 | None], what: str) -> F64:
        found = scale[what]
        if found is None:
            raise ProtocolError(
                f"{self.name} is graded by the {what}, which is not given. Give it for every patient, in {self.unit}."
            )
        return found

    @property
    def _normal(self) -> str:
        """The limit of normal that its values exceed."""
        return "LLN" if self.worse == "low" else "ULN"

    def _beyond(self, value: F64, limit: F64, *, reached: bool = False) -> Bool:
        value, limit = np.round(value, _DIGITS), np.round(limit, _DIGITS)
        beyond = value < limit if self.worse == "low" else value > limit
        return np.asarray(beyond | (reached & (value == limit)), np.bool_)

    def _or(self, given: ArrayLike | None, usual: Sourced | None) -> F64 | None:
        if given is not None:
            return np.asarray(given, np.float64)
        return None if usual is None else np.asarray(usual.to(self.unit))


@dataclass(frozen=True)
class Criteria:
    """Every term of one version of the CTCAE that measurements tell."""

    name: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        names = [term.name for term in self.terms]
        for name in names:
            if names.count(name) > 1 or name != name.lower():
                raise LibraryError(f'{self.name} term "{name}": each term stands once, in lower case.')

    def term(self, name: str) -> Term:
        """The term of that name, in upper or lower case."""
        known = {term.name: term for term in self.terms}
        if (wanted := name.strip().lower()) in known:
            return known[wanted]
        close = get_close_matches(wanted, known, n=1)
        hint = f'Did you mean "{close[0]}"? ' if close else ""
        raise ProtocolError(
            f'{self.name} has no laboratory criteria for "{name}" here. {hint}It has {", ".join(known)}.'
        )


@cache
def ctcae() -> Criteria:
    """CTCAE version 5, as far as measurements tell a grade.

    Examples
    --------
    >>> ctcae().name, ctcae().term("Anemia").unit
    ('CTCAE v5.0', 'g/L')
    """
    return noun(Criteria, read_toml(packaged(_FILE)), "ctcae-v5.toml")


def grade(
    term: str,
    value: ArrayLike,
    baseline: ArrayLike | None = None,
    *,
    lln: ArrayLike | None = None,
    uln: ArrayLike | None = None,
) -> I8:
    """CTCAE grade of laboratory measurements.

    Parameters
    ----------
    term : e.g. ``"platelet count decreased"``, as in a protocol's DLT criteria.
    value : measurements, of any shape, in the term's unit.
    baseline : before treatment, of a shape that broadcasts with ``value``; needed where limits are multiples of it in
        patients with an abnormal baseline.
    lln, uln : the laboratory's limits of normal; the usual ones unless given.

    Returns
    -------
    Grades 0 to 4 of the shape of ``value``; -1 where the measurement is NaN.

    Notes
    -----
    Criteria that are no measurements (a transfusion, urgent intervention, death) are left to whoever reports the event.

    References
    ----------
    National Cancer Institute (2017), Common Terminology Criteria for Adverse Events (CTCAE) v5.0.

    Examples
    --------
    >>> grade("platelet count decreased", [200, 80, 60, 25, 24]).tolist()
    [0, 1, 2, 3, 4]
    >>> grade("alanine aminotransferase increased", [130, 210], baseline=[30, 60]).tolist()
    [2, 2]
    """
    return ctcae().term(term).grade(value, baseline, lln=lln, uln=uln)
