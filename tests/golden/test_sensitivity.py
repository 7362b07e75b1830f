"""Derivatives and Sobol indices agree with closed forms."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from firstdose.pkpd.engine.said import dosing
from firstdose.pkpd.engine.statement import model, outputs, rates
from firstdose.pkpd.sensitivity import Range, local, sobol
from firstdose.types import F64

DATA = Path(__file__).parent / "data" / "pkpd"
KA, CL, V, F = 1.6, 2.8, 32.0, 0.9  # near the usual estimates from the theophylline data
TOLERANCE = 1e-9  # relative to the largest; a closed form against the engine's, which is linear here too


@model(
    {"DEPOT": "mg, not yet absorbed", "CENT": "mg, in plasma"},
    time="hour",
    KA="1.6 1/hour, absorption",
    CL="2.8 L/hour, clearance",
    V="32 L, volume",
    F="0.9 1, share absorbed",
)
def oral(p, y):  # type: ignore[no-untyped-def]
    """One compartment, by mouth."""
    return (
        rates(DEPOT=-p.KA * y.DEPOT, CENT=p.KA * y.DEPOT - p.CL / p.V * y.CENT),
        outputs(CP=y.CENT / p.V),
        dosing(DEPOT={"F": p.F}),
    )


def _theophylline() -> tuple[float, F64]:
    rows = np.genfromtxt(DATA / "theoph_subject_1.csv", delimiter=",", names=True)
    return float(rows["AMT"][0]), rows["TIME"]


def _closed(dose: float, t: F64) -> dict[str, F64]:
    """dC/dp of C = F D KA / (V KA - CL) (exp(-CL t / V) - exp(-KA t)), by hand."""
    k = CL / V
    rise, fall = np.exp(-KA * t), np.exp(-k * t)
    share = V * KA - CL
    scale = F * dose * KA / share
    slope = -scale * t * fall  # through k alone
    return {
        "F": scale / F * (fall - rise),
        "KA": F * dose * (-CL) / share**2 * (fall - rise) + scale * t * rise,
        "CL": scale / share * (fall - rise) + slope / V,
        "V": -scale * KA / share * (fall - rise) - slope * k / V,
    }


@pytest.mark.parametrize("name", ["KA", "CL", "V", "F"])
def test_theophylline_by_mouth(name: str) -> None:
    dose, times = _theophylline()
    found = local(oral, {"TIME": [0.0], "AMT": [dose]}, times, names=[name]).absolute("CP", name)[0]
    expected = _closed(dose, times)[name]
    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE * np.abs(expected).max())


def _ishigami(p: Mapping[str, F64]) -> F64:
    a, b, c = (p[name] for name in "abc")
    return np.asarray(np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a))


def test_ishigami() -> None:
    """Ishigami T, Homma T (1990), doi:10.1109/ISUMA.1990.151285: the usual test, with 7 and 0.1."""
    alone, with_c, b = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 8 * 0.1**2 * np.pi**8 / 225, 7**2 / 8
    variance = alone + with_c + b
    found = sobol(_ishigami, dict.fromkeys("abc", Range(-np.pi, 0.0, np.pi)), n=4096)
    close = 0.02  # the error of 4,096 points seen in such tests is about 0.01
    np.testing.assert_allclose(found.first[0], np.array([alone, b, 0.0]) / variance, atol=close)
    np.testing.assert_allclose(found.total[0], np.array([alone + with_c, b, with_c]) / variance, atol=close)


def test_sobols_g_function() -> None:
    """Saltelli A, Sobol IM (1995), doi:10.1016/0951-8320(95)00099-2: a product, whose indices are products."""
    weights = np.array([0.0, 1.0, 4.5, 9.0])

    def g(p: Mapping[str, F64]) -> F64:
        x = np.array([p[name] for name in "abcd"])
        return np.asarray(np.prod((np.abs(4 * x - 2) + weights[:, None]) / (1 + weights[:, None]), axis=0))

    parts = 1 / (3 * (1 + weights) ** 2)
    variance = np.prod(1 + parts) - 1
    found = sobol(g, dict.fromkeys("abcd", Range(0.0, 0.5, 1.0)), n=4096)
    np.testing.assert_allclose(found.first[0], parts / variance, atol=0.02)
    np.testing.assert_allclose(found.total[0], parts * np.prod(1 + parts) / (1 + parts) / variance, atol=0.02)
