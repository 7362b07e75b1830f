"""Which points make the terminal phase."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from firstdose.analysis.nca import nca
from firstdose.errors import DataError

TIME = [0.0, 1.0, 2.0, 4.0, 8.0, 12.0]


def _profile(conc: list[float], time: list[float] = TIME) -> pl.DataFrame:
    return pl.DataFrame({"USUBJID": "01", "TIME": time, "CONC": conc, "DOSE": 100.0}, strict=False)


def _reason(conc: list[float], code: str = "LAMZ") -> str | None:
    reason: str | None = nca(_profile(conc)).subjects[0]["parameters"][code]["reason"]
    return reason


def test_points_start_after_tmax_and_end_at_the_last_quantifiable() -> None:
    found = nca(_profile([0, 5, 8, 4, 1, 0.25]))
    assert found.points(0) == [4.0, 8.0, 12.0]
    assert found.value("LAMZ")[0] == pytest.approx(np.log(2) / 2)
    assert found.subjects[0]["LAMZNPT"] == 3


def test_of_fits_as_good_the_longest_is_taken() -> None:
    exact = [0.0, *(10 * np.exp(-0.1 * np.array(TIME[1:])))]
    assert nca(_profile(exact)).points(0) == [2.0, 4.0, 8.0, 12.0]
    assert nca(_profile(exact), allow_tmax=True).points(0) == [1.0, 2.0, 4.0, 8.0, 12.0]
    bent = [0, 20, 12, 6, 4, 2.7]
    assert nca(_profile(bent)).points(0) == [4.0, 8.0, 12.0]
    assert nca(_profile(bent), tolerance=0.5).points(0) == [2.0, 4.0, 8.0, 12.0]
    assert nca(_profile(bent), min_points=4).points(0) == [2.0, 4.0, 8.0, 12.0]


def test_a_rising_fit_that_is_best_ends_pknca_but_not_winnonlin() -> None:
    conc, time = [0, 50, 30, 9, 1, 2, 4.1], [*TIME, 16.0]
    assert nca(_profile(conc, time)).subjects[0]["parameters"]["LAMZ"]["reason"] is not None
    found = nca(_profile(conc, time), lambda_z="winnonlin")
    assert found.value("LAMZ")[0] > 0


def test_winnonlin_takes_the_peak_of_a_bolus_and_nothing_before_the_end_of_an_infusion() -> None:
    exact = list(10 * np.exp(-0.1 * np.array(TIME)))
    bolus = _profile(exact).with_columns(ROUTE=pl.lit("INTRAVENOUS"))
    assert nca(bolus).points(0) == TIME[1:]
    assert nca(bolus, lambda_z="winnonlin").points(0) == TIME
    infusion = bolus.with_columns(DUR=4.0)
    assert nca(infusion, lambda_z="winnonlin").points(0) == [4.0, 8.0, 12.0]


def test_points_by_hand() -> None:
    rows = _profile([0, 20, 12, 6, 4, 2.7])
    assert nca(rows, points={"01": (2, 8)}).points(0) == [2.0, 4.0, 8.0]
    found = nca(rows, points={"01": [1, 4, 12]})
    assert found.points(0) == [1.0, 4.0, 12.0]
    assert "H" in found.marked(0)
    two = nca(rows, points={"01": (8, 12)}).subjects[0]["parameters"]
    assert two["LAMZ"]["value"] == pytest.approx(np.log(4 / 2.7) / 4)
    assert two["R2ADJ"] == {"value": None, "unit": None, "reason": "Two points have no adjusted r²."}
    up = nca(_profile([0, 1, 2, 4, 5, 6]), points={"01": (4, 12)}).subjects[0]["parameters"]
    assert up["LAMZHL"]["value"] is None
    assert "does not fall" in up["LAMZHL"]["reason"]


@pytest.mark.parametrize(
    ("conc", "said"),
    [([0, 5, 8, 4, 1, 0], "Too few"), ([0, 9, 1, 2, 3, 4], "does not fall"), ([0, 0, 0, 0, 0, 0], "above the limit")],
)
def test_why_there_is_no_slope(conc: list[float], said: str) -> None:
    assert said in (_reason(conc) or "")
    assert _reason(conc, "AUCIFO") == _reason(conc, "CLFO") == _reason(conc)


def test_what_cannot_be_asked() -> None:
    rows = _profile([0, 20, 12, 6, 4, 2.7])
    with pytest.raises(DataError, match='"02", which is no USUBJID'):
        nca(rows, points={"02": (1, 2)})
    with pytest.raises(DataError, match="needs 3 points"):
        nca(rows, min_points=2)
    with pytest.raises(DataError, match="1 points cannot be a slope"):
        nca(rows, points={"01": [4.0]})
