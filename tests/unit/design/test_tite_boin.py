"""TITE-BOIN, sentence by sentence; its numbers stand against the reference in tests/golden."""

import pytest

from firstdose.design.tite_boin import TiteBoin
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DESIGN = TiteBoin(target=0.3, n_levels=3)
WAITING = (
    "{} of {} patients at level {} are still in the DLT window, and what comes of them could change the decision: wait."
)


def _seen(text: str, follow_up: list[float]) -> Outcomes:
    seen = Outcomes.parse(text)
    return Outcomes.of(level=seen.level, dlt=seen.dlt, cohort=seen.cohort, follow_up=follow_up)


@pytest.mark.parametrize(
    ("outcomes", "follow_up", "action", "level", "reason"),
    [
        ("", [], "treat", 0, "No patient has been treated: start at level 1."),
        (
            "1NNN", [1, 1, 0.4], "treat", 1,
            "DLT rate 0.000 at level 1 (0 of 2.40 patients by follow-up) is at or below 0.236: go up to level 2.",
        ),
        (
            "1NNN 2TNN", [1, 1, 1, 0.2, 1, 0.8], "treat", 1,
            "DLT rate 0.357 at level 2 (1 of 2.80 patients by follow-up) lies between 0.236 and 0.359: "
            "treat level 2 again.",
        ),
        (
            "1NNN 2TNN", [1, 1, 1, 0.2, 1, 0.7], "treat", 0,
            "DLT rate 0.370 at level 2 (1 of 2.70 patients by follow-up) is at or above 0.359: go down to level 1.",
        ),
        (
            "1TNN", [0.2, 1, 0.7], "wait", 0,
            WAITING.format(1, 3, 1),
        ),
        (
            "1TNN", [0.2, 1, 1], "treat", 0,
            "DLT rate 0.333 at level 1 (1 of 3.00 patients by follow-up) lies between 0.236 and 0.359: "
            "treat level 1 again.",
        ),
        (
            "1TTN", [0.2, 0.2, 1], "treat", 0,
            "DLT rate 0.667 at level 1 (2 of 3.00 patients by follow-up) is at or above 0.359: there is no lower level "
            "and it is not excluded, treat level 1 again.",
        ),
        (
            "1NNN 2NNN", [1, 1, 1, 1, 0.9, 0.9], "wait", 1,
            WAITING.format(2, 3, 2),
        ),
        (
            "1NNN 2TTTNNNN", [1, 1, 1, 0.1, 0.1, 0.1, 0, 0, 0, 0], "wait", 1,
            WAITING.format(4, 7, 2),
        ),
    ],
)  # fmt: skip
def test_every_step_of_a_trial(outcomes: str, follow_up: list[float], action: str, level: int, reason: str) -> None:
    answer = DESIGN.decide(_seen(outcomes, follow_up)).one()
    assert (answer.action, answer.level, answer.reason) == (action, level, reason)


def test_a_level_excluded_is_left_though_many_of_its_patients_are_pending() -> None:
    answer = TiteBoin(0.1, 2).decide(_seen("1NNN 2TTNNN", [1, 1, 1, 0.2, 0.2, 0, 0, 0])).one()
    assert (answer.action, answer.level) == ("treat", 0)
    assert answer.reason == (
        "Level 2 is too toxic (2 of 5 patients had a DLT, so the probability of exceeding 0.1 is 0.984, above 0.95): "
        "go down to level 1."
    )


def test_the_lowest_level_excluded_ends_the_trial_whatever_is_pending() -> None:
    answer = TiteBoin(0.1, 2).decide(_seen("1TTNNN", [0.2, 0.2, 0, 0, 0])).one()
    assert (answer.action, answer.mtd) == ("stop", None)


def test_a_pending_patient_counts_by_the_share_of_the_window_seen() -> None:
    answer = DESIGN.decide(_seen("1NNN 2NNT", [1, 1, 1, 0.25, 1, 0.5])).one()
    assert answer.levels[1].p_dlt_mean == pytest.approx(1 / 2.25)
    assert (answer.levels[0].p_dlt_mean, answer.levels[2].p_dlt_mean) == (0, None)


@pytest.mark.parametrize(("at_bound", "level", "words"), [(True, 0, "at or above"), (False, 1, "lies between")])
def test_a_rate_on_the_upper_boundary_goes_down_unless_told_otherwise(at_bound: bool, level: int, words: str) -> None:
    class Fixed(TiteBoin):
        boundaries = (0.25, 0.5)

    answer = Fixed(0.3, 3, deescalate_at_bound=at_bound).decide(Outcomes.from_counts([3, 4, 0], [0, 2, 0], 1)).one()
    assert answer.level == level
    assert words in answer.reason
    higher = Fixed(0.3, 3, deescalate_at_bound=at_bound).decide(Outcomes.from_counts([3, 5, 0], [0, 3, 0], 1)).one()
    assert ("at or above" in higher.reason) == at_bound


@pytest.mark.parametrize(("share", "waits"), [(0.6, False), (0.5, True), (0.0, True)])
def test_how_many_may_be_pending_is_an_option(share: float, waits: bool) -> None:
    seen = _seen("1NNNNN", [1, 1, 0.5, 0.5, 0.5])
    assert (TiteBoin(0.3, 2, max_pending=share).decide(seen).one().action == "wait") == waits


def test_the_mtd_is_that_of_the_patients_whose_outcome_is_known() -> None:
    seen = _seen("1NNN 2NNN 3NNN", [1, 1, 1, 1, 1, 0.9, 0.5, 0.5, 0.5])
    assert DESIGN.select(seen).tolist() == [1]


def test_the_follow_up_at_which_the_paper_tabulates_a_move_is_where_ours_moves() -> None:
    up, down = DESIGN.stft_bounds(n=6, dlt=2, pending=3)
    assert (up, down) == pytest.approx((5.457, 2.5785), abs=1e-3)
    for stft, level in ((down - 1e-3, 0), (down + 1e-3, 1)):
        seen = _seen("1NNN 2TTNNNN", [1, 1, 1, 0.5, 0.5, 1, *[stft / 3] * 3])
        assert DESIGN.decide(seen).one().level == level


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_what_cannot_be_a_share_of_pending_patients_is_refused(share: float) -> None:
    with pytest.raises(DesignError, match=r"^TITE-BOIN: max_pending = .*: a share from 0 to below 1"):
        TiteBoin(0.3, 3, max_pending=share)


def test_a_text_is_no_share_of_pending_patients() -> None:
    with pytest.raises(DesignError, match=r"^max_pending = '0\.5': a number is needed"):
        TiteBoin(0.3, 3, max_pending="0.5")  # type: ignore[arg-type]


def test_what_cannot_be_a_boin_is_refused() -> None:
    with pytest.raises(DesignError, match="they must rise in this order"):
        TiteBoin(0.3, 3, p_saf=0.4)


def test_options_that_follow_from_others_are_told() -> None:
    assert DESIGN.derived == {"p_saf": 0.18, "p_tox": 0.42}
