"""Every endpoint of response of every subject, as places among the assessments."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from firstdose.trial.recist import (
    BENEFIT,
    Assessments,
    Found,
    Response,
    ResponseRules,
    best_confirmed,
    best_unconfirmed,
    first_benefit,
    first_confirmed_response,
    first_response,
    relapse_is_progression,
)
from firstdose.types import I64


class Derived(NamedTuple):
    """By subject; -1 where there is none."""

    seen: Assessments  # up to progression
    best: Found
    confirmed: Found
    response: I64
    confirmed_response: I64
    benefit: I64
    confirmed_benefit: I64
    progression: I64


def derived(
    seen: Assessments,
    rules: ResponseRules,
    *,
    until_pd: bool = True,
    last: I64 | None = None,
    counting: Collection[Response] = BENEFIT,
) -> Derived:
    """All of them by the same rules.

    Parameters
    ----------
    until_pd : whether progression ends what is looked at.
    last : (n_subjects,) the day of progression where another source than the responses tells it.
    counting : what is clinical benefit from ``ref_start_window`` on.
    """
    kept = judged = relapse_is_progression(seen) if rules.mode == "recist_table3" else seen
    if until_pd and last is None:
        kept = judged.until_progression()
    elif until_pd and last is not None:
        relapse = judged.first_day(judged.response != seen.response)
        kept = judged.until(np.minimum(last, relapse))
    response, confirmed = first_response(kept), first_confirmed_response(kept, rules)
    return Derived(
        kept,
        best_unconfirmed(kept, rules),
        best_confirmed(kept, rules),
        response,
        confirmed,
        first_benefit(kept, response, rules, counting),
        first_benefit(kept, confirmed, rules, counting),
        kept.first(kept.response == Response.PD),
    )
