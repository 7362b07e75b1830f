"""exp, log and power on vectors of lanes, without a table or a branch, to a few units in the last place.

Notes
-----
- ``exp(x) = 2^n exp(r)`` with ``|r| <= log(2) / 2``, and the Taylor series of ``exp(r)`` to the 13th power.
- ``log(x) = n log(2) + 2 artanh(s)`` with ``x = 2^n m``, ``m`` in [sqrt(1/2), sqrt(2)) and ``s = (m - 1) / (m + 1)``;
  the series of artanh in ``s^2 <= 0.0295`` to its 10th power.
- ``x^y = exp(y log(x))``, where the logarithm is carried as an unevaluated sum of two doubles, because its error is
  magnified by ``y log(x)``. For small ``y`` a shorter logarithm will do.
- Every number of a domain is served: subnormal, infinite, 0 of either sign, not a number.

References
----------
Muller JM (2016), Elementary Functions, 3rd ed., Birkhäuser, doi:10.1007/978-1-4899-7983-4 (range reduction, and sums
of two doubles).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from decimal import Context, Decimal

from firstdose.pkpd.engine.kernel.assembly import Assembly

_LN2 = Decimal(2).ln(Context(prec=60))
_SHIFT = 1.5 * 2.0**52  # added to a small double, it leaves the nearest whole number in the last bits
SHORT = 4.0  # the largest power for which the logarithm's rounding does not matter


def _bits(value: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def _halves(value: Decimal, bits: int) -> tuple[float, float]:
    """A number as a double with its last ``bits`` bits 0, and the rest."""
    high = struct.unpack("<d", struct.pack("<q", _bits(float(value)) >> bits << bits))[0]
    return high, float(value - Decimal(high))


_LN2_HIGH, _LN2_LOW = _halves(_LN2, 12)  # times a whole number below 2^12, the high part is exact
_THIRD, _THIRD_LOW = 1 / 3, float(Decimal(1) / 3 - Decimal(1 / 3))


def define(code: Assembly, *names: str) -> None:
    """Define some of ``exp``, ``log``, ``pow``, and ``short_pow`` for powers up to SHORT that are not whole."""
    for name in names:
        args = ("x", "y") if name.endswith("pow") else ("x",)
        with code.function(name, *args):
            code.give(_FUNCTIONS[name](code, *(f"%{arg}" for arg in args)))


def _polynomial(code: Assembly, x: str, coefficients: list[float]) -> str:
    """By Estrin's scheme, which waits least; lowest coefficient first."""
    terms, power = [code.number(each) for each in coefficients], x
    while True:
        pairs = [terms[i : i + 2] for i in range(0, len(terms), 2)]
        terms = [pair[0] if len(pair) == 1 else code.fma(pair[1], power, pair[0]) for pair in pairs]
        if len(terms) == 1:
            return terms[0]
        power = code.op("fmul", power, power)


def _nearest(code: Assembly, x: str) -> tuple[str, str]:
    """The nearest whole number, as a whole number and as a double."""
    shifted = code.op("fadd", x, code.number(_SHIFT))
    whole = code.whole_op("sub", code.bits(shifted), code.integer(_bits(_SHIFT)))
    return whole, code.op("fsub", shifted, code.number(_SHIFT))


def _scaled(code: Assembly, x: str, n: str) -> str:
    """``x 2^n``, in two halves, so that results below the normal range are rounded once."""
    half = code.whole_op("ashr", n, code.integer(1))
    for part in (half, code.whole_op("sub", n, half)):
        biased = code.whole_op("add", part, code.integer(1023))
        x = code.op("fmul", x, code.double(code.whole_op("shl", biased, code.integer(52))))
    return x


def _exp(code: Assembly, x: str, low: str | None = None) -> str:
    """``exp(x + low)``."""
    for compare, bound in (("ogt", 710.0), ("olt", -746.0)):
        limit = code.number(bound)
        x = code.select(code.op(f"fcmp {compare}", x, limit), limit, x)
    whole, n = _nearest(code, code.op("fmul", x, code.number(1 / math.log(2))))
    minus = code.op("fneg", n)
    rest = code.fma(minus, code.number(_LN2_HIGH), x)
    rest = code.fma(minus, code.number(_LN2_LOW), rest)
    rest = rest if low is None else code.op("fadd", rest, low)
    tail = _polynomial(code, rest, [1 / math.factorial(k) for k in range(2, 14)])
    series = code.fma(code.op("fmul", rest, rest), tail, rest)
    return _scaled(code, code.op("fadd", series, code.number(1.0)), whole)


