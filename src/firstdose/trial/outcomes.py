"""What a design sees: who was treated where, and who had a dose-limiting toxicity (DLT)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import OutcomeError
from firstdose.trial.counts import Counts
from firstdose.trial.outcome_arrays import column, levels_from, shares_from
from firstdose.trial.outcome_text import parse_cohorts
from firstdose.types import F64, I8, I16, I64, Bool


@dataclass(frozen=True, eq=False)
class Outcomes:
    """A batch of T trials with up to P patients each, in order of enrolment; a real trial is a batch of one.

    Examples
    --------
    >>> seen = Outcomes.parse("1NNN 2NNT")
    >>> seen.counts(3).n
    array([[3, 3, 0]])
    >>> int(seen.counts(3).dlt[0, 1])
    1
    """

    level: I8  # (T, P) dose level, 0-based; -1: no patient in this column
    dlt: Bool  # (T, P) had a DLT
    follow_up: F64  # (T, P) share of the DLT window seen, 0 to 1; with a DLT: when it came
    cohort: I16  # (T, P) 0, 1, 2, ...; -1: backfill
    response: I8  # (T, P) 1 response, 0 none, -1 not known
    severity: I8  # (T, P) worst CTCAE grade in the window; -1 not known
    stratum: I8  # (T, P) indication, schedule or arm; 0 where there is one

    def __post_init__(self) -> None:
        shapes = {f.name: getattr(self, f.name).shape for f in fields(self)}
        if len(self.level.shape) != 2 or len(set(shapes.values())) > 1:
            raise OutcomeError(f"Outcomes need arrays of one shape (trials, patients), but got {shapes}.")

    @classmethod
    def of(
        cls,
        *,
        level: ArrayLike,
        dlt: ArrayLike,
        follow_up: ArrayLike = 1.0,
        cohort: ArrayLike = 0,
        response: ArrayLike = -1,
        severity: ArrayLike = -1,
        stratum: ArrayLike = 0,
    ) -> Outcomes:
        """Outcomes from arrays of shape (T, P), or (P,) for one trial; what is left out takes its plain value."""
        levels = levels_from(level)
        return cls(
            level=levels.astype(np.int8),
            dlt=column("dlt", dlt, levels),
            follow_up=shares_from(follow_up, levels),
            cohort=column("cohort", cohort, levels),
            response=column("response", response, levels),
            severity=column("severity", severity, levels),
            stratum=column("stratum", stratum, levels),
        )

    @classmethod
    def parse(cls, text: str) -> Outcomes:
        """One trial from text such as ``"1NNN 2NNT"``: level from 1, then a letter a patient.

        N no DLT, T DLT, E response without DLT, B both, P pending; ``""`` is a trial without patients.
        """
        cohorts = parse_cohorts(text)
        letters = np.array([letter for _, patients in cohorts for letter in patients], dtype="<U1")
        sizes = [len(patients) for _, patients in cohorts]
        return cls.of(
            level=np.repeat([level for level, _ in cohorts], sizes)[None, :],
            dlt=np.isin(letters, ["T", "B"]),
            follow_up=np.where(letters == "P", 0.0, 1.0),
            cohort=np.repeat(np.arange(len(cohorts)), sizes),
            response=np.where(letters == "P", -1, np.isin(letters, ["E", "B"])),
        )

    @classmethod
    def from_counts(cls, n: Sequence[int], dlt: Sequence[int], current: int) -> Outcomes:
        """One trial from patients and DLTs a level (K,), the last of them treated at level ``current`` (0-based)."""
        if len(n) != len(dlt):
            raise OutcomeError(f"n has {len(n)} levels and dlt {len(dlt)}: give both for every level.")
        for level, (treated, toxic) in enumerate(zip(n, dlt, strict=True)):
            if not (isinstance(treated, Integral) and isinstance(toxic, Integral) and 0 <= toxic <= treated):
                raise OutcomeError(
                    f"Level {level + 1}: {toxic} DLTs among {treated} patients cannot be. "
                    "Give patients with a DLT, from 0 to the number treated."
                )
        if not (isinstance(current, Integral) and 0 <= current < len(n)) or (any(n) and not n[current]):
            raise OutcomeError(f"current = {current}: the last patient's level is 0 to {len(n) - 1}, and has patients.")
        order = [level for level in range(len(n)) if level != current] + [current]
        return cls.of(
            level=np.array([level for level in order for _ in range(n[level])], dtype=np.int64)[None, :],
            dlt=np.array([i < dlt[level] for level in order for i in range(n[level])], dtype=np.bool_),
            cohort=np.array([i for i, level in enumerate(order) for _ in range(n[level])], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.level)

    def __getitem__(self, rows: int | slice | Bool | I64) -> Outcomes:
        """The trials ``rows``, as a batch; a number gives a batch of one."""
        pick = [range(len(self))[rows]] if isinstance(rows, int) else rows
        return Outcomes(**{f.name: getattr(self, f.name)[pick] for f in fields(self)})

    def counts(self, n_levels: int) -> Counts:
        """Patients, DLTs, pending, follow-up and responses at each of ``n_levels`` levels, each (T, n_levels)."""
        if n_levels not in self._counted:
            highest = int(self.level.max(initial=-1))
            if highest >= n_levels:
                raise OutcomeError(
                    f"The outcomes have patients at level {highest + 1}, but the design has {n_levels} levels. "
                    f"Correct the outcomes, or give the design at least {highest + 1} levels."
                )
            self._counted[n_levels] = Counts(self, n_levels)
        return self._counted[n_levels]

    def remember(self, n_levels: int, known: Mapping[str, I64]) -> Outcomes:
        """The same; ``counts`` takes the numbers ``known``, (T, n_levels) each, as added up already."""
        self._counted[n_levels] = Counts(self, n_levels, known)
        return self

    @cached_property
    def _counted(self) -> dict[int, Counts]:
        """Counts asked for before, by number of levels: a decision asks again and again."""
        return {}

    @cached_property
    def treated(self) -> Bool:
        """(T, P) there is a patient in this column."""
        return self.level >= 0

    @cached_property
    def escalating(self) -> Bool:
        """(T, P) there is a patient in this column who was treated in a cohort, not beside one."""
        return self.treated & (self.cohort >= 0)

    @cached_property
    def pending(self) -> Bool:
        """(T, P) without a DLT so far, and the DLT window still open."""
        return self.treated & ~self.dlt & (self.follow_up < 1)

    @cached_property
    def current(self) -> I8:
        """(T,) level of the last cohort patient; -1 where there is none yet."""
        if not self.level.shape[1]:
            return np.full(len(self), -1, np.int8)
        escalating = self.escalating
        last = escalating.shape[1] - 1 - np.argmax(escalating[:, ::-1], axis=1)
        found = np.take_along_axis(self.level, last[:, None], axis=1)[:, 0]
        return np.where(escalating.any(axis=1), found, -1).astype(np.int8)

    def known(self) -> Outcomes:
        """Without the patients who are still pending."""
        return replace(self, level=np.where(self.pending, -1, self.level).astype(np.int8))
