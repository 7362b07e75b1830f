"""Why a measurement has no grade, or what a grade rests on, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firstdose.trial.ctcae_term import UNKNOWN, Term, concerned
from firstdose.types import F64, I8, Bool

NO_NUMBER = "no number was measured"


@dataclass(frozen=True, eq=False)
class Seen:
    """Measurements of one test in one unit, (N,), as a term sees them: in the term's unit."""

    value: F64
    lln: F64
    uln: F64
    base: F64  # what it is compared with: itself, up to the baseline
    bnrind: I8
    flagged: Bool  # the baseline itself
    early: Bool  # a measurement up to the baseline, where that is told apart
    untold: Bool  # no baseline
    start: I8  # whether the baseline was low, normal or high

    def grade(self, term: Term) -> I8:
        """Grades of the term."""
        return term.grade(self.value, self.base, lln=self.lln, uln=self.uln, bnrind=self.bnrind)


def remarks(term: Term, seen: Seen, grade: I8) -> Iterator[tuple[Bool, str]]:
    """What there is to say of some of the measurements."""
    measured, graded = ~np.isnan(seen.value), grade != UNKNOWN
    if term.last is not None:
        past = measured & (seen.value < term.last if term.worse == "low" else seen.value > term.last)
        yield past, f"beyond {term.last:g} {term.unit}: {term.note}"
        measured = measured & ~past
    for where, what in _missing(term, seen):
        yield measured & ~graded & where, what
    starts = {row.start.removeprefix("not ") for row in term.rows if row.start != "any"}
    against = starts or {row.of for row in term.rows} & {"baseline"}
    if against:
        yield graded & seen.untold & ~seen.early, "no baseline: graded on the limits of normal"
    changed = np.zeros(len(grade), np.bool_)
    for name, sign in (("low", -1), ("high", 1)):
        changed |= (seen.start == sign) & (name in starts)
    yield graded & seen.flagged & seen.early & changed, "baseline: graded on the limits of normal, not on itself"
    before = graded & seen.early & ~seen.flagged & bool(against)
    yield before, "before baseline: graded on the limits of normal"


def _missing(term: Term, seen: Seen) -> Iterator[tuple[Bool, str]]:
    """What the lowest grade needs and is not there."""
    lowest = [row for row in term.rows if row.grade == min(each.grade for each in term.rows)]
    for name, values, words in (
        ("LLN", seen.lln, "no lower limit of normal"),
        ("ULN", seen.uln, "no upper limit of normal"),
        ("baseline", seen.base, "no baseline"),
    ):
        asking = [row for row in lowest if row.of == name or (row.abnormal and term.normal == name)]
        if asking:
            whom = np.any([concerned(row.start, seen.bnrind) for row in asking], axis=0)
            yield np.isnan(values) & whom, words
