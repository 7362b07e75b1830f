"""Subjects' first doses and follow-up as the arrays that `trial` judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.safety.arms import Arms
from firstdose.data import AnyTable, days, numbers, require, table, words
from firstdose.trial.course import Doses, Events
from firstdose.types import F64, I8, I64

if TYPE_CHECKING:
    import polars as pl

_DOSE_DATES = ("ADT", "ASTDT", "EXSTDTC")
_DOSE = "DOSE"  # PARAMCD of ADEX's rows of doses given


@dataclass(frozen=True, eq=False)
class Followed:
    """P subjects: dose level, first dose and end of follow-up, in days from the first dose of all."""

    subjects: pl.DataFrame  # USUBJID TRTA STARTDT UNTIL (null: throughout)
    opening: date
    level: I8  # (P,) position among the arms; -1: never dosed
    first: F64  # (P,) inf: never dosed
    until: F64  # (P,) inf: throughout

    def doses(self, columns: I64) -> Doses:
        """One trial, whose patients are these subjects; a subject may come several times."""
        nobody = np.zeros((1, len(columns)), np.int16)
        return Doses(self.level[None, columns], nobody, self.first[None, columns], self.until[None, columns])

    def day(self, dates: pl.Series, missing: float) -> F64:
        """Dates in days from the opening."""
        return _days(dates, self.opening, missing)


def followed(arms: Arms, adsl: AnyTable, adex: AnyTable | None) -> Followed:
    """The subjects of the arms, from their first dose to the end of their follow-up.

    Parameters
    ----------
    adex : EX (EXDOSE), or ADEX (AVAL of PARAMCD DOSE), with the date of each dose; the first dose above 0 counts, and
        TRTSDT without one.

    Notes
    -----
    Follow-up ends at EOSDT, and is open without one. Where ADSL has no EOSDT it ends at LSTALVDT or, if that is
    missing, at the last dose.
    """
    import polars as pl

    frame = table(adsl, "ADSL")
    given = arms.subjects.join(_given(adex), on="USUBJID", how="left", maintain_order="left")
    ended = pl.col("EOSDT") if "EOSDT" in frame.columns else pl.coalesce("LSTALVDT", "LAST", "FIRST", "TRTSDT")
    subjects = given.select("USUBJID", "TRTA", STARTDT=pl.coalesce("FIRST", "TRTSDT"), UNTIL=ended)
    opening = min(subjects["STARTDT"].drop_nulls().to_list(), default=date(2000, 1, 1))  # any, if nobody was dosed
    first = _days(subjects["STARTDT"], opening, np.inf)
    place = {name: number for number, name in enumerate(arms.names)}
    level = np.array([place[name] for name in subjects["TRTA"]], np.int8)
    level = np.where(np.isfinite(first), level, np.int8(-1))
    return Followed(subjects, opening, level, first, _days(subjects["UNTIL"], opening, np.inf))


def events_of(reported: pl.DataFrame, patient: I64, day: F64, terms: Sequence[str]) -> Events:
    """Events with their terms, as `trial` takes them; a missing grade is 0."""
    known = sorted(set(terms))
    number = {term: place for place, term in enumerate(known)}
    return Events(
        trial=np.zeros(len(reported), np.int64),
        patient=patient,
        day=day,
        term=np.array([number[term] for term in terms], np.int64),
        grade=reported["ATOXGR"].fill_null(0).to_numpy().astype(np.int8),
        terms=tuple(known),
    )


def _given(adex: AnyTable | None) -> pl.DataFrame:
    """``USUBJID FIRST LAST``: dates of the first and last dose above 0."""
    import polars as pl

    if adex is None:
        return pl.DataFrame(schema={"USUBJID": pl.String, "FIRST": pl.Date, "LAST": pl.Date})
    frame = table(adex, "ADEX")
    amount = "EXDOSE" if "EXDOSE" in frame.columns else "AVAL"
    name = next((each for each in _DOSE_DATES if each in frame.columns), _DOSE_DATES[-1])
    require(frame, ["USUBJID", amount, name, *(["PARAMCD"] * (amount == "AVAL"))], "ADEX")
    doses = pl.DataFrame(
        {
            "USUBJID": words(frame, "USUBJID"),
            "DATE": days(frame, name, "ADEX"),
            "DOSE": numbers(frame, amount, "ADEX"),
            "PARAMCD": words(frame, "PARAMCD")
            if amount == "AVAL"
            else pl.Series([_DOSE] * len(frame), dtype=pl.String),
        }
    ).filter(pl.col("DOSE") > 0, pl.col("PARAMCD") == _DOSE)
    return doses.group_by("USUBJID").agg(FIRST=pl.col("DATE").min(), LAST=pl.col("DATE").max())


def _days(dates: pl.Series, opening: date, missing: float) -> F64:
    after = (dates - opening).dt.total_days().cast(float)
    return np.asarray(after.fill_null(missing).to_numpy(), np.float64)
