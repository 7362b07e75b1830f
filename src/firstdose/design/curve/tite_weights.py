"""How much a patient counts who is still in the DLT window: the weights of the TITE-CRM."""

from typing import Literal, TypeAlias

import numpy as np

from firstdose.design.curve.crm_states import Partial
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64

Weights: TypeAlias = Literal["linear", "adaptive"]


def partial_patients(seen: Outcomes, weights: Weights) -> Partial:
    """The pending patients of each trial, the first of them first, with their weights.

    Parameters
    ----------
    seen : a DLT's follow-up is the share of the window at which it came.
    weights : ``"linear"``, the share of the window seen; ``"adaptive"``, larger where the DLTs so far came early.

    Notes
    -----
    With DLTs at the shares t_1 <= ... <= t_z of the window, t_0 = 0 and t_(z+1) = 1, the adaptive weight rises from
    m / (z + 1) at t_m to (m + 1) / (z + 1) at t_(m+1), in a straight line; without a DLT it is linear.

    Examples
    --------
    >>> seen = Outcomes.of(level=[0, 0, 0], dlt=[1, 0, 0], follow_up=[0.25, 0.5, 0.125])
    >>> partial_patients(seen, "linear").weight.tolist()
    [[0.5, 0.125]]
    >>> partial_patients(seen, "adaptive").weight.round(3).tolist()  # half of it reached at 0.25
    [[0.667, 0.25]]
    """
    most = int(seen.pending.sum(axis=1).max(initial=0))
    columns = np.argsort(~seen.pending, axis=1, kind="stable")[:, :most]
    there, level = (np.take_along_axis(values, columns, axis=1) for values in (seen.pending, seen.level))
    follow_up = np.take_along_axis(seen.follow_up, columns, axis=1)
    weight = follow_up if weights == "linear" else _adaptive(seen, follow_up)
    return Partial(np.where(there, level, 0).astype(np.int64), np.where(there, weight, 0.0))


def _adaptive(seen: Outcomes, follow_up: F64) -> F64:
    """(T, Q) of patients followed for these shares of the window, none of them to its end."""
    onset = np.sort(np.where(seen.dlt & seen.treated, seen.follow_up, 1.0), axis=1)
    onset = np.pad(onset, ((0, 0), (1, 1)), constant_values=((0, 0), (0.0, 1.0)))  # t_0, then the DLTs', then the end
    dlts = (seen.dlt & seen.treated).sum(axis=1)[:, None]
    before = (onset[:, None, 1:-1] <= follow_up[:, :, None]).sum(axis=2)  # the window's end is after any of them
    low, high = (np.take_along_axis(onset, before + later, axis=1) for later in (0, 1))
    return np.asarray((before + (follow_up - low) / np.where(high > low, high - low, 1.0)) / (dlts + 1))
