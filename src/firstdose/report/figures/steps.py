"""The dose that each design would have given to each cohort of a published trial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from firstdose.report.figures.frame import coded, framed, inline, layered
from firstdose.report.figures.theme import DASHES, HEIGHT, INK, SERIES, SHAPES


@dataclass(frozen=True)
class Given:
    """What a cohort was given, and what came of it."""

    cohort: str
    dose: float
    label: str  # e.g. "2/3"


@dataclass(frozen=True)
class Said:
    """The dose a design names at a step: of the next cohort, or the MTD once it has stopped."""

    cohort: str
    dose: float | None
    design: str
    words: str


def steps(given: Sequence[Given], said: Sequence[Said], doses: Sequence[float], y_title: str) -> alt.LayerChart:
    """Dose over cohort: bars for what was given, a marked step line a design for what it would have given."""
    cohorts = list(dict.fromkeys(one.cohort for one in said))
    designs = list(dict.fromkeys(one.design for one in said))
    x = alt.X("cohort:N", sort=cohorts, title="Cohort", scale=alt.Scale(domain=cohorts, padding=0.25))
    room = 0.12 * (doses[-1] - doses[0]) or 0.1 * doses[0]
    y = alt.Y(
        "low:Q",
        title=y_title,
        axis=alt.Axis(values=list(doses), format=".6~g"),
        scale=alt.Scale(domain=[doses[0] - room, doses[-1] + room], nice=False, zero=False),
    )
    half = 0.03 * (doses[-1] - doses[0]) or 0.03 * doses[0]  # of a bar's height, in dose
    rows = [{**vars(one), "low": one.dose - half, "high": one.dose + half} for one in given]
    base = alt.Chart(inline(rows)).encode(x=x)
    bar = base.mark_bar(width={"band": 0.96}, color="#d3d9de", cornerRadius=2).encode(y=y, y2="high:Q")
    text = base.mark_text(color=INK, fontSize=12, dy=-10).encode(y="high:Q", text="label:N")
    lines = [_design(said, cohorts, designs, number) for number in range(len(designs))]
    return framed(bar, *lines, text, height=HEIGHT + 40)


def _design(said: Sequence[Said], cohorts: list[str], designs: list[str], number: int) -> alt.LayerChart:
    name = designs[number]
    rows = [vars(one) for one in said if one.design == name and one.dose is not None]
    aside = 7 * (number - (len(designs) - 1) / 2)  # pixels, so that equal answers stand side by side
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("cohort:N", sort=cohorts),
        y="dose:Q",
        color=alt.Color("design:N", scale=coded(designs, SERIES), sort=designs),
        tooltip=[
            alt.Tooltip("design:N", title="Design"),
            alt.Tooltip("cohort:N", title="Cohort"),
            alt.Tooltip("dose:Q", title="Dose", format=".6~g"),
            alt.Tooltip("words:N", title="Why"),
        ],
    )
    line = base.mark_line(
        interpolate="step",
        strokeWidth=1.5,
        strokeDash=list(DASHES[number % len(DASHES)]),
        xOffset=2 * aside,
        yOffset=aside / 2,
    )
    point = base.mark_point(
        filled=True, opacity=1, size=75, shape=SHAPES[number % len(SHAPES)], xOffset=2 * aside, yOffset=aside / 2
    )
    return layered(line, point)
