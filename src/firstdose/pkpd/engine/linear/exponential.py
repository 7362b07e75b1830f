"""Exponentials of many small matrices."""

from __future__ import annotations

import numpy as np

from firstdose.types import F64

_TERMS = 16  # of the Taylor series: below rounding for a norm of at most a half


def flow(a: F64, h: F64) -> tuple[F64, F64]:
    """e^{Ah} and the integral of e^{At} from 0 to h, for each of K matrices and times.

    Parameters
    ----------
    a : (K, n, n)
    h : (K,)

    Notes
    -----
    Scaling and squaring of the Taylor series of the block matrix [[A, 1], [0, 0]] h (Van Loan 1978, equation 1.1
    onwards), each matrix scaled by its own norm.

    References
    ----------
    Van Loan CF (1978), IEEE Trans Automat Contr 23:395, doi:10.1109/TAC.1978.1101743.

    Examples
    --------
    >>> moved, integral = flow(np.array([[[-1.0]]]), np.array([2.0]))
    >>> bool(abs(moved[0, 0, 0] - np.exp(-2)) < 1e-15 and abs(integral[0, 0, 0] - (1 - np.exp(-2))) < 1e-15)
    True
    """
    n = a.shape[1]
    block = np.zeros((len(a), 2 * n, 2 * n))
    block[:, :n, :n] = a
    block[:, :n, n:] = np.eye(n)
    block *= h[:, None, None]
    grown = exponentials(block)
    return grown[:, :n, :n], grown[:, :n, n:]


def exponentials(matrices: F64) -> F64:
    """e^M for each of K matrices."""
    norm = np.nan_to_num(np.abs(matrices).sum(axis=2).max(axis=1, initial=0.0), nan=0.0, posinf=0.0)
    squarings = np.ceil(np.log2(np.maximum(norm, 0.5) / 0.5)).astype(int)
    scaled = matrices / (2.0**squarings)[:, None, None]
    eye = np.eye(matrices.shape[1])
    found = np.broadcast_to(eye, matrices.shape)
    for term in range(_TERMS, 0, -1):
        found = eye + scaled @ found / term
    found = np.array(found)
    for step in range(int(squarings.max(initial=0))):
        more = squarings > step
        found[more] = found[more] @ found[more]
    return found
