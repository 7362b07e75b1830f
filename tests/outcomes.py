"""Outcomes of random trials: any that could be entered, and every one that a design can reach."""

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st

from firstdose.design import Action, Decision, Design
from firstdose.trial import Outcomes
from firstdose.types import I64, Bool

PATIENTS = 9


@st.composite
def outcomes(draw: st.DrawFn, n_levels: int, trials: int = 4, waiting: bool = True) -> Outcomes:
    """A batch whose patients were treated anywhere, some lost, some still ``waiting`` in the DLT window."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    patients = draw(st.integers(0, PATIENTS))
    shape = (trials, patients)
    level = random.integers(-1, n_levels, shape)
    level = np.where(random.random((trials, 1)) < 0.7, np.sort(level, axis=1), level)  # most trials go up
    toxic = random.random(shape) < random.choice([0.0, 0.1, 0.3, 0.6], (trials, 1))
    open_window = random.random(shape) < (0.2 if waiting else 0.0)
    return Outcomes.of(
        level=level,
        dlt=toxic & (level >= 0),
        follow_up=np.where(open_window, 0.5, 1.0),
        cohort=np.sort(random.integers(0, 4, shape), axis=1),
    )


def with_one_more_dlt(seen: Outcomes) -> list[tuple[int, Outcomes]]:
    """Of the first trial: each patient without a DLT in turn has one, as (column, outcomes)."""
    without = np.flatnonzero(seen.treated[0] & ~seen.dlt[0])
    return [(int(column), _with_dlt(seen[0], int(column))) for column in without]


def _with_dlt(seen: Outcomes, column: int) -> Outcomes:
    dlt = seen.dlt.copy()
    dlt[0, column] = True
    return Outcomes.of(level=seen.level, dlt=dlt, cohort=seen.cohort, follow_up=seen.follow_up)


def completions(seen: Outcomes) -> Outcomes:
    """Of the first trial: every way in which its pending patients can end, as a batch."""
    pending = np.flatnonzero(seen.pending[0])
    ways = (np.arange(2 ** len(pending))[:, None] >> np.arange(len(pending))) & 1
    dlt = np.repeat(seen.dlt[:1], len(ways), axis=0)
    dlt[:, pending] = ways
    level, cohort = (np.repeat(values[:1], len(ways), axis=0) for values in (seen.level, seen.cohort))
    return Outcomes.of(level=level, dlt=dlt, cohort=cohort)


def every_path(design: Design, cohorts: int, look: Callable[[Outcomes, Decision], None]) -> None:
    """Show ``look`` each decision of every trial that the design can conduct, of up to so many cohorts."""
    seen = Outcomes.of(level=np.zeros((1, 0), np.int8), dlt=np.zeros((1, 0), np.bool_))
    for _ in range(cohorts + 1):
        decision = design.decide(seen)
        look(seen, decision)
        going: Bool = decision.action == Action.TREAT
        if not going.any():
            return
        seen = _next_cohorts(seen[going], decision.level[going].astype(np.int64), decision.size[going].astype(np.int64))


def _next_cohorts(seen: Outcomes, level: I64, size: I64) -> Outcomes:
    """Each trial once for every number of DLTs that its next cohort can have; sizes are filled up with no patient."""
    most = int(size.max())
    row, toxic = (values.ravel() for values in np.meshgrid(np.arange(len(seen)), np.arange(most + 1), indexing="ij"))
    row, toxic = row[toxic <= size[row]], toxic[toxic <= size[row]]
    column = np.arange(most)
    there = column < size[row, None]
    number = seen.cohort.max(axis=1, initial=-1)[row, None] + 1
    return Outcomes.of(
        level=np.concatenate([seen.level[row], np.where(there, level[row, None], -1)], axis=1),
        dlt=np.concatenate([seen.dlt[row], there & (column < toxic[:, None])], axis=1),
        cohort=np.concatenate([seen.cohort[row], np.broadcast_to(number, there.shape)], axis=1),
    )
