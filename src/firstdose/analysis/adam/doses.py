"""Every dose on its own row: intervals of regular dosing (EX) are counted out by their frequency."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from firstdose.analysis.adam.imputation import Highest, completed
from firstdose.analysis.domain import domain
from firstdose.data import AnyTable, numbers, words
from firstdose.errors import DataError
from firstdose.resources import packaged
from firstdose.sourced import Provenance
from firstdose.tables import noun, read_toml

if TYPE_CHECKING:
    import polars as pl

MissingEnd: TypeAlias = Literal["drop", "start"]
_FILE = "analysis/library/dose-frequencies.toml"
_OPTIONAL = ("EXSEQ", "EXDOSU", "EXDOSFRQ", "EXENDTC", "VISITDY", "VISIT", "EXPLDOS")


@dataclass(frozen=True)
class Frequency:
    """How far apart doses of one CDISC frequency are."""

    name: str
    every: float
    unit: Literal["hour", "day"]
    code: str  # of the NCI Thesaurus


@dataclass(frozen=True)
class Frequencies:
    """The frequencies that are known, and where they come from."""

    source: str
    provenance: Provenance
    frequencies: tuple[Frequency, ...]


@cache
def frequencies() -> Frequencies:
    """The frequencies of CDISC's codelist FREQ that say how far apart doses are."""
    return noun(Frequencies, read_toml(packaged(_FILE)), _FILE)


def exposed(ex: AnyTable, imputation: Highest = "none") -> pl.DataFrame:
    """EX with ``ASTDTM, AENDTM`` and their flags, ``EXDOSE`` as a number, and ``DOSED``: was it a dose, or a placebo's?

    A start or end whose date is partial is null, unless ``imputation`` says otherwise. A single dose (no ``EXDOSFRQ``,
    or ``ONCE``) that has no ``EXENDTC`` ended when it began.
    """
    import polars as pl

    frame = domain(ex, "EX", ("EXTRT", "EXDOSE", "EXSTDTC"), _OPTIONAL)
    start = completed(frame, "EXSTDTC", "EX", highest=imputation)
    single = words(frame, "EXDOSFRQ").str.to_uppercase().replace("ONCE", None).is_null()
    ends = pl.when(words(frame, "EXENDTC").is_null() & single).then(frame["EXSTDTC"].cast(pl.String))
    frame = frame.with_columns(EXENDTC=ends.otherwise(pl.col("EXENDTC").cast(pl.String)))
    end = completed(frame, "EXENDTC", "EX", highest=imputation, at="last")
    dose = numbers(frame, "EXDOSE", "EX")
    placebo = words(frame, "EXTRT").str.to_uppercase().str.contains("PLACEBO")
    return frame.with_columns(
        dose,
        *(numbers(frame, name, "EX") for name in ("EXSEQ", "VISITDY", "EXPLDOS")),
        *(words(frame, name) for name in ("EXTRT", "EXDOSFRQ")),
        *(start[name].alias(f"AST{name}") for name in start.columns),
        *(end[name].alias(f"AEN{name}") for name in end.columns),
        DOSED=((dose > 0) | ((dose == 0) & placebo)).fill_null(False),
        EXROW=pl.int_range(pl.len()),
    )


def single_doses(ex: AnyTable, *, missing_end: MissingEnd = "drop", imputation: Highest = "none") -> pl.DataFrame:
    """EX with one row a dose: ``ADTM`` and ``ADT`` say when.

    Parameters
    ----------
    ex : SDTM EX with ``USUBJID EXTRT EXDOSE EXSTDTC``, where there are any ``EXENDTC EXDOSFRQ EXSEQ VISITDY``.
    missing_end : an interval without an end is left out (``"drop"``, as admiral's template of ADAE), or taken for one
        dose on its first day (``"start"``, as its template of ADPC). A row without a frequency, or ``ONCE``, is one
        dose whatever its end.
    imputation : the highest part of a partial date that is imputed, see ``completed``.

    Returns
    -------
    EX's columns, one row a dose: ``ADTM`` and ``ADT`` when it was given, ``OFFSET`` hours after its interval's first.

    Notes
    -----
    Doses are ``every`` days or hours apart from the interval's start to its end, both included; those in days fall on
    whole days. A missing time is the day's first at the start and its last at the end, so that BID until the 7th has
    two doses on the 7th. ``n TIMES PER DAY`` is 24/n hours apart, where admiral 1.4.1 has n/24. A row without a start
    is left out.

    Examples
    --------
    >>> import polars as pl
    >>> row = dict(USUBJID="1", EXTRT="X", EXDOSE="5", EXSTDTC="2024-01-01", EXENDTC="2024-01-05", EXDOSFRQ="Q2D")
    >>> single_doses(pl.DataFrame([row]))["ADT"].dt.day().to_list()
    [1, 3, 5]
    """
    return expanded(exposed(ex, imputation), missing_end).drop("DOSED", "EXROW")


