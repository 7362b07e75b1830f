"""A conjugate, its naked antibody and its payload on cells in a dish: dose-response, IC50, largest effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from firstdose.errors import ModelError
from firstdose.molecule import Adc
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.models.cell import cell
from firstdose.pkpd.systems import of_model, system, values
from firstdose.sourced import Sourced
from firstdose.types import F64

Agent: TypeAlias = Literal["adc", "antibody", "payload", "non-binding adc"]
AGENTS: tuple[Agent, ...] = ("adc", "antibody", "payload")
CONTROL: Agent = "non-binding adc"  # the same conjugate on an antibody that finds no target
_MEDIUM = {"adc": "CONJUGATE", "antibody": "ANTIBODY", "payload": "PAYLOAD", CONTROL: "CONJUGATE"}
_A_DECADE = 8  # concentrations
_VARIED = ("RECEPTORS", "DEPENDENCE", *dict.fromkeys(_MEDIUM.values()))
_DIGITS = 4  # of a share of cells: what the simulation's tolerance leaves
_MOST_RECEPTORS, _MOST_DAYS, _HALF = 1e8, 30.0, 0.5


@dataclass(frozen=True)
class Response:
    """Of cells with one number of receptors to one agent."""

    receptors: float
    egfr_dependence: float  # how far growth depends on the target's signal, 0 to 1; the target need not be EGFR
    agent: Agent
    ic50_nM: float | None  # of antibody, or of payload; None: not reached
    max_kill: float  # largest share of the untreated viable cells that is missing

    def to_dict(self) -> dict[str, float | str | None]:
        """As JSON has it."""
        names = ("receptors", "egfr_dependence", "agent", "ic50_nM", "max_kill")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, eq=False)
class DoseResponse:
    """Viable cells at the end of an assay, of those without treatment."""

    receptors: F64  # (R,) on a cell
    dependence: F64  # (D,)
    agents: tuple[Agent, ...]  # A of them
    concentration_nM: F64  # (C,) of antibody, or of payload
    viable: F64  # (R, D, A, C)
    days: float
    parameters: Mapping[str, Sourced]  # all that it rests on

    def __iter__(self) -> Iterator[Response]:
        for r, d, a in np.ndindex(self.viable.shape[:3]):
            curve = self.viable[r, d, a]
            yield Response(
                float(self.receptors[r]),
                float(self.dependence[d]),
                self.agents[a],
                ic50(self.concentration_nM, curve),
                round(max(1 - float(curve.min()), 0.0), _DIGITS),
            )


def dose_response(
    adc: Adc,
    receptors: Sequence[float],
    dependence: Sequence[float] = (0.0, 1.0),
    agents: Sequence[Agent] = AGENTS,
    days: float | None = None,
    concentration_nM: Sequence[float] | None = None,
) -> DoseResponse:
    """Viable cells after continuous exposure, against concentration.

    Parameters
    ----------
    receptors : (R,) targets on a cell.
    dependence : (D,) how far growth depends on the target's signal, 0 to 1.
    agents : of ``adc``, ``antibody``, ``payload`` and the control ``non-binding adc``.
    days : of the assay; the packaged length if not given.
    concentration_nM : (C,) increasing; eight a decade over the packaged range if not given.

    Notes
    -----
    Dying cells count as viable until they are gone, as in assays of metabolism.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> seen = dose_response(library("t-dm1"), [1e6], [0.0])
    >>> [(each.agent, each.ic50_nM is None) for each in seen]
    [('adc', False), ('antibody', True), ('payload', False)]
    """
    numbers = assay_parameters(adc)
    length = numbers["DAYS"].to("day") if days is None else days
    grid = _range(numbers) if concentration_nM is None else np.asarray(concentration_nM, float)
    _check(receptors, dependence, agents, length, grid)
    on_cell, depends = np.asarray(receptors, float), np.asarray(dependence, float)
    shape = (len(on_cell), len(depends), len(agents), len(grid) + 1)
    given = _given(numbers, shape, on_cell, depends, tuple(agents), np.append(0.0, grid))
    solution = simulate(cell, {"TIME": [0.0], "AMT": [0.0]}, [0.0, length], given)
    alive = solution["VIABLE"][:, -1].reshape(shape)
    viable = alive[..., 1:] / alive[..., :1]
    return DoseResponse(on_cell, depends, tuple(agents), grid, viable, length, numbers)


def assay_parameters(adc: Adc) -> dict[str, Sourced]:
    """Every number that an assay of a conjugate rests on, by name."""
    known = {**adc.require_mechanism().sourced("cell"), **system("assay")}
    settings = {name: known[name] for name in ("DAYS", "LOWEST", "HIGHEST")}
    return of_model(cell, known, _VARIED) | settings


def ic50(concentration: F64, viable: F64) -> float | None:
    """The concentration at which half of the cells is left, by interpolation of log concentration; None: not reached.

    Examples
    --------
    >>> round(ic50(np.array([0.1, 1.0, 10.0]), np.array([0.9, 0.7, 0.3])), 2)
    3.16
    """
    below = np.flatnonzero(viable <= _HALF)
    if len(below) == 0 or below[0] == 0:
        return None
    last, first = below[0] - 1, below[0]
    step = (viable[last] - _HALF) / (viable[last] - viable[first])
    return float(concentration[last] * (concentration[first] / concentration[last]) ** step)


def _given(
    numbers: Mapping[str, Sourced],
    shape: tuple[int, ...],
    receptors: F64,
    dependence: F64,
    agents: tuple[Agent, ...],
    medium: F64,
) -> dict[str, F64 | float]:
    """Parameters of every well: numbers, or one a well."""
    fixed = values(cell, {name: each for name, each in numbers.items() if name in cell.defaults})
    finds = np.array([agent != CONTROL for agent in agents], float)[:, None]
    wells = {
        "RECEPTORS": receptors[:, None, None, None],
        "DEPENDENCE": dependence[:, None, None],
        "KON": fixed["KON"] * finds,
        **{
            name: np.array([_MEDIUM[agent] == name for agent in agents], float)[:, None] * medium
            for name in dict.fromkeys(_MEDIUM.values())
        },
    }
    return {**fixed, **{name: np.broadcast_to(each, shape).ravel() for name, each in wells.items()}}


def _range(numbers: Mapping[str, Sourced]) -> F64:
    low, high = (numbers[name].to("nmol/L") for name in ("LOWEST", "HIGHEST"))
    return np.geomspace(low, high, 1 + round(_A_DECADE * np.log10(high / low)))


def _check(
    receptors: Sequence[float], dependence: Sequence[float], agents: Sequence[Agent], days: float, medium: F64
) -> None:
    for number in receptors:
        if not 0 < number <= _MOST_RECEPTORS:
            raise ModelError(
                f"{number:g} receptors on a cell: give a number above 0 and at most {_MOST_RECEPTORS:g}; the control "
                "that binds nothing is an agent of its own."
            )
    for share in dependence:
        if not 0 <= share <= 1:
            raise ModelError(
                f"A dependence of {share:g} on the target's signal: it lies between 0 (none) and 1 (whole)."
            )
    for agent in agents:
        if agent not in get_args(Agent):
            raise ModelError(f'There is no agent "{agent}". Give one of {", ".join(get_args(Agent))}.')
    if not 0 < days <= _MOST_DAYS:
        raise ModelError(
            f"An assay of {days:g} days: cells are counted after more than 0 and at most {_MOST_DAYS:g} days."
        )
    if not (np.all(medium > 0) and np.all(np.isfinite(medium)) and np.all(np.diff(medium) > 0)):
        raise ModelError("Concentrations are positive numbers in increasing order. Correct them; 0 is always tested.")
    if not (len(receptors) and len(dependence) and len(agents) and len(medium)):
        raise ModelError("There is nothing to test. Give at least one number of receptors, agent and concentration.")
