"""Time to event of every subject, from responses and dates: ADTTE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from firstdose.analysis.domain import domain, one_row_each
from firstdose.analysis.survival.censoring import ADEQUATE, Censoring
from firstdose.analysis.survival.endpoint import Endpoint, Source, endpoints
from firstdose.data import AnyTable, days, require, table, words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_SAID = ("EVNTDESC", "CNSDTDSC", "SRCDOM", "SRCVAR")
_COLUMNS = ("USUBJID", "PARAMCD", "PARAM", "STARTDT", "ADT", "AVAL", "CNSR", *_SAID, "reason")


def adtte(
    adrs: AnyTable,
    adsl: AnyTable,
    asked: Sequence[Endpoint] | None = None,
    *,
    censoring: Censoring | None = None,
    by: Sequence[str] | None = None,
) -> pl.DataFrame:
    """When each subject had the event, or until when it is known not to have had it.

    Parameters
    ----------
    adrs : responses; USUBJID PARAMCD AVALC ADT, as ``adrs`` makes them (PD, LSTA, RSP, DEATH; OVR for ``censoring``).
        With a column ANL01FL only its rows "Y" count.
    adsl : subjects; USUBJID and the dates that the endpoints name (RANDDT or TRTSDT, LSTALVDT, DTHDT).
    asked : endpoints; ``endpoints()`` if not given: overall survival, progression-free survival, and duration of
        response, whose PARAMCD is RSD as in admiralonco.
    censoring : options for missed assessments and for a new anticancer therapy.
    by : columns of ``adrs`` for which everything is done apart; EVALUATOR if it is there and nothing is given.

    Returns
    -------
    One row for each subject, endpoint and ``by``: STARTDT, ADT, AVAL in days, CNSR (0 event, 1 censored), EVNTDESC,
    CNSDTDSC, SRCDOM, SRCVAR. Duration of response has rows for responders only. Where a date is missing AVAL is null
    and ``reason`` says which.

    Notes
    -----
    AVAL = ADT - STARTDT + 1. ADT is not before STARTDT: an earlier date becomes the start (as in admiral). Ties are
    settled by the order of the sources in the endpoint: see ``Endpoint``.

    References
    ----------
    pharmaverse/admiral, ``derive_param_tte`` and issue 2639 (which event wins on one date).

    Examples
    --------
    >>> import polars as pl
    >>> adsl = pl.DataFrame({"USUBJID": ["01"], "RANDDT": ["2024-01-01"], "LSTALVDT": ["2024-03-01"], "DTHDT": [None]})
    >>> rows = {"PARAMCD": ["PD", "LSTA"], "AVALC": ["Y", "PD"], "ADT": ["2024-02-12", "2024-02-12"]}
    >>> adrs = pl.DataFrame({"USUBJID": ["01", "01"], **rows})
    >>> adtte(adrs, adsl).select("PARAMCD", "AVAL", "CNSR").rows()
    [('OS', 61.0, 1), ('PFS', 43.0, 0)]
    """
    import polars as pl

    wanted, options = tuple(asked or endpoints()), censoring or Censoring()
    responses, apart = _responses(adrs, by)
    subjects = _subjects(adsl, wanted, options).join(_groups(responses, apart), how="cross")
    _refuse_strangers(responses, subjects)
    keys = [*apart, "USUBJID"]
    found = [_one(each, responses, subjects, keys, options) for each in wanted]
    return pl.concat(found).sort(*keys, "PARAMCD").select(*apart, *_COLUMNS)


def _one(
    endpoint: Endpoint, responses: pl.DataFrame, subjects: pl.DataFrame, keys: list[str], options: Censoring
) -> pl.DataFrame:
    """The rows of one endpoint."""
    import polars as pl

    _refuse_unknown(endpoint, responses, subjects)
    starts = _start(endpoint.start, responses, subjects, keys)
    found = starts.join(_dates(endpoint, responses, subjects, keys), on=keys, how="left").with_columns(
        ADT=pl.when(pl.col("ADT").is_not_null()).then(pl.max_horizontal("ADT", "STARTDT"))
    )
    if options.asked and endpoint.assessed:
        found = options.applied(found, _seen(responses, keys), subjects, endpoint, keys)
    days_on = (pl.col("ADT") - pl.col("STARTDT")).dt.total_days() + 1
    said = pl.when(pl.col("STARTDT").is_null()).then(pl.lit(f"{endpoint.start.variable} is missing"))
    return found.with_columns(
        PARAMCD=pl.lit(endpoint.paramcd),
        PARAM=pl.lit(endpoint.param),
        AVAL=days_on.cast(pl.Float64),
        CNSR=pl.when(pl.col("STARTDT").is_not_null()).then("CNSR"),
        reason=said.when(pl.col("ADT").is_null()).then(pl.lit("no date of an event or of a censoring")),
    ).select(*keys, *_COLUMNS[1:])


def _start(source: Source, responses: pl.DataFrame, subjects: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """STARTDT of everybody, or of those with the response that the endpoint starts with."""
    import polars as pl

    if source.domain == "ADSL":
        return subjects.select(*keys, STARTDT=pl.col(source.variable))
    return _from(source, responses, subjects, keys).group_by(keys).agg(STARTDT=pl.col("ADT").min())


def _dates(endpoint: Endpoint, responses: pl.DataFrame, subjects: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Of each subject the first event, or else the last censoring, with what is said of it."""
    import polars as pl

    every = pl.concat(
        _from(source, responses, subjects, keys).with_columns(
            RANK=pl.lit(rank),
            CNSR=pl.lit(int(source.censoring is not None), pl.Int64),
            EVNTDESC=pl.lit(source.event),
            CNSDTDSC=pl.lit(source.censoring, pl.String),
            SRCDOM=pl.lit(source.domain),
            SRCVAR=pl.lit(source.variable),
        )
        for rank, source in enumerate(endpoint.sources)
        if source.domain == "ADRS" or source.variable in subjects.columns
    ).sort("ADT", "RANK")
    first = every.filter(pl.col("CNSR") == 0).unique(keys, keep="first", maintain_order=True)
    last = every.filter(pl.col("CNSR") == 1).unique(keys, keep="last", maintain_order=True)
    return pl.concat([first, last]).unique(keys, keep="first", maintain_order=True).drop("RANK")


