"""Disease seen again after a complete response, as Table 3 of RECIST 1.1 sees it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from firstdose.trial.recist.assessments import Assessments
from firstdose.trial.recist.response import Response
from firstdose.types import I8

_DISEASE = (Response.PR, Response.SD, Response.NON_CR_NON_PD)


def relapse_is_progression(seen: Assessments) -> Assessments:
    """The assessments with progression where disease is seen after a complete response.

    Notes
    -----
    Table 3, footnote a: "If a CR is truly met at first time point, then any disease seen at a subsequent time point,
    even disease meeting PR criteria relative to baseline, makes the disease PD at that point." The footnote goes on
    that a CR that turns out to have been a PR should be changed to PR: that is the site's to correct in the data, not
    ours to guess.

    References
    ----------
    Eisenhauer EA et al. (2009), Eur J Cancer 45:228, Table 3, doi:10.1016/j.ejca.2008.10.026

    Examples
    --------
    >>> seen = Assessments.of([0, 0], [42, 84], [Response.CR, Response.PR], 1)
    >>> relapse_is_progression(seen).response.tolist()
    [1, 5]
    """
    complete = seen.first_day(seen.response == Response.CR)
    again = (seen.day > complete[seen.subject]) & np.isin(seen.response, _DISEASE)
    response: I8 = np.where(again, np.int8(Response.PD), seen.response)
    return replace(seen, response=response)