def expanded(exposure: pl.DataFrame, missing_end: MissingEnd) -> pl.DataFrame:
    """Exposure, as ``exposed`` gives it, with one row a dose."""
    import polars as pl

    found = counted(exposure, missing_end).filter(pl.col("NDOSE").is_not_null())
    found = found.with_columns(OFFSET=pl.int_ranges("NDOSE")).explode("OFFSET")
    seconds = pl.when(pl.col("in_days")).then((pl.col("OFFSET") * pl.col("every") / 86400).floor() * 86400)
    found = found.with_columns(OFFSET=seconds.otherwise((pl.col("OFFSET") * pl.col("every")).floor()).fill_null(0.0))
    found = found.with_columns(ADTM=pl.col("ASTDTM") + pl.duration(seconds="OFFSET"), OFFSET=pl.col("OFFSET") / 3600)
    return found.with_columns(ADT=pl.col("ADTM").dt.date()).drop("every", "in_days", "NDOSE")


def counted(exposure: pl.DataFrame, missing_end: MissingEnd) -> pl.DataFrame:
    """Exposure with ``NDOSE``, how many doses an interval had; null where a start, or an end it needs, is missing."""
    import polars as pl

    _require_order(exposure)
    frame = exposure.join(_apart(exposure), on="EXROW", how="left", maintain_order="left")
    start, end = pl.col("ASTDTM"), pl.col("AENDTM")
    if missing_end == "start":
        end = end.fill_null(start)
    last = (end.dt.date() - start.dt.date()).dt.total_days() * 86400.0 + 86399
    span = pl.when(pl.col("in_days")).then(last).otherwise((end - start).dt.total_seconds())
    many = (span / pl.col("every")).floor().cast(pl.Int64) + 1
    once = pl.when(start.is_not_null()).then(pl.lit(1, pl.Int64))
    return frame.with_columns(NDOSE=pl.when(pl.col("every").is_null()).then(once).otherwise(many))


def _apart(exposure: pl.DataFrame) -> pl.DataFrame:
    """By row, how many seconds lie between its doses, and whether they fall on whole days; null for a single dose."""
    import polars as pl

    known = frequencies().frequencies
    hours = {each.name: each.every * (24 if each.unit == "day" else 1) for each in known}
    code = exposure["EXDOSFRQ"].str.to_uppercase().replace("ONCE", None)
    wrong = (code.is_not_null() & code.is_in(list(hours)).not_()).arg_true()
    if len(wrong):
        row, found = exposure.select("EXROW", "EXDOSFRQ").row(wrong[0])
        raise DataError(
            f'EX row {row + 1}: EXDOSFRQ = "{found}" does not say how far apart doses are. Give a code of CDISC\'s '
            "codelist FREQ such as QD or EVERY 3 WEEKS, or one row a dose with ONCE."
        )
    every = code.replace_strict(hours, default=None, return_dtype=pl.Float64) * 3600
    in_days = code.is_in([each.name for each in known if each.unit == "day"]).fill_null(False)
    return pl.DataFrame({"EXROW": exposure["EXROW"], "every": every, "in_days": in_days})


def _require_order(exposure: pl.DataFrame) -> None:
    wrong = (exposure["AENDTM"] < exposure["ASTDTM"]).fill_null(False).arg_true()
    if len(wrong):
        row, subject, start, end = exposure.select("EXROW", "USUBJID", "EXSTDTC", "EXENDTC").row(wrong[0])
        raise DataError(
            f"EX row {row + 1}: subject {subject} ends on {end}, before the start on {start}. Correct one of the two."
        )
