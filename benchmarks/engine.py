"""How fast the engine is, beside the simulators that Python has; run it with ``python benchmarks/engine.py``.

A conjugate with full target binding, 12 states, 12 weekly infusions, 200 times a patient (``adc12``). Every simulator
gets the loosest tolerance at which its largest error in 50 patients is at most 2e-4, next to the engine's own answer at
1e-12, which is compared with LSODA's. numbalsoda is optional.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from adc12 import DOSES, EVERY_DAYS, INFUSION_DAYS, TIMES, adc12, distance, error, patients

from firstdose.pkpd import simulate
from firstdose.types import F64

AT_MOST = 2e-4  # error
PATIENTS, CHECKED, REPEATS = 1_000, 50, 5
FINEST = 1e-12  # tolerance
PROMISED = {"one thread": 130.0, "two threads": 1.7, "new": 1.0, "kept": 0.2}  # microseconds, times faster, seconds
TOLERANCES = (2e-4, 1e-4, 8e-5, 6e-5, 4e-5, 2e-5, 1e-5, 8e-6, 6e-6, 4e-6, 2e-6, 1e-6)
ABSOLUTE = 1e-3  # of the relative tolerance
BREAKS = np.array([[EVERY_DAYS * k, EVERY_DAYS * k + INFUSION_DAYS] for k in range(DOSES)]).ravel()
START = """
import sys, time
sys.path.insert(0, {folder!r})
from adc12 import adc12
from firstdose.pkpd import Model, simulate
model = adc12 if {name!r} == "adc12" else Model.load({name!r})
start = time.perf_counter()
simulate(model, {{"TIME": [0.0], "AMT": [900.0]}}, [1.0])
print(time.perf_counter() - start)
"""


class Answer(NamedTuple):
    """Of one simulator."""

    name: str
    microseconds: float  # a patient
    error: float
    rtol: float


def ours(count: int, rtol: float, threads: int = 1) -> F64:
    """Amounts of so many patients; of more than there are, the same again."""
    parameters, dose = patients(count)
    parameters, dose = {name: np.resize(value, count) for name, value in parameters.items()}, np.resize(dose, count)
    doses = {
        "ID": np.arange(count),
        "TIME": np.zeros(count),
        "AMT": dose,
        "RATE": dose / INFUSION_DAYS,
        "II": np.full(count, EVERY_DAYS),
        "ADDL": np.full(count, DOSES - 1),
    }
    told = {"rtol": rtol, "atol": ABSOLUTE * rtol, "threads": threads}
    return simulate(adc12, doses, TIMES, parameters, **told).values


def numbalsoda() -> Callable[[int, float], F64] | None:
    """LSODA in C++, called from compiled code patient by patient, segment by segment."""
    try:
        from numbalsoda import lsoda, lsoda_sig
    except ImportError:
        return None
    import numba

    names: dict[str, Any] = {"np": np}
    exec(source(), names)
    rates = numba.cfunc(lsoda_sig)(names["rates"])
    place, n, ends = rates.address, len(adc12.states), segments()

    @numba.njit
    def all_patients(table: F64, doses: F64, starts: F64, rtol: float, atol: float) -> F64:
        values = np.empty((len(table), len(TIMES), n))
        for i in range(len(table)):
            told, y = np.append(table[i], 0.0), starts[i].copy()
            for segment in range(len(ends) - 1):
                told[-1] = doses[i] / INFUSION_DAYS if segment % 2 == 0 and segment < 2 * DOSES else 0.0
                asked = (ends[segment] < TIMES) & (ends[segment + 1] >= TIMES)
                when = np.unique(np.append(np.append(ends[segment], TIMES[asked]), ends[segment + 1]))
                found, _ = lsoda(place, y, when, told, rtol, atol, 100_000)
                values[i, asked] = found[np.searchsorted(when, TIMES[asked])]
                y = found[-1].copy()
        return values

    def run(count: int, rtol: float) -> F64:
        parameters, dose = patients(count)
        table = np.stack([parameters[each.name] for each in adc12.parameters], axis=1)
        return all_patients(table, dose, beginnings(count), rtol, ABSOLUTE * rtol)

    return run


def scipy_lsoda(count: int, rtol: float) -> F64:
    """SciPy's LSODA, with the rates in compiled code."""
    import numba
    from scipy.integrate import solve_ivp

    names: dict[str, Any] = {"np": np}
    exec(source(), names)
    compiled = names.setdefault("compiled", numba.njit(names["rates"]))
    parameters, dose = patients(count)
    table = np.stack([parameters[each.name] for each in adc12.parameters], axis=1)
    starts, ends = beginnings(count), segments()
    values, slope = np.empty((count, len(TIMES), len(adc12.states))), np.empty(len(adc12.states))
    for i in range(count):
        told, y = np.append(table[i], 0.0), starts[i]
        for segment in range(len(ends) - 1):
            told[-1] = dose[i] / INFUSION_DAYS if segment % 2 == 0 and segment < 2 * DOSES else 0.0

            def rates(t: float, y: F64, told: F64 = told) -> F64:
                compiled(t, y, slope, told)
                return slope

            asked = (ends[segment] < TIMES) & (ends[segment + 1] >= TIMES)
            when = np.unique(np.append(TIMES[asked], ends[segment + 1]))
            span = (ends[segment], ends[segment + 1])
            found = solve_ivp(rates, span, y, "LSODA", when, rtol=rtol, atol=ABSOLUTE * rtol)
            values[i, asked] = found.y.T[np.searchsorted(when, TIMES[asked])]
            y = found.y[:, -1]
    return values


