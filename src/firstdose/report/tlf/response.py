"""Section 14.2: best overall response, and the share of responders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from firstdose.analysis.proportion import proportion
from firstdose.data import words
from firstdose.report.digits import DASH
from firstdose.report.figures.shares import Share
from firstdose.report.tlf.by_arm import Lines, both, share
from firstdose.report.tlf.output import Sheet, UnavailableError
from firstdose.report.tlf.subjects import NAMED, of_adsl, told
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

_WORDS = {
    "CR": "Complete response",
    "PR": "Partial response",
    "SD": "Stable disease",
    "NON-CR/NON-PD": "Neither complete response nor progression",
    "PD": "Progression",
    "NE": "Not evaluable",
    "MISSING": "No assessment",
}
_OBJECTIVE = ("CR", "PR")
_MOST_VALUES = 8  # of a characteristic, more of which are no subgroups
_PARAMETERS = {"CBOR": "confirmed", "BOR": "unconfirmed"}


def table(trial: Trial) -> Sheet:
    """Best overall response, objective response and disease control, with exact intervals."""
    lines = Lines.of(trial.arms)
    told = 0
    for code, word in _PARAMETERS.items():
        found = responses(trial, code)
        if found.is_empty():
            continue
        told += 1
        lines.group(f"Best overall response, {word}")
        _words(lines, found)
        _rate(lines, found, "Objective response", _OBJECTIVE)
        if code == "CBOR":
            _rate(lines, found, "Disease control", ("CR", "PR", "SD", "NON-CR/NON-PD"))
    if not told:
        raise UnavailableError("ADRS has no best overall response (PARAMCD BOR or CBOR).")
    notes = ("RECIST 1.1. Subjects without an assessment count as not responding. Intervals: Clopper-Pearson, 95 %.",)
    return lines.sheet(trial.safety, "Response", notes)


def responses(trial: Trial, code: str) -> pl.DataFrame:
    """USUBJID TRTA AVALC of every treated subject; MISSING where there is none. No rows without the parameter."""
    import polars as pl

    adrs = trial.get("adrs")
    rows = adrs.filter(pl.col("PARAMCD") == code).select("USUBJID", "AVALC").unique("USUBJID", keep="first")
    if rows.is_empty():
        return rows.with_columns(TRTA=pl.lit("")).clear()
    treated = trial.arms.subjects.select("USUBJID", "TRTA")
    return treated.join(rows, on="USUBJID", how="left", maintain_order="left").with_columns(
        pl.col("AVALC").fill_null("MISSING")
    )


def objective_response(trial: Trial) -> list[Share]:
    """Confirmed objective response of all, by dose level, and by each characteristic that splits the subjects."""
    found = responses(trial, "CBOR")
    if found.is_empty():
        raise UnavailableError("ADRS has no confirmed best overall response (PARAMCD CBOR).")
    of = of_adsl(trial).join(found.select("USUBJID", "AVALC"), on="USUBJID", how="left", maintain_order="left")
    lines = [_share("All subjects", of), *_split(of, "Dose level", "TRTA", trial.arms.names)]
    for column, label in NAMED.items():
        if column in of.columns:
            of = of.with_columns(words(of, column).fill_null("Missing"))
            values = of[column].unique().to_list()
            if 1 < len(values) <= _MOST_VALUES:
                lines += _split(of, label, column, sorted(values, key=lambda name: (name == "Missing", name)))
    return lines


def _split(of: pl.DataFrame, label: str, column: str, values: Iterable[str]) -> list[Share]:
    each = [_share(told(column, value), of.filter(of[column] == value)) for value in values]
    return [Share(label), *each]


def _share(label: str, of: pl.DataFrame) -> Share:
    found = proportion(int(of["AVALC"].is_in(_OBJECTIVE).sum()), len(of))
    return Share(label, found.n, found.of, found.estimate, found.low, found.high)


def _words(lines: Lines, found: pl.DataFrame) -> None:
    counted = both(found).group_by("AVALC", "TRTA").len().rows()
    for word in [*_WORDS, *sorted({each[0] for each in counted} - set(_WORDS))]:
        of = {arm: n for value, arm, n in counted if value == word}
        if of or word in ("CR", "PR", "SD", "PD"):
            lines.counts(_WORDS.get(word, word), of)


def _rate(lines: Lines, found: pl.DataFrame, label: str, good: tuple[str, ...]) -> None:
    rows = both(found)
    cells, limits = {}, {}
    for arm, n in lines.sizes.items():
        told = proportion(int(((rows["TRTA"] == arm) & rows["AVALC"].is_in(good)).sum()), n)
        cells[arm] = share(told.n, told.of)
        limits[arm] = DASH if told.low is None or told.high is None else f"{100 * told.low:.1f}–{100 * told.high:.1f}"
    lines.line(label, cells)
    lines.line("95 % interval, %", limits)
