"""BF-BOIN: which levels are open beside the cohort, and what their patients say to its level."""

import pytest

from firstdose.design import Boin, Recommendation
from firstdose.design.backfill_boin import BackfillBoin
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DESIGN = BackfillBoin(0.25, 4)
RATE = "DLT rate {} at level {} ({} of {}) "
POOLED = (
    "Backfill patients at level {} speak against the DLT rate of {} at level {}; from there up the pooled rate is {}: "
)


def _seen(cohorts: str, backfill: str = "") -> Outcomes:
    """Patients of the cohorts, and beside them."""
    escalating, beside = Outcomes.parse(cohorts), Outcomes.parse(backfill)
    follow_up = escalating.follow_up[0].tolist() + beside.follow_up[0].tolist()
    return Outcomes.of(
        level=escalating.level[0].tolist() + beside.level[0].tolist(),
        dlt=escalating.dlt[0].tolist() + beside.dlt[0].tolist(),
        response=escalating.response[0].tolist() + beside.response[0].tolist(),
        follow_up=follow_up,
        cohort=escalating.cohort[0].tolist() + [-1] * beside.level.shape[1],
    )


def _after(cohorts: str, backfill: str = "", design: BackfillBoin = DESIGN) -> Recommendation:
    return design.decide(_seen(cohorts, backfill)).one()


