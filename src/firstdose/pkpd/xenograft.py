"""A human tumour in a mouse: growth under single doses of the conjugate, of its antibody, of one that binds nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from firstdose.errors import ModelError
from firstdose.molecule import Adc
from firstdose.pkpd.cell_assay import CONTROL, Agent
from firstdose.pkpd.course import NMOL_PER_MG
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.mouse import finding, known_values, mouse_model, tumour_values, xenograft_parameters
from firstdose.sourced import Sourced
from firstdose.types import F64

AGENTS: tuple[Agent, ...] = ("adc", "antibody", CONTROL)
DOSES = (1.0, 2.5, 5.0)  # mg/kg of antibody: those that IMGN289 was given at, AACR 2013, abstract 5483
_COMPARTMENT = {"adc": "AC", "antibody": "TC", CONTROL: "AC"}


@dataclass(frozen=True, eq=False)
class Xenograft:
    """Volumes of tumours over time: what a figure shows, and the usual summaries."""

    days: F64  # (M,)
    control_mm3: F64  # (M,) without treatment
    agents: tuple[Agent, ...]  # A of them
    doses_mg_per_kg: F64  # (K,) single, by antibody
    volume_mm3: F64  # (A, K, M)
    payload_nM: F64  # (A, K, M) in cells with the target
    plasma_nM: F64  # (A, K, M) conjugate; of the antibody where that is given
    parameters: Mapping[str, Sourced]  # all that it rests on

    def t_over_c(self, day: float) -> F64:
        """(A, K) volume of treated tumours, of those without treatment, on a day."""
        share: F64 = self._on(day, self.volume_mm3) / self._on(day, self.control_mm3)
        return share

    def growth_delay_days(self, fold: float = 2.0) -> F64:
        """(A, K) how much later treated tumours reach a multiple of their first volume; NaN: not while watched."""
        limit = fold * self.control_mm3[0]
        treated = np.apply_along_axis(self._reached, -1, self.volume_mm3, limit)
        return treated - self._reached(self.control_mm3, limit)

    def _on(self, day: float, course: F64) -> Any:
        if not self.days[0] <= day <= self.days[-1]:
            raise ModelError(f"Day {day:g}: tumours are watched from day {self.days[0]:g} to {self.days[-1]:g}.")
        return np.apply_along_axis(lambda one: np.interp(day, self.days, one), -1, course)

    def _reached(self, course: F64, limit: float) -> float:
        """The first day after the smallest volume at which it is back at a limit."""
        lowest = int(np.argmin(course))
        above = np.flatnonzero(course[lowest:] >= limit)
        if len(above) == 0:
            return float("nan")
        last = lowest + above[0]
        return float(np.interp(limit, course[last - 1 : last + 1], self.days[last - 1 : last + 1]))


def xenograft(
    adc: Adc,
    doses_mg_per_kg: Sequence[float] = DOSES,
    *,
    receptors: float | None = None,
    dependence: float = 0.0,
    negative: float = 0.0,
    agents: Sequence[Agent] = AGENTS,
    days: Sequence[float] | F64 | None = None,
    changed: Mapping[str, float] | None = None,
) -> Xenograft:
    """Tumours under one dose on day 0.

    Parameters
    ----------
    doses_mg_per_kg : (K,) of antibody.
    receptors : targets on a cell; the packaged line's if not given.
    dependence : how far growth depends on the target's signal, 0 to 1.
    negative : share of the cells without the target; matters where the payload crosses membranes.
    agents : of ``adc``, ``antibody`` and ``non-binding adc``.
    days : (M,) from 0; every half day for eight weeks if not given.
    changed : other numbers for parameters, by name and in the model's units, e.g. ``{"KC50": 50.0}``.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> seen = xenograft(library("imgn289"), days=[0.0, 14.0])
    >>> bool((seen.t_over_c(14.0)[0] < seen.t_over_c(14.0)[2]).all())
    True
    """
    model, numbers = mouse_model(adc.payload.permeable), xenograft_parameters(adc)
    when = np.arange(0.0, 56.5, 0.5) if days is None else np.asarray(days, float)
    dose = np.asarray(doses_mg_per_kg, float)
    _check(dose, agents, when)
    known = known_values(model, numbers, changed) | tumour_values(model, receptors, dependence, negative)
    arms = [("adc", 0.0), *((agent, float(each)) for agent in agents for each in dose)]
    nmol = numbers["WEIGHT"].to("kg") * NMOL_PER_MG / adc.antibody.molar_mass.to("kDa")
    records = {
        "ID": np.arange(len(arms)),
        "TIME": np.zeros(len(arms)),
        "AMT": np.array([each * nmol for _, each in arms]),
        "CMT": np.array([model.state_names.index(_COMPARTMENT[agent]) + 1 for agent, _ in arms]),
    }
    solution = simulate(model, records, when, {**known, **finding(known, [agent for agent, _ in arms])})
    shape = (len(agents), len(dose), len(when))
    return Xenograft(
        when,
        solution["VOL"][0],
        tuple(agents),
        dose,
        solution["VOL"][1:].reshape(shape),
        solution["PT"][1:].reshape(shape),
        solution["CTAB"][1:].reshape(shape),
        numbers,
    )


def _check(dose: F64, agents: Sequence[Agent], days: F64) -> None:
    if not (dose.ndim == 1 and len(dose) and np.all(np.isfinite(dose)) and np.all(dose > 0)):
        raise ModelError(f"doses = {dose.tolist()}: give one or more doses above 0, in mg/kg of antibody.")
    for agent in agents:
        if agent not in _COMPARTMENT:
            raise ModelError(f'"{agent}" is not given to mice here. Give one of {", ".join(_COMPARTMENT)}.')
    if not (days.ndim == 1 and len(days) > 1 and days[0] == 0 and np.all(np.diff(days) > 0)):
        raise ModelError("days: give increasing days that start at 0, when the dose is given.")
