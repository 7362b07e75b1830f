"""Functions of patients and DLTs at one level, looked up: simulated trials ask for the same values again and again."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firstdose.types import I64

_MOST = 256  # patients at one level up to which a table is made


def looked_up(function: Callable[..., NDArray[Any]], n: I64, dlt: I64, *options: Any) -> NDArray[Any]:
    """``function(n, dlt, *options)``, which works element by element, from a table where counts are small.

    Examples
    --------
    >>> looked_up(np.subtract, np.array([3, 6]), np.array([1, 2])).tolist()
    [2, 4]
    """
    most = int(n.max(initial=0))
    if most > _MOST:
        return function(n, dlt, *options)
    # sizes in steps, so that a growing trial does not make a table for every new patient
    return _table(function, max(16, 1 << most.bit_length()), options)[n, dlt]


@lru_cache(maxsize=256)
def _table(function: Callable[..., NDArray[Any]], size: int, options: tuple[Any, ...]) -> NDArray[Any]:
    n, dlt = np.meshgrid(np.arange(size + 1), np.arange(size + 1), indexing="ij")
    made = function(n, np.minimum(dlt, n), *options)
    made.setflags(write=False)
    return made