def source() -> str:
    """The rates as a function of time, amounts, rates to fill in, and parameters with the infusion last."""
    lines = ["def rates(t, y, dy, p):"]
    names = [each.name for each in adc12.parameters]
    for k, (op, *args) in enumerate(adc12.rates.steps):
        if op == "number":
            lines.append(f"    v{k} = {args[0]!r}")
        elif op in ("parameter", "state"):
            array, index = ("p", names.index(args[0])) if op == "parameter" else ("y", adc12.state_names.index(args[0]))
            lines.append(f"    v{k} = {array}[{index}]")
        else:
            lines.append(f"    v{k} = v{args[0]} {op} v{args[1]}")
    lines += [f"    dy[{i}] = v{k}" for i, k in enumerate(adc12.rates.results)]
    return "\n".join([*lines, f"    dy[0] += p[{len(names)}]"])


def segments() -> F64:
    """Where infusions begin and end, and the end of all."""
    return np.append(BREAKS, TIMES[-1])


def beginnings(count: int) -> F64:
    """(count, states) before treatment."""
    parameters, _ = patients(count)
    return np.stack([np.broadcast_to(v, count) for v in adc12.start.evaluate(parameters, {})], axis=1)


def timed(name: str, run: Callable[[int, float], F64], count: int, repeats: int) -> Answer:
    """At the loosest tolerance that is good enough, the fastest of a few runs."""
    exact = ours(CHECKED, FINEST)
    errors = ((rtol, error(run(CHECKED, rtol), exact)) for rtol in TOLERANCES)
    rtol, found = next((rtol, found) for rtol, found in errors if found <= AT_MOST)
    return Answer(name, fastest(lambda: run(count, rtol), repeats) / count * 1e6, found, rtol)


def fastest(run: Callable[[], Any], repeats: int, clock: Callable[[], float] = time.process_time) -> float:
    """Seconds: of the processor, so that other work on the machine does not count, unless another clock is given."""
    took = []
    for _ in range(repeats):
        start = clock()
        run()
        took.append(clock() - start)
    return min(took)


def first_runs() -> dict[str, float]:
    """Seconds that a first simulation takes after import, each in a process of its own."""
    folder = str(Path(__file__).parent)
    with tempfile.TemporaryDirectory() as cache:

        def seconds(name: str) -> float:
            command = [sys.executable, "-c", START.format(folder=folder, name=name)]
            setting = {**os.environ, "FIRSTDOSE_CACHE": cache}
            return float(subprocess.run(command, capture_output=True, text=True, check=True, env=setting).stdout)

        first = seconds("tmdd_full")
        return {"first": first, "new": seconds("adc12"), "kept": min(seconds("adc12") for _ in range(3))}


def show(answer: Answer, mine: Answer) -> None:
    """One simulator."""
    print(
        f"{answer.name:<22} {answer.microseconds:9,.0f} us a patient {answer.microseconds / mine.microseconds:7.1f} x"
        f"   error {answer.error:.1e}   rtol {answer.rtol:.0e}"
    )


def main() -> None:
    """Print the table."""
    print(
        f"{PATIENTS:,} patients, {len(adc12.states)} states, {DOSES} infusions, {len(TIMES)} times, error <= {AT_MOST}"
    )
    print(f"at rtol {FINEST} the engine is within {distance(ours(CHECKED, FINEST)):.0e} of LSODA at 1e-12\n")
    mine = timed("firstdose, one thread", ours, PATIENTS, REPEATS)
    show(mine, mine)
    if peer := numbalsoda():
        show(timed("numbalsoda", peer, 100, 3), mine)
    else:
        print("numbalsoda             not installed (from source: it needs C++ and Fortran compilers)")
    show(timed("SciPy, LSODA", scipy_lsoda, 10, 1), mine)
    many = 4 * PATIENTS
    one, two = (fastest(lambda n=threads: ours(many, mine.rtol, n), REPEATS, time.perf_counter) for threads in (1, 2))
    took = first_runs()
    print(f"""
{mine.microseconds:6.0f} us a patient on one thread, promised at most {PROMISED["one thread"]:g}
{one / two:6.2f} times faster on two threads ({many:,} patients, idle machine), promised {PROMISED["two threads"]:g}
{took["new"]:6.2f} s to the first result of a new model, promised {PROMISED["new"]:g}
{took["kept"]:6.2f} s to the first result of a model seen before, promised {PROMISED["kept"]:g}
{took["first"]:6.2f} s to the first result ever on a machine: the driver is compiled too""")


if __name__ == "__main__":
    main()