def _split(code: Assembly, x: str) -> tuple[str, str]:
    """``x = 2^n m`` for x > 0: m in [sqrt(1/2), sqrt(2)), and n as a double."""
    small = code.op("fcmp olt", x, code.number(2.0**-1022))
    x = code.select(small, code.op("fmul", x, code.number(2.0**54)), x)
    shifted = code.whole_op("sub", code.bits(x), code.integer(_bits(math.sqrt(0.5))))
    exponent = code.whole_op("ashr", shifted, code.integer(52))
    m = code.whole_op("sub", code.bits(x), code.whole_op("shl", exponent, code.integer(52)))
    n = code.double(code.whole_op("add", exponent, code.integer(_bits(_SHIFT))))
    n = code.op("fsub", n, code.number(_SHIFT))
    less = code.select(small, code.number(54.0), code.number(0.0))
    return code.double(m), code.op("fsub", n, less)


def _short_log(code: Assembly, x: str) -> tuple[str, str]:
    """log(x) of a finite x > 0 as the sum of two doubles, of which the second makes good the rounding of the first."""
    m, n = _split(code, x)
    f = code.op("fsub", m, code.number(1.0))
    s = code.op("fdiv", f, code.op("fadd", m, code.number(1.0)))
    z = code.op("fmul", s, s)
    tail = code.op("fmul", z, _polynomial(code, z, [2 / (2 * k + 1) for k in range(1, 11)]))
    half = code.op("fmul", code.op("fmul", f, f), code.number(0.5))  # log(1 + f) = f - (f^2/2 - s (f^2/2 + tail))
    low = code.fma(s, code.op("fadd", half, tail), code.op("fmul", n, code.number(_LN2_LOW)))
    rest = code.op("fsub", f, code.op("fsub", half, low))
    return _sum(code, code.op("fmul", n, code.number(_LN2_HIGH)), rest, code.number(0.0))


def _log(code: Assembly, x: str) -> str:
    value, _ = _short_log(code, x)
    edge = code.select(code.op("fcmp oeq", x, code.number(0.0)), code.number(-math.inf), code.number(math.nan))
    edge = code.select(code.op("fcmp ueq", x, code.number(math.inf)), x, edge)  # infinite, or not a number
    return code.select(_is_positive(code, x), value, edge)


def _is_positive(code: Assembly, x: str) -> str:
    """Above 0 and finite."""
    above = code.op("fcmp ogt", x, code.number(0.0))
    return code.either("and", above, code.op("fcmp olt", x, code.number(math.inf)))


def _short_pow(code: Assembly, x: str, y: str) -> str:
    """``x^y`` for a ``y`` so small that the error of the short logarithm is not magnified, nor whole."""
    high, low = _short_log(code, x)
    exponent = code.op("fmul", y, high)
    rest = code.fma(y, low, code.fma(y, high, code.op("fneg", exponent)))
    value = _exp(code, exponent, rest)
    zero, infinite = code.number(0.0), code.number(math.inf)
    falls = code.op("fcmp olt", y, zero)
    at_zero, at_infinity = code.select(falls, infinite, zero), code.select(falls, zero, infinite)
    edge = code.select(code.op("fcmp oeq", code.intrinsic("fabs", x), infinite), at_infinity, code.number(math.nan))
    edge = code.select(code.op("fcmp oeq", x, zero), at_zero, edge)
    return code.select(_is_positive(code, x), value, edge)


def _log_in_two(code: Assembly, x: str) -> tuple[str, str]:
    """log(x) of a finite x > 0 as the sum of two doubles."""
    m, n = _split(code, x)
    f = code.op("fsub", m, code.number(1.0))
    g = code.op("fadd", m, code.number(1.0))
    g_low = code.op("fsub", m, code.op("fsub", g, code.number(1.0)))
    inverse = code.op("fdiv", code.number(1.0), g)
    s = code.op("fmul", f, inverse)
    minus = code.op("fneg", s)
    s_low = code.op("fmul", code.fma(minus, g_low, code.fma(minus, g, f)), inverse)
    c, c_low = _artanh_tail(code, s, s_low)
    p = code.op("fmul", s, c)
    p_low = code.fma(s, c, code.op("fneg", p))
    p_low = code.fma(s, c_low, code.fma(s_low, c, p_low))
    half, low = _sum(code, s, p, code.op("fadd", s_low, p_low))
    two = code.number(2.0)
    low = code.fma(n, code.number(_LN2_LOW), code.op("fmul", low, two))
    return _sum(code, code.op("fmul", n, code.number(_LN2_HIGH)), code.op("fmul", half, two), low)


