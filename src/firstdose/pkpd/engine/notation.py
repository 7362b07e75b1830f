"""Expressions as people write them: a line of text, or LaTeX."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from firstdose.pkpd.engine.expression import Expression, Tape

LEAVES = ("number", "parameter", "state")
_COMPARED, _SUM, _PRODUCT, _POWER, _ATOM = range(5)  # how tightly a form binds
_DENOMINATOR, _DIGITS = 12, 12
_SCIENTIFIC = re.compile(r"(?P<digits>.+)e(?P<exponent>[+-]\d+)")


def text(term: Expression, named: Mapping[str, Expression] | None = None) -> str:
    """An expression as a line of text; ``named`` are parts of it that are told by their names.

    Examples
    --------
    >>> from firstdose.pkpd.engine.statement import Model
    >>> pk2 = Model.load("pk2")
    >>> text(pk2.states[0].rate), text(pk2.states[0].rate, pk2.outputs)
    ('-CL*CENT/V1 - Q*CENT/V1 + Q*PERI/V2', '-CL*CP - Q*CP + Q*PERI/V2')
    """
    parts = named or {}
    tape = Tape.of([term, *parts.values()])
    names = {
        step: name for name, step in zip(parts, tape.results[1:], strict=True) if tape.steps[step][0] not in LEAVES
    }
    return Text(tape, names).defined(tape.results[0])


@dataclass(frozen=True)
class Notation(ABC):
    """Steps of a tape as one writes them; signs and fractions are gathered, the order stays.

    Parameters
    ----------
    tape : the steps.
    names : steps that stand under a name of their own.
    """

    tape: Tape
    names: Mapping[int, str] = field(default_factory=dict)

    def shown(self, step: int, tightness: int = _COMPARED) -> str:
        """A step, in brackets where what surrounds it binds more tightly."""
        form, binds = (self._name(self.names[step]), _ATOM) if step in self.names else self._form(step)
        return self._bracketed(form) if binds < tightness else form

    def defined(self, step: int) -> str:
        """A step written out, though it may have a name."""
        return self._form(step)[0]

    def _form(self, step: int) -> tuple[str, int]:
        op, *args = self.tape.steps[step]
        if op in ("parameter", "state"):
            return self._name(args[0]), _ATOM
        if op == "where":
            return self._chosen(args[0], self.shown(args[1], _SUM), self.shown(args[2])), _COMPARED
        if op == "<":
            return self._compared(*args), _COMPARED
        if op == "**":
            return self._power(*args), _POWER
        if op == "number" and args[0] >= 0:
            return self._number(args[0]), _ATOM
        if op in ("+", "-", "*", "/", "number"):
            return self._sum(step)
        return self._call(op, [self.shown(arg) for arg in args]), _ATOM

    def _terms(self, step: int, sign: int, opened: bool = False) -> list[tuple[int, int]]:
        """The signed terms of a sum."""
        op, *args = self.tape.steps[step]
        if op in ("+", "-") and (opened or step not in self.names):
            first = [] if self.tape.steps[args[0]] == ("number", 0.0) else self._terms(args[0], sign)
            return first + self._terms(args[1], sign if op == "+" else -sign)
        return [(sign, step)]

    def _sum(self, step: int) -> tuple[str, int]:
        terms = self._terms(step, 1, opened=True)
        shown = [self._product(sign, term, opened=term == step) for sign, term in terms]
        first_sign, first = shown[0]
        rest = "".join(f" {'-' if sign < 0 else '+'} {each}" for sign, each in shown[1:])
        return ("-" if first_sign < 0 else "") + first + rest, _SUM if rest or first_sign < 0 else _PRODUCT

    def _product(self, sign: int, step: int, opened: bool) -> tuple[int, str]:
        """Sign, and the rest: factors above and below a fraction's line."""
        above: list[int] = []
        below: list[int] = []
        sign = self._factors(step, sign, above, below, opened)
        above, below = (self._but_one(each) for each in (above, below))
        if not below and len(above) == 1:
            return sign, self._factor(above[0])
        return sign, self._fraction([self._factor(each) for each in above], below)

    def _factors(self, step: int, sign: int, above: list[int], below: list[int], opened: bool = False) -> int:
        op, *args = self.tape.steps[step]
        if op == "number" and args[0] < 0:
            sign = -sign
        if op in ("*", "/") and (opened or step not in self.names):
            sign = self._factors(args[0], sign, above, below)
            return self._factors(args[1], sign, *((above, below) if op == "*" else (below, above)))
        if op == "-" and self.tape.steps[args[0]] == ("number", 0.0) and (opened or step not in self.names):
            return self._factors(args[1], -sign, above, below)
        above.append(step)
        return sign

    def _but_one(self, factors: Sequence[int]) -> list[int]:
        return [each for each in factors if self.tape.steps[each] != ("number", 1.0)]

    def _factor(self, step: int) -> str:
        op, *args = self.tape.steps[step]
        return self._number(abs(args[0])) if op == "number" else self.shown(step, _POWER)

    def _compared(self, a: int, b: int) -> str:
        if self.tape.steps[a][0] == "number":
            return f"{self.shown(b, _SUM)} > {self.shown(a, _SUM)}"
        return f"{self.shown(a, _SUM)} {self._less} {self.shown(b, _SUM)}"

    _less = "<"

    @abstractmethod
    def _name(self, name: str) -> str: ...

    @abstractmethod
    def _number(self, value: float) -> str: ...

    @abstractmethod
    def _bracketed(self, form: str) -> str: ...

    @abstractmethod
    def _fraction(self, above: Sequence[str], below: Sequence[int]) -> str: ...

    @abstractmethod
    def _power(self, base: int, exponent: int) -> str: ...

    @abstractmethod
    def _call(self, function: str, args: Sequence[str]) -> str: ...

    @abstractmethod
    def _chosen(self, condition: int, yes: str, no: str) -> str: ...


