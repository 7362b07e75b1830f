"""Operating characteristics: how a design behaves over many trials, with Monte Carlo errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np

from firstdose.types import F64, I8, I64, Bool
from firstdose.virtual.arrivals import DAYS_PER_MONTH
from firstdose.virtual.runner import Trials


@dataclass(frozen=True)
class LevelCharacteristics:
    """What becomes of one dose level; None where a method has no such number."""

    level: int  # 0-based
    dose: float | None
    true_dlt: float
    selected: float  # share of trials that select it as the MTD
    selected_se: float  # Monte Carlo standard error
    patients_mean: float | None  # a trial
    dlt_mean: float | None


@dataclass(frozen=True)
class OperatingCharacteristics:
    """What ``firstdose simulate --json`` prints; ``correct`` is for paired comparisons on the same virtual patients."""

    design: str
    trials: int
    target: float
    levels: tuple[LevelCharacteristics, ...]
    none_selected: float
    patients_mean: float
    overdosed_patients_mean: float | None  # treated at a level whose true DLT probability exceeds the target
    duration_days_mean: float | None
    correct: Bool  # (trials,) selected the level whose true DLT probability is nearest the target

    @property
    def correct_level(self) -> int:
        """The level, 0-based, whose true DLT probability is nearest the target."""
        return int(nearest(np.array([one.true_dlt for one in self.levels]), self.target))

    @property
    def correct_share(self) -> float:
        """Share of trials that select it."""
        return float(self.correct.mean())

    @property
    def correct_se(self) -> float:
        """Monte Carlo standard error of that share."""
        return share_se(self.correct_share, self.trials)

    @property
    def too_high_share(self) -> float:
        """Share of trials that select a higher one."""
        return sum(one.selected for one in self.levels[self.correct_level + 1 :])

    @property
    def duration_months_mean(self) -> float | None:
        """From the opening of the first site to the last decision."""
        return None if self.duration_days_mean is None else self.duration_days_mean / DAYS_PER_MONTH

    def to_dict(self) -> dict[str, Any]:
        """The promised JSON, levels counted from 1."""
        levels = [asdict(one) | {"level": one.level + 1} for one in self.levels]
        plain = {name: getattr(self, name) for name in ("design", "trials", "target")}
        rest = ("none_selected", "patients_mean", "overdosed_patients_mean", "duration_days_mean")
        return plain | {"levels": levels} | {name: getattr(self, name) for name in rest}


@dataclass(frozen=True, eq=False)
class Tally:
    """One number a trial, or one a trial and level, of all trials; chunks of a run are joined in order."""

    mtd: I8  # (T,)
    n: I64  # (T, K) patients
    dlt: I64  # (T, K)
    duration_days: F64  # (T,)

    @classmethod
    def of(cls, trials: Trials, n_levels: int) -> Tally:
        """The tally of one chunk."""
        counts = trials.seen.counts(n_levels)
        return cls(trials.mtd, counts.n, counts.dlt, trials.duration_days)

    @classmethod
    def join(cls, chunks: Sequence[Tally]) -> Tally:
        """All chunks as one."""
        names = ("mtd", "n", "dlt", "duration_days")
        return cls(*(np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in names))


def characteristics(
    design: str, tally: Tally, true_dlt: F64, target: float, doses: Sequence[float] | None, timed: bool
) -> OperatingCharacteristics:
    """Shares and means over trials."""
    n, dlt = tally.n.mean(axis=0), tally.dlt.mean(axis=0)
    over = np.round(true_dlt, 9) > round(target, 9)
    return OperatingCharacteristics(
        design=design,
        trials=len(tally.mtd),
        target=target,
        levels=selections(tally.mtd, true_dlt, doses, n, dlt),
        none_selected=float((tally.mtd < 0).mean()),
        patients_mean=float(tally.n.sum(axis=1).mean()),
        overdosed_patients_mean=float(tally.n[:, over].sum(axis=1).mean()),
        duration_days_mean=float(tally.duration_days.mean()) if timed else None,
        correct=tally.mtd == nearest(true_dlt, target),
    )


def selections(
    mtd: I8, true_dlt: F64, doses: Sequence[float] | None, n: F64 | None = None, dlt: F64 | None = None
) -> tuple[LevelCharacteristics, ...]:
    """One row a level."""
    share = [float((mtd == level).mean()) for level in range(len(true_dlt))]
    return tuple(
        LevelCharacteristics(
            level=level,
            dose=None if doses is None else float(doses[level]),
            true_dlt=float(true_dlt[level]),
            selected=share[level],
            selected_se=share_se(share[level], len(mtd)),
            patients_mean=None if n is None else float(n[level]),
            dlt_mean=None if dlt is None else float(dlt[level]),
        )
        for level in range(len(true_dlt))
    )


def share_se(share: float, trials: int) -> float:
    """Monte Carlo standard error of a share of independent trials."""
    return sqrt(share * (1 - share) / trials)


def nearest(p: F64, target: float) -> I64:
    """The level nearest the target, (..., K) -> (...); the lower of equals."""
    return np.asarray(np.round(np.abs(p - target), 9).argmin(axis=-1), np.int64)
