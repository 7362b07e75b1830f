"""The concentration at the dose, and samples below the limit."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from firstdose.analysis.nca import nca
from firstdose.errors import DataError


def _one(time: list[float], conc: list[Any], options: dict[str, Any] | None = None, **columns: Any) -> dict[str, Any]:
    rows = pl.DataFrame({"USUBJID": "01", "TIME": time, "CONC": conc, "DOSE": 10.0}, strict=False)
    found = nca(rows.with_columns(**{name: pl.lit(value) for name, value in columns.items()}), **(options or {}))
    return {code: each["value"] for code, each in found.subjects[0]["parameters"].items()} | {"marks": found.marked(0)}


def test_c0_of_a_bolus() -> None:
    iv: dict[str, Any] = {"ROUTE": "INTRAVENOUS"}
    found = _one([1, 2, 3, 4], [8.0, 4.0, 2.0, 1.0], **iv)
    assert found["C0"] == pytest.approx(16)
    assert (found["CMAX"], found["TMAX"]) == (8.0, 1.0)  # observed
    assert found["AUCIFO"] == pytest.approx(16 / np.log(2))
    assert found["AUCPBEO"] == pytest.approx(50)
    assert "C" in found["marks"]
    assert "B" in found["marks"]
    rising = _one([1, 2, 3, 4], [4.0, 6.0, 2.0, 1.0], **iv)
    assert (rising["C0"], "F" in rising["marks"]) == (4.0, True)
    measured = _one([0, 1, 2, 3], [9.0, 4.0, 2.0, 1.0], **iv)
    assert (measured["C0"], measured["CMAX"], measured["AUCPBEO"]) == (9.0, 9.0, 0.0)
    assert "TLAG" not in measured


def test_a_sample_at_a_later_bolus_was_taken_before_it() -> None:
    later = {"steady_state": True, "tau": 4.0}
    found = _one([0, 1, 2, 4], [2.0, 8.0, 4.0, 1.0], later, ROUTE="INTRAVENOUS")
    assert found["C0"] == pytest.approx(16)
    assert (found["CMIN"], found["CTROUGH"]) == (1.0, 1.0)


def test_the_residence_time_at_steady_state_is_that_of_one_dose() -> None:
    """By superposition, with what is beyond the dosing interval."""
    time = [0.5, 1.0, 2.0, 4.0, 6.0]
    conc = [float(np.exp(-0.3 * each) / (1 - np.exp(-0.3 * 6))) for each in time]
    found = _one(time, conc, {"steady_state": True, "tau": 6.0}, ROUTE="INTRAVENOUS")
    assert found["MRTIVIFO"] == pytest.approx(1 / 0.3)
    assert found["CLTAU"] == pytest.approx(10 * 0.3)
    assert found["VZTAU"] == pytest.approx(10)


def test_the_start_after_other_routes() -> None:
    assert "Z" in _one([1, 2, 3, 4], [8.0, 4.0, 2.0, 1.0])["marks"]
    assert _one([1, 2], [8.0, 4.0], {"auc": "linear"})["AUCLST"] == pytest.approx(4 + 6)
    before = _one([-1, 1, 2], [2.0, 8.0, 4.0], {"auc": "linear"})
    assert before["AUCLST"] == pytest.approx(5 + 6)
    assert before["CMAX"] == 8.0
    assert "M" in before["marks"]
    later = _one([1, 2, 3], [8.0, 4.0, 3.0], {"auc": "linear", "steady_state": True, "tau": 3.0})
    assert later["AUCLST"] == pytest.approx(5.5 + 6 + 3.5)
    assert "L" in later["marks"]


def test_an_infusion_shortens_the_residence_time() -> None:
    time, conc = [0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 8.0, 4.0, 2.0, 1.0]
    assert _one(time, conc, DUR=1.0)["MRTIVIFO"] == pytest.approx(_one(time, conc)["MRTEVIFO"] - 0.5)


@pytest.mark.parametrize(
    ("blq", "area"),
    [
        (None, 3 + 8 + 1),  # the middle is dropped, the last makes a triangle
        ("keep", 3 + 3 + 1 + 1),
        ("drop", 3 + 8),
        ({"first": "keep", "middle": 1.0, "last": "drop"}, 3 + 3.5 + 1.5),
        ("before.tmax=keep,after.tmax=drop", 3 + 8),
        ("first=keep,middle=lloq,last=lloq/2", 3 + 3.25 + 1.25 + 1.125),
    ],
)
def test_rules_for_what_is_below_the_limit(blq: Any, area: float) -> None:
    conc = ["0", "6", "BLQ", "2", "<0.5"]
    found = _one([0, 1, 2, 3, 4], conc, {"blq": blq, "auc": "linear"}, LLOQ="0.5")
    assert found["AUCALL"] == pytest.approx(area)
    assert found["CMIN"] == 0


def test_a_limit_is_needed_to_stand_in_for_it() -> None:
    with pytest.raises(DataError, match="needs a limit"):
        _one([0, 1, 2], ["BLQ", "6", "2"], {"blq": "lloq/2"})


@pytest.mark.parametrize("text", ["blq", "<LLOQ", "BQL", "< BLQ", "BLQ (<0.05)", "<0.05", "ND", "Below LLOQ", "bllq"])
def test_words_for_below_the_limit(text: str) -> None:
    found = _one([0, 1, 2, 3], [text, "6", "3", "NA"])
    assert (found["CMIN"], found["TLST"]) == (0.0, 2.0)


@pytest.mark.parametrize(("conc", "said"), [("-1", "cannot be a conc"), ("high", "is no number"), ("inf", "cannot be")])
def test_what_is_no_concentration(conc: str, said: str) -> None:
    with pytest.raises(DataError, match=f"PC row 2: .*{said}"):
        _one([0, 1], ["0", conc])


def test_all_below_the_limit_one_sample_none() -> None:
    blank = _one([0, 1, 2], [0.0, 0.0, 0.0])
    assert (blank["CMAX"], blank["AUCLST"], blank["TMAX"], blank["AUCIFO"]) == (0.0, 0.0, None, None)
    single = _one([0], [3.0])
    assert (single["CMAX"], single["AUCLST"]) == (3.0, None)
    nothing = _one([0, 1], [None, None])
    assert all(value is None for code, value in nothing.items() if code != "marks")