class Text(Notation):
    """``-CL*CENT/V``."""

    def _name(self, name: str) -> str:
        return name

    def _number(self, value: float) -> str:
        third = _as_fraction(value)
        return f"({third})" if third else f"{value:.12g}"

    def _bracketed(self, form: str) -> str:
        return f"({form})"

    def _fraction(self, above: Sequence[str], below: Sequence[int]) -> str:
        divided = "*".join(self._factor(each) for each in below)
        top = "*".join(above) or "1"
        return f"{top}/({divided})" if len(below) > 1 else f"{top}/{divided}" if below else top

    def _power(self, base: int, exponent: int) -> str:
        return f"{self.shown(base, _ATOM)}^{self.shown(exponent, _ATOM)}"

    def _call(self, function: str, args: Sequence[str]) -> str:
        return f"{function}({', '.join(args)})"

    def _chosen(self, condition: int, yes: str, no: str) -> str:
        return f"{yes} if {self.shown(condition)}, else {no}"


class Latex(Notation):
    r"""``-\frac{\mathrm{CL}\,\mathrm{CENT}}{\mathrm{V}}``."""

    def _name(self, name: str) -> str:
        return upright(name)

    def _number(self, value: float) -> str:
        if third := _as_fraction(value):
            return rf"\frac{{{third.numerator}}}{{{third.denominator}}}"
        if match := _SCIENTIFIC.fullmatch(f"{value:.12g}"):
            return rf"{match['digits']} \cdot 10^{{{int(match['exponent'])}}}"
        return f"{value:.12g}"

    def _bracketed(self, form: str) -> str:
        return rf"\left({form}\right)"

    def _fraction(self, above: Sequence[str], below: Sequence[int]) -> str:
        top, bottom = (_row(factors) for factors in (above, [self._factor(each) for each in below]))
        return rf"\frac{{{top}}}{{{bottom}}}" if below else r" \, ".join(above) or "1"

    def _power(self, base: int, exponent: int) -> str:
        return f"{self.shown(base, _ATOM)}^{{{self.shown(exponent)}}}"

    def _call(self, function: str, args: Sequence[str]) -> str:
        if function == "sqrt":
            return rf"\sqrt{{{args[0]}}}"
        return rf"\{function}{self._bracketed(', '.join(args))}"

    def _chosen(self, condition: int, yes: str, no: str) -> str:
        told = rf"{yes} & \text{{if }} {self.shown(condition)} \\ {no} & \text{{otherwise}}"
        return rf"\begin{{cases}} {told} \end{{cases}}"


def upright(name: str) -> str:
    r"""A name in LaTeX: ``V_MAX`` with a subscript, ``CP__CL`` as the derivative of CP with respect to CL.

    Examples
    --------
    >>> upright("SLOPE_PLT")
    '\\mathrm{SLOPE}_{\\mathrm{PLT}}'
    """
    of, derivative, by = name.partition("__")
    if derivative:
        return rf"\frac{{\partial {upright(of)}}}{{\partial {upright(by)}}}"
    first, subscript, rest = name.partition("_")
    return rf"\mathrm{{{first}}}" + (rf"_{{\mathrm{{{rest.replace('_', ' ')}}}}}" if subscript else "")


def _as_fraction(value: float) -> Fraction | None:
    """1/3 and the like, which have no short decimals."""
    fraction = Fraction(value).limit_denominator(_DENOMINATOR)
    return fraction if float(fraction) == value and len(f"{value:.12g}") > _DIGITS else None


def _row(factors: Sequence[str]) -> str:
    """Above or below a fraction's line, which makes brackets around all of it needless."""
    return _bare(factors[0]) if len(factors) == 1 else r" \, ".join(factors) or "1"


def _bare(form: str) -> str:
    """Without the brackets around all of it, which a fraction's line makes needless."""
    start, end = r"\left(", r"\right)"
    inside = form[len(start) : -len(end)]
    if not (form.startswith(start) and form.endswith(end)):
        return form
    depth = 0
    for part in re.findall(r"\\left\(|\\right\)", inside):
        depth += 1 if part == start else -1
        if depth < 0:
            return form
    return inside
