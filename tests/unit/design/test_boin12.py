"""BOIN12, sentence by sentence; its numbers stand against the references in tests/golden."""

import pytest
from scipy import stats

from firstdose.design import Recommendation
from firstdose.design.boin12 import Boin12
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DESIGN = Boin12(4)
DESIRABLE = (
    "Level {0} is the most desirable level within reach, its mean utility above 70.5 with a probability of {1}: "
)
CLOSED = "is open: each is too toxic, or has a response probability below 0.25 with a probability above 0.9: "


def _after(outcomes: str, design: Boin12 = DESIGN) -> Recommendation:
    return design.decide(Outcomes.parse(outcomes)).one()


@pytest.mark.parametrize(
    ("outcomes", "action", "level", "reason"),
    [
        ("", "treat", 0, "No patient has been treated: start at level 1."),
        ("1NNN", "treat", 1, DESIRABLE.format(2, "0.295") + "go up to level 2."),
        ("1NNN 2NEE", "treat", 1, DESIRABLE.format(2, "0.501") + "treat level 2 again."),
        ("1NEE 2NNN 3NNT", "treat", 3, DESIRABLE.format(4, "0.295") + "go up to level 4."),
        ("1EEE 2NNT 3NNN 2NNT", "treat", 0, DESIRABLE.format(1, "0.753") + "go down to level 1."),
        (
            "1NNN 2TTN", "treat", 0,
            "DLT rate 0.667 at level 2 (2 of 3) is at or above 0.419: go down to level 1.",
        ),
        (
            "1TTN", "treat", 0,
            "DLT rate 0.667 at level 1 (2 of 3) is at or above 0.419: no lower level is open, treat level 1 again.",
        ),
        (
            "1EEE 1EEE 1EEE", "treat", 1,
            "DLT rate 0.000 at level 1 (0 of 9) is below 0.419 after 9 patients, and nobody was treated above: "
            "go up to level 2.",
        ),
        (
            "1TTT", "stop", None,
            "The lowest dose, level 1, is too toxic (3 of 3 patients had a DLT, so the probability of exceeding "
            "0.35 is 0.985, above 0.95): stop, no dose is the optimal dose.",
        ),
        (
            "1NNN 2TTT", "treat", 0,
            "Level 2 is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.35 is 0.985, above "
            "0.95): go down to level 1.",
        ),
        (
            "1NNNNTTTNN 2NEN 1N", "treat", 1,
            f"No level next to level 1 {CLOSED}go to level 2.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, action: str, level: int | None, reason: str) -> None:
    answer = _after(outcomes)
    assert (answer.action, answer.level, answer.reason) == (action, level, reason)
    assert (answer.size, answer.mtd) == (3 if action == "treat" else 0, None)


def test_the_numbers_of_a_level_are_those_of_its_posteriors() -> None:
    told = _after("1NNEB 2NTB").levels
    assert (told[0].n, told[0].dlt, told[0].response) == (4, 1, 2)
    assert told[0].p_dlt_mean == pytest.approx(2 / 6)
    assert told[0].p_response_mean == pytest.approx(3 / 6)
    assert told[0].utility == pytest.approx(100 * (1 + 0.4 + 0.4 + 1 + 0.6) / 6)
    assert told[1].p_over == pytest.approx(stats.beta.sf(0.35, 3, 2), abs=1e-12)
    assert (told[2].response, told[2].utility, told[2].p_over) == (0, 50, None)


def test_the_benchmark_lies_half_way_to_the_best_outcome() -> None:
    assert DESIGN.benchmark == pytest.approx(70.5)
    assert Boin12(3, utilities=(100, 40, 60, 20)).benchmark == pytest.approx((100 + 41 + 0.35 * 0.75 * 20) / 2)


def test_from_n_star_patients_on_a_rate_in_between_rules_out_the_next_higher() -> None:
    assert _after("1NNN 2NTE").level == 2  # 1 of 3: the prior of level 3 beats both
    assert _after("1NNN 2NNE 2EBT").level == 1  # 2 of 6
    assert _after("1NNN 2NNE 2EBT", Boin12(4, n_star=7)).level == 2


def test_where_the_only_level_has_too_few_responses_no_dose_is_left() -> None:
    answer = _after("1NNNNNNNN", Boin12(1))
    assert (answer.action, answer.mtd) == ("stop", None)
    assert answer.reason == f"No level within reach of level 1 {CLOSED}stop, the optimal dose is no dose."


def test_of_equally_desirable_levels_the_higher_is_taken_unless_dlts_are_in_between() -> None:
    assert _after("1NEE 2NEE").level == 1
    assert _after("1NENETT 2NENETT").level == 0


def test_how_many_patients_call_for_the_untried_level_above_is_an_option() -> None:
    assert _after("1EEE 1EEE 1EEE", Boin12(4, explore_at=None)).level == 0
    assert _after("1EEE 1EEE", Boin12(4, explore_at=6)).level == 1
    assert _after("1EEE 2EEE 1EEE 1EEE").level == 0  # level 2 has been tried


def test_a_level_without_enough_responses_is_closed_and_those_around_it_are_not() -> None:
    answer = _after("1NNE 2NNNNNNNN")
    assert [level.admissible for level in answer.levels] == [True, False, True, True]
    assert answer.level == 2


def test_a_toxic_level_closes_all_above_it() -> None:
    answer = _after("1NEE 2TTT 3EEE")
    assert [level.admissible for level in answer.levels] == [True, False, False, False]
    assert answer.level == 0


def _with_unknown(outcomes: str, unknown: int) -> Outcomes:
    """The last patients' responses are not known yet."""
    seen = Outcomes.parse(outcomes)
    response = seen.response.copy()
    response[0, -unknown:] = -1
    return Outcomes.of(level=seen.level, dlt=seen.dlt, cohort=seen.cohort, response=response)


def test_a_response_not_known_yet_that_could_change_the_level_is_waited_for() -> None:
    answer = DESIGN.decide(_with_unknown("1NNN 2NEN", 1)).one()
    assert (answer.action, answer.level) == ("wait", 1)
    assert answer.reason == "Responses not known yet (1) could change the decision: wait."
    assert Boin12(4, wait_for_response=False).decide(_with_unknown("1NNN 2NEN", 1)).one().level == 1


def test_a_response_that_cannot_change_the_level_is_not() -> None:
    assert DESIGN.decide(_with_unknown("1NNN 2TTN", 3)).one().level == 0
    assert DESIGN.decide(_with_unknown("1NNN", 1)).one().level == 1  # one response of three does not do
    assert Boin12(1).decide(_with_unknown("1NNNNNNNNNNNNNNN", 1)).one().action == "stop"


def test_a_patient_in_the_dlt_window_may_also_respond() -> None:
    assert _after("1NEP").action == "wait"
    assert _after("1NNE 2TTP").level == 0


@pytest.mark.parametrize(
    ("outcomes", "optimal"),
    [
        ("", -1),
        ("1NNN 2EEE 3NNN", 1),
        ("1NEE 2EEN 3EEN", 0),  # of equals the lowest
        ("1NNN 2NNNNTE 3TTBBEE", 1),  # a better one above the MTD does not count
        ("1TTT", -1),
        ("1NNNNNNNN", -1),
    ],
)
def test_the_optimal_dose_has_the_highest_utility_up_to_the_mtd(outcomes: str, optimal: int) -> None:
    assert DESIGN.select(Outcomes.parse(outcomes)).tolist() == [optimal]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_levels": 0}, "n_levels = 0"),
        ({"p_tox_max": 0.0}, "p_tox_max = 0: a probability"),
        ({"p_tox_max": 0.8}, "BOIN12: p_tox_max = 0.8: at most 0.7"),
        ({"p_response_min": 1.0}, "p_response_min = 1: a probability"),
        ({"cutoff_toxicity": float("nan")}, "cutoff_toxicity = nan: a probability"),
        ({"cutoff_response": 0.0}, "cutoff_response = 0: a probability"),
        ({"n_star": 0}, "n_star = 0: a whole number"),
        ({"explore_at": 0}, "explore_at = 0: a whole number"),
        ({"wait_for_response": "no"}, "wait_for_response = 'no': True or False"),
        ({"utilities": (100, 40, 60)}, "BOIN12: utilities = 100, 40, 60: four numbers"),
    ],
)
def test_what_cannot_be_a_boin12_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        Boin12(**{"n_levels": 3} | arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_the_target_is_the_toxicity_limit() -> None:
    assert DESIGN.target == 0.35
