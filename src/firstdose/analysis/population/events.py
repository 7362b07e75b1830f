"""The rows of NONMEM-style data, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.population.censoring import censored
from firstdose.analysis.population.outputs import which_output
from firstdose.data import numbers, require, table, words
from firstdose.errors import DataError
from firstdose.types import F64, I64, Bool

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.population.specification import PopulationModel
    from firstdose.data import AnyTable

NONMEM = (
    *("ID", "TIME", "AMT", "DOSE", "RATE", "DUR", "II", "ADDL", "SS", "EVID", "CMT", "DV", "MDV", "DVID"),
    *("CENS", "LIMIT", "LLOQ", "OCC"),
)
_OTHER, _CLASSIC = 2, 100  # EVID of a record without dose; from which on an EVID is one of RxODE: 101 is 1 into CMT 1
_PER_ROW = ("subject", "time", "dv", "output", "observed", "dosed", "censored", "occasion", "row")


@dataclass(frozen=True, eq=False)
class Events:
    """Rows that are a dose, an observation, or another event of S subjects, by subject and time."""

    id: tuple[Any, ...]  # (S,)
    subject: I64
    time: F64
    dv: F64
    output: I64
    observed: Bool
    dosed: Bool
    censored: Bool
    occasion: I64  # from 0 within each subject
    row: I64  # in the data, from 1
    doses: Mapping[str, Any]  # AMT RATE DUR II ADDL SS EVID CMT as far as they are there
    covariates: Mapping[str, Any]
    notes: tuple[str, ...]

    @classmethod
    def read(cls, spec: PopulationModel, data: AnyTable) -> Events:
        """Of a table: see ``Records.of``."""
        frame = _renamed(table(data, "the data"), spec)
        require(frame, ["ID", "TIME", "DV", "AMT"], "The data")
        if not len(frame):
            raise DataError("The data has no rows. Give one row for each dose and each observation.")
        ids, subject = _subjects(frame)
        event, cmt = _events(frame)
        time = _number(frame, "TIME")
        _refuse(np.isnan(time), frame, "TIME", "is missing. Give the time of every row")
        _refuse_resets_back(frame, event, time, subject)
        observed, dv = _observed(frame, event)
        output, known, notes = which_output(spec, frame, observed)
        below, dv = censored(frame, observed, dv)
        told: dict[str, Any] = {
            "subject": subject,
            "time": time,
            "dv": dv,
            "output": output,
            "observed": observed & known,
            "dosed": np.isin(event, (1, 3, 4, 8)),
            "censored": below,
            "occasion": _occasions(frame, subject) if spec.within else np.zeros(len(frame), np.int64),
            "row": np.arange(len(frame)) + 1,
        }
        covariates = {name: _covariate(frame, spec, name, subject) for name in _needed(spec)}
        found = cls(ids, doses=_doses(frame, event, cmt), covariates=covariates, notes=notes, **told)
        return found._rows(np.lexsort((time, subject)))

    def only(self, subjects: Bool) -> Events:
        """Some subjects, numbered anew."""
        kept = self._rows(np.flatnonzero(subjects[self.subject]))
        number = np.cumsum(subjects) - 1
        ids = tuple(each for each, keep in zip(self.id, subjects, strict=True) if keep)
        return replace(kept, id=ids, subject=number[kept.subject])

    def _rows(self, at: I64) -> Events:
        told: dict[str, Any] = {name: getattr(self, name)[at] for name in _PER_ROW}
        doses = {name: values[at] for name, values in self.doses.items()}
        return replace(self, doses=doses, covariates={name: v[at] for name, v in self.covariates.items()}, **told)


def _renamed(frame: pl.DataFrame, spec: PopulationModel) -> pl.DataFrame:
    """Columns in upper case, covariates as the population model has them; DOSE is AMT."""
    wanted = {name.upper(): name for name in _needed(spec)} | {name: name for name in NONMEM}
    called = {name: wanted.get(name.strip().upper(), name) for name in frame.columns}
    twice = [name for name in called if list(called.values()).count(called[name]) > 1]
    if twice:
        raise DataError(f"The data has columns {' and '.join(twice)}, which are one. Keep one of them.")
    frame = frame.rename(called)
    return frame.rename({"DOSE": "AMT"}) if "DOSE" in frame.columns and "AMT" not in frame.columns else frame


def _needed(spec: PopulationModel) -> list[str]:
    return list(dict.fromkeys(effect.covariate for effect in spec.covariates))


def _number(frame: pl.DataFrame, name: str) -> F64:
    """NaN where it is missing."""
    found = np.array(numbers(frame, name, "The data").to_numpy(), np.float64)
    _refuse(np.isinf(found), frame, name, "is infinite. Give a finite number")
    return found


def _refuse(wrong: Bool, frame: pl.DataFrame, name: str, why: str) -> None:
    found = np.flatnonzero(wrong)
    if len(found):
        at = int(found[0])
        said = "" if frame[name][at] is None else frame[name][at]
        raise DataError(f'The data, row {at + 1} (subject {frame["ID"][at]}), column {name}: "{said}" {why}.')


def _subjects(frame: pl.DataFrame) -> tuple[tuple[Any, ...], I64]:
    """IDs in the order of the data, as whole numbers where all are; and the place of each row's."""
    said = words(frame, "ID").to_list()
    _refuse(np.array([each is None for each in said]), frame, "ID", "is no subject. Give every row the ID of one")
    place = {each: k for k, each in enumerate(dict.fromkeys(said))}
    whole = all(each.isdigit() and str(int(each)) == each for each in place)
    return tuple(int(each) if whole else each for each in place), np.array([place[each] for each in said])


