"""A trial without its design: chunks, progress, targets and refusals."""

import json
from dataclasses import replace
from typing import Any
from weakref import ReferenceType, ref

import numpy as np
import pytest
from tests.every_design import DOSES, RULED

from firstdose.design import Boin, Boin12, Design, Ruled, ThreePlusThree
from firstdose.errors import StudyError
from firstdose.trial import DltDefinition
from firstdose.virtual import AssumedCurve, setting
from firstdose.virtual.arrivals import AtOnce, PoissonSites
from firstdose.virtual.compare import compare
from firstdose.virtual.runner import Trials, run
from firstdose.virtual.setting import Setting, target_of

SETTING = Setting(
    truth=AssumedCurve((0.05, 0.2, 0.35, 0.6), 21.0),
    arrivals=PoissonSites((0.0, 20.0), (1.0, 2.0)),
    dlt=DltDefinition(21, ()),
    max_patients=12,
    seed=11,
    trials=50,
    doses=DOSES,
)
BOIN = RULED["boin, ruled"]


def test_the_same_seed_gives_the_same_bytes_in_any_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, best = SETTING.simulate(BOIN), SETTING.optimal(0.3)
    assert json.dumps(SETTING.simulate(BOIN).to_dict()) == json.dumps(whole.to_dict())
    for chunk in (11, 49):
        monkeypatch.setattr(setting, "CHUNK", chunk)
        assert json.dumps(SETTING.simulate(BOIN).to_dict()) == json.dumps(whole.to_dict())
        assert json.dumps(SETTING.optimal(0.3).to_dict()) == json.dumps(best.to_dict())


def test_another_seed_gives_other_trials() -> None:
    assert replace(SETTING, seed=12).simulate(BOIN).to_dict() != SETTING.simulate(BOIN).to_dict()


def test_trials_keep_their_numbers_when_there_are_more() -> None:
    (_, some), (_, more) = (next(replace(SETTING, trials=n).runs({"boin": BOIN})) for n in (20, 50))
    assert np.array_equal(some["boin"].mtd, more["boin"].mtd[:20])


def test_chunks_cover_every_trial_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "CHUNK", 20)
    assert SETTING.chunks == [range(20), range(20, 40), range(40, 50)]


def test_progress_is_told_within_each_chunk_and_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "CHUNK", 20)
    told: list[tuple[int, int]] = []
    SETTING.simulate(BOIN, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert {(20, 50), (40, 50), (50, 50)} < set(told)
    assert told[-1] == (50, 50)


def test_a_clock_is_told_where_patients_take_their_time_to_come() -> None:
    assert (SETTING.simulate(BOIN).duration_days_mean or 0) > 21 * 4
    assert replace(SETTING, arrivals=AtOnce()).simulate(BOIN).duration_days_mean is None


def test_the_answer_names_design_target_and_doses() -> None:
    answer = SETTING.simulate(BOIN)
    assert (answer.design, answer.trials, answer.target) == ("boin", 50, 0.3)
    assert tuple(one.dose for one in answer.levels) == DOSES
    assert [one.true_dlt for one in answer.levels] == [0.05, 0.2, 0.35, 0.6]


@pytest.mark.parametrize(
    ("design", "named", "target"),
    [
        (Boin(0.25, 3), None, 0.25),
        (Boin(0.25, 3), 0.4, 0.4),
        (ThreePlusThree(3), None, 0.33),
        (Ruled(ThreePlusThree(3)), 0.2, 0.2),
        (Ruled(Boin(0.25, 3)), None, 0.25),
    ],
)
def test_the_target_is_the_one_named_else_the_designs_else_a_third(
    design: Design, named: float | None, target: float
) -> None:
    assert target_of(design, named) == target


@pytest.mark.parametrize("target", [0.0, 1.0, -0.3, float("nan")])
def test_no_probability_is_no_target(target: float) -> None:
    with pytest.raises(StudyError) as refused:
        target_of(Boin(0.3, 3), target)
    assert str(refused.value) == f"target = {target:g}: a DLT probability between 0 and 1 is needed, e.g. 0.3."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"trials": 0}, "trials = 0: simulate at least one, e.g. 10000."),
        ({"trials": 2.5}, "trials = 2.5: simulate at least one"),
        ({"seed": 1.5}, "seed = 1.5: a whole number from 0"),
        ({"response_days": -1.0}, "response_days = -1: a number of days from 0 is needed"),
        ({"response_days": float("nan")}, "response_days = nan: a number of days from 0"),
        ({"seed": -1}, "seed = -1: a whole number from 0 is needed, e.g. 1."),
        ({"seed": 2**63}, f"seed = {2**63}: a whole number from 0"),
        ({"correct_level": 4}, "correct_level = 4: the truth has levels 0 to 3."),
    ],
)
def test_a_setting_that_cannot_be_is_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(StudyError) as refused:
        replace(SETTING, **change)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_the_correct_level_may_be_named() -> None:
    near, named = SETTING.simulate(BOIN), replace(SETTING, correct_level=1).simulate(BOIN)
    assert (near.correct_level, named.correct_level) == (2, 1)
    assert named.correct_share == near.levels[1].selected
    assert replace(SETTING, correct_level=1).optimal(0.3).correct_level == 1


def test_memory_does_not_grow_with_the_number_of_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the trials of all chunks before, nothing is left but sums, which have one size."""
    conducted: list[ReferenceType[Trials]] = []
    alive: list[int] = []

    def watched(*options: Any) -> Trials:
        alive.append(sum(trials() is not None for trials in conducted))
        done = run(*options)
        conducted.append(ref(done))
        return done

    monkeypatch.setattr(setting, "CHUNK", 5)
    monkeypatch.setattr(setting, "run", watched)
    compare({"boin": BOIN, "again": BOIN}, SETTING, 0.3)
    assert len(conducted) == 20
    assert max(alive) <= 3  # both of the chunk before, and the first of this one
    assert not any(trials() for trials in conducted)


def test_a_truth_of_other_levels_is_refused() -> None:
    with pytest.raises(StudyError) as refused:
        SETTING.simulate(Boin(0.3, 3))
    assert str(refused.value) == ("The truth has 4 DLT probabilities and the design 3 levels. Give one for each level.")


def test_a_design_that_waits_for_responses_needs_a_truth_with_responses() -> None:
    with pytest.raises(StudyError) as refused:
        SETTING.simulate(Ruled(Boin12(4)))
    assert str(refused.value).startswith("boin12 waits for responses, and the truth says nothing of them: give the")
    by_the_known = Boin12(4, wait_for_response=False)
    assert SETTING.simulate(Ruled(by_the_known, stopping=BOIN.stopping, size=BOIN.size)).patients_mean > 3
