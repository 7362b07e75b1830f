"""Dose-limiting toxicities by dose level: who is evaluable, and who had one, by the one judge of `trial`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.proportion import proportion
from firstdose.analysis.safety.arms import TOTAL
from firstdose.analysis.safety.followed import Followed, events_of, followed
from firstdose.analysis.safety.reported import reported
from firstdose.analysis.safety.vocabulary import capitals
from firstdose.data import AnyTable, table
from firstdose.trial.dlt import ADJUDICATED, DltDefinition
from firstdose.trial.observe import observe
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, Bool

if TYPE_CHECKING:
    import polars as pl

STATES = ("evaluable", "pending", "not evaluable", "not treated")
_EVENT = ("USUBJID", "TRTA", "AEDECOD", "ATOXGR", "ASTDT", "AEROW")


@dataclass(frozen=True, eq=False)
class DoseLimiting:
    """What is known of dose-limiting toxicities (DLTs) at a data cut."""

    definition: DltDefinition
    cut: date
    levels: pl.DataFrame
    """TRTA treated evaluable dlt pending not_evaluable, and estimate low high of dlt among evaluable; last all."""

    subjects: pl.DataFrame
    """USUBJID TRTA STARTDT status (one of STATES) DLT, DLTDY (study day of the first DLT), reason."""

    events: pl.DataFrame  # USUBJID TRTA AEDECOD ATOXGR ASTDT AEROW of each DLT
    undated: pl.DataFrame  # the same, of events that would be DLTs within the window, and whose start is not known
    outcomes: Outcomes  # one trial as designs see it; level 0 is the first arm
    level: float  # confidence of low and high


def dose_limiting(
    adsl: AnyTable,
    adae: AnyTable,
    adex: AnyTable | None,
    definition: DltDefinition,
    arm: str = "TRT01A",
    *,
    cut: date | None = None,
    adjudicated: str = "DLTFL",
    level: float = 0.95,
) -> DoseLimiting:
    """Who had a dose-limiting toxicity, and who can be counted, at each dose level.

    Parameters
    ----------
    adsl, adae : see ``reported``; all events count, not only those that are treatment-emergent.
    adex : doses, of EX or of ADEX, the first of which starts the window; TRTSDT does without them.
    definition : window and criteria of the protocol.
    arm : column of ADSL with the dose level.
    cut : data cut; nothing later is seen. Not given: the last date in the tables.
    adjudicated : column of ADAE that is Y for events that a committee has called dose-limiting.
    level : confidence of the interval of the share with a DLT.

    Notes
    -----
    A subject is evaluable with a DLT, or with the whole window seen without one; pending while the window is open at
    the cut; and not evaluable if followed for less than the window without a DLT. A subject is followed until EOSDT,
    and one without EOSDT until the cut; where ADSL has no EOSDT, until LSTALVDT or the last dose. Protocols may ask
    for a least number of doses too: leave such subjects out of ``adsl``. The interval is Clopper and Pearson's.

    Examples
    --------
    >>> import polars as pl
    >>> from firstdose.trial.dlt import Criterion
    >>> adsl = pl.DataFrame({"USUBJID": ["1"], "TRT01A": ["2 mg"], "TRTSDT": ["2024-01-01"], "EOSDT": ["2024-03-01"]})
    >>> adae = pl.DataFrame({"USUBJID": ["1"], "AEDECOD": ["Rash"], "AETOXGR": ["3"], "AESTDTC": ["2024-01-09"]})
    >>> definition = DltDefinition(21, (Criterion.parse("rash >= G3"),))
    >>> dose_limiting(adsl, adae, None, definition).levels.select("TRTA", "evaluable", "dlt").rows()
    [('2 mg', 1, 1), ('Total', 1, 1)]
    """
    import polars as pl

    events = reported(adae, adsl, arm, emergent=False)
    people = followed(events.arms, adsl, adex)
    rows = _terms(events.events, adae, adjudicated)
    last = _last(people, rows) if cut is None else cut
    place = {subject: number for number, subject in enumerate(people.subjects["USUBJID"])}
    patient = np.array([place[subject] for subject in rows["USUBJID"]], np.int64)
    started, terms = people.day(rows["ASTDT"], np.inf), rows["TERM"].to_list()
    day = float((last - people.opening).days)
    everyone = np.arange(len(people.first))
    outcomes = observe(people.doses(everyone), events_of(rows, patient, started, terms), definition, day)
    # judged one by one, each as if its subject had had nothing else
    alone = events_of(rows, np.arange(len(rows)), started, terms)
    limiting = observe(people.doses(patient), alone, definition, day).dlt[0]
    undated = np.isinf(started) & definition.meets(alone)
    subjects = _subjects(people, outcomes, day, definition)
    found, unplaced = (rows.filter(pl.Series(mask, dtype=pl.Boolean)).select(_EVENT) for mask in (limiting, undated))
    levels = _levels(subjects, events.arms.names, level)
    return DoseLimiting(definition, last, levels, subjects, found, unplaced, outcomes, level)


def _terms(events: pl.DataFrame, adae: AnyTable, adjudicated: str) -> pl.DataFrame:
    """The events with TERM as the criteria name it; a committee's word comes first."""
    import polars as pl

    called = (capitals(table(adae, "ADAE"), adjudicated) == "Y").fill_null(False).gather(events["AEROW"] - 1)
    return events.with_columns(TERM=pl.when(called).then(pl.lit(ADJUDICATED)).otherwise(pl.col("AEDECOD")))


