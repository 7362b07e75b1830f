"""ADSL: one row a subject, with treatment, disposition, death and the date last known alive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from firstdose.analysis.adam.doses import exposed
from firstdose.analysis.adam.imputation import Highest, completed
from firstdose.analysis.domain import domain, one_row_each
from firstdose.data import AnyTable, days, numbers, require, table, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_DISPOSITION = "DISPOSITION EVENT"
_MILESTONES = ("INFORMED CONSENT OBTAINED", "ELIGIBILITY CRITERIA MET", "ENROLLED", "RANDOMIZED")


def adsl(
    dm: AnyTable,
    ex: AnyTable,
    ds: AnyTable | None = None,
    ae: AnyTable | None = None,
    lb: AnyTable | None = None,
    *,
    alive: Mapping[str, AnyTable] | None = None,
    death_imputation: Highest = "M",
    alive_imputation: Highest = "M",
    randomized: str = "RANDOMIZED",
    age_breaks: Sequence[int] = (18, 65),
) -> pl.DataFrame:
    """The subjects of a trial: DM's columns, and when they were treated, left, died and were last known alive.

    Parameters
    ----------
    dm : SDTM DM, one row a subject; of it ``USUBJID AGE ARM ACTARM DTHDTC`` are used where there.
    ex : SDTM EX with ``USUBJID EXTRT EXDOSE EXSTDTC`` and, where there are any, ``EXENDTC EXSEQ``.
    ds : SDTM DS with ``USUBJID DSDECOD DSSTDTC`` and, where there are any, ``DSCAT DSTERM DSSEQ``.
    ae, lb : SDTM AE and LB; their dates tell until when a subject was alive, and AE the cause of death.
    alive : other dates that do, as date column to table, e.g. ``{"SSDTC": ss, "VSDTC": vs}``.
    death_imputation, alive_imputation : the highest part of a partial date that is imputed, to the first possible
        one: ``"M"`` month and day, ``"D"`` the day, ``"none"`` nothing (the date is then missing).
    randomized : DSDECOD of the row that dates ``RANDDT``; a trial without randomisation may have ``"ENROLLED"``.
    age_breaks : the ages in years at which ``AGEGR1`` changes.

    Returns
    -------
    ``TRT01P TRT01A RANDDT SCRFDT TRTSDTM TRTSTMF TRTEDTM TRTETMF TRTSDT TRTEDT TRTDURD EOSSTT EOSDT DTHDT DTHDTF
    DTHCAUS DTHADY LDDTHELD DTH30FL DTHB30FL LSTALVDT AGEGR1 SAFFL`` behind those of DM.

    Notes
    -----
    The rules are those of admiral's ADSL template. A dose is a record with ``EXDOSE > 0``, or 0 of a treatment called
    placebo. ``TRTSDTM`` is the first start with a missing time as 00:00:00, ``TRTEDTM`` the last end with 23:59:59;
    partial dates of EX are not used. ``EOSSTT`` is COMPLETED, DISCONTINUED, ONGOING (no disposition event yet), or
    missing for a screen failure and without DS; where DS has several disposition events, the last one counts, and
    without DSCAT every row is one but for consent, eligibility, enrolment and randomisation. ``DTHCAUS`` is the
    preferred term of the fatal adverse event, else the ``DSTERM`` of DS's death where that says more than "DEATH".
    ``DTH30FL`` is a death within 30 days of the last dose, ``DTHB30FL`` within 30 of the first. A single dose without
    ``EXENDTC`` ended when it began, which admiral leaves missing.

    References
    ----------
    admiral 1.4.1 (pharmaverse), vignette "Creating ADSL".

    Examples
    --------
    >>> import polars as pl
    >>> dm = pl.DataFrame({"USUBJID": ["1"], "AGE": ["71"], "ARM": ["DL1"]})
    >>> ex = pl.DataFrame({"USUBJID": ["1"], "EXTRT": ["ADC"], "EXDOSE": [100.0], "EXSTDTC": ["2024-01-02T10:00"]})
    >>> adsl(dm, ex).select("TRTSDT", "AGEGR1", "SAFFL").row(0)
    (datetime.date(2024, 1, 2), '>64', 'Y')
    """
    import polars as pl

    frame = one_row_each(domain(dm, "DM", (), ("AGE", "ARM", "ACTARM", "DTHDTC")), "DM")
    frame = frame.with_columns(numbers(frame, "AGE", "DM")).drop("DOMAIN", strict=False)
    frame = frame.with_columns(TRT01P=words(frame, "ARM"), TRT01A=words(frame, "ACTARM"))
    frame = frame.with_columns(pl.col("TRT01A").fill_null(pl.col("TRT01P")), _age_group(age_breaks))
    events = _read_ae(ae)
    for found in (_treatment(ex), _disposition(ds, randomized), _cause(events, ds)):
        frame = frame.join(found, on="USUBJID", how="left", maintain_order="left")
    frame = _with_death(frame, death_imputation)
    dated = {"AESTDTC": events, "AEENDTC": events, "LBDTC": lb, **(alive or {})}
    last = _last_alive(dated, frame, alive_imputation)
    frame = frame.join(last, on="USUBJID", how="left", maintain_order="left")
    ended = pl.col("EOSSTT") if ds is None else _status()
    return frame.with_columns(ended.alias("EOSSTT"), SAFFL=pl.col("SAFFL").fill_null("N")).drop("EOS")


def _age_group(breaks: Sequence[int]) -> pl.Expr:
    import polars as pl

    if not breaks or sorted(set(breaks)) != list(breaks):
        raise DataError(f"age_breaks = {tuple(breaks)}: give at least one age, each above the one before.")
    years = pl.col("AGE").floor()
    between = [f"{low}-{high - 1}" for low, high in pairwise(breaks)]
    names = [f"<{breaks[0]}", *between, f">{breaks[-1] - 1}"]
    passed = pl.sum_horizontal([(years >= age).cast(pl.Int64) for age in breaks], ignore_nulls=False)
    group = passed.replace_strict(dict(enumerate(names)), default="Missing", return_dtype=pl.String)
    return group.alias("AGEGR1")


def _treatment(ex: AnyTable) -> pl.DataFrame:
    """When the first dose began and the last one ended, by subject who had one."""
    import polars as pl

    dosed = exposed(ex).filter("DOSED")
    first = dosed.filter(pl.col("ASTDTM").is_not_null()).sort("ASTDTM", "EXSEQ", maintain_order=True)
    last = dosed.filter(pl.col("AENDTM").is_not_null()).sort("AENDTM", "EXSEQ", maintain_order=True)
    starts = first.group_by("USUBJID").agg(pl.col("ASTDTM").first().alias("TRTSDTM"), TRTSTMF=pl.col("ASTTMF").first())
    ends = last.group_by("USUBJID").agg(pl.col("AENDTM").last().alias("TRTEDTM"), TRTETMF=pl.col("AENTMF").last())
    found = dosed.select("USUBJID", SAFFL=pl.lit("Y")).unique("USUBJID")
    found = found.join(starts, on="USUBJID", how="left").join(ends, on="USUBJID", how="left")
    found = found.with_columns(TRTSDT=pl.col("TRTSDTM").dt.date(), TRTEDT=pl.col("TRTEDTM").dt.date())
    return found.with_columns(TRTDURD=(pl.col("TRTEDT") - pl.col("TRTSDT")).dt.total_days() + 1)


def _disposition(ds: AnyTable | None, randomized: str) -> pl.DataFrame:
    import polars as pl

    frame = _read_ds(ds)
    no_categories = frame["DSCAT"].null_count() == frame.height
    named = ~pl.col("DSDECOD").is_in([randomized, *_MILESTONES])
    event = frame.filter(named if no_categories else pl.col("DSCAT") == _DISPOSITION)
    failed = pl.col("DSDECOD") == "SCREEN FAILURE"
    event_dates = event.group_by("USUBJID").agg(
        EOS=pl.col("DSDECOD").last(),
        EOSDT=pl.col("DSSTDT").filter(~failed).last(),
        SCRFDT=pl.col("DSSTDT").filter(failed).last(),
    )
    start = frame.filter(pl.col("DSDECOD") == randomized).group_by("USUBJID").agg(RANDDT=pl.col("DSSTDT").first())
    found = start.join(event_dates, on="USUBJID", how="full", coalesce=True)
    return found.with_columns(EOSSTT=pl.lit(None, pl.String))


def _status() -> pl.Expr:
    import polars as pl

    last = pl.col("EOS")
    named = pl.when(last == "COMPLETED").then(pl.lit("COMPLETED")).when(last.is_null()).then(pl.lit("ONGOING"))
    return named.when(last != "SCREEN FAILURE").then(pl.lit("DISCONTINUED"))


def _read_ds(ds: AnyTable | None) -> pl.DataFrame:
    """DS in the order of its dates, which are complete or missing; empty where there is none."""
    import polars as pl

    given: AnyTable = (
        pl.DataFrame(schema=dict.fromkeys(("USUBJID", "DSDECOD", "DSSTDTC"), pl.String)) if ds is None else ds
    )
    frame = domain(given, "DS", ("DSDECOD", "DSSTDTC"), ("DSCAT", "DSTERM", "DSSEQ"))
    texts = [words(frame, name) for name in ("DSDECOD", "DSCAT", "DSTERM")]
    frame = frame.with_columns(*texts, numbers(frame, "DSSEQ", "DS"), DSSTDT=days(frame, "DSSTDTC", "DS"))
    return frame.sort("DSSTDT", "DSSEQ", maintain_order=True)


def _read_ae(ae: AnyTable | None) -> pl.DataFrame:
    import polars as pl

    given: AnyTable = pl.DataFrame(schema={"USUBJID": pl.String}) if ae is None else ae
    return domain(given, "AE", (), ("AESTDTC", "AEENDTC", "AEOUT", "AEDECOD"))


def _cause(ae: pl.DataFrame, ds: AnyTable | None) -> pl.DataFrame:
    """The cause of death by subject: of the first fatal adverse event, else of DS."""
    import polars as pl

    fatal = ae.filter(words(ae, "AEOUT") == "FATAL").select("USUBJID", DTHCAUS=pl.col("AEDECOD").cast(pl.String))
    died = _read_ds(ds).filter((pl.col("DSDECOD") == "DEATH") & (pl.col("DSTERM").str.to_uppercase() != "DEATH"))
    stated = died.select("USUBJID", DTHCAUS=pl.col("DSTERM"))
    return pl.concat([fatal, stated]).unique("USUBJID", keep="first", maintain_order=True)


def _with_death(frame: pl.DataFrame, imputation: Highest) -> pl.DataFrame:
    import polars as pl

    died = completed(frame, "DTHDTC", "DM", highest=imputation)
    frame = frame.with_columns(DTHDT=died["DTM"].dt.date(), DTHDTF=died["DTF"])
    since = (pl.col("DTHDT") - pl.col("TRTSDT")).dt.total_days()
    frame = frame.with_columns(
        DTHADY=since + (since >= 0), LDDTHELD=(pl.col("DTHDT") - pl.col("TRTEDT")).dt.total_days()
    )
    return frame.with_columns(
        DTH30FL=pl.when(pl.col("LDDTHELD") <= 30).then(pl.lit("Y")), DTHB30FL=pl.when(since <= 30).then(pl.lit("Y"))
    )


def _last_alive(dated: Mapping[str, AnyTable | None], subjects: pl.DataFrame, imputation: Highest) -> pl.DataFrame:
    """The last of all dates by subject, partial ones as the first possible day."""
    import polars as pl

    sources = [subjects.select("USUBJID", LSTALVDT="TRTEDT")]
    for name, given in dated.items():
        if given is not None:
            what = name[:2]
            frame = table(given, what)
            require(frame, ("USUBJID", name), what)
            seen = completed(frame, name, what, highest=imputation)["DTM"].dt.date()
            sources.append(pl.DataFrame([words(frame, "USUBJID"), seen.rename("LSTALVDT")]))
    return pl.concat(sources).group_by("USUBJID").agg(pl.col("LSTALVDT").max())
