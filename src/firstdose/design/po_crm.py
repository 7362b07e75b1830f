"""The continual reassessment method for partial orders (PO-CRM), for combinations of drugs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from firstdose.design.by_level.interval import current_level
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.curve.crm_rule import incoherent, nearest, spread
from firstdose.design.curve.one_parameter import SCALE, Model, OneParameter, check_reached
from firstdose.design.curve.order_posterior import OrderPosterior
from firstdose.design.curve.toxicity_orders import Orders, agreed, check_against, check_orders, grid_orders
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import at, check_numbers, check_share, check_switches
from firstdose.design.order import upwards, within_a_step
from firstdose.errors import DesignError
from firstdose.trial.grid import CombinationGrid
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, I64, Bool

NEXT, AGAIN, SKIPS, INCOHERENT, TOXIC = range(5)


@dataclass(frozen=True)
class PoCrm(DesignDefaults):
    """CRM where it is not known which of two combinations is the more toxic: several orders, each with a probability.

    Parameters
    ----------
    skeleton : prior guesses of the DLT probabilities from the least toxic level on, whichever order holds.
    target : DLT probability aimed at.
    orders : each all levels, 0-based, from the least toxic on; six orders of the grid unless given (``grid_orders``).
    doses : the two doses of each level, or one number, the first drug alone; of two levels the one with at most as much
        of both drugs is no more toxic. Unless given, what every order agrees on is certain.
    prior_orders : probability of each order; all the same unless given.
    model, scale, intercept : of the curve along an order, as in ``Crm``.
    no_skipping : treat only levels that have been treated, lie below one that has, next above one, or have none below
        them; and name no MTD that nobody was treated at.
    coherent : give no level that the likeliest order has above the current one, if the share of DLTs in the last cohort
        is the target or more.
    cutoff : a level is excluded, with all that are certainly above it, once Pr(p > target), over all orders, exceeds
        this; None: no level ever is.

    Notes
    -----
    The posterior probability of an order is proportional to its prior probability times the probability of the data
    under it, beta integrated out. The likeliest order decides, the first in the list of equally likely ones: list the
    likeliest first. Along it the level nearest the target is taken, with the estimate (``p_dlt_plugin``) at the
    posterior mean of beta; ``p_dlt_mean`` and ``p_over`` are over all orders.

    Differs from the paper in the prior (there p = skeleton^a with a exponential) and from the R package pocrm 0.13,
    which maximises the likelihood of each order, breaks ties at random, and has no rule of caution.

    References
    ----------
    Wages NA, Conaway MR, O'Quigley J (2011), Biometrics 67:1555, doi:10.1111/j.1541-0420.2011.01560.x.

    Examples
    --------
    >>> design = PoCrm((0.1, 0.2, 0.3, 0.4), 0.3, doses=((1, 10), (1, 20), (2, 10), (2, 20)))
    >>> design.decide(Outcomes.parse("1NNN 2NTT")).one().level  # the other way up
    2
    """

    skeleton: tuple[float, ...]
    target: float
    orders: Orders | None = None
    doses: tuple[tuple[float, float] | float, ...] | None = None
    prior_orders: tuple[float, ...] | None = None
    model: Model = "power"
    scale: float = SCALE
    intercept: float = 3.0
    no_skipping: bool = True
    coherent: bool = True
    cutoff: float | None = 0.95

    def __post_init__(self) -> None:
        for name in ("orders", "doses"):
            rows = getattr(self, name)
            object.__setattr__(self, name, None if rows is None else _in_tuples(name, rows))
        object.__setattr__(self, "skeleton", self.curve.skeleton)
        check_reached("target", self.target, self.model, self.intercept)
        check_switches(no_skipping=self.no_skipping, coherent=self.coherent)
        if self.cutoff is not None:
            check_share("cutoff", self.cutoff)
        self._check_levels()
        check_orders(self.orders_in_use, self.n_levels)
        check_against(self.orders_in_use, self.below)
        _check_prior(self.prior_in_use, len(self.orders_in_use))

    def _check_levels(self) -> None:
        if not self.orders and not self.doses:
            raise DesignError("PO-CRM: give the orders of the levels, or the doses of a grid to make them from.")
        if self.doses and len(self.doses) != self.n_levels:
            raise DesignError(
                f"PO-CRM: skeleton has {self.n_levels} guesses and doses are those of {len(self.doses)} levels: "
                "give one of each for every level."
            )
        for dose in chain.from_iterable(self._pairs):
            check_numbers(**{"PO-CRM: dose": dose})
        if self.doses:
            _ = self.below  # which refuses doses that no trial has

    @cached_property
    def curve(self) -> OneParameter:
        """The model along an order, and its prior."""
        return OneParameter(self.skeleton, self.model, self.scale, self.intercept)

    @property
    def n_levels(self) -> int:
        """Number of combinations."""
        return len(self.skeleton)

    @property
    def _pairs(self) -> tuple[tuple[float, float], ...]:
        return tuple((dose, 0.0) if isinstance(dose, int | float) else dose for dose in self.doses or ())

    @property
    def combinations(self) -> tuple[tuple[float, float], ...] | None:
        """The doses, where there are two drugs."""
        return self._pairs if any(second for _, second in self._pairs) else None

    @cached_property
    def orders_in_use(self) -> Orders:
        """Given, or made from the doses."""
        return self.orders or grid_orders(self._pairs)

    @property
    def prior_in_use(self) -> tuple[float, ...]:
        """Probability of each order."""
        orders = len(self.orders_in_use)
        return (1 / orders,) * orders if self.prior_orders is None else _in_tuples("prior_orders", self.prior_orders)

    @cached_property
    def below(self) -> Bool:
        """(K, K) level j is certainly no more toxic than level k."""
        return CombinationGrid(self._pairs, ("", "")).below if self.doses else agreed(self.orders_in_use)

    @property
    def derived(self) -> Mapping[str, Any]:
        """Options whose default follows from the others; levels count from 1, as in a file."""
        orders = tuple(tuple(level + 1 for level in order) for order in self.orders_in_use)
        return {"orders": orders, "prior_orders": self.prior_in_use}

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The level nearest the target along the likeliest order, or the last before it that caution leaves open."""
        after, here = self._after(seen), current_level(seen)
        hold, toxic = incoherent(seen, self.target, self.coherent), self._toxic(after)
        closed = upwards(toxic, self.below) | self._out_of_reach(seen)
        best, chosen, held = _along(after, self.target, here, closed, hold.rows)
        return Proposal(
            level=chosen,
            size=np.full(len(seen), 3),
            stop=np.zeros(len(seen), np.bool_),
            toxic=toxic,
            verdict="is too likely to be toxic",
            criterion=f"the probability of exceeding {self.target:g} is {{p_over:.3f}}, above {self.cutoff}",
            about=best,
            cause=np.select(
                [(chosen == best) & (best == here), chosen == best, at(toxic, best), held],
                [AGAIN, NEXT, TOXIC, INCOHERENT],
                SKIPS,
            ),
            causes=self._causes(hold.why),
            numbers={
                "p_dlt_plugin": after.p_plugin,
                "p_dlt_mean": lambda: after.p_mean,
                "p_over": lambda: after.p_over(self.target),
                "p_order": lambda: np.broadcast_to(after.weights.max(axis=1)[:, None], toxic.shape),
                **spread((hold,), toxic.shape),
            },
        )

    def select(self, seen: Outcomes) -> I8:
        """The level nearest the target along the likeliest order, of those treated and not excluded; -1: none."""
        after = self._after(seen)
        open_levels = ~upwards(self._toxic(after), self.below) & (
            _treated(seen, self.n_levels) | (not self.no_skipping)
        )
        chosen = nearest(after.p_by_rank, self.target, np.take_along_axis(open_levels, after.order, axis=1))
        return np.where(chosen >= 0, at(after.order, chosen), -1).astype(np.int8)

    def _out_of_reach(self, seen: Outcomes) -> Bool:
        near = within_a_step(_treated(seen, self.n_levels), self.below)
        return np.asarray(~near & self.no_skipping, np.bool_)

    def _toxic(self, after: OrderPosterior) -> Bool:
        over = np.round(after.p_over(self.target), 9)
        return np.asarray(over > (1.0 if self.cutoff is None else self.cutoff), np.bool_)

    def _causes(self, held: str) -> tuple[str, ...]:
        order, aim = (
            "By the likeliest order (probability {p_order:.2f})",
            f"the nearest to the target of {self.target:g}",
        )
        best = f"{order} {{at}} has an estimated DLT probability of {{p_dlt_plugin:.3f}}, {aim}"
        wish = f"{order} {{at}}, with an estimated DLT probability of {{p_dlt_plugin:.3f}}, is {aim}, but"
        return (
            f"{best}: treat {{at}} next.",
            f"{best}: treat {{at}} again.",
            f"{wish} more than a step from every level treated: treat {{next}}.",
            f"{wish} {held}: go no higher, treat {{next}}.",
            f"{wish} too likely to be toxic: treat {{next}}.",
        )

    def _after(self, seen: Outcomes) -> OrderPosterior:
        counts = seen.counts(self.n_levels)
        return OrderPosterior(self.curve, self.orders_in_use, self.prior_in_use, counts.n, counts.dlt)


