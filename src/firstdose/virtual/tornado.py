"""Which assumption moves the predicted MTD most: one at a time, from the low to the high end of its range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from firstdose.pkpd import Model
from firstdose.pkpd.band import weighted_quantiles
from firstdose.pkpd.calibrate import Ensemble, ensemble
from firstdose.pkpd.calibrate.priors import unknowns
from firstdose.pkpd.draws import SD, variability
from firstdose.pkpd.mechanism import parameters
from firstdose.pkpd.models.adc import SITES
from firstdose.sourced import Provenance, Sourced
from firstdose.study import Study
from firstdose.types import F64
from firstdose.virtual.mechanism_prediction import dose_at, predict_mechanism
from firstdose.virtual.mechanism_truth import Mechanism, mechanism_truth
from firstdose.virtual.outcomes_by_patient import DLT, outcomes_by_patient
from firstdose.virtual.traits import central_row

PATIENTS = 200
_LEAST = 0.005  # of the log of the MTD: what moves it less is left out


@dataclass(frozen=True)
class Uncertain:
    """One number that is not known, with the ends of its range."""

    name: str
    meaning: str
    unit: str
    low: float
    value: float
    high: float
    source: str
    provenance: Provenance


@dataclass(frozen=True)
class Swing:
    """Where the MTD goes, in mg/kg, as one assumption goes from low to high."""

    short: str  # its symbol, or a word or two
    what: str
    low: str  # the end of the range, in words
    high: str
    mtd_low: float
    mtd_high: float
    source: str
    provenance: Provenance

    @property
    def size(self) -> float:
        """Of the change, on the log of the MTD."""
        return abs(math.log(self.mtd_high / self.mtd_low))


@dataclass(frozen=True)
class Tornado:
    """The MTD with everything at its central value, and the swings about it, widest first."""

    mtd: float  # mg/kg
    lowest: float  # dose looked at, mg/kg; an MTD beyond it stands there
    highest: float
    swings: tuple[Swing, ...]


def tornado(study: Study, target: float, patients: int = PATIENTS) -> Tornado:
    """Which assumption moves the MTD most.

    Parameters
    ----------
    target : DLT probability at the MTD.
    patients : who meet each value, at most ``PATIENTS``.

    Notes
    -----
    The same virtual patients meet every value. What was fitted goes from the 5th to the 95th percentile of the
    ensemble, the class's spread in potency included; anything else from the low to the high end of the range that its
    source supports. Parameters without a range stay where they are.
    """
    predicted, n = predict_mechanism(study, patients=patients, tumours=False), min(patients, PATIENTS)
    doses, known = predicted.doses_mg_per_kg, ensemble(study.molecule, predicted.site)
    truth = mechanism_truth(study, central_row(known), site=predicted.site, responses=False)
    uncertain = [*fitted(known, truth.model), *ranged(study, known, truth.model)]
    rows = [{}, *({each.name: end} for each in uncertain for end in (each.low, each.high))]
    mtds = _mtds(truth, rows, doses, target, n)
    ends = zip(mtds[1::2], mtds[2::2], strict=True)
    swings = [_swing(each, *pair) for each, pair in zip(uncertain, ends, strict=True)]
    swings += _of_site(study, predicted.site, doses, target, n), *_of_settings(truth, doses, target, n)
    told = sorted((one for one in swings if one.size >= _LEAST), key=lambda one: -one.size)
    return Tornado(mtds[0], float(doses[0]), float(doses[-1]), tuple(told))


def fitted(known: Ensemble, model: Model) -> Iterator[Uncertain]:
    """What was fitted to published results."""
    beliefs, units = unknowns(), {each.name: each.unit for each in model.parameters}
    for name, values in known.rows.items():
        low, value, high = (_quantile(values, known.weight, share) for share in (0.05, 0.5, 0.95))
        source = f"5th to 95th percentile of the ensemble fitted to {known.molecule}"
        if known.spread and beliefs[name].potency:
            source += ", with the spread in potency between conjugates of the class"
        base = name.removeprefix(SD)
        meaning = beliefs[name].meaning if base == name else _spread_of(beliefs[base].meaning)
        yield Uncertain(name, meaning, units.get(name, "1"), low, value, high, source, "derived")


def ranged(study: Study, known: Ensemble, model: Model) -> Iterator[Uncertain]:
    """What the library gives with a range and was not fitted."""
    said, stated = parameters(study.molecule, "human", known.site), {each.name: each for each in model.parameters}
    for name, one in said.items():
        if name in stated and name not in known.rows and one.range[0] < one.range[1]:
            yield _uncertain(name, stated[name].meaning, one, one.span(stated[name].unit), stated[name].unit)
    for name, spread in variability().by_name.items():
        low, high = spread.spread.range
        if SD + name in known.rows or name not in stated or low == high:
            continue
        ends = tuple(
            replace(spread, spread=replace(spread.spread, value=end, low=None, high=None)) for end in (low, high)
        )
        span = ends[0].log_sd, spread.log_sd, ends[1].log_sd
        yield _uncertain(SD + name, _spread_of(stated[name].meaning), spread.spread, span, "1")


def _spread_of(meaning: str) -> str:
    return f"spread between patients of {meaning}"


def _uncertain(name: str, meaning: str, said: Sourced, span: tuple[float, float, float], unit: str) -> Uncertain:
    return Uncertain(name, meaning, unit, *span, said.source, said.provenance)


def _swing(each: Uncertain, mtd_low: float, mtd_high: float) -> Swing:
    unit = "" if each.unit == "1" else f" {each.unit}"
    what = f"{each.meaning} ({each.name})"
    return Swing(
        each.name,
        what,
        f"{each.low:.3g}{unit}",
        f"{each.high:.3g}{unit}",
        mtd_low,
        mtd_high,
        each.source,
        each.provenance,
    )


def _of_site(study: Study, here: str, doses: F64, target: float, n: int) -> Swing:
    """Between the sites of action on platelets, each fitted on its own."""
    found = {}
    for site in SITES:
        truth = mechanism_truth(study, central_row(ensemble(study.molecule, site)), site=site, responses=False)
        found[site] = _mtd(truth, doses, target, n)
    low, high = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
    source = f"Published data do not settle it; each was fitted on its own. This study has {here}."
    return Swing("site of action", "site of action on platelets", low, high, found[low], found[high], source, "assumed")


def _of_settings(truth: Mechanism, doses: F64, target: float, n: int) -> Iterator[Swing]:
    """What stands between the patient model and the judge."""
    settings = truth.settings
    beside, hold = settings.background, settings.hold
    low, high = beside.p.range
    fewer, more = (replace(beside, p=replace(beside.p, value=end, low=None, high=None)) for end in (low, high))
    what, p = "other organs: probability of a DLT in the window, at every dose", beside.p
    ends = [_mtd(replace(truth, settings=replace(settings, background=one)), doses, target, n) for one in (fewer, more)]
    yield Swing("other organs", what, f"{low:g}", f"{high:g}", ends[0], ends[1], p.source, p.provenance)
    never = replace(truth, settings=replace(settings, hold=replace(hold, criteria=())))
    ends = [_mtd(each, doses, target, n) for each in (never, truth)]
    yield Swing(
        "doses held", "doses held for toxicity", "never", "as planned", ends[0], ends[1], hold.source, hold.provenance
    )


def _mtd(truth: Mechanism, doses: F64, target: float, n: int) -> float:
    """Under the truth's own vector."""
    return _mtds(truth, [{}], doses, target, n)[0]


def _mtds(truth: Mechanism, rows: list[dict[str, float]], doses: F64, target: float, n: int) -> list[float]:
    """The MTD under the truth's own vector with each of ``rows`` in place of a part of it."""
    many, each = len(rows), len(doses) * n
    names = {*truth.row, *(name for row in rows for name in row)}
    own = _usual(truth)
    row = {name: np.repeat([one.get(name, own[name]) for one in rows], each) for name in names}
    found = outcomes_by_patient(truth, n, row, np.tile(np.repeat(doses, n), many))
    p = found[DLT].reshape(many, len(doses), n).mean(axis=2)
    return [dose_at(one, doses, target) for one in p]


def _usual(truth: Mechanism) -> Mapping[str, float]:
    """The value in use of every parameter and spread."""
    site = truth.traits.site
    units = {each.name: each.unit for each in truth.model.parameters}
    said = {
        name: one.to(units[name]) for name, one in parameters(truth.traits.adc, "human", site).items() if name in units
    }
    spreads = {SD + name: one.log_sd for name, one in variability().by_name.items()}
    return said | spreads | {name: float(value) for name, value in truth.row.items()}


def _quantile(values: F64, weight: F64, share: float) -> float:
    return float(weighted_quantiles(values, weight, [share])[0])
