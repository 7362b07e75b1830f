"""The programs of a model printed as LLVM assembly: one function a program, on arrays of vectors of lanes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from firstdose.pkpd.engine.kernel import mathematics, stepping
from firstdose.pkpd.engine.kernel.assembly import CONTRACT, Assembly
from firstdose.pkpd.engine.kernel.graph import Program, Step
from firstdose.pkpd.engine.kernel.programs import Programs

FUNCTIONS = ("initial", "prepare", "outputs", "begin", "step", "dense")  # that the driver calls
SIZES = ("y", "p", "q", "lu", "o")  # told by the compiled kernel itself
_ARRAYS = {  # of each program, in the order of its arguments
    "initial": ("p", "y"),
    "prepare": ("p", "q"),
    "outputs": ("y", "q", "o"),
    "rates": ("y", "q", "u", "f"),
    "first": ("y", "q", "u", "i", "lu", "k"),
    "later": ("y", "q", "r", "lu", "k"),
}


def assembly(programs: Programs, lanes: int) -> str:
    """The module of a model."""
    code = Assembly(lanes)
    printed = {_printed(program, step) for program in programs.all for step in program.steps}
    mathematics.define(code, "exp", "log", *sorted(printed & {"pow", "short_pow"}))
    for name, arrays in _ARRAYS.items():
        kind = "" if name in FUNCTIONS else "internal"
        with code.procedure(name, *arrays, kind=kind):
            _print(code, getattr(programs, name))
    stepping.define(code, programs.sizes)
    sizes = ", ".join(f"i64 {programs.sizes[name]}" for name in SIZES)
    code.lines.append(f"@sizes = constant [{len(SIZES)} x i64] [{sizes}]")
    return str(code)


def _print(code: Assembly, program: Program) -> None:
    names: list[str] = []
    for step in program.steps:
        names.append(_step(code, program, step, names))
    for array, index, place in program.stores:
        code.store(names[place], f"%{array}", index)


def _step(code: Assembly, program: Program, step: Step, names: list[str]) -> str:
    op, *args = step
    if op == "number":
        return code.number(args[0])
    if op == "load":
        return code.load(f"%{args[0]}", args[1])
    return _PRINTED[_printed(program, step)](code, *(names[arg] for arg in args))


def _printed(program: Program, step: Step) -> str:
    """The operation by which a step is printed."""
    op, *args = step
    if op != "**":
        return str(op)
    kind, *exponent = program.steps[args[1]]
    is_short = kind == "number" and abs(exponent[0]) <= mathematics.SHORT and exponent[0] != round(exponent[0])
    return "short_pow" if is_short else "pow"


def _operation(name: str) -> Callable[..., str]:
    return lambda code, *args: code.op(name, *args)


def _intrinsic(name: str) -> Callable[..., str]:
    return lambda code, *args: code.intrinsic(name, *args)


def _function(name: str) -> Callable[..., str]:
    return lambda code, *args: code.call(name, *args)


def _finite(code: Assembly, x: str) -> str:
    """0 in place of what is infinite or not a number."""
    fine = code.op("fcmp olt", code.intrinsic("fabs", x), code.number(math.inf))
    return code.select(fine, x, code.number(0.0))


_PRINTED: Mapping[str, Callable[..., str]] = {
    "+": _operation(f"fadd {CONTRACT}"),
    "-": _operation(f"fsub {CONTRACT}"),
    "*": _operation(f"fmul {CONTRACT}"),
    "/": _operation("fdiv"),
    "neg": _operation("fneg"),
    "<": _operation("fcmp olt"),
    "sqrt": _intrinsic("sqrt"),
    "max": _intrinsic("maximum"),
    "min": _intrinsic("minimum"),
    "exp": _function("exp"),
    "log": _function("log"),
    "pow": _function("pow"),
    "short_pow": _function("short_pow"),
    "where": Assembly.select,
    "finite": _finite,
}
