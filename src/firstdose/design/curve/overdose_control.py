"""The level that comes next by the probabilities of its intervals: escalation with overdose control (EWOC).

Two rules of crmPack: ``"target"`` is its NextBestNCRM, ``"highest"`` its NextBestEWOC.

References
----------
Neuenschwander B, Branson M, Gsponer T (2008), Stat Med 27:2420, doi:10.1002/sim.3230.
Babb J, Rogatko A, Zacks S (1998), Stat Med 17:1103 (EWOC).
Sabanes Bove D, Yeung WY, Palermo G, Jaki T (2019), J Stat Softw 89(10), doi:10.18637/jss.v089.i10 (crmPack).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Literal, Protocol, TypeAlias

import numpy as np

from firstdose.design.conclude import Proposal
from firstdose.design.levels import check_share
from firstdose.design.numbers import Number
from firstdose.errors import DesignError
from firstdose.types import F64, I8, I64, Bool

NextBest: TypeAlias = Literal["target", "highest"]

_HARDLY = 0.05  # target probabilities at or below this tell no level from another (crmPack's NextBestNCRM)
_WHY = {"target": "the most promising", "highest": "the highest"}
_WAYS = ("go up to {at}.", "treat {at} again.", "go down to {at}.", "change to {at}.")
UP, STAY, DOWN, ACROSS = range(len(_WAYS))
_QUANTILES = {"p_dlt_q025": 0.025, "p_dlt_q50": 0.5, "p_dlt_q975": 0.975}


class Curves(Protocol):
    """What is known of the DLT probabilities of S states at K levels."""

    def below(self, cuts: tuple[float, ...]) -> F64:
        """(C, S, K) Pr(p <= cut)."""
        ...

    @property
    def mean(self) -> F64:
        """(S, K)"""
        ...

    @property
    def sd(self) -> F64:
        """(S, K)"""
        ...

    def quantile(self, share: float) -> F64:
        """(S, K)"""
        ...


@dataclass(frozen=True, eq=False)
class Told:
    """What a design adds to the sentences of its decisions."""

    limit: str = ""  # which levels are within reach, after a comma
    more: str = ""  # a sentence, to be filled from the numbers
    numbers: Mapping[str, Number] = field(default_factory=dict)
    order: Bool | None = None  # (K, K) which level is certainly below which; None: they rise in a row


@dataclass(frozen=True)
class OverdoseControl:
    """Among the levels at most ``ewoc`` likely to lie above the target interval, the best one.

    Parameters
    ----------
    intervals : cut points; the target interval lies between the first two and is closed above.
    ewoc : largest probability of lying above the target interval.
    next_best : "target" takes the level likeliest to lie in the target interval, the lower of equals, and the highest
        where each is hardly in it; "highest" takes the highest.
    """

    intervals: tuple[float, ...]
    ewoc: float
    next_best: NextBest

    def check(self, who: str) -> None:
        """Refuse options that are none."""
        check_share("ewoc", self.ewoc)
        rising = all(low < high for low, high in pairwise((0.0, *self.intervals, 1.0)))
        if len(self.intervals) < 2 or not rising:
            raise DesignError(
                f"{who}: intervals = {', '.join(f'{cut:g}' for cut in self.intervals)}: two DLT probabilities between "
                "0 and 1 are needed, where the target interval begins and where it ends, e.g. 0.16, 0.33; more may "
                "follow."
            )
        if self.next_best not in _WHY:
            raise DesignError(
                f'{who}: next_best = "{self.next_best}" is not known. Give "target" (the level likeliest to lie in the '
                'target interval) or "highest" (the highest that is unlikely to be an overdose).'
            )

    def propose(self, after: Curves, here: I64, within: Bool, told: Told) -> Proposal:
        """The best of the admissible levels ``within`` reach of trials at levels ``here``."""
        below = self._below(after)
        toxic = self._toxic(below)
        level = np.maximum(self._best(below, ~toxic & within, _rank(after, below, told.order)), 0)
        further = f" {told.more[0].upper()}{told.more[1:]}." if told.more else ""
        return Proposal(
            level=level,
            size=np.full(len(here), 3),
            stop=np.zeros(len(here), np.bool_),
            toxic=toxic,
            verdict="is too likely to be toxic",
            criterion=f"the probability of exceeding {self.intervals[1]:g} is {{p_over:.3f}}, above {self.ewoc:g}"
            + (f"; {told.more}" if told.more else ""),
            about=level,
            cause=_way(here, level, told.order),
            causes=tuple(self._cause(told, way + further) for way in _WAYS),
            numbers=_intervals(below) | _summaries(after) | dict(told.numbers),
        )

    def select(self, after: Curves, treated: Bool, order: Bool | None = None) -> I8:
        """(S,) the best of the treated, admissible levels; -1: none."""
        below = self._below(after)
        return self._best(below, ~self._toxic(below) & treated, _rank(after, below, order)).astype(np.int8)

    def _below(self, after: Curves) -> F64:
        """(C, S, K) Pr(p <= cut); no interval has less than no probability, whatever the quadrature's last digit."""
        return np.maximum.accumulate(after.below(self.intervals), axis=0)

    def _toxic(self, below: F64) -> Bool:
        return np.asarray(np.round(1 - below[1], 9) > self.ewoc, np.bool_)

    def _best(self, below: F64, open_levels: Bool, rank: F64) -> I64:
        """(S,) -1: no level is open."""
        share = np.where(open_levels, np.round(below[1] - below[0], 9), -1.0)
        highest = np.where(open_levels, np.round(rank, 9), -1.0).argmax(axis=1)
        tells = (self.next_best == "target") & (share.max(axis=1) > _HARDLY)
        best = np.where(tells, share.argmax(axis=1), highest)
        return np.asarray(np.where(open_levels.any(axis=1), best, -1), np.int64)

    def _cause(self, told: Told, move: str) -> str:
        low, high = self.intervals[:2]
        return (
            f"{{at}} has a DLT probability of {{p_dlt_mean:.3f}} (posterior mean), in the target interval "
            f"{low:g} to {high:g} with probability {{p_target:.3f}} and above it with {{p_over:.3f}}, "
            f"{_WHY[self.next_best]} of the levels whose probability of an overdose is at most {self.ewoc:g}"
            f"{told.limit}: {move}"
        )


