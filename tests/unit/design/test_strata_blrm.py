"""BLRM for several strata; its posteriors stand in test_strata_posterior."""

from typing import Any

import numpy as np
import pytest

from firstdose.design import Blrm, Recommendation, StrataBlrm
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

WEEKLY, THREE_WEEKLY = (0.4, 0.8, 1.2, 1.6), (1.2, 2.4, 3.6)
ARMS = (WEEKLY, THREE_WEEKLY)
FIRST = StrataBlrm(WEEKLY, arms=ARMS, reference_dose=1.2)
SECOND = StrataBlrm(THREE_WEEKLY, stratum=1, arms=ARMS, reference_dose=1.2)


def _seen(*patients: tuple[int, int, int], follow_up: float = 1.0) -> Outcomes:
    """One trial from (level, DLT, stratum) of each patient; the last one has the follow-up."""
    level, dlt, stratum = zip(*patients, strict=True)
    last = np.append(np.ones(len(level) - 1), follow_up)
    return Outcomes.of(
        level=[level],
        dlt=[[bool(each) for each in dlt]],
        stratum=[stratum],
        cohort=np.arange(len(level)),
        follow_up=last,
    )


def _answer(design: StrataBlrm, seen: Outcomes) -> Recommendation:
    return design.decide(seen).one()


BOTH = _seen(*[(0, 0, 0)] * 3, *[(0, 0, 1)] * 3, *[(1, 0, 0)] * 3, *[(1, 1, 1)] * 2, (1, 0, 1))


def test_each_stratum_has_its_own_decision_and_counts() -> None:
    first, second = _answer(FIRST, BOTH), _answer(SECOND, BOTH)
    assert [(level.n, level.dlt) for level in first.levels] == [(3, 0), (3, 0), (0, 0), (0, 0)]
    assert [(level.n, level.dlt) for level in second.levels] == [(3, 0), (3, 2), (0, 0)]
    assert (first.level, second.level) == (2, 0)
    assert "; the model counts 6 patients of other strata too, 0 with a DLT)" in second.reason
    assert first.reason.endswith("go up to level 3. The model counts 6 patients of other strata too, 2 with a DLT.")


def test_the_current_level_is_that_of_the_own_stratums_last_cohort() -> None:
    seen = _seen(*[(0, 0, 0)] * 3, *[(2, 0, 1)] * 3)
    assert _answer(FIRST, seen).level == 1  # one level above its own first, not above the other's third
    assert FIRST.select(seen).tolist() == [0]
    assert SECOND.select(seen).tolist() == [2]


def test_what_another_stratum_sees_counts() -> None:
    own = [(0, 0, 0)] * 3
    alone, feared, praised = (
        _answer(FIRST, _seen(*own, *others)).levels[1].p_over or 0.0
        for others in ([], [(0, 1, 1)] * 3, [(0, 0, 1)] * 6)
    )
    assert praised < alone < feared


def test_nothing_shared_but_the_prior_is_the_plain_model() -> None:
    seen = Outcomes.parse("1NNN 2NNT")
    plain = Blrm(WEEKLY, reference_dose=1.2).decide(seen).one()
    for one, other in zip(_answer(FIRST, seen).levels, plain.levels, strict=True):
        assert (one.p_over, one.p_dlt_mean) == pytest.approx((other.p_over, other.p_dlt_mean), abs=1e-6)


def test_a_stratum_does_not_start_where_others_make_its_lowest_dose_too_likely_to_be_toxic() -> None:
    answer = _answer(SECOND, _seen(*[(3, 1, 0)] * 3, *[(2, 1, 0)] * 3))
    assert (answer.action, answer.mtd, answer.size) == ("stop", None, 0)
    assert not any(level.admissible for level in answer.levels)
    assert answer.reason.startswith(
        "No patient of this stratum has been treated, and those of other strata (6 of 6 with a DLT) make the lowest "
        "dose, level 1, too likely to be toxic (the probability of being an overdose is 0."
    )
    fine = _answer(SECOND, _seen(*[(3, 0, 0)] * 3))
    assert (fine.action, fine.level) == ("treat", 0)


