"""The unit of every term of a model, from the units on its lines."""

from __future__ import annotations

from collections.abc import Mapping

from firstdose.errors import UnitError
from firstdose.pkpd.engine.expression import Expression, in_order
from firstdose.pkpd.engine.notation import text
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.unit import NONE, Unit, as_power

_LONGEST = 70  # characters of a term in a message


def check_units(model: Model) -> Mapping[str, str]:
    """The unit of every column of a model's solution; a model whose units do not agree is refused.

    Returns
    -------
    By name of state or output, such as ``"nmol/L"``; ``"1"`` where there is none.

    Notes
    -----
    What is added, subtracted or compared has one unit. Exponents, and what ``exp`` and ``log`` are taken of, have none;
    a base has none either where its exponent is not a number. Rates are in the state's unit over that of time, initial
    values in the state's, lags and durations in that of time; a bioavailability has no unit. A balance's loss is in its
    total's unit over that of time. Numbers have no unit, but 0 has any.

    Examples
    --------
    >>> dict(check_units(Model.load("pk2")))
    {'CENT': 'nmol', 'PERI': 'nmol', 'AUC': 'nmol*day/L', 'CP': 'nmol/L'}
    """
    terms = _Terms(model)
    per_time = NONE / terms.time
    for state in model.states:
        unit = terms.states[state.name]
        terms.require(state.rate, unit * per_time, f"the rate of {state.name}")
        terms.require(state.initial, unit, f"the initial value of {state.name}")
    for name, dosing in model.doses.items():
        wanted = {"lag": terms.time, "duration": terms.time, "F": NONE, "rate": terms.states[name] * per_time}
        for what, value in vars(dosing).items():
            if value is not None:
                terms.require(value, wanted[what], f"{what} of doses into {name}")
    for number, (total, loss) in enumerate(model.balances, start=1):
        unit = terms.of(total, f"the total of balance {number}") or NONE
        terms.require(loss, unit * per_time, f"the loss of balance {number}")
    outputs = {name: terms.of(value, f"output {name}") or NONE for name, value in model.outputs.items()}
    return {name: str(unit) for name, unit in (terms.states | outputs).items()}


class _Terms:
    """Units of expressions, each found once; None is the unit of 0, which fits any."""

    def __init__(self, model: Model) -> None:
        self.model, self._outputs = model.name, model.outputs
        self.time = Unit.of(model.time, f"{model.name}: time")
        self.states = {each.name: Unit.of(each.unit, f"{model.name}: state {each.name}") for each in model.states}
        self._parameters = {
            each.name: Unit.of(each.unit, f"{model.name}: parameter {each.name}") for each in model.parameters
        }
        self._found: dict[Expression, Unit | None] = {}

    def of(self, term: Expression, where: str) -> Unit | None:
        """The unit of a term; ``where`` it stands."""
        for node in in_order([term]):
            if node not in self._found:
                self._found[node] = self._unit(node, where)
        return self._found[term]

    def require(self, term: Expression, wanted: Unit, where: str) -> None:
        """Refuse a term of another unit."""
        found = self.of(term, where)
        if found is not None and not found.is_like(wanted):
            raise UnitError(
                f"Model {self.model}, {where}: {self._told(term)} is in {found}, and {wanted} is needed. "
                f"{_remedy(found, wanted)}"
            )

    def _unit(self, node: Expression, where: str) -> Unit | None:
        if node.op == "number":
            return None if node.args[0] == 0 else NONE
        if node.op in ("parameter", "state"):
            return (self._parameters if node.op == "parameter" else self.states)[node.args[0]]
        units = [self._found[arg] for arg in node.args]
        if node.op in ("+", "-", "max", "min", "<"):
            both = self._same(node.args, units, where)
            return NONE if node.op == "<" else both
        if node.op == "where":
            return self._same(node.args[1:], units[1:], where)
        if node.op in ("exp", "log"):
            self._without(node.args[0], f"{node.op} is taken of it", where)
            return NONE
        if node.op in ("*", "/"):
            a, b = units
            return None if a is None or b is None else a * b if node.op == "*" else a / b
        exponent = Expression("number", (0.5,)) if node.op == "sqrt" else node.args[1]
        return self._power(node.args[0], exponent, where)

    def _power(self, base: Expression, exponent: Expression, where: str) -> Unit | None:
        unit = self._found[base]
        if exponent.op == "number":
            return unit and unit ** as_power(exponent.args[0])
        self._without(exponent, "it is an exponent", where)
        self._without(base, f"it is raised to {self._told(exponent)}, which is no fixed number", where)
        return NONE

    def _told(self, term: Expression) -> str:
        shown = text(term, self._outputs)
        return f'"{shown}"' if len(shown) <= _LONGEST else f'"{shown[:_LONGEST]}..."'

    def _without(self, term: Expression, why: str, where: str) -> None:
        unit = self._found.get(term)
        if unit is not None and not unit.is_like(NONE):
            raise UnitError(
                f"Model {self.model}, {where}: {self._told(term)} is in {unit}, and {why}, so it can have no unit. "
                "Divide it by a reference of the same unit, or correct the unit of what is in it."
            )

    def _same(self, args: tuple[Expression, ...], units: list[Unit | None], where: str) -> Unit | None:
        (a, b), (one, other) = args, units
        if one is None or other is None or one.is_like(other):
            return one if other is None else other if one is None else one
        raise UnitError(
            f"Model {self.model}, {where}: {self._told(a)} is in {one} and {self._told(b)} in {other}; they cannot "
            f"be added or compared. {_remedy(other, one)}"
        )


def _remedy(found: Unit, wanted: Unit) -> str:
    factor = found.factor_to(wanted)
    if factor is None:
        return "Correct the equation, or the unit of a parameter or state in it."
    return f"They differ by the factor {factor:g}: write one unit throughout, with values to match."
