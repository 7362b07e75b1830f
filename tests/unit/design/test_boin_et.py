"""BOIN-ET, sentence by sentence, and what it makes of levels that are excluded."""

import pytest

from firstdose.design import Recommendation
from firstdose.design.boin_et import BoinEt
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DESIGN = BoinEt(0.3, 4)
FEW = "At level {} the DLT rate {} is at or below 0.14 and the response rate {} at or below 0.48: "
MANY = "At level {} the DLT rate {} is at or above 0.35: "
BETWEEN = "At level {} the DLT rate {} is between 0.14 and 0.35 and the response rate {} at or below 0.48"
CLOSED = "is too toxic, or has a response probability below 0.36 with a probability above 0.99: "


def _after(outcomes: str, design: BoinEt = DESIGN) -> Recommendation:
    return design.decide(Outcomes.parse(outcomes)).one()


@pytest.mark.parametrize(
    ("outcomes", "level", "reason"),
    [
        ("1NNE", 1, FEW.format(1, "0.000", "0.333") + "go up to level 2."),
        (
            "1NNN 2NEE", 1,
            "At level 2 the DLT rate 0.000 is below 0.35 and the response rate 0.667 above 0.48: treat level 2 again.",
        ),
        ("1NNN 2TTE", 0, MANY.format(2, "0.667") + "go down to level 1."),
        ("1NTT", 0, MANY.format(1, "0.667") + "no lower level is open, treat level 1 again."),
        (
            "1NNN 2NTE", 2,
            BETWEEN.format(2, "0.333", "0.333") + ", and level 3 has not been tried: go up to it.",
        ),
        (
            "1NEE 2NEN 3NTE 2NNT 2NTN", 0,
            BETWEEN.format(2, "0.222", "0.111")
            + ", and level 1 has the highest response rate of the levels next to it: go there.",
        ),
        (
            "1NNN 2NEN 3NTN 2NTN", 1,
            BETWEEN.format(2, "0.167", "0.167")
            + ", and no open level next to it has a higher one: treat level 2 again.",
        ),
        ("1NNN 2NNN 3NNN 4NNN", 3, FEW.format(4, "0.000", "0.000") + "no higher level is open, treat level 4 again."),
        (
            "1NNE 2TTT", 0,
            "Level 2 is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.3 is 0.992, above "
            "0.95): go down to level 1.",
        ),
        ("1NNE 2NNN 3NNN 4NNNNNNNNNNN", 2, f"The level that would be next {CLOSED}go to level 3."),
        ("1NNNNNNNNNNN 2NEE 1N", 1, FEW.format(1, "0.000", "0.000") + "go up to level 2."),
        ("1NNNNNNNNNNN 2NNNNNNNNNNN 1N", 2, FEW.format(1, "0.000", "0.000") + "go up to level 3."),
        ("1NNNNNNNTTTNNNN 2EEE 1T", 1, f"{BETWEEN.format(1, '0.267', '0.000')}, and level 2 has the highest response "
         "rate of the levels next to it: go there."),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, level: int, reason: str) -> None:
    answer = _after(outcomes)
    assert (answer.action, answer.level, answer.reason) == ("treat", level, reason)


def test_where_no_level_is_open_the_trial_ends() -> None:
    answer = _after("1NNNNNNNNNNN", BoinEt(0.3, 1))
    assert (answer.action, answer.mtd) == ("stop", None)
    assert answer.reason == (
        "No level within reach of level 1 is open: each is too toxic, or has a response probability below 0.36 with a "
        "probability above 0.99: stop, the optimal dose is no dose."
    )


def test_the_numbers_told_are_the_two_rates() -> None:
    told = _after("1NNEB 2NTB").levels
    assert (told[0].p_dlt_mean, told[0].p_response_mean, told[0].response) == (0.25, 0.5, 2)
    assert (told[2].p_dlt_mean, told[2].p_response_mean, told[2].response) == (None, None, 0)


def test_a_response_not_known_yet_is_waited_for_unless_told_otherwise() -> None:
    seen = Outcomes.of(level=[0, 0, 0], dlt=[0, 0, 0], response=[1, 0, -1])
    assert DESIGN.decide(seen).one().action == "wait"
    assert BoinEt(0.3, 4, wait_for_response=False).decide(seen).one().level == 0  # 1 of 2
    assert DESIGN.decide(Outcomes.of(level=[0, 0, 0], dlt=[1, 1, 0], response=-1)).one().level == 0


@pytest.mark.parametrize(
    ("outcomes", "optimal"),
    [
        ("", -1),
        ("1NNE 2NEE 3NEE", 1),  # the lowest of equals
        ("1NNN 2NNNNTE 3TTBBEE", 1),  # a better one above the MTD does not count
        ("1TTT", -1),
        ("1NNNNNNNNNNN", -1),
    ],
)
def test_the_optimal_dose_has_the_highest_response_rate_up_to_the_mtd(outcomes: str, optimal: int) -> None:
    assert DESIGN.select(Outcomes.parse(outcomes)).tolist() == [optimal]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_levels": 0}, "n_levels = 0"),
        ({"target": 1.0}, "target = 1: a probability"),
        ({"p_saf": 0.4}, "BOIN-ET: p_saf = 0.4, target = 0.3, p_tox = 0.42: DLT probabilities that rise"),
        ({"target": 0.8}, "BOIN-ET: p_saf = 0.08, target = 0.8, p_tox = 1.12: DLT"),
        ({"p_response_min": 0.7}, "BOIN-ET: p_response_min = 0.7, target_response = 0.6: response probabilities"),
        ({"target_response": 0.0}, "target_response = 0: a probability"),
        ({"p_tox": "0.5"}, "p_tox = '0.5': a number is needed"),
        ({"wait_for_response": "no"}, "wait_for_response = 'no': True or False is needed"),
        ({"cutoff_toxicity": 0.0}, "cutoff = 0: a probability"),
        ({"cutoff_response": 1.0}, "cutoff_response = 1: a probability"),
    ],
)
def test_what_cannot_be_a_boin_et_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        BoinEt(**{"target": 0.3, "n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_options_that_follow_from_others_are_told() -> None:
    assert DESIGN.derived == {"p_saf": 0.03, "p_tox": 0.42, "p_response_min": 0.36}
    given = BoinEt(0.3, 4, p_saf=0.1, p_tox=0.4, p_response_min=0.2)
    assert given.derived == {"p_saf": 0.1, "p_tox": 0.4, "p_response_min": 0.2}
