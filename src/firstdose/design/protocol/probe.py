"""What a design looks at, found by asking it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from firstdose.design.decision import Decision
from firstdose.design.interface import Design
from firstdose.trial.outcomes import Outcomes

RESPONSES, GRADES = "responses", "toxicity grades"
_PATIENTS, _LOWER = (1, 3, 6), 3  # at the level asked about, and at each lower one
_NOT_KNOWN = -1


def one_level(
    here: int,
    patients: Sequence[int],
    lower: int,
    response: int = _NOT_KNOWN,
    grades: tuple[int, int] | None = None,
) -> Outcomes:
    """Every number of DLTs among each number of patients at a level, as one batch.

    Parameters
    ----------
    here : the level, 0-based.
    patients : numbers of patients there.
    lower : patients at each lower level, all without a DLT.
    response : of every patient: 1, 0 or -1, not known.
    grades : worst grade of patients without and with a DLT; None: not known.
    """
    each = np.array(patients)
    n, dlts = np.repeat(each, each + 1), np.concatenate([np.arange(n + 1) for n in each])
    patient = np.arange(each.max())
    below = np.tile(np.repeat(np.arange(here), lower), (len(n), 1))
    level = np.hstack([below, np.where(patient < n[:, None], here, -1)])
    dlt = np.hstack([np.zeros(below.shape, np.bool_), patient < dlts[:, None]])
    mild, severe = grades or (_NOT_KNOWN, _NOT_KNOWN)
    return Outcomes.of(
        level=level,
        dlt=dlt,
        cohort=np.hstack([below, np.full((len(n), len(patient)), here)]),
        response=np.where(level >= 0, response, _NOT_KNOWN),
        severity=np.where(level >= 0, np.where(dlt, severe, mild), _NOT_KNOWN),
    )


def reads(design: Design) -> tuple[str, ...]:
    """Beside DLTs and their levels, what the next level depends on: responses, toxicity grades, both or neither.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> reads(Boin(0.3, 5))
    ()
    """
    here = design.n_levels // 2

    def differ(one: Outcomes, other: Outcomes) -> bool:
        return _differ(design.decide(one), design.decide(other))

    responses = differ(*(one_level(here, _PATIENTS, _LOWER, response=known) for known in (0, 1)))
    grades = differ(*(one_level(here, _PATIENTS, _LOWER, grades=pair) for pair in ((0, 3), (2, 4))))
    return (*([RESPONSES] if responses else []), *([GRADES] if grades else []))


def _differ(one: Decision, other: Decision) -> bool:
    names = ("action", "level", "admissible")
    return not all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
