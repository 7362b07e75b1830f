"""The memory of one chunk of patients: what the compiled driver reads and writes."""

from __future__ import annotations

from typing import Any

import numpy as np

from firstdose.pkpd.engine.kernel.chunk import KINDS
from firstdose.pkpd.engine.kernel.machine import Kernel
from firstdose.pkpd.engine.kernel.stepping import CURVES, Control, work_size
from firstdose.types import F64, I64


def job(kernel: Kernel, shared: dict[str, Any], first: int, last: int) -> tuple[I64, dict[str, Any]]:
    """The sizes and addresses of a chunk, and the arrays that must live as long as it runs."""
    own = _space(kernel) | {"queue": np.array([first, last, 0])}
    fields = shared | own
    numbers = [int(fields[name]) if kind == "int" else fields[name].ctypes.data for name, kind in KINDS.items()]
    return np.array(numbers, np.int64), own


def _space(kernel: Kernel) -> dict[str, Any]:
    """Arrays of lanes, each at a multiple of the size of a vector."""
    sizes = kernel.sizes
    n, single = sizes["y"], ("t", "origin", "width", "goal", "upto", "near", "since", "first", "before", "low", "high")
    rows = {
        "y": n,
        "u": n,
        "at": n,
        "p": sizes["p"],
        "q": sizes["q"],
        "seen": sizes["o"],
        "control": len(Control),
        "curves": CURVES * n,
        "work": work_size(sizes),
        **dict.fromkeys(single, 1),
    }
    whole = ("patient", "phase", "next_break", "next_time", "steps", "rejected", "reaches", "flag")
    space = {name: _aligned(count * kernel.lanes) for name, count in rows.items()}
    return space | {name: np.zeros(kernel.lanes, np.int64) for name in whole}


def _aligned(count: int) -> F64:
    """Ones, so that an empty lane computes with ordinary numbers."""
    space = np.ones(count + 8)
    return space[-space.ctypes.data // 8 % 8 :][:count]
