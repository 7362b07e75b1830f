"""The best overall response of each subject, unconfirmed and confirmed; first response; clinical benefit."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from firstdose.trial.recist.assessments import Assessments
from firstdose.trial.recist.confirmation import confirmed_complete, confirmed_partial
from firstdose.trial.recist.response import Response
from firstdose.trial.recist.rules import ResponseRules
from firstdose.types import I8, I64

BENEFIT = (Response.CR, Response.PR, Response.SD, Response.NON_CR_NON_PD)


class Found(NamedTuple):
    """What was found of each subject, and at which of its assessments."""

    response: I8  # (n_subjects,)
    at: I64  # (n_subjects,) position in the assessments; -1: at none


def best_unconfirmed(seen: Assessments, rules: ResponseRules) -> Found:
    """The best response at any visit.

    Notes
    -----
    The order is CR, PR, SD, NON-CR/NON-PD, PD, NE; the first of equal ones counts. SD and NON-CR/NON-PD count from
    ``ref_start_window`` days after the reference date and are NE before. ND is no assessment.

    Examples
    --------
    >>> from firstdose.trial.recist.rules import response_rules
    >>> seen = Assessments.of([0, 0, 1], [42, 84, 20], [Response.SD, Response.PR, Response.SD], 3)
    >>> [Response(one).name for one in best_unconfirmed(seen, response_rules()).response]
    ['PR', 'NE', 'MISSING']
    """
    early = seen.day < rules.ref_start_window
    unsure = early & np.isin(seen.response, (Response.SD, Response.NON_CR_NON_PD))
    counts = np.where(unsure, np.int8(Response.NE), seen.response)
    return _best(seen, np.where(counts == Response.ND, np.int8(Response.MISSING), counts), rules)


def best_confirmed(seen: Assessments, rules: ResponseRules) -> Found:
    """The best response where CR and PR need confirmation.

    Notes
    -----
    A CR or PR that is not confirmed counts as SD from ``ref_start_window`` days after the reference date, and as NE
    before; so does SD itself. Otherwise as in ``best_unconfirmed``; ND is better than no assessment.

    Examples
    --------
    >>> from firstdose.trial.recist.rules import response_rules
    >>> seen = Assessments.of([0, 0, 1], [42, 84, 42], [Response.PR, Response.PR, Response.CR], 2)
    >>> [Response(one).name for one in best_confirmed(seen, response_rules()).response]
    ['PR', 'SD']
    """
    late = seen.day >= rules.ref_start_window
    tumour = np.isin(seen.response, (Response.CR, Response.PR, Response.SD))
    counts = np.select(
        [
            confirmed_complete(seen, rules),
            confirmed_partial(seen, rules),
            tumour & late,
            (tumour | (seen.response == Response.NON_CR_NON_PD)) & ~late,
        ],
        [np.int8(Response.CR), np.int8(Response.PR), np.int8(Response.SD), np.int8(Response.NE)],
        seen.response,
    )
    return _best(seen, counts, rules)


def first_response(seen: Assessments) -> I64:
    """(n_subjects,) position of the first CR or PR; -1 where there is none."""
    return seen.first(np.isin(seen.response, (Response.CR, Response.PR)))


def first_confirmed_response(seen: Assessments, rules: ResponseRules) -> I64:
    """(n_subjects,) position of the first CR or PR that is confirmed; -1 where there is none."""
    return seen.first(confirmed_complete(seen, rules) | confirmed_partial(seen, rules))


def first_benefit(
    seen: Assessments, response: I64, rules: ResponseRules, counting: Collection[Response] = BENEFIT
) -> I64:
    """(n_subjects,) position of the first sign of clinical benefit; -1 where there is none.

    Parameters
    ----------
    response : (n_subjects,) positions of the first response, which is benefit whenever it comes.
    counting : what is benefit from ``ref_start_window`` days after the reference date.
    """
    held = np.isin(seen.response, list(counting)) & (seen.day >= rules.ref_start_window)
    held[response[response >= 0]] = True
    return seen.first(held)


def _best(seen: Assessments, counts: I8, rules: ResponseRules) -> Found:
    """The best of what each assessment counts as (N,), and the first where it is that."""
    best = np.full(seen.n_subjects, Response.MISSING, np.int8)
    np.minimum.at(best, seen.subject, counts)
    at = seen.first((counts == best[seen.subject]) & (counts != Response.MISSING))
    missing = Response.NE if rules.missing_as_ne else Response.MISSING
    return Found(np.where(best == Response.MISSING, np.int8(missing), best), at)
