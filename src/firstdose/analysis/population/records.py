"""Doses and observations of subjects, from NONMEM-style data, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.population.events import Events
from firstdose.errors import DataError
from firstdose.types import F64, I64, Bool

if TYPE_CHECKING:
    from firstdose.analysis.population.specification import PopulationModel
    from firstdose.data import AnyTable

_AFTER = 1e-9  # of the time, at least of 1: how long after a dose of the same time an observation is that follows it


@dataclass(frozen=True, eq=False)
class Records:
    """O observations and K events of S subjects, by subject and time.

    Notes
    -----
    A subject has one or more periods, R in all, in each of which occasion and covariates stay as they are; they hold
    from the first record with them until the next. An observation that follows a dose of the same time in the data is
    after it, and one that stands before it is before, as in NONMEM.
    """

    id: tuple[Any, ...]  # (S,) as in the data, in their order
    subject: I64  # (O,) from 0, sorted
    time: F64  # (O,)
    simulated: F64  # (O,) the time of the prediction: a little later, of what is observed after a dose of its time
    dv: F64  # (O,) of a censored one: its LLOQ
    output: I64  # (O,) place among the outputs of the population model
    censored: Bool  # (O,) below the LLOQ
    row: I64  # (O,) in the data, from 1
    events: Mapping[str, Any]  # dose records for ``simulate``, ID from 0, with a record (EVID 2) where a period begins
    event_row: I64  # (K,) in the data, from 1
    event_period: I64  # (K,) the period that holds from each event on
    period_subject: I64  # (R,) sorted
    period_occasion: I64  # (R,) from 0
    covariates: Mapping[str, Any]  # (R,) each: numbers, or words of categories
    notes: tuple[str, ...] = ()  # what was left out, in sentences

    @classmethod
    def of(cls, spec: PopulationModel, data: AnyTable) -> Records:
        """The records that a population model finds in a table.

        Parameters
        ----------
        data : columns ID TIME DV and AMT, or DOSE; where wanted RATE DUR II ADDL SS EVID CMT MDV DVID CENS LLOQ OCC,
            in upper or lower case, and the covariates by name.

        Examples
        --------
        >>> import polars as pl
        >>> from firstdose.analysis.population.specification import PopulationModel
        >>> frame = pl.DataFrame({"ID": [1, 1], "TIME": [0, 2], "AMT": [320, 0], "DV": [None, 9.7]})
        >>> found = Records.of(PopulationModel.load("theo_sd"), frame)
        >>> found.id, found.dv.tolist()
        ((1,), [9.7])
        """
        return _built(spec, Events.read(spec, data))

    @property
    def subjects(self) -> int:
        """How many there are."""
        return len(self.id)

    @property
    def occasions(self) -> int:
        """How many a subject has at most."""
        return int(self.period_occasion.max(initial=0)) + 1

    @property
    def starts(self) -> I64:
        """(S,) the first observation of each subject."""
        return np.asarray(np.searchsorted(self.subject, np.arange(self.subjects)), np.int64)

    @property
    def counts(self) -> I64:
        """(S,) observations of each."""
        return np.asarray(np.bincount(self.subject, minlength=self.subjects), np.int64)

    def by_subject(self, values: F64) -> F64:
        """(C, O, ...) summed over each subject's observations: (C, S, ...)."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=1), np.float64)


def _built(spec: PopulationModel, events: Events) -> Records:
    events, notes = _with_observations(events)
    period, first = _periods(events)
    seen = np.flatnonzero(events.observed)
    kept = np.flatnonzero(events.dosed | first)
    after = _after_dose(events)
    times = events.time + after * _AFTER * np.maximum(1.0, np.abs(events.time))
    told = {name: values[kept] for name, values in events.doses.items()}
    begins = np.flatnonzero(first)
    return Records(
        id=events.id,
        subject=events.subject[seen],
        time=events.time[seen],
        simulated=times[seen],
        dv=events.dv[seen],
        output=events.output[seen],
        censored=events.censored[seen],
        row=events.row[seen],
        events={"ID": events.subject[kept], "TIME": events.time[kept], **told},
        event_row=events.row[kept],
        event_period=period[kept],
        period_subject=events.subject[begins],
        period_occasion=events.occasion[begins],
        covariates={name: values[begins] for name, values in events.covariates.items()},
        notes=(*events.notes, *notes),
    )


def _with_observations(events: Events) -> tuple[Events, list[str]]:
    """Without subjects who have none, and why; refused where nothing can be told."""
    if not events.observed.any():
        raise DataError(
            "No row is an observation of an output of the model. An observation has EVID 0 (or no AMT), MDV 0 and a DV."
        )
    if events.censored[events.observed].all():
        raise DataError(
            "All observations are below the limit of quantification: they do not tell parameters. Fit with data that "
            "holds measured values."
        )
    has = np.bincount(events.subject[events.observed], minlength=len(events.id)) > 0
    doses = np.bincount(events.subject[events.dosed], minlength=len(events.id)) > 0
    if (has & ~doses).all():
        raise DataError("No row is a dose. A dose has EVID 1, or an AMT above 0; the column may also be called DOSE.")
    notes = [_told(events, ~has, "has no observation and is left out")] if (~has).any() else []
    if (has & ~doses).any():
        notes.append(_told(events, has & ~doses, "has no dose: its predictions are those of nothing given"))
    return events.only(has), notes


def _told(events: Events, which: Bool, what: str) -> str:
    names = [str(events.id[k]) for k in np.flatnonzero(which)]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"Subject {', '.join(names[:5])}{more} {what}."


def _periods(events: Events) -> tuple[I64, Bool]:
    """The period of each row, and whether it begins there."""
    changed = np.append(True, np.diff(events.subject) != 0)
    for values in (events.occasion, *events.covariates.values()):
        changed |= np.append(False, values[1:] != values[:-1])
    return np.cumsum(changed) - 1, changed


def _after_dose(events: Events) -> Bool:
    """Rows that follow a dose of the same subject and time."""
    moment = np.append(True, (np.diff(events.subject) != 0) | (np.diff(events.time) != 0))
    number = np.cumsum(moment) - 1
    doses: I64 = np.cumsum(events.dosed) - events.dosed  # before each row
    return np.asarray(doses > doses[np.flatnonzero(moment)][number])
