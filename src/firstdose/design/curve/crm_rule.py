"""From estimated DLT probabilities to a level: the nearest to the target, reached with caution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from firstdose.design.conclude import Proposal
from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.levels import at, check_share, check_switches, highest_tried
from firstdose.design.numbers import Number
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64, Bool

STAY, SKIPS, HELD = 1, 3, 4  # among the causes


@dataclass(frozen=True, eq=False)
class Hold:
    """Trials that must not go up, and why."""

    rows: Bool  # (T,)
    why: str  # the sentence's middle
    numbers: Mapping[str, F64 | I64]  # (T,) each, what it tells


@dataclass(frozen=True)
class Caution:
    """What keeps a trial from the level that its model prefers.

    Parameters
    ----------
    target : DLT probability aimed at.
    no_skipping : go at most one level above the highest treated so far, and no MTD that nobody was treated at.
    coherent : never up where the share of DLTs in the last cohort is the target or more.
    cutoff : a level is too toxic once Pr(p > target) exceeds this; None: no level is.
    """

    target: float
    no_skipping: bool
    coherent: bool
    cutoff: float | None

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_switches(no_skipping=self.no_skipping, coherent=self.coherent)
        if self.cutoff is not None:
            check_share("cutoff", self.cutoff)

    def propose(self, seen: Outcomes, p: F64, after: Posterior, holds: Sequence[Hold] = ()) -> Proposal:
        """The level whose estimate ``p`` (T, K) is nearest the target, or the one below it at which caution stops."""
        here = np.maximum(seen.current, 0).astype(np.int64)
        best, holds = nearest(p, self.target), (incoherent(seen, self.target, self.coherent), *holds)
        held = np.any([hold.rows for hold in holds], axis=0)
        reach = highest_tried(seen) + 1 if self.no_skipping else np.full(len(seen), p.shape[1])
        level = np.minimum(best, np.where(held, here, reach))
        why_held = np.select([hold.rows for hold in holds], range(HELD, HELD + len(holds)), SKIPS)
        return Proposal(
            level=level,
            size=np.full(len(seen), 3),
            stop=np.zeros(len(seen), np.bool_),
            toxic=self.toxic(after),
            verdict="is too likely to be toxic",
            criterion=f"the probability of exceeding {self.target:g} is {{p_over:.3f}}, above {self.cutoff}",
            about=best,
            cause=np.where(level == best, STAY - np.sign(level - here), why_held),
            causes=self._causes(holds),
            numbers={"p_dlt_plugin": p} | summaries(after, self.target) | spread(holds, p.shape),
        )

    def toxic(self, after: Posterior) -> Bool:
        """(T, K) levels too likely to exceed the target."""
        if self.cutoff is None:
            return np.zeros(after.p_plugin.shape, np.bool_)
        return np.asarray(np.round(after.p_over(self.target), 9) > self.cutoff, np.bool_)

    def select(self, seen: Outcomes, p: F64, after: Posterior) -> I8:
        """(T,) the MTD if each trial ended now; -1: none."""
        treated = (seen.level[:, :, None] == np.arange(p.shape[1])).any(axis=1)
        return nearest(p, self.target, ~self.toxic(after) & (treated | (not self.no_skipping))).astype(np.int8)

    def _causes(self, holds: Sequence[Hold]) -> tuple[str, ...]:
        estimate = "an estimated DLT probability of {p_dlt_plugin:.3f}"
        best = f"{{at}} has {estimate}, the nearest to the target of {self.target:g}"
        wish = f"{{at}}, with {estimate}, is the nearest to the target of {self.target:g}, but "
        return (
            best + ": go up to {at}.",
            best + ": treat {at} again.",
            best + ": go down to {at}.",
            wish + "no level is skipped: go up to {next}.",
            *(wish + hold.why + ": do not go up, treat {next} again." for hold in holds),
        )


def summaries(after: Posterior, target: float) -> dict[str, Number]:
    """(T, K) each, what is told of the posterior."""
    return {
        "p_dlt_mean": lambda: after.p_mean,
        "p_dlt_sd": lambda: after.p_sd,
        "p_dlt_q025": lambda: after.quantile(0.025),
        "p_dlt_q50": lambda: after.quantile(0.5),
        "p_dlt_q975": lambda: after.quantile(0.975),
        "p_over": lambda: after.p_over(target),
    }


def spread(holds: Sequence[Hold], shape: tuple[int, ...]) -> dict[str, F64]:
    """(T, K) each, what the holds tell."""
    told = {name: values for hold in holds for name, values in hold.numbers.items()}
    return {name: np.broadcast_to(values.astype(np.float64)[:, None], shape) for name, values in told.items()}


def incoherent(seen: Outcomes, target: float, coherent: bool) -> Hold:
    """Trials whose last cohort had DLTs in a share of the target or more, if that counts."""
    n, dlt = last_cohort(seen)
    return Hold(
        np.asarray((np.round(dlt - target * n, 9) >= 0) & (n > 0) & coherent, np.bool_),
        "{last_dlt:.0f} of {last:.0f} patients of the last cohort had a DLT",
        {"last": n, "last_dlt": dlt},
    )


def nearest(p: F64, target: float, open_levels: Bool | None = None) -> I64:
    """(S,) the open level whose DLT probability is nearest the target, the lower of equals; -1: no level is open.

    Where none exceeds the target it is the highest, even if the probabilities of several cannot be told apart.

    Examples
    --------
    >>> nearest(np.array([[0.1, 0.2, 0.3]]), 0.24).tolist()
    [1]
    """
    open_levels = np.ones(p.shape, np.bool_) if open_levels is None else open_levels
    highest = np.where(open_levels, np.arange(p.shape[1]), -1).max(axis=1)
    none_above = ~(open_levels & (np.round(p, 9) > target)).any(axis=1)
    distance = np.where(open_levels, np.round(np.abs(p - target), 9), np.inf)
    return np.asarray(np.where(none_above, highest, distance.argmin(axis=1)), np.int64)


def last_cohort(seen: Outcomes) -> tuple[I64, I64]:
    """(T,) patients of the last cohort, and those of them with a DLT."""
    escalating = seen.escalating
    if not escalating.shape[1]:
        return np.zeros(len(seen), np.int64), np.zeros(len(seen), np.int64)
    column = escalating.shape[1] - 1 - np.argmax(escalating[:, ::-1], axis=1)
    same = (seen.cohort == at(seen.cohort, column)[:, None]) & (seen.level == at(seen.level, column)[:, None])
    last = escalating & same
    return last.sum(axis=1), (last & seen.dlt).sum(axis=1)
