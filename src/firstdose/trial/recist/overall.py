"""The overall response at a visit, from target, non-target and new lesions: Tables 1 and 2 of RECIST 1.1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import OutcomeError
from firstdose.trial.recist.response import WORDS, Response
from firstdose.types import I8

_TARGET = (Response.NONE, Response.CR, Response.PR, Response.SD, Response.PD, Response.NE)
_NON_TARGET = (Response.NONE, Response.CR, Response.NON_CR_NON_PD, Response.PD, Response.NE)


def overall_response(target: ArrayLike, non_target: ArrayLike, new_lesion: ArrayLike) -> I8:
    """The time point response, of any shape that the three have together.

    Parameters
    ----------
    target : CR, PR, SD, PD, NE (not all evaluated), or NONE for a subject without target lesions.
    non_target : CR, NON_CR_NON_PD, PD, NE, or NONE for a subject without non-target lesions.
    new_lesion : whether a new lesion is unequivocal.

    Notes
    -----
    Table 1 holds with target lesions and Table 2 without. Complete response of the targets with non-target disease
    left, or not evaluated, is PR. Target lesions that are not all evaluated make NE unless something else is
    progression. Without lesions of either kind the paper is silent; here it is NE until a new lesion appears.

    References
    ----------
    Eisenhauer EA et al. (2009), Eur J Cancer 45:228, Tables 1 and 2, doi:10.1016/j.ejca.2008.10.026

    Examples
    --------
    >>> found = overall_response([Response.CR, Response.CR], [Response.CR, Response.NE], [False, False])
    >>> [Response(one).name for one in found]
    ['CR', 'PR']
    """
    first, second = np.asarray(target, np.int8), np.asarray(non_target, np.int8)
    _refuse(first, _TARGET, "target")
    _refuse(second, _NON_TARGET, "non-target")
    gone = np.isin(second, (Response.NONE, Response.CR))
    table_1 = np.where((first == Response.CR) & ~gone, np.int8(Response.PR), first)
    table_2 = np.where(second == Response.NONE, np.int8(Response.NE), second)
    progression = (first == Response.PD) | (second == Response.PD) | np.asarray(new_lesion, np.bool_)
    overall = np.where(first == Response.NONE, table_2, table_1)
    return np.asarray(np.where(progression, np.int8(Response.PD), overall), np.int8)


def _refuse(found: I8, known: tuple[Response, ...], which: str) -> None:
    if len(wrong := found[~np.isin(found, known)]):
        names = ", ".join(WORDS.get(one, one.name) for one in known)
        word = WORDS.get(Response(wrong[0])) if wrong[0] in iter(Response) else str(wrong[0])
        raise OutcomeError(f"{word} is no {which} response of RECIST 1.1. Give one of {names}.")
