"""What may still come of the patients in the DLT window."""

import numpy as np

from firstdose.errors import OutcomeError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64

_MOST = 200_000  # ways of one trial


def completions(seen: Outcomes) -> tuple[Outcomes, I64]:
    """Every way in which the pending patients of each trial can end, by how many have a DLT at each level.

    Returns
    -------
    The ways of all trials as one batch, in the order of the trials, and (W,) the trial of each. The first way of each
    trial is that nobody more has a DLT.

    Examples
    --------
    >>> ways, trial = completions(Outcomes.parse("1NPP"))
    >>> ways.dlt.sum(axis=1).tolist(), trial.tolist()
    ([0, 1, 2], [0, 0, 0])
    """
    n_levels = int(seen.level.max(initial=0)) + 1
    choices = seen.counts(n_levels).pending + 1  # (T, K) numbers of DLTs that may come
    ways = choices.prod(axis=1, dtype=np.float64)
    if ways.max(initial=0) > _MOST:
        raise OutcomeError(
            f"{int(seen.pending.sum(axis=1).max())} patients of a trial are still in the DLT window, with "
            f"{ways.max():.3g} ways to end, more than {_MOST:,}. Wait until some of their windows have ended."
        )
    ways = ways.astype(np.int64)
    trial = np.repeat(np.arange(len(seen)), ways)
    number = np.arange(len(trial)) - np.repeat(np.cumsum(ways) - ways, ways)  # of the way within its trial
    stride = np.cumprod(choices, axis=1) // choices
    dlts = number[:, None] // stride[trial] % choices[trial]  # (W, K)
    level = np.maximum(seen.level, 0).astype(np.int64)
    toxic = seen.pending[trial] & (_rank(seen, n_levels)[trial] < np.take_along_axis(dlts, level[trial], axis=1))
    settled = seen[trial]
    return Outcomes(
        level=settled.level,
        dlt=settled.dlt | toxic,
        follow_up=np.where(settled.pending, 1.0, settled.follow_up),
        cohort=settled.cohort,
        response=settled.response,
        severity=settled.severity,
        stratum=settled.stratum,
    ), trial


def _rank(seen: Outcomes, n_levels: int) -> I64:
    """(T, P) of each pending patient, how many others of its level were pending before it."""
    at_level = seen.pending[:, :, None] & (seen.level[:, :, None] == np.arange(n_levels))
    return np.asarray(np.where(at_level, np.cumsum(at_level, axis=1) - 1, 0).max(axis=2), np.int64)
