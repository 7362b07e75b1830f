"""Other conjugates of the class: what the calibrated model predicts of them, beside what was seen."""

from __future__ import annotations

from collections.abc import Iterator

from firstdose.pkpd.calibrate.outcomes import Outcome
from firstdose.pkpd.validate import Validation
from firstdose.report.blocks import Block, Figure, Heading, Panel, Text
from firstdose.report.digits import fixed, listed
from firstdose.report.validation_sites import intervals, outcome_table


def relatives(found: Validation) -> Iterator[Block]:
    """Nothing where no other conjugate is known."""
    if not found.relatives:
        return
    from firstdose.report.figures.forest import forest

    yield Heading("class", "Another conjugate of the class")
    yield from map(Text, about(found))
    shares = [one for one in found.relatives if one.target.is_share]
    chart = forest(intervals(shares, named=True), "Patients, %")
    caption = (
        "Other conjugates: interval and median of the prediction, and a diamond for what was published. A hollow "
        "median is out."
    )
    yield Figure("class-figure", caption, "The table below has the numbers.", (Panel(chart, "", 640),))
    yield outcome_table("class-table", "Other conjugates of the class, predicted and not fitted.", found.relatives)


def about(found: Validation) -> tuple[str, ...]:
    """Paragraphs: none was fitted, how they differ, and how likely it was that nobody had a dose-limiting toxicity."""
    those = {one.relative.name: one.relative for one in found.relatives if one.relative is not None}
    titles = listed([one.title for one in those.values()])
    first = (
        f"{titles} carry DM1 on SMCC too, and nothing was fitted to them. The spread in potency that the class has "
        "shown is in the intervals."
    )
    nobody = [_none(one) for one in found.relatives if one.target.statistic == "dlt" and one.p_none is not None]
    return (first, *(f"{one.name}. {one.differs}" for one in those.values()), *nobody)


def _none(one: Outcome) -> str:
    p, name, seen = fixed(100 * (one.p_none or 0.0), 0), one.relative.name if one.relative else "", one.target.value
    if seen > 0:
        return f"That none of the {one.target.n} patients of {name} has a DLT has a predicted probability of {p} %."
    verdict = (
        "within what the model allows, and on its lower side: what it takes over from T-DM1 is more likely too toxic "
        "than too mild"
        if one.inside
        else "out: the MTD that the model predicts of an antibody against EGFR is likely too low"
    )
    return (
        f"That none of the {one.target.n} patients of {name} has a DLT, as was seen, has a predicted probability of "
        f"{p} %; it is {verdict}."
    )
