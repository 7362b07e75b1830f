"""What the functions that state a model say, gathered over its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from firstdose.errors import ModelError
from firstdose.pkpd.engine.expression import Expression, Tape, Term, expression

if TYPE_CHECKING:
    from firstdose.pkpd.engine.statement import Parameter, Part

Say: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Dosing:
    """How doses enter a state; each an expression in the parameters."""

    lag: Expression | None = None  # time from the record to the dose
    F: Expression | None = None  # bioavailability
    duration: Expression | None = None  # of an infusion with RATE -2
    rate: Expression | None = None  # of an infusion with RATE -1


class Names:
    """``p.CL``, ``y.CENT``: names as attributes."""

    def __init__(self, known: Mapping[str, Expression], what: str) -> None:
        self._known, self._what = known, what

    def __getattr__(self, name: str) -> Expression:
        if name not in self._known:
            raise ModelError(
                f"The equations use {self._what} {name}, which is not declared. Declare it, or correct it."
            )
        return self._known[name]


@dataclass(frozen=True, eq=False)
class _Saying:
    """One of the things that a part says, by the name of the state or output."""

    what: str
    each: Mapping[str, Any]


def rates(**each: Term) -> _Saying:
    """How fast each state changes, per unit of time."""
    return _Saying("rates", {name: expression(value) for name, value in each.items()})


def outputs(**each: Term) -> _Saying:
    """What else is of interest."""
    return _Saying("outputs", {name: expression(value) for name, value in each.items()})


def initial(**each: Term) -> _Saying:
    """Where states start that do not start at 0."""
    return _Saying("initial", {name: expression(value) for name, value in each.items()})


def dosing(**each: Mapping[str, Term]) -> _Saying:
    """How doses enter a state: ``DEPOT={"lag": p.ALAG, "F": p.F}``; also ``duration`` and ``rate``."""
    return _Saying("dosing", {name: _dosing(name, how) for name, how in each.items()})


def _dosing(state: str, how: Mapping[str, Term]) -> Dosing:
    unknown = [each for each in how if each not in Dosing.__annotations__]
    if unknown:
        known = ", ".join(Dosing.__annotations__)
        raise ModelError(f"dosing({state}={{{unknown[0]!r}: ...}}) is not known. Known are {known}.")
    return Dosing(**{each: expression(value) for each, value in how.items()})


def balance(total: Term, loss: Term = 0.0) -> _Saying:
    """A total that changes by its loss alone: d total / dt = -loss, whatever the states."""
    return _Saying("balance", {"total": expression(total), "loss": expression(loss)})


@dataclass(eq=False)
class Said:
    """Everything that the parts of a model say."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    states: dict[str, tuple[str, str]] = field(default_factory=dict)
    rates: dict[str, Expression] = field(default_factory=dict)
    outputs: dict[str, Expression] = field(default_factory=dict)
    initial: dict[str, Expression] = field(default_factory=dict)
    dosing: dict[str, Dosing] = field(default_factory=dict)
    balances: list[tuple[Expression, Expression]] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Said:
        """Parts in their order."""
        said = cls()
        parts = tuple(parts)
        for part in parts:
            said._declare(part)
        for part in parts:
            said._hear(part)
        return said

    def rate(self, state: str) -> Expression:
        """Of a state."""
        if state not in self.rates:
            raise ModelError(
                f"State {state} is declared and has no rate. Give it one in rates(...), 0 if it is constant."
            )
        return self.rates[state]

    def _declare(self, part: Part) -> None:
        for parameter in part.parameters:
            if self.parameters.setdefault(parameter.name, parameter) != parameter:
                raise ModelError(
                    f"Parameter {parameter.name} of {part.name} is declared in another way by an earlier part."
                )
        for name, said in part.states.items():
            if name in self.states:
                raise ModelError(f"State {name} of {part.name} is declared by an earlier part too. Declare it once.")
            self.states[name] = said

    def _hear(self, part: Part) -> None:
        p = Names({name: Expression("parameter", (name,)) for name in self.parameters}, "parameter")
        y = Names({**{name: Expression("state", (name,)) for name in self.states}, **self.outputs}, "state or output")
        answer = part.say(p, y)
        for saying in answer if isinstance(answer, tuple) else (answer,):
            self._take(saying, part.name)

    def _take(self, saying: Any, part: str) -> None:
        if not isinstance(saying, _Saying):
            raise ModelError(f"{part} returns a {type(saying).__name__}. Return rates(...), outputs(...) and the like.")
        if saying.what == "balance":
            self.balances.append((saying.each["total"], saying.each["loss"]))
            return
        for name, value in saying.each.items():
            if saying.what != "outputs" and name not in self.states:
                raise ModelError(
                    f"{part}: {saying.what}({name}=...), but there is no state {name}. Declare it with its unit."
                )
            if saying.what == "outputs" and name in self.states:
                raise ModelError(f"{part}: output {name} has the name of a state. Give it a name of its own.")
            if saying.what in ("initial", "dosing"):
                _only_parameters(value, f"{part}: {saying.what}({name}=...)")
            taken = getattr(self, saying.what)
            if saying.what == "rates" and name in taken:
                taken[name] = taken[name] + value
            elif name in taken:
                raise ModelError(f"{part}: {saying.what}({name}=...) is said twice. Say it once.")
            else:
                taken[name] = value


def _only_parameters(value: Expression | Dosing, where: str) -> None:
    """Refuse what depends on states: initial values and doses are worked out before there are any."""
    said = [value] if isinstance(value, Expression) else [each for each in vars(value).values() if each is not None]
    for name in Tape.of(said).names("state"):
        raise ModelError(f"{where} reads state {name}, which has no value then. Use parameters alone.")
