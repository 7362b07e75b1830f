"""Exact partial derivatives of a model's expressions, as expressions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

from firstdose.pkpd.engine.expression import Expression, expression, in_order, log, where

Name: TypeAlias = tuple[str, str]  # ("state", "CENT") or ("parameter", "CL")
Gradient: TypeAlias = dict[Name, Expression]  # only what is not 0 everywhere

ZERO, ONE = expression(0.0), expression(1.0)


def gradients(of: Iterable[Expression], wrt: Collection[Name]) -> list[Gradient]:
    """Partial derivatives of each expression with respect to names; those that are 0 everywhere are left out.

    Parameters
    ----------
    of : expressions, which may share parts; so do their derivatives.
    wrt : names, each with its kind.

    Notes
    -----
    The chain rule, once for each shared part. Simplified are sums with 0, products with 0 and 1, and operations on
    numbers. At a tie ``max(a, b)`` has the derivative of ``a``; a comparison has derivative 0, so ``where`` has that of
    the branch taken. ``a ** b`` has derivative 0 with respect to ``b`` where ``a`` is 0, the limit for ``b`` above 0.

    Examples
    --------
    >>> from firstdose.pkpd.engine.expression import Expression, evaluated
    >>> x = Expression("state", ("x",))
    >>> (each,) = gradients([x**3 / 2], [("state", "x")])
    >>> float(evaluated([each["state", "x"]], {}, {"x": 2.0})[0])
    6.0
    """
    wanted, known = list(of), frozenset(wrt)
    found: dict[Expression, Gradient] = {}
    for node in in_order(wanted):
        name = (node.op, node.args[0])
        if node.op in ("number", "parameter", "state"):
            found[node] = {name: ONE} if name in known else {}
        else:
            found[node] = _chained(node, [found[arg] for arg in node.args])
    return [found[node] for node in wanted]


def _chained(node: Expression, inner: list[Gradient]) -> Gradient:
    if node.op == "where":
        return _chosen(node.args[0], inner[1], inner[2])
    if node.op in ("max", "min"):
        a, b = node.args
        return _chosen(a < b if node.op == "max" else b < a, inner[1], inner[0])
    total: Gradient = {}
    for partial, below in zip(_PARTIALS[node.op](node, *node.args), inner, strict=True):
        local = partial() if below else ZERO
        for name, step in below.items():
            term = times(local, step)
            total[name] = plus(total[name], term) if name in total else term
    return {name: value for name, value in total.items() if not is_number(value, 0.0)}


def _chosen(condition: Expression, yes: Gradient, no: Gradient) -> Gradient:
    return {name: where(condition, yes.get(name, ZERO), no.get(name, ZERO)) for name in {**yes, **no}}


def is_number(x: Expression, value: float) -> bool:
    """Whether it is that number, written as such."""
    return x.op == "number" and x.args[0] == value


def plus(a: Expression, b: Expression) -> Expression:
    """a + b, simplified."""
    if is_number(a, 0.0):
        return b
    if is_number(b, 0.0):
        return a
    if _is_negative(b):
        return minus(a, b.args[1])
    return minus(b, a.args[1]) if _is_negative(a) else _folded("+", a, b)


def minus(a: Expression, b: Expression) -> Expression:
    """a - b, simplified."""
    if is_number(b, 0.0):
        return a
    return plus(a, b.args[1]) if _is_negative(b) else _folded("-", a, b)


def times(a: Expression, b: Expression) -> Expression:
    """a * b, simplified."""
    if is_number(a, 0.0) or is_number(b, 0.0):
        return ZERO
    if is_number(a, 1.0):
        return b
    if is_number(b, 1.0):
        return a
    for one, other in ((a, b), (b, a)):
        if is_number(one, -1.0):
            return minus(ZERO, other)
        if _is_negative(one):
            return minus(ZERO, times(one.args[1], other))
    return _folded("*", a, b)


def over(a: Expression, b: Expression) -> Expression:
    """a / b, simplified."""
    if is_number(a, 0.0):
        return ZERO
    if is_number(b, 1.0):
        return a
    return minus(ZERO, over(a.args[1], b)) if _is_negative(a) else _folded("/", a, b)


def power(a: Expression, b: Expression) -> Expression:
    """a ** b, simplified."""
    if is_number(b, 1.0):
        return a
    return ONE if is_number(b, 0.0) else _folded("**", a, b)


def _is_negative(x: Expression) -> bool:
    return x.op == "-" and is_number(x.args[0], 0.0)


def _folded(op: str, a: Expression, b: Expression) -> Expression:
    """Two numbers become one; anything else stays an operation."""
    if a.op == b.op == "number" and not (op == "/" and b.args[0] == 0):
        return expression(_ARITHMETIC[op](a.args[0], b.args[0]))
    return Expression(op, (a, b))


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: float(a**b),
}


def _of_base(a: Expression, b: Expression) -> Expression:
    return times(b, power(a, minus(b, ONE)))


def _of_exponent(node: Expression, a: Expression) -> Expression:
    """a ** b log a, and 0 where a is 0: such as an effect without drug."""
    above = a > ZERO
    return where(above, node * log(where(above, a, ONE)), ZERO)


Partial: TypeAlias = Callable[[], Expression]  # made only where it is needed

_PARTIALS: dict[str, Callable[..., tuple[Partial, ...]]] = {
    "+": lambda node, a, b: (lambda: ONE, lambda: ONE),
    "-": lambda node, a, b: (lambda: ONE, lambda: expression(-1.0)),
    "*": lambda node, a, b: (lambda: b, lambda: a),
    "/": lambda node, a, b: (lambda: over(ONE, b), lambda: minus(ZERO, over(node, b))),
    "**": lambda node, a, b: (lambda: _of_base(a, b), lambda: _of_exponent(node, a)),
    "exp": lambda node, x: (lambda: node,),
    "log": lambda node, x: (lambda: over(ONE, x),),
    "sqrt": lambda node, x: (lambda: over(expression(0.5), node),),
    "<": lambda node, a, b: (lambda: ZERO, lambda: ZERO),
}
