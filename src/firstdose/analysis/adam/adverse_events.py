"""ADAE: adverse events with complete dates, study days, treatment emergence and the last dose before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.analysis.adam.doses import MissingEnd, expanded, exposed
from firstdose.analysis.adam.imputation import Highest, completed
from firstdose.analysis.domain import domain, one_row_each, with_subject
from firstdose.data import AnyTable, days, numbers, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_NEEDED = ("AESTDTC",)
_OPTIONAL = ("AEENDTC", "AESEQ", "AESEV", "AEREL", "AETOXGR")
_SEVERITY = ("MILD", "MODERATE", "SEVERE", "LIFE THREATENING", "FATAL")


def adae(
    ae: AnyTable,
    adsl: AnyTable,
    ex: AnyTable,
    *,
    start_imputation: Highest = "M",
    end_imputation: Highest = "M",
    window_days: int | None = 30,
    initial_grade: str | None = None,
    missing_end: MissingEnd = "drop",
) -> pl.DataFrame:
    """The adverse events of a trial: AE's columns and ADSL's, and when, how bad, and after which dose.

    Parameters
    ----------
    ae : SDTM AE with ``USUBJID AESTDTC`` and, where there are any, ``AEENDTC AESEQ AESEV AETOXGR AEREL``.
    adsl : of ``adsl``, or any with ``USUBJID TRTSDT TRTEDT`` and, where there are any, ``DTHDT EOSDT``.
    ex : SDTM EX, see ``single_doses``.
    start_imputation, end_imputation : the highest part of a partial date that is imputed: ``"M"`` month and day,
        ``"D"`` the day, ``"none"`` nothing. A start becomes the first possible, but not before ``TRTSDT``; an end the
        last possible, but not after ``DTHDT`` and ``EOSDT``.
    window_days : days after the end of treatment within which an event is treatment-emergent; ``None``: for ever.
    initial_grade : column with the grade before treatment; an event that began before it and became worse is then
        treatment-emergent too (``AETOXGR``, else the order of ``AESEV``).
    missing_end : what a dosing interval without an end is for the last dose, see ``single_doses``.

    Returns
    -------
    ``ASTDTM ASTDT ASTDTF ASTTMF AENDTM AENDT AENDTF AENTMF ASTDY AENDY ADURN ADURU TRTEMFL ASEV ASEVN ATOXGR AREL
    AOCCIFL LDOSEDTM`` behind those of AE.

    Notes
    -----
    The rules are those of admiral's ADAE template. ``TRTEMFL`` is Y for an event that did not end before treatment and
    began on or after ``TRTSDT`` and, with a known ``TRTEDT``, no later than ``window_days`` after it; an event without
    a start is treatment-emergent. ``AOCCIFL`` marks a subject's first among the most severe treatment-emergent events.
    There is no study day 0. ``LDOSEDTM`` is the last dose up to the event's start; where the start's time was not
    collected, a dose on the same day counts (admiral's template takes all doses as given at 00:00:00).

    References
    ----------
    admiral 1.4.1 (pharmaverse), vignette "Creating an OCCDS ADaM", ``derive_var_trtemfl``.

    Examples
    --------
    >>> import polars as pl
    >>> ae = pl.DataFrame({"USUBJID": ["1"], "AESTDTC": ["2024-01"], "AESEV": ["MILD"]})
    >>> ex = pl.DataFrame({"USUBJID": ["1"], "EXTRT": ["ADC"], "EXDOSE": [100.0], "EXSTDTC": ["2024-01-02"]})
    >>> subject = pl.DataFrame({"USUBJID": ["1"], "TRTSDT": ["2024-01-02"], "TRTEDT": ["2024-01-02"]})
    >>> adae(ae, subject, ex).select("ASTDT", "ASTDTF", "ASTDY", "TRTEMFL").row(0)
    (datetime.date(2024, 1, 2), 'D', 1, 'Y')
    """
    import polars as pl

    if window_days is not None and window_days < 0:
        raise DataError(f"window_days = {window_days}: give 0 days or more after the end of treatment, or None.")
    subjects = _subjects(adsl)
    frame = with_subject(domain(ae, "AE", _NEEDED, _OPTIONAL), subjects)
    start = completed(frame, "AESTDTC", "AE", highest=start_imputation, bounds=[frame["TRTSDT"]])
    ends = [frame["DTHDT"], frame["EOSDT"]]
    end = completed(frame, "AEENDTC", "AE", highest=end_imputation, at="last", bounds=ends)
    frame = frame.with_columns(
        *(start[name].alias(f"AST{name}") for name in start.columns),
        *(end[name].alias(f"AEN{name}") for name in end.columns),
        *_severity(frame),
        numbers(frame, "AESEQ", "AE").cast(pl.Int64),
        AREL=words(frame, "AEREL"),
    )
    frame = _with_days(frame)
    frame = frame.with_columns(TRTEMFL=_emergent(frame, window_days, initial_grade))
    frame = _with_first_worst(frame)
    return frame.with_columns(LDOSEDTM=_last_dose(frame, ex, missing_end))


def _subjects(adsl: AnyTable) -> pl.DataFrame:
    frame = one_row_each(domain(adsl, "ADSL", ("TRTSDT", "TRTEDT"), ("DTHDT", "EOSDT")), "ADSL")
    return frame.with_columns(days(frame, name, "ADSL") for name in ("TRTSDT", "TRTEDT", "DTHDT", "EOSDT"))


def _severity(frame: pl.DataFrame) -> list[pl.Series]:
    """``ASEV``, ``ATOXGR``, and ``ASEVN``: the rank of the severity, else the grade; null for a word without rank."""
    import polars as pl

    severity, grade = words(frame, "AESEV"), words(frame, "AETOXGR")
    rank = severity.str.to_uppercase().replace_strict(
        {name: n for n, name in enumerate(_SEVERITY, 1)}, default=None, return_dtype=pl.Int64
    )
    number = grade.replace_strict({str(n): n for n in range(1, 6)}, default=None, return_dtype=pl.Int64)
    use = number if severity.null_count() == len(severity) else rank
    return [severity.rename("ASEV"), use.rename("ASEVN"), grade.rename("ATOXGR")]


def _with_days(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    frame = frame.with_columns(ASTDT=pl.col("ASTDTM").dt.date(), AENDT=pl.col("AENDTM").dt.date())
    first, last = pl.col("ASTDT"), pl.col("AENDT")
    spans = {"ASTDY": first - pl.col("TRTSDT"), "AENDY": last - pl.col("TRTSDT"), "ADURN": last - first}
    counted = [(span.dt.total_days() + (span.dt.total_days() >= 0)).alias(name) for name, span in spans.items()]
    return frame.with_columns(*counted).with_columns(ADURU=pl.when(pl.col("ADURN").is_not_null()).then(pl.lit("DAYS")))


def _emergent(frame: pl.DataFrame, window_days: int | None, initial: str | None) -> pl.Expr:
    import polars as pl

    start, treated = pl.col("ASTDTM"), pl.col("TRTSDT").cast(pl.Datetime("us"))
    new = start >= treated
    if window_days is not None:
        new &= pl.col("TRTEDT").is_null() | (pl.col("ASTDT") <= pl.col("TRTEDT") + pl.duration(days=window_days))
    yes = (pl.col("AENDTM") < treated).fill_null(False).not_() & (start.is_null() | new | _worse(frame, initial))
    return pl.when(treated.is_not_null() & yes).then(pl.lit("Y"))


def _worse(frame: pl.DataFrame, initial: str | None) -> pl.Expr:
    """Whether an event that began before treatment became worse, or may have: where a grade is missing."""
    import polars as pl

    if initial is None:
        return pl.lit(False)
    now = words(frame, "AETOXGR") if frame["AETOXGR"].null_count() < frame.height else words(frame, "AESEV")
    rank = {name: str(n) for n, name in enumerate(_SEVERITY, 1)}
    before, after = (
        each.str.to_uppercase().replace(rank).cast(pl.Float64, strict=False) for each in (words(frame, initial), now)
    )
    worse = (before < after) | before.is_null() | after.is_null()
    return (pl.col("ASTDTM") < pl.col("TRTSDT").cast(pl.Datetime("us"))) & pl.lit(worse)


def _with_first_worst(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    frame = frame.with_row_index("row")
    emergent = frame.filter(pl.col("TRTEMFL") == "Y").sort(
        "ASEVN", "ASTDTM", "AESEQ", descending=[True, False, False], nulls_last=True, maintain_order=True
    )
    first = emergent.group_by("USUBJID").agg(pl.col("row").first())["row"]
    return frame.with_columns(AOCCIFL=pl.when(pl.col("row").is_in(first.to_list())).then(pl.lit("Y"))).drop("row")


def _last_dose(frame: pl.DataFrame, ex: AnyTable, missing_end: MissingEnd) -> pl.Series:
    import polars as pl

    doses = expanded(exposed(ex).filter("DOSED"), missing_end)
    doses = doses.select("USUBJID", LDOSEDTM="ADTM").sort("LDOSEDTM")
    until = pl.when(pl.col("ASTTMF") == "H").then(pl.col("ASTDTM").dt.truncate("1d") + pl.duration(days=1, seconds=-1))
    asked = frame.select("USUBJID", at=until.otherwise("ASTDTM")).with_row_index("row")
    found = asked.filter(pl.col("at").is_not_null()).sort("at")
    found = found.join_asof(doses, left_on="at", right_on="LDOSEDTM", by="USUBJID", check_sortedness=False)
    return asked.join(found.select("row", "LDOSEDTM"), on="row", how="left", maintain_order="left")["LDOSEDTM"]