@pytest.mark.parametrize(
    ("cohorts", "backfill", "action", "level", "reason"),
    [
        ("", "", "treat", 0, "No patient has been treated: start at level 1."),
        ("1NNN", "", "treat", 1, RATE.format("0.000", 1, 0, 3) + "is at or below 0.197: go up to level 2."),
        (
            "1NNN 2NNTN", "", "treat", 1,
            RATE.format("0.250", 2, 1, 4) + "lies between 0.197 and 0.298: treat level 2 again.",
        ),
        ("1NNN 2NTN", "", "treat", 0, RATE.format("0.333", 2, 1, 3) + "is above 0.298: go down to level 1."),
        (
            "1NTN", "", "treat", 0,
            RATE.format("0.333", 1, 1, 3)
            + "is above 0.298: there is no lower level and it is not excluded, treat level 1 again.",
        ),
        (
            "1NNN 2NNN 3NNN 4NNN", "", "treat", 3,
            RATE.format("0.000", 4, 0, 3) + "is at or below 0.197: there is no higher level, treat level 4 again.",
        ),
        (
            "1NNN 2NNN", "1NTTP", "treat", 1,
            POOLED.format(1, "0.000", 2, "0.222") + "treat level 2 again.",
        ),
        (
            "1NNN 2NNN 3NNN", "1NTTP 2NNNNNN", "treat", 3,
            POOLED.format(1, "0.000", 3, "0.111") + "go up to level 4.",
        ),
        (
            "1NNN 2NNT", "1NTTT", "treat", 0,
            POOLED.format(1, "0.333", 2, "0.400") + "go down to level 1.",
        ),
        (
            "1NNE 2NNE 3NTT", "2TTTN 1NNN", "treat", 0,
            POOLED.format(2, "0.667", 3, "0.500") + "go down to level 1.",
        ),
        (
            "1NNE 2NNE 3NNP", "", "wait", 2,
            "Patients of the cohort still in the DLT window (1) could change the decision: wait.",
        ),
        (
            "1NNN 2TTT", "1NNP", "treat", 0,
            "Level 2 is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.25 is 0.996, above "
            "0.95): go down to level 1.",
        ),
        (
            "1NNN 2TTTP", "", "treat", 0,
            "Level 2 is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.25 is 0.996, above "
            "0.95): go down to level 1.",
        ),
        (
            "1TTT", "", "stop", None,
            "The lowest dose, level 1, is too toxic (3 of 3 patients had a DLT, so the probability of exceeding 0.25 "
            "is 0.996, above 0.95): stop, no dose is the MTD.",
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(cohorts: str, backfill: str, action: str, level: int | None, reason: str) -> None:
    answer = _after(cohorts, backfill)
    assert (answer.action, answer.level, answer.reason) == (action, level, reason)


def test_below_all_levels_that_the_pooled_rates_speak_against_lies_the_next() -> None:
    assert _after("1NNN 2NNN 3NNT", "2NTTT 1NNN").level == 0
    assert _after("1NNN 2NNT", "1TTNN").level == 0  # there is none below
    assert _after("1NNNNNN 2NNNN 3TTN", "2NTTN 1NNN").level == 1  # up to level 2: 2 of 8


def test_of_several_levels_that_speak_against_it_the_highest_counts() -> None:
    reason = _after("1NNN 2NNN 3NNN 4NNN", "1TTN 2NTT 3NNN").reason
    assert reason.startswith(POOLED.format(2, "0.000", 4, "0.133"))


def test_a_level_without_backfill_speaks_against_nothing() -> None:
    assert _after("1NNN 1NTT 2NNN").level == Boin(0.25, 4).decide(Outcomes.parse("1NNN 1NTT 2NNN")).one().level == 2


def test_a_backfill_level_that_stays_speaks_against_going_up_and_not_against_staying() -> None:
    assert _after("1NNN 2NNN", "1NTNTNNNNN").reason.startswith("DLT")  # 2 of 12 is no reason
    assert _after("1NNN 2NNN", "1NTTNTNNNN").reason.startswith("Backfill")  # 3 of 12 would stay
    assert _after("1NNN 2NNTN", "1NTTNTNNNN").reason.startswith("DLT")


@pytest.mark.parametrize(
    ("cohorts", "backfill", "open_levels"),
    [
        ("1NNN 2NNN 3NNN", "", ()),  # no response
        ("1NNE 2NNN 3NNN", "", (0, 1, 2)),  # up to the level below the next
        ("1NNN 2NNE 3NNN", "", (1, 2)),  # a response at it or below
        ("1NNN 2NNE 3NNP", "", (1,)),  # below the cohort that is waited for
        ("1NNE", "", (0,)),
        ("1NNE 2NTT", "", ()),  # back at the lowest
        ("1NNE 2NNN 3NNN", "1NNNNNNNNN", (1, 2)),  # twelve patients
        ("1NNE 2NNN 3NNN", "1NNNNNNNN", (0, 1, 2)),  # eleven
        ("1NNE 2NNN 3NNN", "1NNNNPPPPP", (1, 2)),  # pending ones count
        ("1NNE 2NNN 3NNP", "1TTNN", (0, 1)),  # 2 of 7 is not above 0.298
        ("1NNE 2NNNN 3NNP", "1TTTN", (0, 1)),  # 3 of 7 is, 3 of 11 with the level above is not
        ("1NNE 2NNN 3NNP", "1TTTN", ()),  # 3 of 10 is
        ("1NNE 2NNN 3NNP", "2TTTN", (0,)),  # 3 of 7, and nobody known above
        ("1NNE 2NNN 3NNP", "1TTTPPPP", ()),  # 3 of 6; the pending do not count: too toxic
    ],
)
def test_which_levels_are_open_beside_the_cohort(cohorts: str, backfill: str, open_levels: tuple[int, ...]) -> None:
    assert _after(cohorts, backfill).backfill == open_levels


def test_a_level_may_open_without_a_response_and_close_sooner() -> None:
    free = BackfillBoin(0.25, 4, needs_response=False, n_cap=3)
    assert _after("1NN 2NNN 3NN", design=free).backfill == (0, 2)


def test_one_of_three_may_always_stay() -> None:
    staying = BackfillBoin(0.25, 4, stay_at_one_of_three=True)
    assert _after("1NNN 2NNT").level == 0
    assert _after("1NNN 2NNT", design=staying).level == 1
    assert _after("1NNN 2NTT", design=staying).level == 0


def test_the_mtd_counts_backfill_patients_and_nobody_pending() -> None:
    assert DESIGN.select(_seen("1NNN 2NNT")).tolist() == [1]
    assert DESIGN.select(_seen("1NNN 2NNT", "1NTNT")).tolist() == [0]
    assert DESIGN.select(_seen("1NNN 2NNT", "1NNNTPPPP 2TTNNN")).tolist() == [0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"n_cap": 0}, "n_cap = 0"), ({"target": 0.0}, "target = 0"), ({"needs_response": "no"}, "needs_response = 'no'")],
)
def test_what_cannot_be_a_bf_boin_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError, match=f"^{message}"):
        BackfillBoin(**{"target": 0.3, "n_levels": 3} | arguments)  # type: ignore[arg-type]


def test_options_that_follow_from_others_are_told() -> None:
    assert BackfillBoin(0.3, 3).derived == {"p_saf": 0.18, "p_tox": 0.42}
