"""What every model of the library obeys, from its one statement."""

import json
import math
import re
from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from latex2mathml.converter import convert

from firstdose.pkpd.engine.conservation import check_balances, exact
from firstdose.pkpd.engine.derivative import gradients
from firstdose.pkpd.engine.equations import Equation, equations
from firstdose.pkpd.engine.expression import Tape
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.units import check_units
from firstdose.pkpd.models import MODELS
from firstdose.pkpd.models.adc import SITES, patient_model
from firstdose.rng import uniforms

EVERY = [*MODELS.values(), *(patient_model(site, bystander=True) for site in SITES)]
WITHOUT_BALANCE = {"cell": "cells multiply and die, and take in a medium that is never used up"}
_EITHER = re.compile(r", else ")
_STEP = Decimal("1e-20")
_RELATIVE = 1e-9  # what 12 printed digits and the rounding of a sum leave
_FUNCTIONS = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "max": max, "min": min}

every_model = pytest.mark.parametrize("model", EVERY, ids=lambda model: model.name)


def _point(model: Model, number: int) -> dict[str, float]:
    """Parameters within a factor of 1.5 of their values, states up to 10; but at point 0, what is 0 becomes about 1."""
    names = [*model.defaults, *model.state_names]
    u = uniforms(number, "point", range(1), len(names))[0]
    values = [value or min(number, 1) for value in model.defaults.values()]
    near = [value * 1.5 ** (2 * each - 1) for value, each in zip(values, u, strict=False)]
    return dict(zip(names, [*near, *(0.1 + 10 * u[len(near) :])], strict=True))


def _value(side: str, known: Mapping[str, float]) -> float:
    return float(eval(_EITHER.sub(" else ", side.replace("^", "**")), {"__builtins__": {}}, {**_FUNCTIONS, **known}))


@every_model
def test_the_unit_of_every_term_agrees(model: Model) -> None:
    units = check_units(model)
    assert tuple(units) == model.names
    assert all(units.values())


@every_model
def test_what_is_declared_conserved_is_so(model: Model) -> None:
    assert check_balances(model) == len(model.balances)
    assert bool(model.balances) != (model.name in WITHOUT_BALANCE)


@every_model
def test_every_name_has_a_meaning_and_no_name_is_used_twice(model: Model) -> None:
    meanings = [*(each.meaning for each in model.parameters), *(each.meaning for each in model.states)]
    assert all(meanings)
    assert len({*model.names}) == len(model.names)
    assert {*model.names} & {*model.defaults} == set()


@every_model
def test_every_parameter_is_read(model: Model) -> None:
    doses = [each for dosing in model.doses.values() for each in vars(dosing).values() if each is not None]
    tapes = (model.rates, model.seen, model.start, Tape.of(doses))
    assert {name for tape in tapes for name in tape.names("parameter")} == {*model.defaults}


@every_model
@pytest.mark.parametrize("number", range(3))
def test_the_equations_that_are_shown_are_those_that_are_simulated(model: Model, number: int) -> None:
    """Each line is read back as text and computed."""
    point = _point(model, number)
    parameters = {name: point[name] for name in model.defaults}
    states = {name: point[name] for name in model.state_names}
    with np.errstate(all="ignore"):
        rates = dict(zip(model.state_names, model.rates.evaluate(parameters, states), strict=True))
        seen = dict(zip(model.outputs, model.seen.evaluate(parameters, states), strict=True))
        start = dict(zip(model.state_names, model.start.evaluate(parameters, {}), strict=True))
    for each in equations(model):
        told = _value(each.text.partition(" = ")[2], point)
        if each.kind in ("term", "output"):
            point[each.of] = told
        meant = {"rate": rates, "output": seen, "initial": start}.get(each.kind, {}).get(each.of, told)
        assert told == pytest.approx(meant, rel=_RELATIVE, abs=_RELATIVE * _scale(each, point)), each.text


def _scale(each: Equation, point: Mapping[str, float]) -> float:
    """The size of the terms that may cancel in a sum."""
    return abs(_value(each.text.partition(" = ")[2].replace(" - ", " + ").lstrip("-"), point))


@every_model
def test_every_state_and_output_has_its_equation_in_latex(model: Model) -> None:
    told = equations(model)
    assert [each.of for each in told if each.kind == "rate"] == [*model.state_names]
    assert sorted(each.of for each in told if each.kind == "output") == sorted(model.outputs)
    for each in told:
        assert convert(each.latex).startswith("<math")
        assert each.latex.count("{") == each.latex.count("}")
    json.dumps([vars(each) for each in told], allow_nan=False)


@every_model
def test_derivatives_are_those_of_the_rates(model: Model) -> None:
    """Against differences in 60 digits with a step of 1e-20, which err by about 1e-20."""
    point: dict[Any, Decimal] = {}
    for name, value in _point(model, 7).items():
        point["parameter" if name in model.defaults else "state", name] = Decimal(value)
    wanted = gradients([state.rate for state in model.states], list(point))
    with localcontext(prec=60):
        for name in point:
            up, down = (exact(model.rates, point | {name: point[name] + side * _STEP}) for side in (1, -1))
            for state, gradient, high, low in zip(model.states, wanted, up, down, strict=True):
                found = exact(Tape.of([gradient[name]]), point)[0] if name in gradient else Decimal()
                difference = (high - low) / (2 * _STEP)
                assert abs(found - difference) <= Decimal("1e-12") * (1 + abs(difference)), (state.name, name)
