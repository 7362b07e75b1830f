"""The CRM's one parameter by maximum likelihood, without a prior."""

import numpy as np

from firstdose.design.curve.distinct import distinct
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.types import F64, I64

_FARTHEST, _HALVINGS = 20.0, 60  # of beta, and of the interval in which it is sought


def most_likely(curve: OneParameter, n: I64, dlt: I64) -> F64:
    """(S,) the beta that makes the patients and DLTs a level, each (S, K), most likely.

    Infinite where no patient had a DLT, minus infinite where all had one: there is no maximum, but the DLT
    probabilities come to 0, or to the highest that the model has. 0 where there are no patients.

    Examples
    --------
    >>> beta = most_likely(OneParameter((0.5,)), np.array([[4], [4], [4]]), np.array([[1], [0], [4]]))
    >>> np.exp(beta).round(6).tolist()  # 0.5 squared is 1 of 4
    [2.0, inf, 0.0]
    """
    first, kind = distinct(np.column_stack([n, dlt]))
    patients, toxic = n[first], dlt[first]
    low, high = np.full(len(first), -_FARTHEST), np.full(len(first), _FARTHEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        rising = _slope(curve, middle, patients, toxic) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    all_of_them, none = toxic.sum(axis=1) == patients.sum(axis=1), toxic.sum(axis=1) == 0
    return np.select([none & all_of_them, none, all_of_them], [0.0, np.inf, -np.inf], low)[kind]


def _slope(curve: OneParameter, beta: F64, n: I64, dlt: I64) -> F64:
    """(S,) of the log likelihood in beta."""
    excess = np.exp(beta)[:, None] * curve.labels
    told = dlt - n * curve.p_at(excess)
    return np.asarray((excess * (told / -np.expm1(excess) if curve.model == "power" else told)).sum(axis=1))