def _from(source: Source, responses: pl.DataFrame, subjects: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The dates of one source: keys and ADT."""
    import polars as pl

    if source.domain == "ADSL":
        return subjects.select(*keys, ADT=pl.col(source.variable)).drop_nulls()
    rows = responses.filter(pl.col("PARAMCD") == source.paramcd)
    rows = rows.filter(pl.col("AVALC").is_in(source.values)) if source.values else rows
    return rows.select(*keys, "ADT").drop_nulls("ADT")


def _seen(responses: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Every adequate assessment: keys and SEEN."""
    import polars as pl

    rows = responses.filter(pl.col("PARAMCD") == "OVR")
    if rows.is_empty() and not responses.is_empty():
        raise DataError(
            "ADRS has no assessments (PARAMCD OVR), which censoring by missed assessments or by a new therapy needs. "
            "Keep the rows of the overall response at each visit."
        )
    return rows.filter(pl.col("AVALC").is_in(ADEQUATE)).select(*keys, SEEN="ADT").drop_nulls()


def _responses(given: AnyTable, by: Sequence[str] | None) -> tuple[pl.DataFrame, list[str]]:
    """ADRS as it is needed, and the columns that set its parts apart."""
    import polars as pl

    frame = table(given, "ADRS")
    apart = ["EVALUATOR"] * ("EVALUATOR" in frame.columns) if by is None else list(by)
    needed = [*apart, "USUBJID", "PARAMCD", "AVALC"]
    require(frame, [*needed, "ADT"], "ADRS")
    kept = frame.select(
        *(words(frame, name).alias(name) for name in needed),
        days(frame, "ADT", "ADRS").alias("ADT"),
        (words(frame, "ANL01FL") if "ANL01FL" in frame.columns else pl.lit("Y")).alias("FLAG"),
    )
    return kept.filter(pl.col("FLAG") == "Y").drop("FLAG"), apart


def _groups(responses: pl.DataFrame, apart: list[str]) -> pl.DataFrame:
    """The parts of ADRS, one a row; a single row without columns that set them apart."""
    import polars as pl

    return responses.select(*apart).unique().drop_nulls() if apart else pl.DataFrame({"": [0]})


def _subjects(given: AnyTable, wanted: Sequence[Endpoint], options: Censoring) -> pl.DataFrame:
    """ADSL with the dates that it has of those asked for."""
    starts = [each.start.variable for each in wanted if each.start.domain == "ADSL"]
    frame = one_row_each(domain(given, "ADSL", [*starts, *filter(None, [options.new_therapy])]), "ADSL")
    named = {source.variable for each in wanted for source in each.sources if source.domain == "ADSL"}
    dates = [name for name in frame.columns if name in named | {*starts, options.new_therapy}]
    return frame.select("USUBJID", *(days(frame, name, "ADSL").alias(name) for name in dates))


def _refuse_strangers(responses: pl.DataFrame, subjects: pl.DataFrame) -> None:
    strange = responses.join(subjects, on="USUBJID", how="anti")
    if not strange.is_empty():
        raise DataError(
            f'ADRS has subject "{strange["USUBJID"][0]}", whom ADSL lacks. Add the subject to ADSL, or drop its rows.'
        )


def _refuse_unknown(endpoint: Endpoint, responses: pl.DataFrame, subjects: pl.DataFrame) -> None:
    """Refuse tables in which nobody could have had one of the events or censorings."""
    parameters = set(responses["PARAMCD"])
    there = {
        source.event
        for source in endpoint.sources
        if (source.variable in subjects.columns if source.domain == "ADSL" else source.paramcd in parameters)
    }
    for source in endpoint.sources:
        if source.event not in there and not (source.domain == "ADRS" and responses.is_empty()):
            what = f"ADRS has no rows of PARAMCD {source.paramcd}" if source.domain == "ADRS" else "ADSL has no column"
            name = "" if source.domain == "ADRS" else f" {source.variable}"
            raise DataError(
                f'{what}{name}: {endpoint.paramcd} cannot tell who has "{source.event}". '
                "Add it (firstdose.analysis.adrs makes the rows, firstdose.analysis.adsl the dates)."
            )
