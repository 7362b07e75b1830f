"""Which responses are confirmed by a later one."""

from __future__ import annotations

import numpy as np

from firstdose.trial.recist.assessments import Assessments
from firstdose.trial.recist.response import Response
from firstdose.trial.recist.rules import ResponseRules
from firstdose.types import I8, I64, Bool


def confirmed_complete(seen: Assessments, rules: ResponseRules) -> Bool:
    """(N,) which assessments are complete responses that another confirms.

    Notes
    -----
    The confirmation is the first CR at least ``ref_confirm`` days later. In between stand only CR and NE, of the
    latter at most ``max_nr_ne``.

    Examples
    --------
    >>> from firstdose.trial.recist.rules import response_rules
    >>> seen = Assessments.of([0, 0, 0], [42, 84, 126], [Response.CR, Response.NE, Response.CR], 1)
    >>> confirmed_complete(seen, response_rules()).tolist()
    [True, False, False]
    """
    by = _confirmation(seen, (Response.CR,), rules.ref_confirm)
    between = _Between(seen.response, by)
    confirmed = (
        (seen.response == Response.CR)
        & (by >= 0)
        & (between.others(Response.CR, Response.NE) == 0)
        & (between.count(Response.NE) <= rules.max_nr_ne)
    )
    return np.asarray(confirmed, np.bool_)


def confirmed_partial(seen: Assessments, rules: ResponseRules) -> Bool:
    """(N,) which assessments are partial responses that another confirms.

    Notes
    -----
    The confirmation is the first CR or PR at least ``ref_confirm`` days later. In between stand only CR, PR, NE (at
    most ``max_nr_ne``) and, with ``accept_sd``, one SD; and no PR after a CR.

    Examples
    --------
    >>> from firstdose.trial.recist.rules import response_rules
    >>> seen = Assessments.of([0, 0, 0], [42, 84, 126], [Response.PR, Response.SD, Response.PR], 1)
    >>> confirmed_partial(seen, response_rules()).any(), confirmed_partial(seen, response_rules(accept_sd=True)).any()
    (np.False_, np.True_)
    """
    by = _confirmation(seen, (Response.CR, Response.PR), rules.ref_confirm)
    between = _Between(seen.response, by)
    confirmed = (
        (seen.response == Response.PR)
        & (by >= 0)
        & (between.others(Response.CR, Response.PR, Response.SD, Response.NE) == 0)
        & (between.count(Response.NE) <= rules.max_nr_ne)
        & (between.count(Response.SD) <= rules.accept_sd)
        & ~between.follows(Response.PR, Response.CR)
    )
    return np.asarray(confirmed, np.bool_)


def _confirmation(seen: Assessments, by: tuple[Response, ...], days: int) -> I64:
    """(N,) position of the first of ``by``, of the same subject and so many days later; -1 where there is none."""
    n = len(seen.day)
    following = _next(np.isin(seen.response, by))
    span = int(seen.day.max(initial=0)) + days + 1
    when = seen.subject * span + seen.day  # rising: one number for subject and day
    earliest = np.maximum(np.searchsorted(when, when + days), np.arange(n) + 1)
    found = following[np.minimum(earliest, n)]
    return np.where((found < n) & (seen.subject[np.minimum(found, n - 1)] == seen.subject), found, -1)


class _Between:
    """What stands after each assessment, up to and with its confirmation."""

    def __init__(self, response: I8, by: I64) -> None:
        self.response, self.by = response, by

    def count(self, *of: Response) -> I64:
        """(N,) how many there are of some responses."""
        before = np.concatenate([[0], np.cumsum(np.isin(self.response, of))])
        return np.asarray(before[self.by + 1] - before[1:], np.int64)

    def others(self, *than: Response) -> I64:
        """(N,) how many are none of some responses."""
        return self.by - np.arange(len(self.by)) - self.count(*than)

    def follows(self, late: Response, early: Response) -> Bool:
        """(N,) whether some ``late`` comes after an ``early``."""
        n = len(self.by)
        first = _next(self.response == early)[1:]
        after = _next(self.response == late)[np.minimum(first + 1, n)]
        return np.asarray((first <= self.by) & (after <= self.by), np.bool_)


def _next(which: Bool) -> I64:
    """(N + 1,) position of the first that holds, at or after each; N where none follows."""
    n = len(which)
    at = np.append(np.where(which, np.arange(n), n), n)
    return np.asarray(np.minimum.accumulate(at[::-1])[::-1], np.int64)