def _artanh_tail(code: Assembly, s: str, s_low: str) -> tuple[str, str]:
    """``artanh(s) / s - 1`` as the sum of two doubles."""
    z = code.op("fmul", s, s)
    z_low = code.fma(s, s, code.op("fneg", z))
    z_low = code.fma(code.op("fmul", s, code.number(2.0)), s_low, z_low)
    third = code.number(_THIRD)
    t = code.op("fmul", z, third)
    t_low = code.fma(z, third, code.op("fneg", t))
    t_low = code.fma(z_low, third, code.fma(z, code.number(_THIRD_LOW), t_low))
    tail = _polynomial(code, z, [1 / (2 * k + 1) for k in range(2, 12)])
    return _sum(code, t, code.op("fmul", code.op("fmul", z, z), tail), t_low)


def _sum(code: Assembly, large: str, small: str, low: str) -> tuple[str, str]:
    """``large + small + low`` as the sum of two doubles, for |large| > |small| or large = 0."""
    total = code.op("fadd", large, small)
    lost = code.op("fadd", code.op("fsub", large, total), small)
    return total, code.op("fadd", lost, low)


def _pow(code: Assembly, x: str, y: str) -> str:
    zero, infinite = code.number(0.0), code.number(math.inf)
    size = code.intrinsic("fabs", x)
    high, low = _log_in_two(code, size)
    exponent = code.op("fmul", y, high)
    rest = code.fma(y, low, code.fma(y, high, code.op("fneg", exponent)))
    within = code.op("fcmp olt", code.intrinsic("fabs", exponent), code.number(2000.0))
    value = _exp(code, exponent, code.select(within, rest, zero))
    none = code.op("fcmp oeq", size, zero)
    edge = code.either("or", none, code.op("fcmp oeq", size, infinite))
    vanishes = code.either("xor", none, code.op("fcmp olt", y, zero))
    value = code.select(edge, code.select(vanishes, zero, infinite), value)
    negative, undefined = _sign(code, x, y)
    value = code.select(negative, code.op("fneg", value), value)
    wrong = code.either("or", undefined, code.op("fcmp uno", x, y))
    is_one = _is_one(code, x, y, size)
    special = code.select(is_one, code.number(1.0), code.number(math.nan))
    return code.select(code.either("or", wrong, is_one), special, value)


def _is_one(code: Assembly, x: str, y: str, size: str) -> str:
    """Where the power is 1 whatever the rest: 1^y, x^0, and -1 to the power of an infinity."""
    one = code.number(1.0)
    endless = code.op("fcmp oeq", code.intrinsic("fabs", y), code.number(math.inf))
    is_one = code.either("and", code.op("fcmp oeq", size, one), endless)
    is_one = code.either("or", is_one, code.op("fcmp oeq", x, one))
    return code.either("or", is_one, code.op("fcmp oeq", y, code.number(0.0)))


def _sign(code: Assembly, x: str, y: str) -> tuple[str, str]:
    """Of a negative base: negative for odd whole powers, and not a number for powers that are not whole."""
    half = code.op("fmul", y, code.number(0.5))
    broken = code.op("fcmp one", code.intrinsic("floor", y), y)
    odd = code.op("fcmp one", code.intrinsic("floor", half), half)
    odd = code.either("and", odd, code.either("xor", broken, code.flags(True)))
    minus = code.let(f"icmp slt {code.whole} {code.bits(x)}, {code.integer(0)}")
    below = code.op("fcmp olt", x, code.number(0.0))
    below = code.either("and", below, code.op("fcmp ogt", x, code.number(-math.inf)))
    return code.either("and", minus, odd), code.either("and", below, broken)


_FUNCTIONS: Mapping[str, Callable[..., str]] = {"exp": _exp, "log": _log, "pow": _pow, "short_pow": _short_pow}
