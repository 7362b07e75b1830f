"""A normal distribution that spreads values on even nodes over their neighbours."""

from functools import lru_cache

import numpy as np

from firstdose.types import F64


@lru_cache(maxsize=128)
def blur(size: int, ratio: float) -> F64:
    """(size, size) what a normal distribution with a standard deviation of ``ratio`` steps moves from node to node.

    The convolution of the nodes' cardinal (sinc) functions with it, an integral over frequencies. Where the standard
    deviation is a step or more it equals the normal density; where it is nothing, the identity.

    Examples
    --------
    >>> abs(blur(3, 1e-9).round(6)).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    >>> float(blur(9, 2.0)[4, 4].round(6))  # 1 / (2 sqrt(2 pi))
    0.199471
    """
    nodes, weights = np.polynomial.legendre.leggauss(size + 64)
    frequency, weight = np.pi * (nodes + 1) / 2, weights / 2 * np.exp(-0.5 * (np.pi * (nodes + 1) / 2 * ratio) ** 2)
    lags = np.einsum("jf,f->j", np.cos(np.arange(size)[:, None] * frequency), weight)
    return np.asarray(lags[np.abs(np.arange(size)[:, None] - np.arange(size))])
