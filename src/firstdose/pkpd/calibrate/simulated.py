"""The same virtual patients under many parameter vectors: what each would show of the published quantities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtri

from firstdose.molecule import Adc
from firstdose.pkpd.calibrate.statistics import Seen, measured
from firstdose.pkpd.calibrate.targets import APART, Regimen, Target, Targets
from firstdose.pkpd.course import course
from firstdose.pkpd.draws import draw
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.hazard_prior import hazard_settings
from firstdose.pkpd.mechanism import MOLAR_MASS
from firstdose.pkpd.response import response_rule
from firstdose.rng import uniforms
from firstdose.types import F64

_CONCENTRATIONS = ("CADC", "CTAB")  # of antibody, published as mass
_STEP_DAYS = 0.5  # between days that are looked at
_SLIGHT = 1e-9  # days by which two times may differ and be the same
_SIZE = "SLD"
_DLT = ("PLT", "ALT", "AST")  # what DLTs are judged by
_COURSES_AT_ONCE = 20_000  # patients times vectors


@dataclass(frozen=True)
class Bench:
    """A molecule, one site of action on platelets, and virtual patients like those of its published trials."""

    adc: Adc
    site: str
    published: Targets
    patients: int
    seed: int

    def normal(self, name: str) -> F64:
        """(N,) standard normals of one parameter: the N middle quantiles, in an order of its own.

        Notes
        -----
        Latin hypercube: with few patients, means and shares come near to those of very many.
        """
        order = np.argsort(np.argsort(uniforms(self.seed, f"patient {name}", range(1), self.patients)[0]))
        return np.asarray(ndtri((order + 0.5) / self.patients), np.float64)

    @property
    def weight_kg(self) -> F64:
        """(N,) of the patients."""
        known = hazard_settings().trial_patients
        return np.asarray(known.median.to("kg") * np.exp(known.log_sd.to("1") * self.normal(known.name)))

    def seen(self, rows: Mapping[str, F64], regimen: Regimen, names: Iterable[str], until_day: float) -> Seen:
        """Courses under J vectors (each (J,) by parameter) on one regimen."""
        wanted = tuple(sorted(set(names)))
        model = _model(self.site, self.adc.payload.permeable, wanted)
        weight, j = self.weight_kg, len(next(iter(rows.values())))
        columns = {name: value[:, None] for name, value in rows.items()}
        drawn = draw(self.adc, self.normal, {hazard_settings().trial_patients.name: weight}, columns, self.site)
        needed = {name: drawn[name].ravel() for name in (*model.defaults, MOLAR_MASS)}
        found = course(
            model,
            needed,
            np.tile(weight, j),
            regimen.schedule,
            regimen.dose,
            _days(regimen, until_day),
            names=wanted,
        )
        shape = (j, self.patients, len(found.days))
        scale = self._scale(float(needed[MOLAR_MASS][0]))
        seen = {name: scale.get(name, 1.0) * found[name].reshape(shape) for name in found.values}
        if _SIZE in seen:
            seen[_SIZE] = self._read_off(seen[_SIZE], found.days)
        normal = {name: limit.to("U/L") for name, limit in self.published.upper_normal.items()}
        return Seen(regimen, found.days, seen, normal)

    def measured(self, rows: Mapping[str, F64], targets: Sequence[Target]) -> dict[str, list[F64]]:
        """By target, what it counts or measures on each of its regimens (J, N); of a ratio, the one ratio."""
        j = len(next(iter(rows.values())))
        size = max(1, _COURSES_AT_ONCE // self.patients)
        pieces = [
            self._measured({name: value[first : first + size] for name, value in rows.items()}, targets)
            for first in range(0, j, size)
        ]
        return {
            one.id: [np.concatenate(each) for each in zip(*(piece[one.id] for piece in pieces), strict=True)]
            for one in targets
        }

    def _measured(self, rows: Mapping[str, F64], targets: Sequence[Target]) -> dict[str, list[F64]]:
        seen = {
            regimen.name: self.seen(rows, regimen, *_asked(regimen, targets, self.published))
            for regimen in self.published.regimens
            if any(regimen.name in target.regimens for target in targets)
        }
        found = {}
        for target in targets:
            here = [seen[name] for name in target.regimens]
            each = [[one] for one in here] if target.kind in APART else [here]
            found[target.id] = [measured(target, some, self.published.dlt) for some in each]
        return found

    def _read_off(self, sums_mm: F64, days: F64) -> F64:
        """(J, N, M) sums of diameters as they are measured; the error at a scan is the same under every vector."""
        rule, found = response_rule(), sums_mm.copy()
        for day in (0.0, *rule.days(float(days[-1]))):
            at = np.searchsorted(days, day - _SLIGHT)
            found[..., at] = rule.measured(sums_mm[..., at], self.normal(f"scan on day {day:g}"))
        return found

    def _scale(self, molar_mass: float) -> dict[str, float]:
        """From nmol/L to the units that are published: ug/mL of antibody, ng/mL of payload."""
        antibody = dict.fromkeys(_CONCENTRATIONS, molar_mass / 1000)
        kinetics = self.adc.payload.kinetics
        return antibody if kinetics is None else antibody | {"CPAY": kinetics.MASS.to("kg/mol")}


def _asked(regimen: Regimen, targets: Sequence[Target], published: Targets) -> tuple[set[str], float]:
    """What to look at on a regimen, and until when."""
    names, until = set[str](), 0.0
    for target in (one for one in targets if regimen.name in one.regimens):
        if target.statistic == "dlt":
            names |= set(_DLT)
            until = max(until, min(regimen.days, published.dlt.window_days.to("day") + 0.5))
        else:
            names |= {"ALT", "AST"} if target.statistic == "transaminases" else {target.analyte}
            until = max(until, _until(target, regimen))
    return names, until


def _until(target: Target, regimen: Regimen) -> float:
    """The last day that a target looks at."""
    if target.until_day is not None:
        return min(regimen.days, target.until_day)
    if target.statistic == "nadir_cycle":
        return min(regimen.days, 3 * regimen.every_days)
    return min(regimen.days, max(target.doses, 1) * regimen.every_days)


def _days(regimen: Regimen, until_day: float) -> F64:
    """Twice a day, and what matters to concentrations: the end of each infusion and the hours after it."""
    steps = np.arange(0.0, until_day + 1e-9, _STEP_DAYS)
    starts = np.array(regimen.schedule.dose_days(until_day))
    ends = starts + regimen.schedule.infusion_days
    after = (ends[:, None] + np.array([0.0, 0.1, 0.25])).ravel()
    every = np.concatenate([steps, starts, after, [until_day]])
    return np.asarray(np.unique(np.round(every[every <= until_day], 9)))


@cache
def _model(site: str, permeable: bool, names: tuple[str, ...]) -> Model:
    """The parts of the patient that make these columns: the others would cost time."""
    from firstdose.pkpd.models.adc import PLATELETS, plasma
    from firstdose.pkpd.models.liver import liver
    from firstdose.pkpd.models.skin import skin
    from firstdose.pkpd.models.tumour import tumour_part

    parts = [plasma]
    if _SIZE in names:
        parts.append(tumour_part(permeable))
    if "PLT" in names:
        parts.append(PLATELETS[site])
    if {"ALT", "AST"} & set(names):
        parts.append(liver)
    if "RASH" in names:
        parts.append(skin)
    return Model.of(f"seen_{'_'.join(names)}_{site}", *parts)