def _last(people: Followed, events: pl.DataFrame) -> date:
    """The last date of the tables."""
    dates = (people.subjects["STARTDT"], people.subjects["UNTIL"], events["ASTDT"], events["AENDT"])
    return max((day for column in dates for day in column.drop_nulls()), default=people.opening)


def _subjects(people: Followed, outcomes: Outcomes, day: float, definition: DltDefinition) -> pl.DataFrame:
    """The judgement of each subject in words."""
    import polars as pl

    window = definition.window_days
    dlt, share = outcomes.dlt[0], outcomes.follow_up[0]
    counted = outcomes.level[0] >= 0
    dosed: Bool = (people.level >= 0) & (people.first <= day)
    state = np.select([~dosed, ~counted, dlt | (share >= 1)], [STATES[3], STATES[2], STATES[0]], STATES[1])
    seen: F64 = np.where(dosed, np.minimum(people.until, day) - np.where(dosed, people.first, 0), 0)
    said = [
        "no dose up to the data cut"
        if each == STATES[3]
        else f"{seen[i]:g} of {window} days seen"
        if each in STATES[1:3]
        else None
        for i, each in enumerate(state)
    ]
    onset = np.where(dlt, share * window + 1, np.nan).round()
    return people.subjects.select("USUBJID", "TRTA", "STARTDT").with_columns(
        status=pl.Series(state.tolist(), dtype=pl.String),
        DLT=pl.Series(dlt),
        DLTDY=pl.Series(onset).fill_nan(None).cast(pl.Int64),
        reason=pl.Series(said, dtype=pl.String),
    )


def _levels(subjects: pl.DataFrame, names: tuple[str, ...], level: float) -> pl.DataFrame:
    """Counts of each arm and of all, with the exact interval of the share with a DLT."""
    import polars as pl

    rows = []
    for name in (*names, TOTAL):
        here = subjects if name == TOTAL else subjects.filter(pl.col("TRTA") == name)
        count = {state: int((here["status"] == state).sum()) for state in STATES}
        found = proportion(int(here["DLT"].sum()), count["evaluable"], level)
        rows.append(
            {
                "TRTA": name,
                "treated": len(here) - count["not treated"],
                "evaluable": count["evaluable"],
                "dlt": found.n,
                "pending": count["pending"],
                "not_evaluable": count["not evaluable"],
                "estimate": found.estimate,
                "low": found.low,
                "high": found.high,
                "reason": found.reason,
            }
        )
    kinds = dict.fromkeys(("estimate", "low", "high"), pl.Float64())
    return pl.DataFrame(rows, schema_overrides={**kinds, "reason": pl.String()}, infer_schema_length=None)
