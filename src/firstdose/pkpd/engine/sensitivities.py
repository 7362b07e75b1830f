"""A model with the derivatives of its states as further states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from firstdose.errors import ModelError
from firstdose.pkpd.engine.derivative import ZERO, Gradient, Name, gradients, plus, times
from firstdose.pkpd.engine.expression import Expression
from firstdose.pkpd.engine.said import Dosing
from firstdose.pkpd.engine.statement import Model, State
from firstdose.pkpd.engine.unit import Unit

_TIMES = {"lag": "when a dose comes", "duration": "when an infusion ends", "rate": "when an infusion ends"}


def derivative_of(column: str, by: str) -> str:
    """The name of a derivative: ``CENT__CL``."""
    return f"{column}__{by}"


def sensitivities(model: Model, names: Sequence[str]) -> Model:
    """The model with the derivative of every state and output with respect to parameters.

    Parameters
    ----------
    model : its rates, initial values and bioavailabilities may depend on the parameters in any way.
    names : of parameters; the derivative of state or output CENT with respect to CL is called CENT__CL.

    Notes
    -----
    Forward sensitivities: with y' = f(y, p) and s = dy/dp, s' = (df/dy) s + df/dp, s(0) = dy(0)/dp; a dose into y whose
    bioavailability F depends on p gives its amount times dF/dp to s. A lag or the length of an infusion moves a jump in
    time, which this does not describe: a parameter on which they depend is refused. A switch, ``where(a < b, ...)``, is
    differentiated on either side, which is exact where the two sides meet.

    References
    ----------
    Dickinson RP, Gelinas RJ (1976), J Comput Phys 21:123, doi:10.1016/0021-9991(76)90007-3.

    Examples
    --------
    >>> from firstdose.pkpd.engine.equations import equations
    >>> [each.text for each in equations(sensitivities(Model.load("pk1"), ["CL"])) if each.of == "CENT__CL"]
    ['dCENT__CL/dt = -CP - CL*CENT__CL/V']
    """
    _check(model, names)
    states = [*model.states]
    outputs, doses = dict(model.outputs), dict(model.doses)
    for name in names:
        direction = _Direction(model, name)
        states += direction.states()
        outputs |= direction.outputs()
        doses |= direction.doses()
    told = (model.name, model.time, model.parameters, tuple(states), outputs, doses, model.balances, model.meaning)
    return Model(*told)


class _Direction:
    """Derivatives with respect to one parameter."""

    def __init__(self, model: Model, name: str) -> None:
        self.model, self.name = model, name
        self.by: Name = ("parameter", name)
        self.moved = {
            ("state", state): Expression("state", (derivative_of(state, name),)) for state in model.state_names
        }

    def states(self) -> list[State]:
        """One for each state."""
        rates = self._along([state.rate for state in self.model.states])
        starts = self._along([state.initial for state in self.model.states])
        unit = next(each.unit for each in self.model.parameters if each.name == self.name)
        per = Unit.of(unit, self.name)
        return [
            State(
                derivative_of(state.name, self.name),
                str(Unit.of(state.unit, state.name) / per),
                f"derivative of {state.name} with respect to {self.name}",
                rate,
                start,
            )
            for state, rate, start in zip(self.model.states, rates, starts, strict=True)
        ]

    def outputs(self) -> dict[str, Expression]:
        """One for each output."""
        values = self._along(self.model.outputs.values())
        return {derivative_of(name, self.name): each for name, each in zip(self.model.outputs, values, strict=True)}

    def doses(self) -> dict[str, Dosing]:
        """What bioavailabilities that depend on the parameter make of doses."""
        shares = {state: dosing.F for state, dosing in self.model.doses.items() if dosing.F is not None}
        slopes = zip(shares, self._along(shares.values()), strict=True)
        told = {state: (self.model.doses[state], slope) for state, slope in slopes if slope is not ZERO}
        return {
            derivative_of(state, self.name): Dosing(dosing.lag, slope, dosing.duration)
            for state, (dosing, slope) in told.items()
        }

    def _along(self, values: Iterable[Expression]) -> list[Expression]:
        return [self._total(each) for each in gradients(values, [self.by, *self.moved])]

    def _total(self, gradient: Gradient) -> Expression:
        """(df/dy) s + df/dp."""
        total = ZERO
        for name, slope in gradient.items():
            total = plus(total, times(slope, self.moved[name]) if name in self.moved else slope)
        return total


def _check(model: Model, names: Sequence[str]) -> None:
    model.check_parameters(dict.fromkeys(names))
    if not names or len(set(names)) < len(names):
        raise ModelError("Give the parameters that the model is differentiated by, each once.")
    for state, dosing in model.doses.items():
        for what, why in _TIMES.items():
            value = getattr(dosing, what)
            for name in _dependent(value, names):
                raise ModelError(
                    f"Model {model.name}: {what} of doses into {state} depends on {name}, which moves {why}; the "
                    f"derivative of a jump in time is no state. Leave {name} out, or use differences of simulations."
                )


def _dependent(value: Expression | None, names: Sequence[str]) -> list[str]:
    if value is None:
        return []
    (found,) = gradients([value], [("parameter", name) for name in names])
    return [name for _, name in found]
