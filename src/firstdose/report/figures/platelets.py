"""Platelets over time under each site of action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import altair as alt

from firstdose.pkpd.validate import PlateletCourse
from firstdose.report.figures.frame import coded, framed, inline
from firstdose.report.figures.theme import BLUE, GREEN, INK, PURPLE, SOFT


def platelet_courses(courses: Mapping[str, PlateletCourse], grades: Sequence[tuple[float, str]]) -> alt.LayerChart:
    """Median as a line, nine in ten patients as a band; ``grades``: counts that are marked, with their words."""
    sites, rows = list(courses), [row for site, one in courses.items() for row in _rows(site, one)]
    weeks = list(range(1, int(max(one.days[-1] for one in courses.values())) + 2, 7))
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("day:Q", title="Day, the first dose on day 1", axis=alt.Axis(values=weeks)),
        color=alt.Color(
            "site:N", scale=coded(sites, (BLUE, PURPLE, GREEN)), sort=sites, legend=alt.Legend(symbolOpacity=1)
        ),
        tooltip=[
            alt.Tooltip("site:N", title="Site of action"),
            alt.Tooltip("day:Q", title="Day", format=".1f"),
            alt.Tooltip("median:Q", title="Median", format=".0f"),
            alt.Tooltip("p05:Q", title="5th percentile", format=".0f"),
            alt.Tooltip("p95:Q", title="95th percentile", format=".0f"),
        ],
    )
    y = alt.Y("p05:Q", title="Platelets, 10⁹/L", scale=alt.Scale(domainMin=0))
    band = base.mark_area(opacity=0.1).encode(y=y, y2="p95:Q")
    line = base.mark_line().encode(y="median:Q")
    marks = alt.Chart(inline({"at": at, "words": words} for at, words in grades))
    rule = marks.mark_rule(color=SOFT, strokeDash=[4, 4]).encode(y="at:Q")
    text = marks.mark_text(align="right", baseline="bottom", dx=-2, dy=-2, color=INK, fontSize=11).encode(
        y="at:Q", x=alt.value("width"), text="words:N"
    )
    return framed(rule, band, line, text)


def _rows(site: str, one: PlateletCourse) -> Iterator[dict[str, object]]:
    columns = (one.days.tolist(), one.p05.tolist(), one.median.tolist(), one.p95.tolist())
    for day, low, middle, high in zip(*columns, strict=True):
        yield {"site": site, "day": round(day + 1, 3), "p05": low, "median": middle, "p95": high}
