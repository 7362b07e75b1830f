"""Any decision table as a design."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from firstdose.design.by_level.interval import Evidence, current_level
from firstdose.design.by_level.table_rows import bounds
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import LARGEST_COHORT, at, check_levels, check_share, check_size
from firstdose.design.order import highest_within, upwards
from firstdose.design.select_mtd import nearest_target
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, I64, Bool

_SEEN = "{dlt:.0f} of {known:.0f} patients at {at} had a DLT, for which the table has "
EVIDENCE = Evidence(_SEEN + '"escalate"', _SEEN + '"stay"', _SEEN + '"de-escalate"')
COMPLETE = (
    "{dlt:.0f} of {known:.0f} patients at {at} had a DLT, and the table decides after {row:.0f}: treat {next} again."
)
ENDED = "The level that would be next has had all the patients that the table provides for ({last:.0f}): stop, the MTD "
UP, STAY, DOWN, TOP, BOTTOM, COMPLETING, END = range(7)


@dataclass(frozen=True)
class DecisionTable(DesignDefaults):
    """Up, stay or down as a table says, by the patients and DLTs at the current level.

    Parameters
    ----------
    n_levels : number of dose levels.
    rows : each with ``n`` and the bounds ``escalate_if_at_most``, ``deescalate_if_at_least`` and
        ``eliminate_if_at_least`` (None: never), as ``firstdose table --json`` prints them; or each with ``n``, ``dlt``
        and ``decision``, one of E (up), S (stay), D (down) and DU (down and excluded, with all levels above).
    target : DLT probability aimed at, for the choice of the MTD; None: the table chooses it.
    cohort_size : patients of a cohort, where the table does not ask for fewer.

    Notes
    -----
    With a number of patients that no row has, the table's next row decides where it would, whatever the patients up to
    it bring; otherwise the level is brought up to that row. A level that has had the patients of the last row is not
    given again: the trial stops. With a target, the MTD is the admissible level whose isotonic DLT estimate lies
    nearest it, with the weights of BOIN; without one, the highest level with the patients of the first row below every
    level that the table leaves.

    Examples
    --------
    >>> rows = [{"n": 3, "escalate_if_at_most": 0, "deescalate_if_at_least": 2, "eliminate_if_at_least": None},
    ...         {"n": 6, "escalate_if_at_most": 1, "deescalate_if_at_least": 2, "eliminate_if_at_least": None}]
    >>> design = DecisionTable(3, rows)
    >>> [design.decide(Outcomes.parse(text)).one().level for text in ("1NNN", "1NNT", "1NNTNNN", "1NNN 2NTT")]
    [1, 0, 1, 0]
    """

    n_levels: int
    rows: tuple[Any, ...]  # of bounds, or of what makes them
    target: float | None = None
    cohort_size: int = 3
    own_cohorts = True

    def __post_init__(self) -> None:
        check_levels(self.n_levels)
        check_size("cohort_size", self.cohort_size)
        if self.target is not None:
            check_share("target", self.target)
        object.__setattr__(self, "rows", bounds(self.rows))

    @cached_property
    def _sizes(self) -> I64:
        """(R,) patients of each row."""
        return np.array([row.n for row in self.rows], np.int64)

    @cached_property
    def _limits(self) -> I64:
        """(R, 3) bounds of each row."""
        return np.array([row.limits for row in self.rows], np.int64)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """Look the current level up."""
        counts, here = seen.counts(self.n_levels), current_level(seen)
        n, dlt = at(counts.n, here), at(counts.dlt, here)
        row = self._row(n)
        up, down, _ = self._limits[row].T
        missing = np.maximum(self._sizes[row] - n, 0)
        move = np.where(dlt + missing <= up, 1, np.where(dlt >= down, -1, 0))
        toxic = self._toxic(counts)
        level = np.clip(here + move, 0, self.n_levels - 1)
        lands = np.maximum(highest_within(~upwards(toxic, None), level, None), 0)
        left = self._size(at(counts.n, lands))
        return Proposal(
            level=level,
            size=left,
            stop=left < 1,
            toxic=toxic,
            verdict="is too toxic",
            criterion="{dlt:.0f} of {known:.0f} patients had a DLT, for which the table excludes it",
            about=here,
            cause=self._cause(here, move, missing > 0, left < 1),
            causes=(*EVIDENCE.causes, COMPLETE, ENDED + "is {mtd}."),
            numbers={
                "p_dlt_mean": lambda: counts.dlt / np.where(counts.n > 0, counts.n, np.nan),
                "row": lambda: self._sizes[self._row(counts.n)].astype(np.float64),
                "last": lambda: np.full(counts.n.shape, float(self._sizes[-1])),
            },
        )

    def _cause(self, here: I64, move: I64, between: Bool, ended: Bool) -> I64:
        """(T,) which sentence; ``between`` the rows, or at the table's end."""
        top, bottom = here == self.n_levels - 1, here == 0
        return np.select(
            [ended, (move == 0) & between, (move > 0) & top, move > 0, (move < 0) & bottom, move < 0],
            [END, COMPLETING, TOP, UP, BOTTOM, DOWN],
            STAY,
        )

    def _row(self, n: I64) -> I64:
        """The first row with at least so many patients; the last one where there is none."""
        return np.minimum(np.searchsorted(self._sizes, n), len(self.rows) - 1)

    def _size(self, n: I64) -> I64:
        """(T,) patients that bring ``n`` to a row or nearer: a whole cohort where that makes one; 0: it has ended."""
        following = np.searchsorted(self._sizes, n, side="right")
        room = np.where(following < len(self.rows), self._sizes[np.minimum(following, len(self.rows) - 1)] - n, 0)
        whole = np.isin(n + self.cohort_size, self._sizes)
        return np.asarray(np.where(whole, self.cohort_size, np.minimum(room, LARGEST_COHORT)), np.int64)

    def _toxic(self, counts: Counts) -> Bool:
        return np.asarray(counts.dlt >= self._limits[self._row(counts.n), 2], np.bool_)

    def select(self, seen: Outcomes) -> I8:
        """The MTD by the target, or else by the table; -1: none."""
        counts = seen.counts(self.n_levels)
        if self.target is not None:
            return nearest_target(counts, self._toxic(counts), self.target)
        reached = np.maximum(np.searchsorted(self._sizes, counts.n, side="right") - 1, 0)
        left = upwards(counts.dlt >= self._limits[reached, 1], None)
        tolerated = ~left & (counts.n >= self._sizes[0])
        return np.asarray(np.where(tolerated, np.arange(self.n_levels), -1).max(axis=1), np.int8)