def _in_tuples(name: str, rows: Any) -> tuple[Any, ...]:
    """A row a level or an order, each a tuple or one number."""
    try:
        return tuple(row if isinstance(row, int | float | str) else tuple(row) for row in rows)
    except TypeError:
        raise DesignError(f"PO-CRM: {name} = {rows!r}: a list is needed, with an entry a level or an order.") from None


def _along(after: OrderPosterior, target: float, here: I64, closed: Bool, held: Bool) -> tuple[I64, I64, Bool]:
    """Along the likeliest order the level nearest the target, the one to treat, and whether ``held`` made it lower."""
    rank, rank_here = np.arange(after.order.shape[1]), (after.order == here[:, None]).argmax(axis=1)
    best = nearest(after.p_by_rank, target)
    last = np.where(held, np.minimum(best, rank_here), best)
    open_ranks = ~np.take_along_axis(closed, after.order, axis=1) & (rank <= last[:, None])
    chosen = np.where(open_ranks.any(axis=1), np.where(open_ranks, rank, -1).max(axis=1), rank_here)
    return at(after.order, best), at(after.order, chosen), np.asarray(last < best, np.bool_)


def _treated(seen: Outcomes, n_levels: int) -> Bool:
    """(T, K) somebody was treated at the level."""
    return np.asarray((seen.level[:, :, None] == np.arange(n_levels)).any(axis=1), np.bool_)


def _check_prior(prior: tuple[float, ...], orders: int) -> None:
    for number, p in enumerate(prior, start=1):
        check_numbers(**{f"PO-CRM: prior of order {number}": p})
    if len(prior) != orders or not all(0 < p <= 1 for p in prior) or abs(sum(prior) - 1) > 1e-9:
        raise DesignError(
            f"PO-CRM: prior_orders = {', '.join(f'{p:g}' for p in prior)}: a probability above 0 is needed for each of "
            f"the {orders} orders, which add up to 1. Leave it out for equal ones."
        )
