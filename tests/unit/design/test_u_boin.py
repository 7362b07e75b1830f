"""U-BOIN, sentence by sentence, in both stages."""

import pytest
from scipy import stats

from firstdose.design import Recommendation
from firstdose.design.u_boin import UBoin
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DESIGN = UBoin(4, s1=6, s2=9)
STAGE_I = "Stage I: DLT rate {} at level {} ({} of {}) is "
RICHEST = "Stage II: level {} has the highest mean utility, {}, of the levels tried and open: "


def _after(outcomes: str, design: UBoin = DESIGN) -> Recommendation:
    return design.decide(Outcomes.parse(outcomes)).one()


@pytest.mark.parametrize(
    ("outcomes", "action", "level", "reason"),
    [
        ("1NNN", "treat", 1, STAGE_I.format("0.000", 1, 0, 3) + "at or below 0.197: go up to level 2."),
        ("1NNN 2NNTN", "treat", 1, STAGE_I.format("0.250", 2, 1, 4) + "between 0.197 and 0.298: treat level 2 again."),
        ("1NNN 2NNT", "treat", 0, STAGE_I.format("0.333", 2, 1, 3) + "at or above 0.298: go down to level 1."),
        (
            "1NNT", "treat", 0,
            STAGE_I.format("0.333", 1, 1, 3)
            + "at or above 0.298: there is no lower level and it is not excluded, treat level 1 again.",
        ),
        (
            "1NNN 2NNN 3NNN 4NNN", "treat", 3,
            STAGE_I.format("0.000", 4, 0, 3) + "at or below 0.197: there is no higher level, treat level 4 again.",
        ),
        (
            "1NNN 2NNT 1NNT 1E", "treat", 0,
            RICHEST.format(1, "36.9") + "treat it again.",
        ),
        (
            "1NNNNNN 2NNE", "treat", 2,
            "Stage II: DLT rate 0.000 at level 2, the highest level tried, is at or below 0.197: go up to level 3.",
        ),
        ("1NNNNNN 2NEB 1N", "treat", 1, RICHEST.format(2, "56.2") + "go up to it."),
        ("1NEE 2NTE 2NTE", "treat", 0, RICHEST.format(1, "68.8") + "go down to it."),
        (
            "1NEE 2NNNTTNNEB", "stop", None,
            "Level 2 has had 9 patients, enough to end: stop, the optimal dose is level 1.",
        ),
        (
            "1NNNNNNTT", "stop", None,
            "Stage II: no level tried is open: each is too toxic, or has a response probability below 0.2 with a "
            "probability above 0.9: stop, the optimal dose is no dose.",
        ),
        (
            "1NNE 2TTTNTE", "treat", 0,
            "Level 2 is too toxic (4 of 6 patients had a DLT, so the probability of exceeding 0.3 is 0.971, above "
            "0.95): go down to level 1.",
        ),
        (
            "1TTT", "stop", None,
            "The lowest dose, level 1, is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.3 is "
            "0.992, above 0.95): stop, no dose is the optimal dose.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, action: str, level: int | None, reason: str) -> None:
    answer = _after(outcomes)
    assert (answer.action, answer.level, answer.reason) == (action, level, reason)


def test_stage_two_judges_toxicity_by_half_a_patient_a_priori() -> None:
    seen = Outcomes.parse("1NNNNNN 2TT")
    second = DESIGN.decide(seen).one().levels[1]
    assert second.p_over == pytest.approx(stats.beta.sf(0.3, 2.5, 0.5), abs=1e-12)
    assert not second.admissible
    first = UBoin(4).decide(seen).one().levels[1]
    assert first.p_over == pytest.approx(stats.beta.sf(0.3, 3, 1), abs=1e-12)
    assert first.admissible  # fewer than three patients


def test_a_level_with_too_few_responses_is_closed_in_stage_two_alone() -> None:
    outcomes = "1NNE 2NNNNNNNN"
    assert UBoin(4).decide(Outcomes.parse(outcomes)).one().levels[1].admissible
    assert not UBoin(4, s1=8).decide(Outcomes.parse(outcomes)).one().levels[1].admissible


def test_the_numbers_of_a_level_are_those_of_a_prior_of_one_patient() -> None:
    told = _after("1NNEB 2NTB").levels[0]
    assert (told.p_dlt_mean, told.response) == (0.25, 2)
    assert told.p_response_mean == pytest.approx(2.5 / 5)
    assert told.utility == pytest.approx((45 + 30 + 30 + 100 + 50) / 5)


@pytest.mark.parametrize(("text", "s2", "action"), [("1NNNTTT", 6, "stop"), ("1NNETET", None, "treat")])
def test_the_end_at_one_level_is_an_option(text: str, s2: int | None, action: str) -> None:
    assert _after(text, UBoin(4, s1=3, s2=s2)).action == action


def test_responses_are_waited_for_in_stage_two_alone() -> None:
    seen = Outcomes.of(level=[0] * 3 + [1] * 3, dlt=[0, 0, 0, 0, 0, 1], response=[0, 0, 1, 1, 0, -1])
    assert UBoin(4).decide(seen).one().action == "treat"
    second = Outcomes.of(level=[0] * 4 + [1] * 6, dlt=[0] * 8 + [1] * 2, response=[0, 0, 1, 0, 1, 0, 0, 0, -1, -1])
    assert DESIGN.decide(second).one().action == "wait"
    assert UBoin(4, s1=6, s2=9, wait_for_response=False).decide(second).one().action == "treat"


def test_an_end_waits_for_responses_that_could_change_the_optimal_dose() -> None:
    level, response = [0] * 3 + [1] * 9, [0, 0, 1] + [-1] * 9
    seen = Outcomes.of(level=level, dlt=0, response=response)  # level 3 could be explored, but the trial ends
    assert DESIGN.decide(seen).one().action == "wait"
    told = Outcomes.of(level=level, dlt=0, response=[max(reply, 0) for reply in response])
    assert (
        DESIGN.decide(told).one().reason
        == "Level 2 has had 9 patients, enough to end: stop, the optimal dose is level 1."
    )


@pytest.mark.parametrize(
    ("outcomes", "optimal"), [("", -1), ("1NNE 2NEE 3NEE", 1), ("1NEB 2TTT", 0), ("1TTT", -1), ("1NNNNNNNN", -1)]
)
def test_the_optimal_dose_has_the_highest_utility(outcomes: str, optimal: int) -> None:
    assert DESIGN.select(Outcomes.parse(outcomes)).tolist() == [optimal]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_levels": 0}, "n_levels = 0"),
        ({"p_tox_max": 0.0}, "target = 0: a probability"),
        ({"margin": 0.0}, "U-BOIN: margin = 0, p_tox_max = 0.3"),
        ({"margin": "0.05"}, "margin = '0.05': a number"),
        ({"wait_for_response": "no"}, "wait_for_response = 'no': True or False"),
        ({"margin": 0.3}, "U-BOIN: margin = 0.3, p_tox_max = 0.3"),
        ({"p_tox_max": 0.9}, "U-BOIN: margin = 0.05, p_tox_max = 0.9"),
        ({"p_response_min": 1.0}, "p_response_min = 1: a probability"),
        ({"cutoff_response": 0.0}, "cutoff_response = 0: a probability"),
        ({"cutoff_toxicity": 0.0}, "cutoff = 0: a probability"),
        ({"utilities": (100, 40, 60)}, "U-BOIN: utilities = 100, 40, 60"),
        ({"s1": 0}, "s1 = 0: a whole number"),
        ({"s2": 0}, "s2 = 0: a whole number"),
        ({"s1": 12, "s2": 12}, "U-BOIN: s1 = 12, s2 = 12: stage II begins before it ends"),
    ],
)
def test_what_cannot_be_a_u_boin_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        UBoin(**{"n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_stage_one_aims_below_the_limit() -> None:
    assert UBoin(4).target == 0.25
