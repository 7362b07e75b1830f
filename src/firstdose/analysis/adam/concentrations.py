"""ADPC: concentrations and doses on one time axis, nominal and actual, from the first and from the last dose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from firstdose.analysis.adam.derived_rows import with_derived_rows
from firstdose.analysis.adam.doses import MissingEnd, expanded, exposed
from firstdose.analysis.adam.imputation import completed
from firstdose.analysis.adam.relative_times import on_one_axis
from firstdose.analysis.adam.timepoints import hours_after_dose, is_predose
from firstdose.analysis.domain import domain, one_row_each, with_subject
from firstdose.data import AnyTable, days, numbers, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_NEEDED = ("PCTESTCD", "PCDTC", "PCSTRESN")
_TEXTS = ("PCTESTCD", "PCTEST", "PCSPEC", "PCTPT", "PCSTRESC", "PCSTRESU")
_NUMBERS = ("PCSEQ", "PCLLOQ", "PCTPTNUM", "VISITDY", "PCSTRESN")


def adpc(
    pc: AnyTable,
    ex: AnyTable,
    adsl: AnyTable,
    *,
    drug: Mapping[str, str] | None = None,
    infusion_hours: float = 0.0,
    missing_end: MissingEnd = "start",
) -> pl.DataFrame:
    """The concentrations of subjects who were dosed, and their doses, with relative times and baselines.

    Parameters
    ----------
    pc : SDTM PC with ``USUBJID PCTESTCD PCDTC PCSTRESN`` and, where there are any, ``PCTEST PCSPEC PCSTRESC PCSTRESU
        PCLLOQ PCTPT PCTPTNUM VISITDY PCSEQ``.
    ex : SDTM EX, see ``single_doses``.
    adsl : of ``adsl``, or any with ``USUBJID`` and, where there is one, ``TRTSDT``.
    drug : by ``PCTESTCD``, the ``EXTRT`` whose doses an analyte follows. Without it, it is the ``PCTEST`` of that name,
        else the one treatment of the trial.
    infusion_hours : length of an infusion, for time points that count from its end.
    missing_end : what a dosing interval without an end is, see ``single_doses``.

    Returns
    -------
    One row a concentration (``PARAMCD`` = ``PCTESTCD``) and one a dose (``PARAMCD = DOSE``), and rows that are derived:
    ``DTYPE`` is HALFLLOQ (below the limit of quantification, as half of it), COPY (the sample before a next dose, once
    more as that dose's pre-dose sample) or COPY/HALFLLOQ. ``NFRLT AFRLT`` are nominal and actual hours from the first
    dose, ``NRRLT ARRLT`` from the reference dose, which is the last one before (for a sample before all doses, the
    first), and ``MRRLT`` is ``ARRLT`` without negative times. ``ANL02FL`` marks what is not derived.

    Notes
    -----
    The rules are those of admiral's ADPC template. Nominal hours are those of ``PCTPT`` (``hours_after_dose``), else
    ``PCTPTNUM`` without negative ones, after ``(VISITDY - 1) * 24``: ``VISITDY`` is the day of the dose to which the
    time point belongs. A dose's are ``(VISITDY - 1) * 24``, and in an interval of doses their distance on top; without
    VISITDY, the whole days since the first dose. Times that were not collected are 00:00:00. A sample without a date is
    kept, without actual times; doses after the last sample are not. Of several pre-dose samples, the last not derived
    one is the baseline.

    References
    ----------
    admiral 1.4.1 (pharmaverse), vignette "Creating a PK NCA or population PK ADaM".

    Examples
    --------
    >>> import polars as pl
    >>> pc = pl.DataFrame({"USUBJID": ["1"], "PCTESTCD": ["ADC"], "PCDTC": ["2024-01-02T11:30"], "PCSTRESN": [4.2],
    ...                    "PCTPT": ["1h Post-dose"], "VISITDY": [1.0]})
    >>> ex = pl.DataFrame({"USUBJID": ["1"], "EXTRT": ["ADC"], "EXDOSE": [100.0], "EXSTDTC": ["2024-01-02T10:00"]})
    >>> adpc(pc, ex, pl.DataFrame({"USUBJID": ["1"]})).select("PARAMCD", "NFRLT", "AFRLT", "DOSEA").rows()
    [('DOSE', 0.0, 0.0, 100.0), ('ADC', 1.0, 1.5, 100.0)]
    """
    import polars as pl

    subjects = one_row_each(domain(adsl, "ADSL", (), ("TRTSDT",)), "ADSL")
    subjects = subjects.with_columns(days(subjects, "TRTSDT", "ADSL"))
    doses = _doses(ex, missing_end)
    samples = _samples(pc, infusion_hours)
    samples = samples.with_columns(_drug(samples, doses, dict(drug or {})))
    rows = with_derived_rows(on_one_axis(samples, doses))
    frame = with_subject(rows, subjects)
    since = (pl.col("ADT") - pl.col("TRTSDT")).dt.total_days()
    return frame.with_columns(ADY=since + (since >= 0))


def _doses(ex: AnyTable, missing_end: MissingEnd) -> pl.DataFrame:
    """Every dose above 0, with its nominal time."""
    import polars as pl

    frame = expanded(exposed(ex), missing_end).filter(pl.col("EXDOSE") > 0, pl.col("ADTM").is_not_null())
    frame = frame.with_columns(DRUG=pl.col("EXTRT").str.to_uppercase())
    since_first = (pl.col("ADT") - pl.col("ADT").min().over("USUBJID", "DRUG")).dt.total_days()
    planned = (_day(pl.col("VISITDY"))) * 24 + pl.col("OFFSET")
    nominal = planned.fill_null(since_first * 24.0)
    return frame.select("USUBJID", "DRUG", "ADTM", "EXDOSE", "EXDOSU", "EXSEQ", NFRLT=nominal)


def _day(visit: pl.Expr) -> pl.Expr:
    """Days since the first day of a visit's planned day; there is no day 0."""
    return visit - (visit > 0)


def _samples(pc: AnyTable, infusion_hours: float) -> pl.DataFrame:
    import polars as pl

    frame = domain(pc, "PC", _NEEDED, (*_TEXTS, *_NUMBERS))
    frame = frame.with_columns(
        *(words(frame, name) for name in _TEXTS),
        *(numbers(frame, name, "PC") for name in _NUMBERS),
        ADTM=completed(frame, "PCDTC", "PC")["DTM"],
    )
    said = {each: hours_after_dose(each, infusion_hours) for each in frame["PCTPT"].drop_nulls().unique()}
    after = pl.col("PCTPT").replace_strict(said, default=None, return_dtype=pl.Float64)
    after = after.fill_null(pl.col("PCTPTNUM").clip(lower_bound=0))
    no_visits = frame["VISITDY"].null_count() == frame.height
    visit = pl.lit(1.0) if no_visits else pl.col("VISITDY")
    before = [each for each in said if is_predose(each)]
    return frame.select(
        "USUBJID", "ADTM", *_TEXTS, *_NUMBERS, NFRLT=_day(visit) * 24 + after, PREDOSE=pl.col("PCTPT").is_in(before)
    )


def _drug(samples: pl.DataFrame, doses: pl.DataFrame, drug: dict[str, str]) -> pl.Expr:
    """The treatment that each analyte follows."""
    import polars as pl

    given = doses["DRUG"].unique().sort().to_list()
    follows: dict[str, str] = {}
    for code, name in samples.select("PCTESTCD", "PCTEST").drop_nulls("PCTESTCD").unique().rows():
        own = [each.upper() for each in (drug.get(code), name, code) if each]
        named = own[:1] if code in drug else [each for each in own if each in given]
        if not named and len(given) > 1:
            raise DataError(
                f"PC: the analyte {code} ({name}) is none of the treatments in EX, {', '.join(given)}. "
                f'Say which one it follows: drug={{"{code}": "{given[0]}"}}.'
            )
        follows[code] = (named or given or own)[0]
    return pl.col("PCTESTCD").replace_strict(follows, default=None, return_dtype=pl.String).alias("DRUG")
