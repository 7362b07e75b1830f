"""exp, log and powers on lanes are right to a few units in the last place, over all numbers."""

import ctypes

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

from firstdose.pkpd.engine.kernel import machine, mathematics
from firstdose.pkpd.engine.kernel.assembly import Assembly
from firstdose.types import F64

LANES, ARGUMENTS = 8, {"exp": 1, "log": 1, "pow": 2, "short_pow": 2}
SPECIAL = np.array([0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, np.inf, -np.inf, np.nan, 5e-324, -5e-324, 1e308, -1e308])
WIDER = np.append(SPECIAL, [2.5, -2.5, 2.0**53, 2.0**53 + 2, 1e300, 1e-310])


@pytest.fixture(scope="module")
def code() -> machine.Code:
    """Each function, on one vector in memory."""
    text = Assembly(LANES)
    mathematics.define(text, *ARGUMENTS)
    for name, count in ARGUMENTS.items():
        args = ("x", "y")[:count]
        with text.procedure(f"on_{name}", *args, "z", kind=""):
            text.store(text.call(name, *(text.load(f"%{arg}") for arg in args)), "%z")
    return machine.Code.of(machine.object_code(str(text)))


def evaluated(code: machine.Code, name: str, *args: F64) -> F64:
    """Vector by vector."""
    pointer = ctypes.c_void_p
    function = ctypes.CFUNCTYPE(None, *[pointer] * (len(args) + 1))(code.address(f"on_{name}"))
    rows = -(-len(args[0]) // LANES)
    space = aligned((len(args) + 1) * rows * LANES).reshape(len(args) + 1, rows, LANES)
    for row, arg in zip(space, args, strict=False):
        row.ravel()[: len(arg)] = arg
    for k in range(rows):
        function(*(array.ctypes.data for array in space[:, k]))
    found: F64 = space[-1].ravel()[: len(args[0])].copy()
    return found


def aligned(count: int) -> F64:
    """Ones at a multiple of 64 bytes."""
    space = np.ones(count + 8)
    return space[-space.ctypes.data // 8 % 8 :][:count]


def worst(found: F64, exact: list[mpmath.mpf]) -> float:
    """The largest error in units of the last place."""
    units = [np.spacing(abs(float(value))) for value in exact]
    return max(
        float(abs(mpmath.mpf(float(one)) - value) / mpmath.mpf(float(unit)))
        for one, value, unit in zip(found, exact, units, strict=True)
    )


def test_exp_from_the_smallest_to_the_largest(code: machine.Code) -> None:
    draw = np.random.default_rng(1)
    x = np.concatenate([draw.uniform(-745.1, 709.7, 400), draw.normal(size=200), 10 ** draw.uniform(-300, 0, 50)])
    assert worst(evaluated(code, "exp", x), [mpmath.exp(value) for value in x.tolist()]) < 1.5


def test_log_from_the_smallest_to_the_largest(code: machine.Code) -> None:
    draw = np.random.default_rng(2)
    x = np.concatenate([10 ** draw.uniform(-323, 308, 400), 1 + 0.1 * draw.normal(size=200), [5e-324, 1.7e308]])
    assert worst(evaluated(code, "log", x), [mpmath.log(value) for value in x.tolist()]) < 1.5


def test_powers_up_to_the_largest_and_down_to_the_smallest(code: machine.Code) -> None:
    draw = np.random.default_rng(3)
    x = np.concatenate([10 ** draw.uniform(-323, 308, 400), 1 + 1e-3 * draw.normal(size=100)])
    y = np.concatenate([draw.uniform(-740, 700, 400) / np.log(x[:400]), draw.uniform(-1e5, 1e5, 100)])
    with mpmath.workprec(200):
        exact = [mpmath.power(*map(mpmath.mpf, pair)) for pair in zip(x.tolist(), y.tolist(), strict=True)]
        assert worst(evaluated(code, "pow", x, y), exact) < 1.5


def test_small_powers(code: machine.Code) -> None:
    draw = np.random.default_rng(4)
    x, y = 10 ** draw.uniform(-70, 70, 400), draw.uniform(-mathematics.SHORT, mathematics.SHORT, 400)
    with mpmath.workprec(200):
        exact = [mpmath.power(*map(mpmath.mpf, pair)) for pair in zip(x.tolist(), y.tolist(), strict=True)]
        assert worst(evaluated(code, "short_pow", x, y), exact) < 2.5


def test_special_numbers_are_as_in_numpy(code: machine.Code) -> None:
    x, y = (each.ravel() for each in np.meshgrid(WIDER, WIDER))
    with np.errstate(all="ignore"):
        wanted, found = np.power(x, y), evaluated(code, "pow", x, y)
        np.testing.assert_allclose(found, wanted, rtol=1e-15)
        np.testing.assert_array_equal(np.signbit(found[wanted == 0]), np.signbit(wanted[wanted == 0]))
        np.testing.assert_allclose(evaluated(code, "exp", WIDER), np.exp(WIDER), rtol=1e-15)
        np.testing.assert_allclose(evaluated(code, "log", WIDER), np.log(WIDER), rtol=1e-15)


@pytest.mark.parametrize("power", [1.5, -1.5, 0.3, -0.05])
def test_special_numbers_to_small_powers_are_as_in_numpy(code: machine.Code, power: float) -> None:
    with np.errstate(all="ignore"):
        wanted = np.power(WIDER, power)
    found = evaluated(code, "short_pow", WIDER, np.full(len(WIDER), power))
    np.testing.assert_allclose(found, wanted, rtol=1e-15)
