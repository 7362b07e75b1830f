"""Patients by what became of them in both respects: a DLT or none, a response or none."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from firstdose.design.levels import as_floats
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64, Bool

BEST = 100.0  # utilities are given on a scale from 0 to this
_KIND = np.array([4, 5, 1, 3, 0, 2])  # field of JointCounts, by response -1, 0, 1 and by DLT within each


class JointCounts(NamedTuple):
    """Numbers of patients at each level, (T, K) each."""

    response_only: I64
    neither: I64
    both: I64
    dlt_only: I64
    unknown: I64  # no DLT, and the response not known yet
    unknown_dlt: I64  # a DLT, and the response not known yet

    @property
    def any_unknown(self) -> Bool:
        """(T,) somebody's response is not known yet."""
        return np.asarray((self.unknown + self.unknown_dlt).any(axis=1), np.bool_)

    @property
    def known(self) -> I64:
        """Patients whose response is known."""
        return self.response_only + self.neither + self.both + self.dlt_only

    @property
    def response(self) -> I64:
        """Patients with a response."""
        return self.response_only + self.both

    def utility(self, utilities: tuple[float, ...]) -> F64:
        """(T, K) utilities of the patients whose response is known, each as a share of 100, added up."""
        shares = [weight / BEST for weight in utilities]
        return np.asarray(sum(share * n for share, n in zip(shares, self[:4], strict=True)), np.float64)

    def worst(self) -> "JointCounts":
        """As if no patient whose response is not known had one."""
        none = np.zeros_like(self.unknown)
        return self._replace(
            neither=self.neither + self.unknown,
            dlt_only=self.dlt_only + self.unknown_dlt,
            unknown=none,
            unknown_dlt=none,
        )

    def best(self) -> "JointCounts":
        """As if every patient whose response is not known had one."""
        none = np.zeros_like(self.unknown)
        return self._replace(
            response_only=self.response_only + self.unknown,
            both=self.both + self.unknown_dlt,
            unknown=none,
            unknown_dlt=none,
        )


def joint_counts(seen: Outcomes, n_levels: int) -> JointCounts:
    """The patients of each trial and level, by DLT and response.

    Examples
    --------
    >>> counts = joint_counts(Outcomes.parse("1NEN 2TBE"), n_levels=2)
    >>> counts.response_only.tolist(), counts.both.tolist(), counts.dlt_only.tolist()
    ([[1, 1]], [[0, 1]], [[0, 1]])
    """
    kinds = len(_KIND)
    kind = _KIND[2 * (seen.response + 1) + seen.dlt]
    cell = (np.arange(len(seen), dtype=np.int64)[:, None] * n_levels + seen.level) * kinds + kind
    added = np.bincount(cell[seen.treated], minlength=len(seen) * n_levels * kinds)
    return JointCounts(*np.moveaxis(added.reshape(len(seen), n_levels, kinds), 2, 0))


class Choice(NamedTuple):
    """Where the next cohort goes, in each trial."""

    level: I64  # (T,)
    cause: I64  # (T,) index into the design's sentences
    stop: Bool  # (T,) no level is left


def could_change(
    choose: Callable[[JointCounts], Choice], optimal: Callable[[JointCounts], I8], choice: Choice, joint: JointCounts
) -> Bool:
    """(T,) the responses not known yet could change what follows from ``choice``, made as if none of them came.

    Parameters
    ----------
    choose : where the next cohort goes.
    optimal : (T,) the level selected if the trial ends; -1: none.

    Notes
    -----
    For rules under which a response at a level never speaks against that level. What speaks most against a choice is
    then that all responses come elsewhere and none at the level chosen.
    """
    if not joint.any_unknown.any():
        return joint.any_unknown
    worst, best = joint.worst(), joint.best()
    end = optimal(worst)
    told = np.where(choice.stop, end, choice.level)[:, None] == np.arange(joint.neither.shape[1])
    against = JointCounts(*(np.where(told, *pair) for pair in zip(worst, best, strict=True)))
    other = choose(against)
    on = np.where(choice.stop, choose(best).stop, ~other.stop & (other.level == choice.level))
    return np.asarray(joint.any_unknown & ~(on & (~choice.stop | (optimal(against) == end))), np.bool_)


def as_utilities(name: str, given: Iterable[float]) -> tuple[float, ...]:
    """Four utilities; refuses those that do not put a response without DLT first and a DLT without response last."""
    utilities = as_floats(f"{name}: utilities", given)
    fine = len(utilities) == 4 and all(0 <= utility <= BEST for utility in utilities)
    if fine:
        response_only, neither, both, dlt_only = utilities
        fine = response_only >= max(neither, both) >= min(neither, both) >= dlt_only and response_only > dlt_only
    if not fine:
        raise DesignError(
            f"{name}: utilities = {', '.join(f'{utility:g}' for utility in utilities)}: four numbers from 0 to 100 are "
            "needed, of a response without DLT (the best), neither, both, and a DLT without response (the worst), "
            "e.g. 100, 40, 60, 0."
        )
    return utilities
