"""What differs between occasions of one patient, such as cycles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy.special import ndtri

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.columns import columns_of, number_column
from firstdose.pkpd.engine.dosing.records import Event
from firstdose.pkpd.variability.omega import Omega
from firstdose.rng import uniforms
from firstdose.types import F64, I64

Columns: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class ByTime:
    """Occasion 0 until the first of the times, occasion 1 from then on, and so forth."""

    starts: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.starts or list(self.starts) != sorted(set(self.starts)) or not np.isfinite(self.starts).all():
            raise ModelError(f"Occasions start at {self.starts}. Give finite times, each later than the one before.")

    def split(self, columns: Columns) -> Columns:
        """The records, and one for each patient and occasion at which a parameter may change."""
        place = np.unique(columns["ID"], return_inverse=True)[1]
        before = np.concatenate([_latest(columns, place, start) for start in self.starts])
        n = place.max() + 1
        added = {name: values[before] for name, values in columns.items()}
        added |= {"TIME": np.repeat(self.starts, n), "EVID": np.full(n * len(self.starts), int(Event.OTHER))}
        return {name: np.concatenate([values, added[name]]) for name, values in columns.items()}

    def number(self, columns: Columns) -> I64:
        """Of each record's occasion."""
        return np.asarray(np.searchsorted(self.starts, columns["TIME"], side="right"), np.int64)


@dataclass(frozen=True)
class ByColumn:
    """The occasion's number, 0 or above, in a column of the dose records."""

    name: str

    def split(self, columns: Columns) -> Columns:
        """The records as they are."""
        return columns

    def number(self, columns: Columns) -> I64:
        """Of each record's occasion."""
        if self.name not in columns:
            raise ModelError(f"The dose records have no column {self.name}, which tells the occasion. Add it.")
        numbers = number_column(columns, self.name, len(columns["TIME"]))
        if (numbers < 0).any() or (numbers != np.rint(numbers)).any():
            raise ModelError(f"Column {self.name} tells occasions: give whole numbers, 0 or above.")
        return numbers.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Occasions:
    """Random effects of occasions, beside those of the patient."""

    omega: Omega
    when: ByTime | ByColumn

    def records(self, doses: Any, individuals: Mapping[str, F64], seed: int, patients: range) -> Any:
        """Dose records with a column for each parameter that changes.

        Notes
        -----
        The effect of an occasion depends on seed, patient and the occasion's number alone. It holds from the first
        record of the occasion on; ``ByTime`` adds records, EVID 2, at the times at which occasions start.
        """
        import polars

        columns = self.when.split(_with_events(_each(doses, len(patients))))
        place = np.unique(columns["ID"], return_inverse=True)[1]
        if place.max() + 1 != len(patients):
            raise ModelError(f"The dose records have {place.max() + 1} patients, and {len(patients)} were drawn.")
        occasion = self.when.number(columns)
        width = int(occasion.max()) + 1

        def normal(name: str) -> F64:
            drawn = ndtri(uniforms(seed, f"occasion {name}", patients, width))
            return np.asarray(drawn[place, occasion], np.float64)

        own = {name: np.broadcast_to(self._of(individuals, name), len(patients))[place] for name in self.omega.names}
        return polars.DataFrame(columns | self.omega.applied(own, self.omega.effects(normal)))

    def _of(self, individuals: Mapping[str, F64], name: str) -> F64:
        if name not in individuals:
            raise ModelError(f"{name} differs between occasions and has no value. There are {', '.join(individuals)}.")
        return individuals[name]


def _latest(columns: Columns, place: I64, time: float) -> I64:
    """Each patient's last record up to a time; the first where there is none."""
    order = np.lexsort((columns["TIME"], place))
    latest = order[np.searchsorted(place[order], np.arange(place.max() + 1))]
    known = order[columns["TIME"][order] <= time]
    latest[place[known]] = known  # of several the last
    return np.asarray(latest, np.int64)


def _each(doses: Any, n: int) -> Columns:
    """Columns of records that name their patients; those of one regimen are repeated for everybody."""
    columns = {name: np.asarray(values) for name, values in columns_of(doses).items()}
    if "ID" in columns:
        return columns
    rows = len(columns["TIME"])
    return {"ID": np.repeat(np.arange(1, n + 1), rows)} | {name: np.tile(each, n) for name, each in columns.items()}


def _with_events(columns: Columns) -> Columns:
    """With an EVID: a dose where AMT, RATE, DUR or SS says so."""
    if "EVID" in columns:
        return columns
    rows = len(columns["TIME"])
    gives = np.zeros(rows, bool)
    for name in ("AMT", "RATE", "DUR", "SS"):
        gives |= number_column(columns, name, rows) != 0
    return columns | {"EVID": np.where(gives, int(Event.DOSE), int(Event.OBSERVE))}
