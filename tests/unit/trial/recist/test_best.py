"""Best overall response as Table 3 of RECIST 1.1 has it, pair by pair, and as admiralonco does."""

import pytest

from firstdose.errors import ProtocolError
from firstdose.trial.recist import (
    CODES,
    WORDS,
    Assessments,
    Response,
    best_confirmed,
    best_unconfirmed,
    first_benefit,
    first_confirmed_response,
    first_response,
    relapse_is_progression,
    response_rules,
)

EARLY, LATE = 30, 60  # before and after day 42, from which disease can be stable

# Eisenhauer 2009, Table 3: first, second, best response where the first came late enough for SD, and where it did not
TABLE_3 = [
    ("CR", "CR", "CR", "CR"),
    ("CR", "PR", "SD", "PD"),  # footnote a: PD at that point; best response by the minimum duration of SD
    ("CR", "SD", "SD", "PD"),
    ("CR", "PD", "SD", "PD"),
    ("CR", "NE", "SD", "NE"),
    ("PR", "CR", "PR", "PR"),
    ("PR", "PR", "PR", "PR"),
    ("PR", "SD", "SD", "SD"),
    ("PR", "PD", "SD", "PD"),
    ("PR", "NE", "SD", "NE"),
    ("NE", "NE", "NE", "NE"),
]


def seen(*visits: tuple[int, str]) -> Assessments:
    return Assessments.of([0] * len(visits), [day for day, _ in visits], [CODES[word] for _, word in visits], 1)


def confirmed(mode: str, *visits: tuple[int, str], **options: int | bool) -> str:
    rules = response_rules(mode, **options)  # type: ignore[arg-type]
    judged = relapse_is_progression(seen(*visits)) if mode == "recist_table3" else seen(*visits)
    return WORDS[Response(best_confirmed(judged.until_progression(), rules).response[0])]


@pytest.mark.parametrize(("first", "second", "late", "early"), TABLE_3)
def test_table_3(first: str, second: str, late: str, early: str) -> None:
    assert confirmed("recist_table3", (LATE, first), (LATE + 30, second)) == late
    assert confirmed("recist_table3", (EARLY, first), (EARLY + 30, second)) == early


@pytest.mark.parametrize(("first", "second", "late", "early"), TABLE_3)
def test_admiral_is_table_3_but_for_disease_after_a_complete_response(
    first: str, second: str, late: str, early: str
) -> None:
    early = "SD" if (first, second) in (("CR", "PR"), ("CR", "SD")) else early
    assert confirmed("admiral", (LATE, first), (LATE + 30, second)) == late
    assert confirmed("admiral", (EARLY, first), (EARLY + 30, second)) == early


def test_a_confirmation_comes_28_days_later_or_more() -> None:
    assert confirmed("admiral", (50, "PR"), (77, "PR")) == "SD"
    assert confirmed("admiral", (50, "PR"), (78, "PR")) == "PR"
    assert confirmed("admiral", (50, "PR"), (77, "PR"), ref_confirm=27) == "PR"


def test_how_many_gaps_may_stand_between() -> None:
    gap = ((50, "PR"), (92, "NE"), (134, "PR"))
    assert confirmed("admiral", *gap) == "PR"
    assert confirmed("admiral", *gap, max_nr_ne=0) == "SD"
    assert confirmed("admiral", (50, "CR"), (60, "NE"), (70, "NE"), (134, "CR"), max_nr_ne=1) == "SD"


def test_one_stable_visit_between_partial_responses() -> None:
    dip = ((50, "PR"), (92, "SD"), (134, "PR"))
    assert confirmed("admiral", *dip) == "SD"
    assert confirmed("admiral", *dip, accept_sd=True) == "PR"
    assert confirmed("admiral", (50, "PR"), (60, "SD"), (70, "SD"), (134, "PR"), accept_sd=True) == "SD"


def test_a_partial_response_is_not_confirmed_over_a_complete_one_that_is_lost() -> None:
    assert confirmed("admiral", (50, "PR"), (60, "CR"), (70, "PR"), (134, "PR")) == "PR"  # by those of days 70 and 134
    assert confirmed("admiral", (50, "PR"), (60, "CR"), (70, "PR"), (90, "PR")) == "SD"


def test_stable_disease_counts_from_day_42_on() -> None:
    assert confirmed("admiral", (41, "SD")) == "NE"
    assert confirmed("admiral", (42, "SD")) == "SD"
    assert confirmed("admiral", (41, "NON-CR/NON-PD")) == "NE"
    assert confirmed("admiral", (42, "NON-CR/NON-PD")) == "NON-CR/NON-PD"


def test_what_is_not_done_is_better_than_missing_only_where_responses_are_confirmed() -> None:
    rules = response_rules("admiral")
    assert best_confirmed(seen((50, "ND")), rules).response[0] == Response.ND
    assert best_unconfirmed(seen((50, "ND")), rules).response[0] == Response.MISSING


def test_nobody_assessed() -> None:
    nobody = Assessments.of([], [], [], 2)
    for missing, word in ((False, Response.MISSING), (True, Response.NE)):
        found = best_confirmed(nobody, response_rules("admiral", missing_as_ne=missing))
        assert found.response.tolist() == [word, word]
        assert found.at.tolist() == [-1, -1]
    assert first_response(nobody).tolist() == [-1, -1]
    assert first_confirmed_response(nobody, response_rules()).tolist() == [-1, -1]


def test_the_first_of_equal_responses_is_the_best() -> None:
    found = best_unconfirmed(seen((42, "SD"), (84, "PR"), (126, "PR")), response_rules())
    assert found.at.tolist() == [1]


def test_benefit_is_a_response_at_any_time_or_disease_held_long_enough() -> None:
    rules = response_rules()
    for visits, at in (
        (((20, "PR"), (50, "PD")), 0),
        (((20, "SD"), (50, "SD")), 1),
        (((20, "SD"), (50, "PD")), -1),
        (((50, "NON-CR/NON-PD"),), 0),
        (((50, "NE"),), -1),
    ):
        given = seen(*visits)
        assert first_benefit(given, first_response(given), rules).tolist() == [at]


def test_of_one_day_the_worst_counts_and_not_evaluable_is_the_mildest() -> None:
    found = seen((50, "NE"), (50, "PR"), (50, "SD"), (-1, "PD"))
    assert (found.day.tolist(), found.response.tolist(), found.row.tolist()) == ([50], [Response.SD], [2])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": "recist"}, 'mode = "recist" is not known'),
        ({"ref_confirm": -1}, "ref_confirm = -1"),
        ({"max_nr_ne": True}, "max_nr_ne = True"),
        ({"accept_sd": 1}, "accept_sd = 1"),
    ],
)
def test_rules_that_cannot_be(options: dict[str, object], message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        response_rules(**options)  # type: ignore[arg-type]
