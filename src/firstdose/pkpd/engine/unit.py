"""Units as a model writes them: products of powers, exact, and equal where no factor lies between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from firstdose.errors import UnitError
from firstdose.units import check_known, registry

_FINEST = 1000  # denominators of powers: 1/3 and 0.75 are exact
_SAME = 1e-9  # relative; conversion factors are rounded


@dataclass(frozen=True)
class Unit:
    """A unit by its factors, each with its power.

    Examples
    --------
    >>> str(Unit.of("L/nmol/day", "KON") * Unit.of("nmol/L", "CP"))
    '1/day'
    >>> Unit.of("L/hour", "CL").factor_to(Unit.of("L/day", "CL"))
    24.0
    """

    powers: tuple[tuple[str, Fraction], ...]  # none of them 0; by factor: "nanomole", "1e9"

    @classmethod
    def of(cls, text: str, what: str) -> Unit:
        """Read ``nmol*day/L``, ``1/day``, ``1e9/L``, ``%`` or ``1``; ``what`` has that unit."""
        try:
            tree = ast.parse(text.replace("^", "**").replace("%", "percent"), mode="eval").body
            return cls._of_powers(_read(tree, Fraction(1)))
        except (SyntaxError, ValueError, UnitError):
            raise UnitError(
                f'{what}: "{text}" is not a unit. Write one such as nmol/L, 1/day, 1e9/L, mm**3, % or 1 for none.'
            ) from None

    @classmethod
    def _of_powers(cls, each: Iterator[tuple[str, Fraction]]) -> Unit:
        powers: dict[str, Fraction] = {}
        for factor, power in each:
            powers[factor] = powers.get(factor, Fraction(0)) + power
        return cls(tuple((factor, power) for factor, power in powers.items() if power))

    def __mul__(self, other: Unit) -> Unit:
        return Unit._of_powers(iter((*self.powers, *other.powers)))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other ** Fraction(-1)

    def __pow__(self, power: Fraction) -> Unit:
        return Unit(tuple((factor, power * each) for factor, each in self.powers if power))

    def factor_to(self, other: Unit) -> float | None:
        """What a number of this unit is multiplied by to be one of the other; None where it cannot be one."""
        between = self / other
        return _scale(between.powers) if between.powers else 1.0

    def is_like(self, other: Unit) -> bool:
        """Whether a number of one is the same number of the other."""
        factor = self.factor_to(other)
        return factor is not None and abs(factor - 1) < _SAME

    def __str__(self) -> str:
        above = "*".join(_shown(factor, power) for factor, power in self.powers if power > 0)
        return (above or "1") + "".join(f"/{_shown(factor, -power)}" for factor, power in self.powers if power < 0)


NONE = Unit(())


def as_power(exponent: float) -> Fraction:
    """An exponent as the fraction that is meant."""
    return Fraction(exponent).limit_denominator(_FINEST)


def _read(node: ast.expr, power: Fraction) -> Iterator[tuple[str, Fraction]]:
    if isinstance(node, ast.Name):
        yield _name(node.id), power
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and node.value > 0:
        if node.value != 1:
            yield f"{node.value:g}".replace("e+0", "e"), power
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        yield from _read(node.left, power)
        yield from _read(node.right, power if isinstance(node.op, ast.Mult) else -power)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield from _read(node.left, power * as_power(float(ast.literal_eval(node.right))))
    else:
        raise ValueError


@cache
def _name(text: str) -> str:
    """One factor whatever its spelling: ``h`` and ``hour``."""
    check_known(text, "a factor")
    return str(registry().Unit(text))


@cache
def _scale(powers: tuple[tuple[str, Fraction], ...]) -> float | None:
    units = registry()
    product = units.Quantity(1.0)
    for factor, power in powers:
        one = float(factor) if factor[0].isdigit() else units.Quantity(1.0, factor)
        product = product * one ** float(power)
    reduced = product.to_base_units()
    return float(reduced.magnitude) if not reduced.dimensionality else None


@cache
def _symbol(factor: str) -> str:
    """nmol, mg, L; times in words."""
    if factor[0].isdigit():
        return factor
    unit = registry().Unit(factor)
    symbol = f"{unit:~}"
    if unit.dimensionality == {"[time]": 1}:
        return factor
    return symbol[:-1] + "L" if factor.endswith("liter") else symbol


def _shown(factor: str, power: Fraction) -> str:
    symbol = _symbol(factor)
    return symbol if power == 1 else f"{symbol}**{power}" if power.denominator == 1 else f"{symbol}**({power})"
