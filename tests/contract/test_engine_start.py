"""A simulation starts quickly: what is slow to import is not, and what was compiled once is read."""

import subprocess
import sys

HEAVY = ("numba", "llvmlite", "sympy", "scipy.integrate", "polars")
SIMULATE = f"""
import sys
from firstdose.pkpd import Model, simulate
print(*(name for name in {HEAVY} if name in sys.modules))
simulate(Model.load("tmdd_qss"), {{"TIME": [0.0], "AMT": [9.0]}}, [1.0])
print(*(name for name in {HEAVY} if name in sys.modules))
"""


def run() -> list[str]:
    """What is imported before and after a simulation, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", SIMULATE], capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_importing_the_package_imports_nothing_heavy_and_a_kept_model_needs_llvm_alone() -> None:
    run()
    assert run() == ["", "llvmlite"]
