"""The overall responses of many subjects, visit by visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from firstdose.trial.recist.response import Response
from firstdose.types import I8, I64, Bool

NEVER = np.iinfo(np.int64).max // 4  # a day that no trial reaches
_NE_FIRST = np.array([0, 2, 3, 4, 5, 6, 1, 0, 0], np.int8)  # by response: of one day the largest counts


@dataclass(frozen=True)
class Assessments:
    """Responses (N,) by subject, each subject's by day; one a day.

    Days count from the subject's reference date (randomisation, or first dose); none is negative.
    """

    subject: I64  # (N,) 0 to n_subjects - 1, rising
    day: I64  # (N,) rising within a subject
    response: I8  # (N,) of Response
    row: I64  # (N,) where it stood in what was given
    n_subjects: int

    @classmethod
    def of(
        cls,
        subject: ArrayLike,
        day: ArrayLike,
        response: ArrayLike,
        n_subjects: int,
        sequence: ArrayLike | None = None,
    ) -> Assessments:
        """From assessments in any order.

        Parameters
        ----------
        subject, day, response : (M,)
        n_subjects : also those without any assessment.
        sequence : (M,) which of equal ones of one day counts: the last.

        Notes
        -----
        Of several assessments of one day the worst counts, NE being the mildest, as in admiralonco's templates.
        Assessments before the reference date are left out.

        Examples
        --------
        >>> seen = Assessments.of([0, 0, 0], [42, 0, 42], [Response.SD, Response.SD, Response.PD], n_subjects=1)
        >>> seen.day.tolist(), seen.response.tolist(), seen.row.tolist()
        ([0, 42], [3, 5], [1, 2])
        """
        who, when = np.asarray(subject, np.int64), np.asarray(day, np.int64)
        what = np.asarray(response, np.int8)
        after = np.arange(len(who)) if sequence is None else np.asarray(sequence)
        order = np.lexsort((after, _NE_FIRST[what], when, who))
        last = np.ones(len(order), np.bool_)
        last[:-1] = (np.diff(who[order]) != 0) | (np.diff(when[order]) != 0)
        kept = order[last & (when[order] >= 0)]
        return cls(who[kept], when[kept], what[kept], kept, n_subjects)

    def first(self, which: Bool) -> I64:
        """(n_subjects,) position of each subject's first assessment of which ``which`` (N,) holds; -1 where of none."""
        at = np.flatnonzero(which)[::-1]
        found = np.full(self.n_subjects, -1, np.int64)
        found[self.subject[at]] = at
        return found

    def first_day(self, which: Bool) -> I64:
        """(n_subjects,) the first day on which ``which`` (N,) holds; ``NEVER`` where it does not."""
        at = self.first(which)
        return np.where(at >= 0, np.append(self.day, NEVER)[at], NEVER)

    def until(self, last: I64) -> Assessments:
        """Those up to a day of each subject (n_subjects,), that day included."""
        return self._only(self.day <= last[self.subject])

    def until_progression(self) -> Assessments:
        """Those up to the first progression, which is the last of them."""
        return self.until(self.first_day(self.response == Response.PD))

    def _only(self, kept: Bool) -> Assessments:
        return Assessments(self.subject[kept], self.day[kept], self.response[kept], self.row[kept], self.n_subjects)
