"""Designs compared on the same virtual patients."""

import json
from itertools import combinations

import numpy as np
import pytest
from tests.every_design import RULED

from firstdose.trial import DltDefinition
from firstdose.virtual import AssumedCurve, setting
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.compare import compare
from firstdose.virtual.runner import run
from firstdose.virtual.setting import Setting

TRIALS = 400
SETTING = Setting(AssumedCurve((0.05, 0.2, 0.35, 0.6)), AtOnce(), DltDefinition(28, ()), 12, seed=3, trials=TRIALS)
NAMES = ("3+3, ruled", "boin, ruled", "blrm, ruled")
COMPARED = compare({name: RULED[name] for name in NAMES}, SETTING, 0.3)


def _correct(name: str) -> list[bool]:
    """Trial by trial."""
    done = run(RULED[name], SETTING.truth, SETTING.arrivals, SETTING.dlt, SETTING.max_patients, 3, range(TRIALS))
    return [level == 2 for level in done.mtd.tolist()]


def test_each_design_is_as_if_alone() -> None:
    for name, together in zip(NAMES, COMPARED.designs, strict=True):
        assert together.to_dict() == SETTING.simulate(RULED[name], 0.3).to_dict() | {"design": name}
    assert COMPARED.optimal.to_dict() == SETTING.optimal(0.3).to_dict()


def test_every_pair_is_compared_once_in_order() -> None:
    assert [(one.a, one.b) for one in COMPARED.differences] == list(combinations(NAMES, 2))


def test_differences_are_paired_trial_by_trial() -> None:
    correct = {name: _correct(name) for name in NAMES}
    for one in COMPARED.differences:
        paired = [int(a) - int(b) for a, b in zip(correct[one.a], correct[one.b], strict=True)]
        mean = sum(paired) / TRIALS
        variance = sum((value - mean) ** 2 for value in paired) / TRIALS
        assert one.correct_diff == pytest.approx(mean, abs=1e-12)
        assert one.correct_diff_se == pytest.approx((variance / TRIALS) ** 0.5, abs=1e-12)


def test_pairing_makes_the_difference_more_precise() -> None:
    """The same patients on both sides: less noise than two independent runs would have."""
    se = {one.design: one.correct_se for one in COMPARED.designs}
    for one in COMPARED.differences:
        assert one.correct_diff_se < 0.95 * np.hypot(se[one.a], se[one.b])


def test_a_design_against_itself_differs_by_nothing() -> None:
    twice = compare({"a": RULED["boin, ruled"], "b": RULED["boin, ruled"]}, SETTING, 0.3)
    assert (twice.differences[0].a, twice.differences[0].b) == ("a", "b")
    assert (twice.differences[0].correct_diff, twice.differences[0].correct_diff_se) == (0.0, 0.0)


def test_progress_is_of_the_whole() -> None:
    told: list[tuple[int, int]] = []
    compare({name: RULED[name] for name in NAMES[:2]}, SETTING, 0.3, lambda done, total: told.append((done, total)))
    assert {total for _, total in told} == {2 * TRIALS}
    done = [done for done, _ in told]
    assert done == sorted(done)
    assert (TRIALS in done, done[-1]) == (True, 2 * TRIALS)


def test_chunks_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "CHUNK", 171)
    again = compare({name: RULED[name] for name in NAMES}, SETTING, 0.3)
    assert json.dumps(again.to_dict()) == json.dumps(COMPARED.to_dict())


def test_the_promised_json() -> None:
    told = COMPARED.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == ["designs", "optimal", "differences"]
    assert list(told["differences"][0]) == ["a", "b", "correct_diff", "correct_diff_se"]
    assert [one["design"] for one in told["designs"]] == list(NAMES)
