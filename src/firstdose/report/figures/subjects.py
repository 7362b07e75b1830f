"""What the figures of single subjects share: short names, one colour a dose and a response, rows as they travel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from firstdose.report.figures.frame import coded
from firstdose.report.figures.theme import BLUE, GREEN, GREY, ORANGE, PURPLE, SERIES, SKY, VERMILION

if TYPE_CHECKING:
    import polars as pl

RESPONSES = {  # in the order of RECIST 1.1
    "CR": GREEN,
    "PR": BLUE,
    "SD": SKY,
    "NON-CR/NON-PD": PURPLE,
    "PD": VERMILION,
    "NE": GREY,
    "not assessed": "#c3c9cf",
}
_SIGN_PX, _ENTRY_PX = 7, 38  # of a legend's entry: each sign, and symbol with spaces
LABELLED = 40  # subjects side by side that can all be named
DOSE = "TRT01A"  # the column of the treatment's label, in the order of the doses


def rows_of(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows as a chart carries them: no NaN, dates as text."""
    import polars as pl
    import polars.selectors as cs

    plain = frame.with_columns(cs.temporal().cast(pl.String), cs.float().fill_nan(None))
    return plain.to_dicts()


def named(frame: pl.DataFrame) -> pl.DataFrame:
    """With ``SUBJECT``: USUBJID without what all subjects share."""
    import polars as pl

    known = frame["USUBJID"].unique().to_list()
    return frame.with_columns(SUBJECT=pl.col("USUBJID").replace_strict(known, short(known), return_dtype=pl.String))


def short(names: Sequence[str]) -> list[str]:
    """Subjects without the study and whatever else they share, up to the last dash.

    Examples
    --------
    >>> short(["ABC-01-007", "ABC-01-012"]), short(["ABC-01"])
    (['007', '012'], ['ABC-01'])
    """
    low, high = min(names, default=""), max(names, default="")
    same = next((at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), 0)
    cut = low.rfind("-", 0, same) + 1
    return [name[cut:] for name in names]


def doses_of(*frames: pl.DataFrame) -> list[str]:
    """The treatments in the order in which they come."""
    return list(dict.fromkeys(label for frame in frames for label in frame[DOSE].drop_nulls().to_list()))


def by_dose(labels: Sequence[str], doses: Sequence[str] = (), *, legend: bool = True, width: int = 640) -> alt.Color:
    """A colour a dose: those that colour-blind readers tell apart, and where they run out, from dark to light.

    Parameters
    ----------
    labels : doses that the figure shows.
    doses : every dose of the trial, so that each has one colour in all figures.
    """
    domain = list(doses) or list(labels)
    ladder = alt.SchemeParams(name="viridis", extent=[0, 0.9], count=len(domain))
    few = len(domain) <= len(SERIES)
    scale = coded(domain, SERIES) if few else alt.Scale(domain=domain, scheme=ladder)
    columns = max(width // (_SIGN_PX * max(map(len, labels), default=0) + _ENTRY_PX), 1)
    entries = alt.Legend(symbolOpacity=1, symbolType="circle", columns=columns, labelLimit=width, values=list(labels))
    return alt.Color(f"{DOSE}:N", scale=scale, sort=domain, legend=entries if legend else None)


def by_response(found: Sequence[str], field: str = "BOR") -> alt.Color:
    """The fixed colour of each response that occurs."""
    known = [each for each in RESPONSES if each in found]
    other = sorted(set(found) - set(RESPONSES))
    scale = alt.Scale(domain=[*known, *other], range=[*(RESPONSES[each] for each in known), *[ORANGE] * len(other)])
    return alt.Color(f"{field}:N", scale=scale, sort=[*known, *other])


def across(names: Sequence[str], title: str) -> alt.X:
    """A place a subject from left to right, named where there is room; else the axis says how many they are."""
    n = len(names)
    few = n <= LABELLED
    axis = alt.Axis(labels=few, ticks=few, labelAngle=-60 if n > 10 else 0, labelOverlap=False)
    return alt.X(
        "SUBJECT:N",
        sort=list(names),
        title=title if few else f"{title} (n = {n})",
        axis=axis,
        scale=alt.Scale(domain=list(names), paddingInner=0.15 if few else 0.0, paddingOuter=0.1),
    )
