"""Survival of groups: Kaplan-Meier estimates, their summary, follow-up, and the log-rank test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.survival.curve import INTERVALS, LANDMARKS, Interval, KaplanMeier, curve_of
from firstdose.data import AnyTable, numbers, require, table, words
from firstdose.errors import DataError
from firstdose.types import F64, Bool

if TYPE_CHECKING:
    import polars as pl

ALL = "All"  # the group where there is one


def kaplan_meier(
    time: Iterable[float | None],
    cnsr: Iterable[float | None],
    by: Iterable[str | None] | None = None,
    *,
    level: float = 0.95,
    interval: Interval = "log-log",
) -> dict[str, KaplanMeier]:
    """Share of subjects without the event over time, for each group.

    Parameters
    ----------
    time : (n,) times in any unit, e.g. AVAL in days; not negative. A missing one is counted and left out.
    cnsr : (n,) 0 for an event, above 0 for a censoring, as in ADTTE.
    by : (n,) group of each; all together if not given.
    level : confidence of the intervals.
    interval : how the pointwise intervals are transformed: ``"log-log"`` (SAS), ``"log"`` (R) or ``"plain"``.

    Returns
    -------
    Group to estimate, groups in alphabetical order.

    References
    ----------
    Kaplan and Meier (1958), J Am Stat Assoc 53:457, doi:10.1080/01621459.1958.10501452

    Examples
    --------
    >>> curve = kaplan_meier([6, 6, 6, 6, 7, 9, 10], [0, 0, 0, 1, 0, 1, 0])["All"]
    >>> curve.survival.round(4).tolist(), curve.median.estimate
    ([0.5714, 0.381, 0.381, 0.0], 7.0)
    """
    if interval not in INTERVALS:
        raise DataError(f'interval = "{interval}" is not known. Give {", ".join(INTERVALS)}.')
    if not 0 < level < 1:
        raise DataError(f"level = {level:g}: the confidence of an interval lies between 0 and 1, e.g. 0.95.")
    times, censored = _floats(time), _floats(cnsr)
    groups = np.full(len(times), ALL, object) if by is None else np.array(list(by), object)
    _refuse(times, censored, groups)
    there = ~(np.isnan(times) | np.isnan(censored))
    names = sorted({str(each) for each in groups if each is not None}) or [ALL] * (by is None)
    found = {}
    for name in names:
        chosen: Bool = groups == name
        known = chosen & there
        missing = int(chosen.sum() - known.sum())
        found[name] = curve_of(times[known], censored[known] == 0, missing, level, interval)
    return found


def survival_of(
    adtte: AnyTable, paramcd: str, by: str | None = None, *, level: float = 0.95, interval: Interval = "log-log"
) -> dict[str, KaplanMeier]:
    """Kaplan-Meier estimates of one endpoint of ADTTE, for each value of a column of it."""
    rows = _rows(adtte, paramcd, by)
    return kaplan_meier(*_values(rows, by), level=level, interval=interval)


def follow_up_of(
    adtte: AnyTable, paramcd: str, by: str | None = None, *, level: float = 0.95, interval: Interval = "log-log"
) -> dict[str, KaplanMeier]:
    """Follow-up by the reverse Kaplan-Meier method: an event ends the observation of it.

    References
    ----------
    Schemper and Smith (1996), Control Clin Trials 17:343, doi:10.1016/0197-2456(96)00075-X
    """
    time, cnsr, groups = _values(_rows(adtte, paramcd, by), by)
    ended = [None if each is None else float(each == 0) for each in cnsr]
    return kaplan_meier(time, ended, groups, level=level, interval=interval)


def survival_summary(curves: Mapping[str, KaplanMeier], landmarks: Sequence[float] = LANDMARKS) -> pl.DataFrame:
    """One row a group and landmark: subjects, events, median and the share without the event, with their intervals."""
    import polars as pl

    rows = []
    for name, curve in curves.items():
        median = curve.median
        head = {
            "group": name,
            "n": curve.n,
            "missing": curve.missing,
            "events": curve.n_events,
            "median": median.estimate,
            "median_low": median.low,
            "median_high": median.high,
            "median_reason": median.reason,
        }
        rows += [head | point for point in curve.at(landmarks).to_dicts()]
    floats = ("median", "median_low", "median_high", "time", "survival", "se", "low", "high")
    kinds: dict[str, pl.DataType] = {name: pl.Float64() for name in floats}
    texts: dict[str, pl.DataType] = {name: pl.String() for name in ("group", "median_reason", "reason")}
    return pl.DataFrame(rows, schema_overrides=kinds | texts, infer_schema_length=None)


@dataclass(frozen=True)
class LogRank:
    """Whether two groups differ; the statistic is squared, with one degree of freedom."""

    groups: tuple[str, str]
    chi_squared: float | None
    p_value: float | None  # two-sided
    reason: str | None = None


def log_rank(time: Iterable[float | None], cnsr: Iterable[float | None], by: Iterable[str | None]) -> LogRank:
    """Log-rank test of two groups; arguments as in ``kaplan_meier``.

    Examples
    --------
    >>> found = log_rank([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0], ["a", "a", "a", "b", "b", "b"])
    >>> round(found.chi_squared, 4), round(found.p_value, 4)
    (5.0517, 0.0246)
    """
    from scipy.stats import CensoredData, logrank

    times, censored, groups = _floats(time), _floats(cnsr), np.array(list(by), object)
    _refuse(times, censored, groups)
    names = sorted({str(each) for each in groups if each is not None})
    if len(names) != 2:
        raise DataError(
            f"A log-rank test compares two groups, and there are {len(names)}: {', '.join(names) or 'none'}. "
            "Keep the rows of two groups."
        )
    there = ~(np.isnan(times) | np.isnan(censored))
    first, second = names
    if not np.any(there & (censored == 0) & ((groups == first) | (groups == second))):
        return LogRank((first, second), None, None, "no events")
    if not all(np.any(there & (groups == name)) for name in names):
        return LogRank((first, second), None, None, "a group without subjects")
    one, other = (
        CensoredData(uncensored=times[group & (censored == 0)], right=times[group & (censored > 0)])
        for group in (there & (groups == name) for name in names)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        found = logrank(one, other)
    if not np.isfinite(found.statistic):
        return LogRank((first, second), None, None, "one subject is left at the first event: nothing to compare")
    return LogRank((first, second), float(found.statistic) ** 2, float(found.pvalue))


def _rows(adtte: AnyTable, paramcd: str, by: str | None) -> pl.DataFrame:
    frame = table(adtte, "ADTTE")
    require(frame, ["PARAMCD", "AVAL", "CNSR", *filter(None, [by])], "ADTTE")
    rows = frame.filter(words(frame, "PARAMCD") == paramcd)
    if rows.is_empty() and not frame.is_empty():
        known = ", ".join(sorted(set(words(frame, "PARAMCD").drop_nulls())))
        raise DataError(f"ADTTE has no PARAMCD {paramcd}. It has {known}.")
    return rows


def _values(
    rows: pl.DataFrame, by: str | None
) -> tuple[list[float | None], list[float | None], list[str | None] | None]:
    time, cnsr = (numbers(rows, name, "ADTTE").to_list() for name in ("AVAL", "CNSR"))
    return time, cnsr, None if by is None else words(rows, by).to_list()


def _floats(values: Iterable[float | None]) -> F64:
    return np.array([np.nan if each is None else each for each in values], np.float64)


def _refuse(times: F64, censored: F64, groups: object) -> None:
    """Refuse columns of different lengths, and values that no time or censoring has."""
    lengths = len(times), len(censored), len(np.atleast_1d(np.asarray(groups, object)))
    if len(set(lengths)) > 1:
        raise DataError("time, cnsr and by have {}, {} and {} values. Give one of each a subject.".format(*lengths))
    for name, values in (("time", times), ("cnsr", censored)):
        wrong = values[(values < 0) | np.isinf(values)]
        if len(wrong):
            raise DataError(
                f"{name} = {wrong[0]:g}: times are finite and not negative, and CNSR is 0 for an event and above 0 "
                "for a censoring. Correct the row."
            )
