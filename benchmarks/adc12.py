"""A conjugate that binds its target in full, with its payload and a tumour: the model that simulators are timed on."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from firstdose.pkpd.engine.statement import initial, model, rates
from firstdose.types import F64

FILE = Path(__file__).parents[1] / "tests/golden/data/pkpd/adc12.npz"
DOSES, EVERY_DAYS, INFUSION_DAYS = 12, 7.0, 1 / 24
TIMES = np.linspace(0.5, 100.0, 200)  # days

SHARPNESS = 20  # how sharply growth turns from exponential to linear
DAR = 4  # payloads an antibody


@model(
    {
        "AC": "nmol, conjugate in plasma",
        "AP": "nmol, conjugate in tissue",
        "R": "nmol/L, free target",
        "CX": "nmol/L, conjugate bound to its target",
        "TC": "nmol, antibody without payload in plasma",
        "TP": "nmol, antibody without payload in tissue",
        "PI": "nmol, payload inside cells",
        "PC": "nmol, payload in plasma",
        "X1": "cm^3, growing tumour",
        "X2": "cm^3, dying tumour, first stage",
        "X3": "cm^3, dying tumour, second stage",
        "X4": "cm^3, dying tumour, third stage",
    },
    CL="0.5 L/day, clearance",
    V1="3 L, central volume",
    Q="0.5 L/day, exchange between the compartments",
    V2="2.5 L, peripheral volume",
    KDEC="0.05 1/day, loss of payload from the antibody",
    KON="10 L/nmol/day, binding",
    KOFF="2 1/day, release from the target",
    KINT="3 1/day, uptake of what is bound",
    KDEG="1 1/day, breakdown of the free target",
    R0="8 nmol/L, target before treatment",
    KREL="1 1/day, release of payload from cells",
    CLP="20 L/day, clearance of payload",
    VP="10 L, volume of payload",
    L0="0.02 1/day, exponential growth",
    L1="1 cm^3/day, linear growth",
    KK="0.0004 L/nmol/day, killing by payload inside cells",
    K1="0.3 1/day, from one stage of dying to the next",
    X0="40 cm^3, tumour before treatment",
    KSYN="8 nmol/L/day, synthesis of target",
)
def adc12(p: Any, y: Any) -> Any:
    """Two compartments, full binding, payload, and a tumour that dies in stages."""
    C = y.AC / p.V1
    bound = p.KON * C * y.R - p.KOFF * y.CX
    tumour = y.X1 + y.X2 + y.X3 + y.X4
    growth = p.L0 * y.X1 * (1 + (p.L0 / p.L1 * tumour) ** SHARPNESS) ** (-1 / SHARPNESS)
    kill = p.KK * y.PI / p.V1 * y.X1
    lost = p.KDEC * y.AC
    return (
        rates(
            AC=-(p.CL + p.Q) * C + p.Q / p.V2 * y.AP - lost - bound * p.V1,
            AP=p.Q * C - p.Q / p.V2 * y.AP,
            R=p.KSYN - p.KDEG * y.R - bound,
            CX=bound - p.KINT * y.CX,
            TC=lost - (p.CL + p.Q) / p.V1 * y.TC + p.Q / p.V2 * y.TP,
            TP=p.Q / p.V1 * y.TC - p.Q / p.V2 * y.TP,
            PI=DAR * p.KINT * y.CX * p.V1 - p.KREL * y.PI,
            PC=p.KREL * y.PI + DAR * (p.CL * C + lost) - p.CLP / p.VP * y.PC,
            X1=growth - kill,
            X2=kill - p.K1 * y.X2,
            X3=p.K1 * (y.X2 - y.X3),
            X4=p.K1 * (y.X3 - y.X4),
        ),
        initial(R=p.R0, X1=p.X0),
    )


@cache
def reference() -> dict[str, Any]:
    """Parameters of 1,000 patients, and amounts of the first ten at every fourth time by LSODA, rtol 1e-12."""
    with np.load(FILE) as file:
        return dict(file)


def patients(count: int) -> tuple[dict[str, F64], F64]:
    """Parameters by name, and the dose in nmol."""
    known = reference()
    by_name = dict(zip(known["names"].tolist(), known["parameters"][:count].T, strict=True))
    return by_name, by_name.pop("DOSE")


def error(amounts: F64, exact: F64) -> float:
    """The largest, of (patients, times, states): next to the amount and a thousandth of its peak."""
    size = np.abs(exact) + 1e-3 * np.abs(exact).max(axis=1, keepdims=True)
    return float((np.abs(amounts - exact) / size).max())


def distance(amounts: F64) -> float:
    """From the reference, of amounts at TIMES."""
    exact = reference()["y"]
    return error(amounts[: len(exact), np.searchsorted(TIMES, reference()["times"])], exact)
