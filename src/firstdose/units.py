"""Units at the border: any unit comes in, the one that was asked for goes on."""

from __future__ import annotations

import re
from functools import cache
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

from firstdose.errors import UnitError

if TYPE_CHECKING:
    from pint import UnitRegistry

_QUANTITY = re.compile(r"\s*(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?P<unit>\S.*?)?\s*")


@cache
def registry() -> UnitRegistry[float]:
    """The one pint registry; made on first use, because it takes a third of a second."""
    from pint import UnitRegistry

    units: UnitRegistry[float] = UnitRegistry()
    units.define("patient = [patient] = patients")
    return units


def convert(value: float, unit: str, to: str, what: str) -> float:
    """``value`` of ``what``, given in ``unit``, as a number of ``to``.

    Examples
    --------
    >>> round(convert(0.0282, "L/hour", "L/day", "clearance"), 4)
    0.6768
    """
    if unit == to:
        return float(value)
    given, wanted = registry().Quantity(value, _parsed(unit, what)), _parsed(to, what)
    try:
        converted: float = given.to(wanted).magnitude
    except _faults() as found:
        raise UnitError(f'{what} is given in "{unit}", which cannot become {to}. Give it in {to}.') from found
    return float(converted)


def quantity(text: str, unit: str, what: str) -> float:
    """A number and its unit written as text, as a number of ``unit``.

    Examples
    --------
    >>> quantity("90 min", "hour", "[schedule] infusion")
    1.5
    """
    match = _QUANTITY.fullmatch(text)
    if match is None or not match["unit"]:
        raise UnitError(f'{what} = "{text}" is not a number with a unit. Write e.g. "1.5 {unit}".')
    return convert(float(match["number"]), match["unit"], unit, what)


def check_unit(unit: str, expected: str, what: str) -> None:
    """Refuse a unit that is not of the kind of ``expected``."""
    convert(1.0, unit, expected, what)


def check_known(unit: str, what: str) -> None:
    """Refuse text that is no unit at all."""
    _parsed(unit, what)


def _parsed(unit: str, what: str) -> Any:
    units = registry()
    try:
        return units.Unit(unit or "dimensionless")
    except _faults() as found:
        raise UnitError(f'{what}: "{unit}" is not a unit. Write one such as L/day, mg/kg, ug/mL, hour or %.') from found


def _faults() -> tuple[type[Exception], ...]:
    """What pint raises for text that is no unit, or for a unit of another kind."""
    from pint import PintError

    return (PintError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, TokenError)
