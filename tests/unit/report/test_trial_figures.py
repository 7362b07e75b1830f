"""Figures of a trial show the subjects they were given."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.trial_frames import every_figure, frame

from firstdose.report.blocks import Panel
from firstdose.report.figures.footer import Footer
from firstdose.report.figures.kaplan_meier import kaplan_meier
from firstdose.report.figures.subjects import RESPONSES, by_dose, by_response, short
from firstdose.report.figures.waterfall import waterfall
from firstdose.report.pictures import picture, pictures


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def _scale(colour: Any) -> Any:
    return colour.to_dict()["scale"]


def _layers(chart: Any, kind: str) -> list[dict[str, Any]]:
    return [layer for layer in chart.to_dict()["layer"] if layer["mark"]["type"] == kind]


def test_a_waterfall_falls_and_leaves_out_who_was_not_measured() -> None:
    names = ("USUBJID", "TRT01A", "PCHG", "BOR")
    given = [
        dict(zip(names, row, strict=True))
        for row in (("A-1", "d", -40.0, "PR"), ("A-2", "d", 30.0, "PD"), ("A-3", "d", None, "NE"))
    ]
    chart = waterfall(frame(given, *names)).to_dict()
    [bar] = [layer for layer in chart["layer"] if layer["mark"]["type"] == "bar"]
    assert bar["encoding"]["x"]["sort"] == ["2", "1"]
    assert bar["encoding"]["color"]["scale"]["domain"] == ["PR", "PD"]


def test_a_response_has_the_same_colour_in_every_figure() -> None:
    few, many = (_scale(by_response(each)) for each in (["PR"], ["PD", "PR", "CR"]))
    assert few["range"] == [RESPONSES["PR"]]
    assert dict(zip(many["domain"], many["range"], strict=True)) == {
        name: RESPONSES[name] for name in ("CR", "PR", "PD")
    }


def test_a_dose_has_the_same_colour_in_every_figure_and_only_those_shown_have_a_name() -> None:
    every = ["DL1", "DL2", "DL3"]
    told: list[Any] = [by_dose(each, every).to_dict() for each in (every, ["DL3"])]
    all_of_them, one = told
    assert one["scale"] == all_of_them["scale"]
    assert (one["legend"]["values"], all_of_them["legend"]["values"]) == (["DL3"], every)


def test_more_doses_than_colours_go_from_dark_to_light() -> None:
    assert _scale(by_dose([f"DL{level}" for level in range(1, 12)]))["scheme"]["name"] == "viridis"


def test_a_single_subject_keeps_its_name() -> None:
    assert (short([]), short(["S-01-001"])) == ([], ["S-01-001"])


@pytest.mark.parametrize(
    "drawn", [lambda c: picture(c, "svg"), lambda c: pictures([Panel(c)], "svg")], ids=["one", "many"]
)
def test_numbers_at_risk_stand_one_row_a_group_below_the_axis(drawn: Callable[[Any], bytes]) -> None:
    """As drawn: in a picture of several charts, heights go by other names than in a picture of one."""
    chart = every_figure(3)["kaplan_meier"]
    svg = drawn(chart).decode()
    head, *names = [_place(svg, name) for name in ("Number at risk", *sorted({row["TRT01A"] for row in _named(chart)}))]
    axis = _place(svg, "0%")
    assert 30 < head - axis < 80
    assert [name - head for name in names] == [16.0 * (row + 1) for row in range(len(names))]


def test_a_picture_of_several_charts_keeps_their_footers() -> None:
    footer = Footer("Safety analysis set", 3, "2026-01-31")
    panels = [Panel(every_figure(3, footer)[name], name) for name in ("linear", "logarithmic")]
    svg = pictures(panels, "svg", title="Concentrations").decode()
    assert all(f">{text}<" in svg for text in ("Concentrations", "linear", "logarithmic", str(footer)))


def _named(chart: Any) -> list[dict[str, Any]]:
    return [row for row in _rows(chart) if "AT_RISK" in row]


def _place(svg: str, text: str) -> float:
    """How low the lowest such text stands, in pixels of its chart; the legend has names too."""
    return max(map(float, re.findall(rf'translate\([-\d.]+,([-\d.]+)\)"[^>]*>{re.escape(text)}<', svg)))


def test_many_curves_come_without_bands() -> None:
    def bands(groups: int) -> int:
        rows = [
            {"TRT01A": f"DL{g}", "TIME": 0.0, "SURVIVAL": 1.0, "LOW": 1.0, "HIGH": 1.0, "CENSORED": 0.0}
            for g in range(groups)
        ]
        curves = frame(rows, "TRT01A", "TIME", "SURVIVAL", "LOW", "HIGH", "CENSORED")
        risk = frame([{"TRT01A": "DL0", "TIME": 0.0, "AT_RISK": 1.0}], "TRT01A", "TIME", "AT_RISK")
        return len(_layers(kaplan_meier(curves, risk, "x", "y"), "area"))

    assert [bands(groups) for groups in (1, 3, 4)] == [1, 1, 0]


def test_a_logarithmic_axis_leaves_out_zero() -> None:
    from firstdose.report.figures.concentration_time import concentration_time

    given = frame(
        [{"USUBJID": "1", "TRT01A": "d", "TIME": 0.0, "AVAL": value} for value in (0.0, 2.0)],
        "USUBJID",
        "TRT01A",
        "TIME",
        "AVAL",
    )
    mean = frame([], "TRT01A", "TIME", "AVAL", "N")
    values = [row["AVAL"] for row in _rows(concentration_time(given, mean, "x", "y", log=True)) if "AVAL" in row]
    assert values == [2.0]
    assert {"at": 0.5, "label": "LLOQ 0.5"} in _rows(concentration_time(given, mean, "x", "y", lloq=0.5))


def test_a_footer_without_a_cut_says_so() -> None:
    assert str(Footer("All", 3, "")) == "All, N = 3. Data cut-off: none, all data."