def test_a_decision_waits_for_the_own_stratums_pending_patients_alone() -> None:
    own = [(0, 0, 0)] * 5
    waits = _answer(FIRST, _seen(*own, (1, 0, 1), (1, 1, 0), (1, 0, 0), (1, 0, 0), follow_up=0.5))
    assert waits.action == "wait"
    elsewhere = _answer(FIRST, _seen(*own, (1, 0, 1), follow_up=0.5))
    assert elsewhere.action == "treat"
    assert "counts 0 patients of other strata" in elsewhere.reason


def test_what_is_left_out_is_as_documented() -> None:
    design = StrataBlrm((1.0, 2.0, 4.0))
    assert design.arms_in_use == ((1.0, 2.0, 4.0), (1.0, 2.0, 4.0))
    assert design.derived["reference_dose"] == 2.0
    assert design.derived["prior_cov"] == ((4.0, 0.0), (0.0, 1.0))
    assert (design.gamma_mean, design.gamma_sd, design.stratum) == (0.0, 1.0, 0)
    given: Any = {"prior_mean": [0, 0], "prior_cov": [[1, 0], [0, 1]], "arms": [[1, 2, 4], [1, 3]]}
    assert StrataBlrm((1.0, 2.0, 4.0), **given).derived["prior_mean"] == (0.0, 0.0)


def test_skipping_is_a_choice() -> None:
    free = StrataBlrm(WEEKLY, arms=ARMS, reference_dose=1.2, no_skipping=False)
    seen = _seen(*[(0, 0, 0)] * 6)
    assert (_answer(FIRST, seen).level, "skipped" in _answer(free, seen).reason) == (1, False)
    assert (_answer(free, seen).level or 0) > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"stratum": 2}, "strata BLRM: stratum = 2: there are 2 strata, from 0."),
        ({"stratum": 1}, "strata BLRM: arms has 2 strata, and doses of stratum 1 are 0.4, 0.8, 1.2, 1.6"),
        ({"arms": (WEEKLY,)}, "strata BLRM: arms has 1 strata"),
        ({"gamma_sd": 0.0}, "strata BLRM: gamma_mean = 0, gamma_sd = 0: the difference"),
        ({"gamma_sd": float("nan")}, "strata BLRM: gamma_mean = 0, gamma_sd = nan: the difference"),
        ({"gamma_mean": 6.0}, "strata BLRM: gamma_mean = 6, gamma_sd = 1: the difference"),
        ({"arms": (WEEKLY, (2.0, 1.0))}, "strata BLRM: doses of stratum 1 = 2, 1: positive doses"),
        ({"arms": 2.0}, "strata BLRM: arms = 2.0: a list of lists of numbers is needed"),
        ({"stratum": True}, "strata BLRM: stratum = True: there are 2 strata"),
        ({"gamma_sd": "1"}, "gamma_sd = '1': a number is needed"),
        ({"no_skipping": None}, "no_skipping = None: True or False is needed"),
        ({"ewoc": 1.0}, "ewoc = 1: a probability"),
        ({"intervals": (0.2,)}, "strata BLRM: intervals = 0.2: two DLT probabilities"),
        ({"prior_cov": ((1.0, 2.0), (2.0, 1.0))}, "BLRM: prior_cov = [[1.0, 2.0], [2.0, 1.0]] is not positive"),
        ({"target": 0.0}, "target = 0: a probability"),
        ({"doses": ()}, "n_levels = 0: a design needs at least one dose level"),
    ],
)
def test_what_cannot_be_a_strata_blrm_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        StrataBlrm(**{"doses": WEEKLY, "arms": ARMS} | arguments)
    assert str(refused.value).startswith(message)


def test_a_patient_of_a_stratum_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DesignError, match="a patient is of stratum 2, but there are 2, from 0"):
        FIRST.decide(_seen((0, 0, 2)))
