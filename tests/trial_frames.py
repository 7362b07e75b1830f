"""Frames as the figures of a trial take them, for any number of invented subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from firstdose.report.figures.concentration_time import concentration_time
from firstdose.report.figures.dose_proportionality import dose_proportionality
from firstdose.report.figures.exposure_response import exposure_response
from firstdose.report.figures.footer import Footer
from firstdose.report.figures.kaplan_meier import kaplan_meier
from firstdose.report.figures.shares import Share, shares
from firstdose.report.figures.spider import spider
from firstdose.report.figures.swimmer import swimmer
from firstdose.report.figures.waterfall import waterfall
from firstdose.rng import uniforms

if TYPE_CHECKING:
    from firstdose.report.blocks import Chart

_DOSES = ("DL1 0.3 mg/kg", "DL2 0.6 mg/kg", "DL3 1.2 mg/kg")
_TEXTS = ("USUBJID", "TRT01A", "BOR", "EVENT", "EOTSTT")


def frame(rows: Sequence[Mapping[str, object]], *columns: str) -> pl.DataFrame:
    """Rows with columns that are there even if no row is."""
    kinds = {name: pl.String if name in _TEXTS else pl.Float64 for name in columns}
    return pl.DataFrame(rows, schema=kinds, strict=False)


def subjects(n: int) -> list[dict[str, object]]:
    """One row a subject with whatever the figures of subjects need."""
    draw = uniforms(7, "trial frames", range(max(n, 1)), 4)
    rows: list[dict[str, object]] = []
    for at in range(n):
        change = float(np.round(160 * draw[at, 0] - 100, 1))
        word = "PR" if change <= -30 else "PD" if change >= 20 else "SD"
        dose, days = _DOSES[3 * at // n], 20 + int(300 * draw[at, 1])
        status = "ONGOING" if draw[at, 2] < 0.2 else "DISCONTINUED"
        rows.append(
            {
                "USUBJID": f"TEST-01-{at + 1:03d}",
                "TRT01A": dose,
                "PCHG": change,
                "BOR": word,
                "TRTDURD": days,
                "EOTSTT": status,
                "ADY": days,
            }
        )
    return rows


def every_figure(n: int, footer: Footer | None = None) -> Mapping[str, Chart]:
    """Each figure of a trial with so many subjects."""
    rows = subjects(n)
    told = footer or Footer("Safety analysis set", n, "2026-01-31")
    course = [row | {"ADY": day, "PCHG": change} for row in rows for day, change in ((1, 0.0), (43, row["PCHG"]))]
    events = [{"USUBJID": row["USUBJID"], "ADY": 10, "EVENT": "DLT"} for row in rows[::3]]
    curves = [
        {"TRT01A": dose, "TIME": time, "SURVIVAL": 1 - time / 9, "LOW": 0.0, "HIGH": 1.0, "CENSORED": float(time == 3)}
        for dose in dict.fromkeys(row["TRT01A"] for row in rows)
        for time in (0.0, 3.0, 6.0)
    ]
    at_risk = [{"TRT01A": row["TRT01A"], "TIME": row["TIME"], "AT_RISK": n} for row in curves]
    samples = [
        {"USUBJID": row["USUBJID"], "TRT01A": row["TRT01A"], "TIME": time, "AVAL": 50 * np.exp(-time / 40)}
        for row in rows
        for time in (0.5, 24.0, 168.0)
    ]
    means = [row | {"N": 1} for row in samples[:3]]
    points = [
        {"USUBJID": row["USUBJID"], "DOSEA": 0.3 * 2 ** (at % 3), "AVAL": 10.0 + at} for at, row in enumerate(rows)
    ]
    line = [{"DOSEA": dose, "AVAL": 10 * dose, "LOW": 9 * dose, "HIGH": 11 * dose} for dose in (0.3, 1.2)] if n else []
    seen = [{"X": 10.0, "FROM": 1.0, "TO": 20.0, "N": n, "EVENTS": 0, "P": 0.0, "LOW": 0.0, "HIGH": 0.5}] if n else []
    fitted = [{"X": x, "P": x / 40, "LOW": 0.0, "HIGH": 1.0} for x in (1.0, 20.0)] if n else []
    titles = ("Hours since dose", "Total antibody, µg/mL")
    individual = frame(samples, "USUBJID", "TRT01A", "TIME", "AVAL")
    mean = frame(means, "TRT01A", "TIME", "AVAL", "N")
    return {
        "waterfall": waterfall(frame(rows, "USUBJID", "TRT01A", "PCHG", "BOR"), told),
        "spider": spider(frame(course, "USUBJID", "TRT01A", "ADY", "PCHG"), told),
        "swimmer": swimmer(
            frame(rows, "USUBJID", "TRT01A", "TRTDURD", "EOTSTT"), frame(events, "USUBJID", "ADY", "EVENT"), told
        ),
        "kaplan_meier": kaplan_meier(
            frame(curves, "TRT01A", "TIME", "SURVIVAL", "LOW", "HIGH", "CENSORED"),
            frame(at_risk, "TRT01A", "TIME", "AT_RISK"),
            "Months",
            "Survival",
            told,
        ),
        "linear": concentration_time(individual, mean, *titles, lloq=0.5, footer=told),
        "logarithmic": concentration_time(individual, mean, *titles, log=True, lloq=0.5, footer=told),
        "proportionality": dose_proportionality(
            frame(points, "USUBJID", "DOSEA", "AVAL"), frame(line, "DOSEA", "AVAL", "LOW", "HIGH"), "Dose", "AUC", told
        ),
        "exposure_response": exposure_response(
            frame(seen, "X", "FROM", "TO", "N", "EVENTS", "P", "LOW", "HIGH"),
            frame(fitted, "X", "P", "LOW", "HIGH"),
            "AUC",
            "Probability of a DLT",
            told,
        ),
        "shares": shares(
            [Share("All", 1, n, 1 / n, 0.0, 1.0), Share("Sex"), Share("Female", 0, n, 0.0, 0.0, 0.7)] if n else [],
            "Objective response",
            told,
        ),
    }
