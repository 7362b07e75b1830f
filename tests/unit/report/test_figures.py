"""Charts show the numbers they were given."""

from typing import Any

from firstdose.pkpd import Band
from firstdose.report.figures.bands import Observed, band_over_dose, with_observed, with_target
from firstdose.report.figures.bars import Bar, Order, differences, grouped_bars
from firstdose.report.figures.curves import Curve, curves
from firstdose.report.figures.ranges import Range, ranged_bars
from firstdose.report.figures.steps import Given, Said, steps


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_a_band_over_dose_shows_every_level_its_target_and_what_was_seen() -> None:
    bands = [Band(0.1, 0.05, 0.2), Band(0.3, 0.1, 0.5)]
    chart = with_target(band_over_dose((1.0, 2.0), bands, "Dose", "DLT", share=True), 0.3, "target 30 %")
    rows = _rows(with_observed(chart, [Observed(2.0, 1 / 6, "1/6", 0.5)]))
    assert {"dose": 2.0, "median": 0.3, "p05": 0.1, "p95": 0.5} in rows
    assert {"target": 0.3, "label": "target 30 %"} in rows
    assert {"dose": 2.0, "rate": 1 / 6, "label": "1/6", "label_at": 0.5} in rows


def test_whiskers_reach_two_errors_either_way_within_0_and_1() -> None:
    bars = [Bar(str(n), "BOIN", value, 0.02, "5 %") for n, value in enumerate((0.5, 0.01, 0.99))]
    chart = grouped_bars(bars, Order(("0", "1", "2"), ("BOIN",)), "Level", "Share", share=True)
    ends = {(round(row["low"], 9), round(row["high"], 9)) for row in _rows(chart)}
    assert ends == {(0.46, 0.54), (0.0, 0.05), (0.95, 1.0)}


def test_without_a_known_error_there_is_no_whisker() -> None:
    def whiskers(error: float | None) -> int:
        bars = [Bar("1", "BOIN", 1.0, error, "5 %")]
        chart = grouped_bars(bars, Order(("1",), ("BOIN",)), "Level", "Share", share=True)
        return sum(layer["mark"]["type"] == "rule" for layer in chart.to_dict()["layer"])

    assert [whiskers(error) for error in (0.01, 0.0, None)] == [1, 0, 0]


def test_the_correct_level_is_shaded() -> None:
    order = Order(("1", "2"), ("BOIN",), correct="2")
    assert {"level": "2"} in _rows(grouped_bars([Bar("1", "BOIN", 1, None, "")], order, "x", "y", share=False))


def test_the_benchmark_comes_last_and_is_grey() -> None:
    colours = Order(("DL1",), ("3+3", "BOIN"), benchmark="Benchmark").colours.to_dict()
    assert colours["domain"] == ["3+3", "BOIN", "Benchmark"]
    assert colours["range"][-1] == "#c3c9cf"


def test_differences_are_in_percentage_points() -> None:
    rows = _rows(differences([("BOIN − 3+3", 0.2, 0.01)], "Percentage points"))
    assert [(round(row["low"]), round(row["diff"]), round(row["high"])) for row in rows if "diff" in row] == [
        (18, 20, 22)
    ]


def test_curves_carry_their_points_and_marks() -> None:
    rows = _rows(curves([Curve("SCCHN", ((0.0, 0.0), (1.0, 1.0)), ((0.1, 0.05, "null"),))], "rate", "p"))
    assert {"name": "SCCHN", "x": 1.0, "y": 1.0} in rows
    assert {"name": "SCCHN", "x": 0.1, "y": 0.05, "words": "null"} in rows


def test_ranges_keep_low_value_and_high() -> None:
    rows = _rows(ranged_bars([Range("SCCHN", "SCCHN", 1, 2, 3)], "Patients"))
    assert rows == [{"name": "SCCHN", "group": "SCCHN", "low": 1, "value": 2, "high": 3}]


def test_steps_leave_out_a_design_that_names_no_dose() -> None:
    said = [Said("1", 1.2, "3+3", "start"), Said("next", None, "3+3", "stop: no dose is the MTD")]
    rows = _rows(steps([Given("1", 1.2, "3/3")], said, (1.2, 1.6), "Dose"))
    assert [row["words"] for row in rows if "words" in row] == ["start"]
