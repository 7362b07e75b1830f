"""One decision as JSON, levels from 1."""

import json

from firstdose.design import Boin, LevelNumbers, Recommendation
from firstdose.trial import Outcomes

FIRST = LevelNumbers(0, 1.2, 3, 1, 0.3, 0.2, 0.5, 0.3, True)


def test_levels_are_counted_from_one() -> None:
    told = Recommendation("treat", 0, 3, None, "Because.", (FIRST,)).to_dict()
    assert (told["level"], told["n_next"], told["mtd"], told["action"], told["reason"]) == (
        1,
        3,
        None,
        "treat",
        "Because.",
    )
    assert told["levels"] == [
        {"level": 1, "dose": 1.2, "n": 3, "dlt": 1, "p_dlt_mean": 0.3, "p_under": 0.2, "p_target": 0.5, "p_over": 0.3,
         "admissible": True}
    ]  # fmt: skip


def test_after_a_stop_the_mtd_is_named_and_no_level() -> None:
    told = Recommendation("stop", None, 0, 2, "Because.", ()).to_dict()
    assert (told["level"], told["n_next"], told["mtd"]) == (None, 0, 3)


def test_it_is_json() -> None:
    told = Boin(0.3, 5).decide(Outcomes.parse("1NNN 2NNT 3TTT")).one().to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == ["action", "level", "n_next", "mtd", "reason", "levels"]
    assert list(told["levels"][0]) == [
        "level", "dose", "n", "dlt", "p_dlt_mean", "p_under", "p_target", "p_over", "admissible",
    ]  # fmt: skip


def test_a_rare_number_is_told_where_the_design_has_it() -> None:
    values = {"n": 3.0, "dlt": 1.0, "p_dlt_sd": 0.1, "p_interval_0": 0.2, "p_interval_1": 0.8, "response": 2.0}
    one = LevelNumbers.of(values | {"p_over": float("nan"), "escalate": 0.2}, level=1, dose=None, admissible=True)
    assert (one.n, one.p_over, one.response, one.p_intervals) == (3, None, 2, (0.2, 0.8))
    told = one.to_dict()
    assert (told["level"], told["p_dlt_sd"], told["p_intervals"]) == (2, 0.1, (0.2, 0.8))
    assert "p_over" in told
    assert not {"p_dlt_plugin", "utility", "escalate"} & told.keys()


def test_levels_open_to_backfill_are_told_where_the_design_has_them() -> None:
    told = Recommendation("treat", 1, 3, None, "Because.", (), backfill=(0,)).to_dict()
    assert told["backfill"] == [1]
