"""Operating characteristics: how a design behaves over many trials, with Monte Carlo errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from firstdose.types import F64
from firstdose.virtual.arrivals import DAYS_PER_MONTH
from firstdose.virtual.sums import in_days
from firstdose.virtual.tally import Aim, Tally
from firstdose.virtual.tally import nearest as nearest

_WHERE_MODELLED = ("true_response", "response_mean", "response_se")  # of a level
_WHERE_ANY = ("backfill_patients_mean", "backfill_patients_se")  # of a trial


@dataclass(frozen=True)
class LevelCharacteristics:
    """What becomes of one dose level; None where there is no such number. Means are a trial's, ``_se`` their error."""

    level: int  # 0-based
    dose: float | None
    true_dlt: float
    selected: float  # share of trials that select it as the MTD, or the optimal dose
    selected_se: float  # Monte Carlo standard error
    patients_mean: float | None
    dlt_mean: float | None
    patients_se: float | None = None
    dlt_se: float | None = None
    true_response: float | None = None
    response_mean: float | None = None
    response_se: float | None = None


@dataclass(frozen=True)
class OperatingCharacteristics:
    """What ``firstdose simulate --json`` prints. Means are a trial's; ``_se``: Monte Carlo standard errors."""

    design: str
    trials: int
    target: float
    levels: tuple[LevelCharacteristics, ...]
    none_selected: float
    patients_mean: float
    overdosed_patients_mean: float | None  # treated at a level whose true DLT probability exceeds the target
    duration_days_mean: float | None
    correct_level: int  # 0-based; -1: it is correct to select none
    patients_se: float | None = None
    dlt_mean: float | None = None
    dlt_se: float | None = None
    overdosed_patients_se: float | None = None
    duration_days_se: float | None = None
    backfill_patients_mean: float | None = None  # of the patients, those beside the escalation; None: no backfill
    backfill_patients_se: float | None = None

    @property
    def correct_share(self) -> float:
        """Share of trials that select the correct level, or rightly none."""
        return self.none_selected if self.correct_level < 0 else self.levels[self.correct_level].selected

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
        told = asdict(self) | {"correct_level": None if self.correct_level < 0 else self.correct_level + 1}
        told["levels"] = [_stated(asdict(one), _WHERE_MODELLED) | {"level": one.level + 1} for one in self.levels]
        return _stated(told, _WHERE_ANY)


def characteristics(
    design: str, tally: Tally, aim: Aim, doses: Sequence[float] | None, timed: bool, true_response: F64 | None = None
) -> OperatingCharacteristics:
    """Shares and means over trials of one truth; ``timed``: durations mean something."""
    patients, dlts, overdosed = (means(tally, name)[0] for name in ("patients", "dlts", "overdosed"))
    beside, days = means(tally, "backfilled")[0], means(tally, "duration")[0] if timed else NONE
    if not beside.mean:
        beside = NONE
    return OperatingCharacteristics(
        design=design,
        trials=tally.trials,
        target=aim.target,
        levels=_levels(tally, aim.true_dlt, doses, true_response),
        none_selected=int(tally.selected[0]) / tally.trials,
        patients_mean=patients.mean or 0.0,  # a method that treats nobody
        overdosed_patients_mean=overdosed.mean,
        duration_days_mean=days.mean,
        correct_level=int(aim.correct),
        patients_se=patients.se,
        dlt_mean=dlts.mean,
        dlt_se=dlts.se,
        overdosed_patients_se=overdosed.se,
        duration_days_se=days.se,
        backfill_patients_mean=beside.mean,
        backfill_patients_se=beside.se,
    )


def _levels(
    tally: Tally, true_dlt: F64, doses: Sequence[float] | None, true_response: F64 | None
) -> tuple[LevelCharacteristics, ...]:
    """One row a level."""
    n, dlt, response = (means(tally, name, len(true_dlt)) for name in ("n", "dlt", "response"))
    share = [int(chosen) / tally.trials for chosen in tally.selected[1:]]
    if true_response is None:
        response = [NONE] * len(true_dlt)
    return tuple(
        LevelCharacteristics(
            level=level,
            dose=None if doses is None else float(doses[level]),
            true_dlt=float(true_dlt[level]),
            selected=share[level],
            selected_se=share_se(share[level], tally.trials),
            patients_mean=n[level].mean,
            dlt_mean=dlt[level].mean,
            patients_se=n[level].se,
            dlt_se=dlt[level].se,
            true_response=None if true_response is None else float(true_response[level]),
            response_mean=response[level].mean,
            response_se=response[level].se,
        )
        for level in range(len(true_dlt))
    )


class Mean(NamedTuple):
    """A mean over trials with its Monte Carlo standard error; None where there is none."""

    mean: float | None
    se: float | None


NONE = Mean(None, None)


def means(tally: Tally, name: str, width: int = 1) -> list[Mean]:
    """The means of one of a tally's sums."""
    if name not in tally.sums:
        return [NONE] * width
    sums, unit = tally.sums[name], in_days if name == "duration" else np.asarray
    pairs = zip(unit(sums.mean(tally.trials)).tolist(), unit(sums.se(tally.trials)).tolist(), strict=True)
    return [Mean(*pair) for pair in pairs]


def share_se(share: float, trials: int) -> float:
    """Monte Carlo standard error of a share of independent trials."""
    return sqrt(share * (1 - share) / trials)


def _stated(told: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Without those of ``names`` that say nothing."""
    return {name: value for name, value in told.items() if value is not None or name not in names}
