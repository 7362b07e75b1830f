"""What no strata of a basket, and no responses of them, can be."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from firstdose.design.expansion.checks import check_responses
from firstdose.design.levels import check_share
from firstdose.errors import DesignError
from firstdose.types import I64

MOST_STRATA = 12


def check_rates_of(p0: object, p1: object) -> None:
    """Refuse response rates that are not one for each stratum."""
    for name, rates in (("p0", p0), ("p1", p1)):
        if not isinstance(rates, tuple):
            raise DesignError(f"EXNEX: {name} = {rates!r}: give a response rate for each stratum, e.g. (0.1, 0.1).")
        for stratum, rate in enumerate(rates, start=1):
            check_share(f"{name} of stratum {stratum}", rate)


def check_strata(strata: int, given: Mapping[str, Sequence[Any]]) -> None:
    """Refuse strata that are too many, that cannot be told apart, or whose options are not one for each."""
    if not 1 <= strata <= MOST_STRATA:
        raise DesignError(f"EXNEX: {strata} strata: give 1 to {MOST_STRATA}.")
    for name, values in given.items():
        if len(values) != strata:
            raise DesignError(f"EXNEX: {name} has {len(values)} values for {strata} strata. Give one each.")
    names = given["strata"]
    if len(set(names)) < len(names):
        raise DesignError(f"EXNEX: strata = {', '.join(names)}: a name stands twice. Give each stratum its own.")


def counts_of(responses: ArrayLike, patients: Sequence[int], planned: Sequence[int]) -> I64:
    """(T, J) responses of each stratum; refuses what no patients can have shown."""
    given = np.atleast_2d(np.asarray(responses))
    if given.dtype.kind not in "iu" and not (given.dtype.kind == "f" and np.all(given == np.round(given))):
        raise DesignError(f"EXNEX: responses = {responses!r}: give the whole number of responses of each stratum.")
    if given.ndim != 2 or given.shape[1] != len(planned) or len(patients) != len(planned):
        raise DesignError(
            f"EXNEX: {given.shape[-1]} responses of {len(patients)} strata: the design has {len(planned)}. "
            "Give one number each."
        )
    rows = given.astype(np.int64)
    for row in np.unique(rows, axis=0):
        for x, n, most in zip(row, patients, planned, strict=True):
            check_responses(int(x), n, most)
    return rows