def _events(frame: pl.DataFrame) -> tuple[I64, I64 | None]:
    """EVID of each row, and the compartments that RxODE's EVID tells."""
    amount = np.nan_to_num(_number(frame, "AMT"))
    if "EVID" not in frame.columns:
        return np.where(amount > 0, 1, 0), None
    event = _number(frame, "EVID")
    event = np.where(np.isnan(event), amount > 0, event)
    _refuse(event != np.floor(event), frame, "EVID", "is no event. Give a whole number")
    event = event.astype(np.int64)
    classic = event >= _CLASSIC
    _refuse(
        classic & ((event % 100 != 1) | (event // 10000 % 10 != 0)), frame, "EVID", "is not read. Write 1, and a RATE"
    )
    known = classic | np.isin(event, (0, 1, 2, 3, 4, 8))
    _refuse(~known, frame, "EVID", "is no event. Known are 0 observation, 1 dose, 2 other, 3 reset, 4, 8")
    return np.where(classic, 1, event), np.where(classic, event // 100 % 100, 0) if classic.any() else None


def _refuse_resets_back(frame: pl.DataFrame, event: I64, time: F64, subject: I64) -> None:
    """Rows are sorted by time, which would tear apart periods that each begin at 0."""
    order = np.argsort(subject, kind="stable")
    back = np.append(False, (np.diff(time[order]) < 0) & (np.diff(subject[order]) == 0))
    resets = np.isin(event, (3, 4))[order]
    why = "is before the row above it, in data with resets (EVID 3, 4). Let time go on over the whole of a subject"
    wrong = np.zeros(len(time), bool)
    wrong[order] = back & resets
    _refuse(wrong, frame, "TIME", why)


def _observed(frame: pl.DataFrame, event: I64) -> tuple[Bool, F64]:
    dv = _number(frame, "DV")
    observed = event == 0
    if "MDV" in frame.columns:
        observed &= np.nan_to_num(_number(frame, "MDV")) == 0
        _refuse(observed & np.isnan(dv), frame, "DV", "is missing. Give the observation, or MDV 1")
    return observed & ~np.isnan(dv), dv


def _occasions(frame: pl.DataFrame, subject: I64) -> I64:
    """From 0, in the order in which a subject has them; without OCC one."""
    if "OCC" not in frame.columns:
        return np.zeros(len(frame), np.int64)
    said = words(frame, "OCC").to_list()
    place: dict[tuple[int, Any], int] = {}
    next_: dict[int, int] = {}
    for who, what in zip(subject.tolist(), said, strict=True):
        if (who, what) not in place:
            place[who, what] = next_.get(who, 0)
            next_[who] = place[who, what] + 1
    return np.array([place[key] for key in zip(subject.tolist(), said, strict=True)])


def _doses(frame: pl.DataFrame, event: I64, cmt: I64 | None) -> dict[str, Any]:
    """The columns of the doses; an observation is another event here, which gives nothing."""
    gives = np.isin(event, (1, 4, 8))
    names = [name for name in ("AMT", "RATE", "DUR", "II", "ADDL", "SS") if name in frame.columns]
    found: dict[str, Any] = {name: np.where(gives, np.nan_to_num(_number(frame, name), nan=0.0), 0.0) for name in names}
    _refuse(gives & (event != 8) & (found["AMT"] == 0) & ~_fed(found), frame, "AMT", "is no dose. Give it, or EVID 0")
    found["EVID"] = np.where(event == 0, _OTHER, event)
    if cmt is not None:
        found["CMT"] = np.where(cmt > 0, cmt, 1)
    elif "CMT" in frame.columns:
        said = words(frame, "CMT").fill_null("1").to_numpy()
        found["CMT"] = np.where(gives, said, "1").astype(object)
    return found


def _fed(found: Mapping[str, Any]) -> Bool:
    """Constant infusions at steady state have no amount."""
    zero = np.zeros(len(found["AMT"]))
    return np.asarray((found.get("SS", zero) != 0) & (found.get("RATE", zero) != 0))


def _covariate(frame: pl.DataFrame, spec: PopulationModel, name: str, subject: I64) -> Any:
    """Its value in every row; where it is missing the subject's last before, else the next."""
    import polars as pl

    require(frame, [name], "The data")
    numeric = all(effect.shape != "categorical" for effect in spec.covariates if effect.covariate == name)
    values = numbers(frame, name, "The data") if numeric else words(frame, name)
    filled = pl.DataFrame({"who": subject, "value": values}).select(
        pl.col("value").forward_fill().backward_fill().over("who")
    )["value"]
    missing = filled.is_null().to_numpy()
    _refuse(missing, frame, name, "is missing throughout the subject. Give it, or leave the effect out")
    return filled.to_numpy().astype(np.float64 if numeric else object)