def _rank(after: Curves, below: F64, order: Bool | None) -> F64:
    """(S, K) by which a level is the highest: its number, or its mean DLT probability where levels are no row."""
    return (
        np.broadcast_to(np.arange(below.shape[2], dtype=np.float64), below.shape[1:]) if order is None else after.mean
    )


def _way(here: I64, there: I64, order: Bool | None) -> I64:
    """(S,) index into ways."""
    if order is None:
        return np.asarray(1 - np.sign(there - here), np.int64)
    moves = [order[here, there], here == there, order[there, here]]
    return np.asarray(np.select(moves, [UP, STAY, DOWN], ACROSS), np.int64)


def _intervals(below: F64) -> dict[str, Number]:
    """Probabilities of the three intervals, and of each one where there are more."""
    said: dict[str, Number] = {"p_under": below[0], "p_target": below[1] - below[0], "p_over": 1 - below[1]}
    if len(below) > 2:
        ends = np.concatenate([np.zeros_like(below[:1]), below, np.ones_like(below[:1])])
        said |= {f"p_interval_{number}": share for number, share in enumerate(np.diff(ends, axis=0))}
    return said


def _summaries(after: Curves) -> dict[str, Number]:
    """Numbers that are made when somebody asks."""
    quantiles = {name: partial(after.quantile, share) for name, share in _QUANTILES.items()}
    return {"p_dlt_mean": lambda: after.mean, "p_dlt_sd": lambda: after.sd, **quantiles}
