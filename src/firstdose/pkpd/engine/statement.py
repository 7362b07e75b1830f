"""A model stated once: parameters, states, rates, outputs, where it starts and how doses enter."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from firstdose.errors import ModelError
from firstdose.pkpd.engine.expression import Expression, Tape, expression
from firstdose.pkpd.engine.said import Dosing, Said, Say, balance, dosing, initial, outputs, rates

__all__ = ["Model", "Parameter", "Part", "State", "balance", "dosing", "initial", "model", "outputs", "part", "rates"]


@dataclass(frozen=True)
class Parameter:
    """A number that may differ between patients."""

    name: str
    value: float  # where a simulation says nothing
    unit: str  # "1" where there is none
    meaning: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ModelError(f"Parameter {self.name} is {self.value}. Give a finite number.")


@dataclass(frozen=True, eq=False)
class State:
    """What changes with time."""

    name: str
    unit: str
    meaning: str
    rate: Expression  # unit / the model's unit of time
    initial: Expression


@dataclass(frozen=True)
class Part:
    """Equations with their parameters and states; one or more make a model.

    Parameters
    ----------
    say : called with the parameters ``p`` and the states ``y``; returns ``rates(...)``, and where wanted
        ``outputs(...)``, ``initial(...)``, ``dosing(...)`` and ``balance(...)``.
    """

    name: str
    say: Say
    parameters: tuple[Parameter, ...]
    states: Mapping[str, tuple[str, str]]  # unit and meaning, by name


@dataclass(frozen=True, eq=False)
class Model:
    """Equations ready to be simulated.

    Examples
    --------
    >>> decay = Model.load("pk1")
    >>> [(each.name, each.value, each.unit) for each in decay.parameters]
    [('CL', 0.5, 'L/day'), ('V', 3.0, 'L')]
    """

    name: str
    time: str  # unit
    parameters: tuple[Parameter, ...]
    states: tuple[State, ...]
    outputs: Mapping[str, Expression]
    doses: Mapping[str, Dosing]  # by state; a state that is not here takes doses as they are
    balances: tuple[tuple[Expression, Expression], ...] = ()  # a total, and the rate at which it is lost
    meaning: str = field(default="")

    @classmethod
    def of(cls, name: str, *parts: Part, time: str = "day", meaning: str = "") -> Model:
        """Parts together: rates of one state add up, and a part reads the outputs of those before it like states."""
        said = Said.of(parts)
        states = tuple(
            State(each, *said.states[each], said.rate(each), said.initial.get(each, expression(0.0)))
            for each in said.states
        )
        if not states:
            raise ModelError(f"Model {name} has no states. Declare at least one, with its rate.")
        known = tuple(said.parameters.values())
        return cls(name, time, known, states, said.outputs, said.dosing, tuple(said.balances), meaning)

    @classmethod
    def load(cls, name: str) -> Model:
        """A model of the library, by name."""
        from firstdose.pkpd.models import named

        return named(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns of a solution: states, then outputs."""
        return (*self.state_names, *self.outputs)

    @property
    def state_names(self) -> tuple[str, ...]:
        """In order."""
        return tuple(state.name for state in self.states)

    @property
    def defaults(self) -> dict[str, float]:
        """Value of every parameter."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    @cached_property
    def rates(self) -> Tape:
        """Of the states, in order."""
        return Tape.of(state.rate for state in self.states)

    @cached_property
    def start(self) -> Tape:
        """Initial values of the states, in order; they depend on parameters alone."""
        return Tape.of(state.initial for state in self.states)

    @cached_property
    def seen(self) -> Tape:
        """The outputs, in order."""
        return Tape.of(self.outputs.values())

    @cached_property
    def digest(self) -> str:
        """Of the equations: the key of everything generated from them; the values of parameters are not in it."""
        told = (self.state_names, [each.name for each in self.parameters], self.rates, self.seen, self.start)
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def with_values(self, **values: float) -> Model:
        """The same equations with other values where a simulation says nothing."""
        self.check_parameters(values)
        changed = (
            Parameter(each.name, float(values.get(each.name, each.value)), each.unit, each.meaning)
            for each in self.parameters
        )
        told = (self.name, self.time, tuple(changed), self.states, self.outputs, self.doses, self.balances)
        return Model(*told, self.meaning)

    def check_parameters(self, names: Mapping[str, Any]) -> None:
        """Refuse a parameter that the model has not."""
        for name in names:
            if name not in self.defaults:
                raise ModelError(
                    f"Model {self.name} has no parameter {name}. It has {', '.join(self.defaults)}; give one of them."
                )


def part(states: Mapping[str, str] | None = None, **parameters: str) -> Callable[[Say], Part]:
    """Equations as a part of models; see ``model``."""

    def stated(say: Say) -> Part:
        known = tuple(_parameter(name, text) for name, text in parameters.items())
        return Part(say.__name__, say, known, {name: _split(name, text) for name, text in (states or {}).items()})

    return stated


def model(states: Mapping[str, str] | None = None, *, time: str = "day", **parameters: str) -> Callable[[Say], Model]:
    """A model from its equations.

    Parameters
    ----------
    states : by name, unit and meaning: ``"nmol, amount in plasma"``.
    time : the unit of time.
    parameters : by name, value, unit and meaning: ``CL="0.5 L/day, clearance"``.

    Examples
    --------
    >>> @model({"CENT": "nmol, amount in plasma"}, CL="0.5 L/day, clearance", V="3 L, volume")
    ... def one(p, y):
    ...     return rates(CENT=-p.CL / p.V * y.CENT), outputs(CP=y.CENT / p.V)
    >>> one.names
    ('CENT', 'CP')
    """

    def stated(say: Say) -> Model:
        meaning = (say.__doc__ or "").strip()
        return Model.of(say.__name__, part(states, **parameters)(say), time=time, meaning=meaning)

    return stated


def _parameter(name: str, text: str) -> Parameter:
    value, _, rest = text.strip().partition(" ")
    try:
        number = float(value)
    except ValueError:
        raise ModelError(f'{name}="{text}": write value, unit and meaning, e.g. "0.5 L/day, clearance".') from None
    return Parameter(name, number, *_split(name, rest))


def _split(name: str, text: str) -> tuple[str, str]:
    if not name.isidentifier() or name.startswith("_"):
        raise ModelError(f"{name!r} is no name for a state or parameter. Use letters, digits and _, a letter first.")
    unit, comma, meaning = text.partition(",")
    if not comma or not unit.strip() or not meaning.strip():
        raise ModelError(f'{name}: "{text}" is not a unit and a meaning, e.g. "nmol, amount in plasma"; unit 1: none.')
    return unit.strip(), meaning.strip()
