"""The decision table of a protocol: what a design says after each number of DLTs, found by asking the design."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from firstdose.design.decision import Action
from firstdose.design.interface import Design
from firstdose.design.levels import check_count, check_index
from firstdose.design.protocol.probe import one_level, reads
from firstdose.design.ruled import Ruled
from firstdose.errors import DesignError

ESCALATE, STAY, DEESCALATE, ELIMINATE, END = "E", "S", "D", "DU", "STOP"
MEANINGS = {
    ESCALATE: "escalate",
    STAY: "stay",
    DEESCALATE: "de-escalate",
    ELIMINATE: "de-escalate, and the level is too toxic to be given",
    END: "stop",
}
MOST = 200  # patients at a level: more makes no table that anybody reads


@dataclass(frozen=True)
class TableRow:
    """What follows once ``n`` patients of the current level have been seen."""

    n: int
    letters: tuple[str, ...]  # after 0, 1, ..., n DLTs; see MEANINGS
    sizes: tuple[int, ...] = ()  # of the next cohort where the level is given again, else 0

    @property
    def escalate_if_at_most(self) -> int | None:
        """Highest number of DLTs up to which every one escalates; None: not even none does."""
        up = [letter == ESCALATE for letter in self.letters]
        first = up.index(False) if False in up else len(up)
        return first - 1 if first else None

    @property
    def deescalate_if_at_least(self) -> int | None:
        """Lowest number of DLTs from which on every one leaves the level for a lower one; None: none does."""
        return self._from_which_on(DEESCALATE, ELIMINATE)

    @property
    def eliminate_if_at_least(self) -> int | None:
        """Lowest number of DLTs from which on the level is not given again; None: none does."""
        return self._from_which_on(ELIMINATE)

    def _from_which_on(self, *letters: str) -> int | None:
        other = [dlt for dlt, letter in enumerate(self.letters) if letter not in letters]
        first = other[-1] + 1 if other else 0
        return first if first <= self.n else None

    def to_dict(self) -> dict[str, int | None]:
        """As ``firstdose table --json`` prints it."""
        names = ("n", "escalate_if_at_most", "deescalate_if_at_least", "eliminate_if_at_least")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class RuleTable:
    """A design's decisions at one level by the number of patients there and their DLTs."""

    rows: tuple[TableRow, ...]
    level: int  # 0-based, at which the design was asked
    n_levels: int
    path: str  # outcomes of the lower levels on which it was asked; "": nobody was treated there
    alone: bool  # the decision does not depend on what was seen at the lower levels
    settled: bool = False  # the design would also decide with patients in the DLT window; here nobody is

    def every(self, cohort_size: int) -> RuleTable:
        """Only the rows after whole cohorts."""
        return replace(self, rows=tuple(row for row in self.rows if row.n % cohort_size == 0))

    def reached(self, first: int) -> RuleTable:
        """Only the rows that a level can come to whose first cohort has so many patients."""
        numbers = {first}
        for row in self.rows:  # rows rise, and so do the numbers that follow from them
            if row.n in numbers:
                numbers |= {row.n + size for size in row.sizes if size}
        return replace(self, rows=tuple(row for row in self.rows if row.n in numbers))

    @property
    def assumes(self) -> str:
        """Where the table holds, in a sentence.

        Examples
        --------
        >>> from firstdose.design import Boin
        >>> tabulate(Boin(0.3, 5), 3).assumes
        'Counts are those of the current level, with a level below and one above it open; no other level counts.'
        """
        settled = " Nobody is in the DLT window; patients who are change the decision." if self.settled else ""
        if self.alone:
            return (
                "Counts are those of the current level, with a level below and one above it open; no other level "
                f"counts.{settled}"
            )
        return (
            f"The decision depends on every level. The table is for level {self.level + 1} of {self.n_levels} reached "
            f'by "{self.path}"; for other histories use pathways.{settled}'
        )

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose table --json`` prints it."""
        return {"rows": [row.to_dict() for row in self.rows]}


def tabulate(design: Design, max_n: int, level: int | None = None, cohort_size: int = 3) -> RuleTable:
    """What ``design`` decides after each number of DLTs among 1 to ``max_n`` patients at one level.

    Parameters
    ----------
    design : any; the rules that stop a trial are taken off, limits on the level stay.
    max_n : patients at the level, at most.
    level : 0-based, with a level below it and one above; the middle one unless given.
    cohort_size : patients of each lower level, where the design looks at them.

    Notes
    -----
    Asked first with nobody treated elsewhere, then after a cohort without a DLT at every lower level, the standard way
    up. Where the answers agree, the table depends on the current level alone. Where they do not, as in model-based
    designs, it is the one on the standard way up, and says so.

    Every patient's window has ended. A letter is by the next level; DU is for a level that is not admissible any more,
    so it also leaves the level: the de-escalation bound is never above the elimination bound.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> tabulate(Boin(0.3, 5), 6).rows[-1].to_dict()
    {'n': 6, 'escalate_if_at_most': 1, 'deescalate_if_at_least': 3, 'eliminate_if_at_least': 4}
    """
    check_count("max_n", max_n)
    check_count("cohort_size", cohort_size)
    if max_n > MOST:
        raise DesignError(f"max_n = {max_n}: a table has at most {MOST} patients at a level, e.g. 36.")
    asked, here = _without_end(design), _level(design, level)
    if other := reads(asked):
        raise DesignError(
            f"The next level depends on {' and '.join(other)} too, not on DLTs alone: there is no table of one level. "
            'Use pathways, e.g. "firstdose pathways".'
        )
    alone, after = _rows(asked, here, max_n, 0), _rows(asked, here, max_n, cohort_size)
    path = " ".join(f"{low + 1}{'N' * cohort_size}" for low in range(here))
    same = [row.letters for row in alone] == [row.letters for row in after]
    return RuleTable(after, here, design.n_levels, path, same, asked.weighs_pending)


def _without_end(design: Design) -> Design:
    """The design with its limits: how long the trial goes on is not in the table."""
    return replace(design, stopping=None, size=None) if isinstance(design, Ruled) else design


def _level(design: Design, level: int | None) -> int:
    if design.below is not None:
        raise DesignError(
            "The levels of this design are combinations, of which some are neither above nor below each other: "
            'there is no table of one level. Use pathways, e.g. "firstdose pathways".'
        )
    here = design.n_levels // 2 if level is None else level
    check_index(here)
    if not 0 < here < design.n_levels - 1:
        raise DesignError(
            f"A decision table is for a level with one below it and one above it; level {here + 1} of "
            f"{design.n_levels} is not such a level. Give a design with at least three levels, and a level in between."
        )
    return here


def _rows(design: Design, here: int, max_n: int, lower: int) -> tuple[TableRow, ...]:
    """For n = 1 to max_n the decisions after 0 to n DLTs, with ``lower`` patients without DLT at each lower level."""
    decision = design.decide(one_level(here, range(1, max_n + 1), lower))
    treats, level = decision.action == Action.TREAT, decision.level
    letters = np.select(
        [~decision.admissible[:, here], ~treats, level > here, level < here],
        [ELIMINATE, END, ESCALATE, DEESCALATE],
        STAY,
    )
    staying = np.where(letters == STAY, decision.size, 0)
    first = np.cumsum(np.arange(2, max_n + 1))
    cells = zip(np.split(letters, first), np.split(staying, first), strict=True)
    return tuple(
        TableRow(n, tuple(map(str, row)), tuple(map(int, sizes))) for n, (row, sizes) in enumerate(cells, start=1)
    )
