"""One attempted step of every lane, as LLVM assembly around the programs of a model.

Notes
-----
A step is accepted where the root mean square over the states of ``error / (atol + rtol max(|y0|, |y1|))`` is at most 1.
The next step is longer by ``SAFETY error^(-1/5)``, within bounds.

Where values within the step are wanted, its curve q must be right too. Its error is estimated at one point by the
defect ``f(q) - q'``, made an error of the state by the matrix of the stages: ``(I / (h GAMMA) - J)^-1 (f(q) - q')``.
For a fast state, which follows the others, that is the error of q; for a slow one it is GAMMA h times that of its
slope. The largest over the states counts. Deviation: the paper's method has no such check, and between the ends of
long steps its curves are up to thirty times less accurate than the ends.

References
----------
Hairer E, Wanner G (1996), Solving Ordinary Differential Equations II, 2nd ed., Springer,
doi:10.1007/978-3-642-05221-7, chapter IV.2 (control of the step) and IV.7 (Rosenbrock methods).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import IntEnum

from firstdose.pkpd.engine.kernel.assembly import CONTRACT, Assembly
from firstdose.pkpd.engine.kernel.tableau import DENSE, GAMMA, ORDER, STAGES, A, C

SAFETY, SMALLEST, LARGEST = 0.9, 0.1, 8.0  # factors by which a step may change
LOOK = 0.35  # where within a step its curves are checked
CURVES = 5  # vectors a state that describe the solution within a step: start, change, and three of the method


class Control(IntEnum):
    """Rows of the control array: one number a lane."""

    H = 0  # the step to attempt
    ERROR = 1  # mean square error of the step; accepted up to 1
    FACTOR = 2  # by which the next step is longer
    START = 3  # a first step, by `begin`
    THETA = 4  # where within the last step `dense` looks, 0 to 1
    INVERSE = 5  # 1 / (h gamma)
    WATCH = 6  # 1: values within the step are wanted, so its curves must be right too; else 0


class Tolerance(IntEnum):
    """Of the tolerance array, before the absolute tolerance of each state."""

    RELATIVE = 0
    STATES = 1


def work_size(sizes: Mapping[str, int]) -> int:
    """Vectors of scratch space: stages, right-hand side, argument, factors."""
    return (STAGES + 2) * sizes["y"] + sizes["lu"]


def define(code: Assembly, sizes: Mapping[str, int]) -> None:
    """Define ``step``, ``begin`` and ``dense``."""
    n = sizes["y"]
    with code.procedure("step", "y", "q", "u", "tolerance", "control", "curves", "work", kind=""):
        _step(code, n)
    with code.procedure("begin", "y", "q", "u", "tolerance", "control", "work", kind=""):
        _begin(code, n)
    with code.procedure("dense", "curves", "control", "at", kind=""):
        _dense(code, n)


def _step(code: Assembly, n: int) -> None:
    stages = [code.at("%work", i * n) for i in range(STAGES)]
    right, argument, factors = (code.at("%work", (STAGES + i) * n) for i in range(3))
    inverse = code.op("fdiv", code.number(1.0), code.load("%control", Control.H))
    code.store(code.op("fmul", inverse, code.number(1 / GAMMA)), "%control", Control.INVERSE)
    code.run("first", "%y", "%q", "%u", code.at("%control", Control.INVERSE), factors, stages[0])
    for i in range(1, STAGES):
        _prepare_stage(code, n, i, inverse, stages, right, argument)
        code.run("later", argument, "%q", right, factors, stages[i])
    error = _judge(code, n, stages, argument)
    error = _watch(code, n, inverse, error, right, factors, stages)
    _advance(code, n, error)


def _weighted(code: Assembly, weights: tuple[float, ...], vectors: list[str], start: str | None = None) -> str:
    total = start
    for weight, vector in zip(weights, vectors, strict=False):
        product = code.op(f"fmul {CONTRACT}", vector, code.number(weight))
        total = product if total is None else code.op(f"fadd {CONTRACT}", total, product)
    return total or code.number(0.0)


def _prepare_stage(code: Assembly, n: int, i: int, inverse: str, stages: list[str], right: str, argument: str) -> None:
    """Where stage i evaluates the rates, and what its right-hand side adds to them."""
    with code.each(n) as (s, _, _):
        k = [code.load(stage, s) for stage in stages[:i]]
        if i < len(A):
            place = _weighted(code, A[i], k, code.load("%y", s))
        else:
            place = code.op("fadd", code.load(argument, s), k[-1])
        code.store(place, argument, s)
        before = _weighted(code, C[i], k)
        infused = code.load("%u", s)
        code.store(code.op(f"fadd {CONTRACT}", code.op(f"fmul {CONTRACT}", before, inverse), infused), right, s)


def _judge(code: Assembly, n: int, stages: list[str], argument: str) -> str:
    """Mean square error; leaves the curves and, in place of stage 3, the inverse of what is tolerated."""
    with code.each(n, code.number(0.0)) as (s, so_far, new):
        k = [code.load(stage, s) for stage in stages]
        y0 = code.load("%y", s)
        y1 = code.op("fadd", code.load(argument, s), k[-1])
        for m, curve in enumerate((y0, code.op("fsub", y1, y0), *(_weighted(code, row, k) for row in DENSE))):
            code.store(curve, code.at("%curves", m * n), s)
        code.store(y1, argument, s)
        tolerated = code.op("fdiv", code.number(1.0), _scale(code, s, y0, y1))
        code.store(tolerated, stages[2], s)
        ratio = code.op("fmul", k[-1], tolerated)
        new.append(code.op("fadd", so_far[0], code.op("fmul", ratio, ratio)))
    return code.op("fmul", new[0], code.number(1 / n))


def _watch(code: Assembly, n: int, inverse: str, error: str, right: str, factors: str, stages: list[str]) -> str:
    """The larger of the error of the step and, in lanes that are watched, that of its curves."""
    place, defect = stages[0], stages[1]
    watch = code.load("%control", Control.WATCH)
    wanted = code.op("fcmp ogt", watch, code.number(0.0))
    with code.only_if_any(wanted, error) as new:
        theta = LOOK
        slopes = (1.0, 1 - 2 * theta, theta * (2 - 3 * theta), theta * theta * (3 - 4 * theta))
        heights = (theta, theta * (1 - theta), theta**2 * (1 - theta), theta**3 * (1 - theta))
        with code.each(n) as (s, _, _):
            start, *curves = (code.load(code.at("%curves", m * n), s) for m in range(CURVES))
            code.store(_weighted(code, heights, curves, start), place, s)
            slope = code.op(f"fmul {CONTRACT}", _weighted(code, slopes, curves), inverse)
            code.store(code.op(f"fsub {CONTRACT}", code.load("%u", s), slope), right, s)
        code.run("later", place, "%q", right, factors, defect)
        with code.each(n, code.number(0.0)) as (s, so_far, sums):
            ratio = code.op("fmul", code.load(defect, s), code.load(stages[2], s))
            sums.append(code.intrinsic("maximum", so_far[0], code.op("fmul", ratio, ratio)))
        new.append(code.select(wanted, code.intrinsic("maximum", sums[0], error), error))
    return new[-1]


def _scale(code: Assembly, s: str, y0: str, y1: str) -> str:
    """The error of a state that is tolerated."""
    size = code.intrinsic("maximum", code.intrinsic("fabs", y0), code.intrinsic("fabs", y1))
    place = code.let(f"add i64 {s}, {int(Tolerance.STATES)}")
    relative = code.spread("%tolerance", int(Tolerance.RELATIVE))
    return code.op("fadd", code.op("fmul", size, relative), code.spread("%tolerance", place))


def _advance(code: Assembly, n: int, error: str) -> None:
    """Take the step in the lanes where it is accepted; propose the next."""
    accepted = code.op("fcmp ole", error, code.number(1.0))
    argument = code.at("%work", (STAGES + 1) * n)
    with code.each(n) as (s, _, _):
        code.store(code.select(accepted, code.load(argument, s), code.load("%y", s)), "%y", s)
    log = code.call("log", error)
    factor = code.call("exp", code.fma(log, code.number(-0.5 / ORDER), code.number(math.log(SAFETY))))
    factor = code.intrinsic("minimum", code.intrinsic("maximum", factor, code.number(SMALLEST)), code.number(LARGEST))
    for row, value in ((Control.ERROR, error), (Control.FACTOR, factor)):
        code.store(value, "%control", row)


def _begin(code: Assembly, n: int) -> None:
    """A first step: by the sizes of the state, its slope, and the change of the slope along it (Hairer)."""
    slope, other, place = (code.at("%work", i * n) for i in range(3))
    code.run("rates", "%y", "%q", "%u", slope)
    zero = code.number(0.0)
    with code.each(n, zero, zero) as (s, so_far, new):
        y = code.load("%y", s)
        scale = _scale(code, s, y, y)
        for total, value in zip(so_far, (y, code.load(slope, s)), strict=True):
            ratio = code.op("fdiv", value, scale)
            new.append(code.op("fadd", total, code.op("fmul", ratio, ratio)))
    size, speed = (code.intrinsic("sqrt", code.op("fmul", each, code.number(1 / n))) for each in new)
    size = code.intrinsic("maximum", size, code.number(1e-3))
    probe = code.op(
        "fdiv", code.op("fmul", size, code.number(0.01)), code.intrinsic("maximum", speed, code.number(1e-10))
    )
    with code.each(n) as (s, _, _):
        code.store(code.fma(probe, code.load(slope, s), code.load("%y", s)), place, s)
    code.run("rates", place, "%q", "%u", other)
    with code.each(n, zero) as (s, so_far, new):
        y = code.load("%y", s)
        change = code.op("fsub", code.load(other, s), code.load(slope, s))
        ratio = code.op("fdiv", change, _scale(code, s, y, y))
        new.append(code.op("fadd", so_far[0], code.op("fmul", ratio, ratio)))
    bend = code.op("fdiv", code.intrinsic("sqrt", code.op("fmul", new[0], code.number(1 / n))), probe)
    largest = code.intrinsic("maximum", code.intrinsic("maximum", speed, bend), code.number(1e-15))
    log = code.call("log", code.op("fdiv", code.number(0.01), largest))
    step = code.call("exp", code.op("fmul", log, code.number(1 / ORDER)))
    code.store(code.intrinsic("minimum", step, code.op("fmul", probe, code.number(100.0))), "%control", Control.START)


def _dense(code: Assembly, n: int) -> None:
    theta = code.load("%control", Control.THETA)
    rest = code.op("fsub", code.number(1.0), theta)
    with code.each(n) as (s, _, _):
        start, change, *bends = (code.load(code.at("%curves", m * n), s) for m in range(CURVES))
        inner = code.fma(theta, bends[2], bends[1])
        inner = code.fma(theta, inner, bends[0])
        code.store(code.fma(theta, code.fma(rest, inner, change), start), "%at", s)
