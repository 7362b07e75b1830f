"""A made-up phase I trial in SDTM form: invented patients, not data of any trial, for tests of tables and figures.

Weekly doses at the seven levels of the IMGN289 study; total antibody from a two-compartment model; tumours, platelets
and adverse events by rules of thumb. The same seed and number of patients give the same trial.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from firstdose.pkpd.two_compartment import Infusion, TwoCompartment
from firstdose.rng import uniforms

DOSES = (0.3, 0.6, 1.2, 1.8, 2.4, 3.0, 3.6)  # mg/kg
FIRST = date(2025, 1, 6)
CUT = date(2026, 1, 30)
_HOURS = (0.0, 1.5, 4.0, 24.0, 48.0, 96.0, 168.0)
_INFUSION_HOURS = 1.5
_LLOQ = 0.5  # ug/mL
_COHORT = 3
_EVENTS = (  # term, system organ class, probability at the lowest level, slope by level, related
    ("Fatigue", "General disorders and administration site conditions", 0.35, 0.05, "Y"),
    ("Nausea", "Gastrointestinal disorders", 0.25, 0.05, "Y"),
    ("Diarrhoea", "Gastrointestinal disorders", 0.15, 0.05, "Y"),
    ("Rash acneiform", "Skin and subcutaneous tissue disorders", 0.10, 0.10, "Y"),
    ("Platelet count decreased", "Investigations", 0.05, 0.11, "Y"),
    ("Alanine aminotransferase increased", "Investigations", 0.05, 0.07, "Y"),
    ("Keratitis", "Eye disorders", 0.0, 0.04, "Y"),
    ("Pneumonia", "Infections and infestations", 0.06, 0.0, "N"),
)

Rows = list[dict[str, Any]]


def phase_one(n: int, seed: int = 289) -> dict[str, pl.DataFrame]:
    """The trial's domains: dm ex ds ae lb pc tu tr rs."""
    rows: dict[str, Rows] = {name: [] for name in ("dm", "ex", "ds", "ae", "lb", "pc", "tu", "tr", "rs")}
    draw = uniforms(seed, "phase one", range(max(n, 1)), 160)
    for number in range(n):
        _patient(rows, number, n, draw[number])
    return {name: pl.DataFrame(found, infer_schema_length=None) for name, found in rows.items() if found}


def write(tables: Mapping[str, pl.DataFrame], folder: Path) -> Path:
    """The domains as CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.write_csv(folder / f"{name}.csv")
    return folder


def _patient(rows: dict[str, Rows], number: int, n: int, u: Any) -> None:
    level = min(number // _COHORT, len(DOSES) - 1) if n <= 21 else number * len(DOSES) // n
    start = FIRST + timedelta(days=int(number * 300 / max(n, 10)))
    days = int(21 + 320 * u[0] ** 2)
    last = min(start + timedelta(days=days), CUT)
    ongoing = last == CUT
    subject = {"STUDYID": "MADE-UP", "USUBJID": f"MADE-UP-{1 + number % 4:02d}-{number + 1:03d}"}
    died = u[1] < 0.25 and not ongoing
    death = last + timedelta(days=20 + int(60 * u[2]))
    dead = death.isoformat() if died and death <= CUT else None
    rows["dm"].append(
        {
            **subject,
            "DOMAIN": "DM",
            "SUBJID": f"{number + 1:03d}",
            "SITEID": f"{1 + number % 4:02d}",
            "RFSTDTC": start.isoformat(),
            "RFICDTC": (start - timedelta(days=9)).isoformat(),
            "DTHDTC": dead,
            "DTHFL": "Y" if dead else None,
            "AGE": 38 + int(42 * u[3]),
            "AGEU": "YEARS",
            "SEX": "F" if u[4] < 0.4 else "M",
            "RACE": ("WHITE", "ASIAN", "BLACK OR AFRICAN AMERICAN")[int(3 * u[5] ** 2)],
            "ETHNIC": "NOT HISPANIC OR LATINO",
            "ARM": f"DL{level + 1} {DOSES[level]:g} mg/kg",
            "ACTARM": f"DL{level + 1} {DOSES[level]:g} mg/kg",
        }
    )
    doses = _doses(rows["ex"], subject, level, start, last, u)
    _disposition(rows["ds"], subject, start, None if ongoing else last, dead, u)
    _adverse_events(rows["ae"], subject, level, start, last, u)
    _platelets(rows["lb"], subject, level, start, doses, u)
    _concentrations(rows["pc"], subject, level, start, u)
    _tumour(rows, subject, level, start, last, u)


def _doses(rows: Rows, subject: Any, level: int, start: date, last: date, u: Any) -> int:
    weeks = (last - start).days // 7 + 1
    for week in range(weeks):
        reduced = 0.75 if week >= 6 and u[6] < 0.2 else 1.0
        day = (start + timedelta(weeks=week)).isoformat()
        rows.append(
            {
                **subject,
                "DOMAIN": "EX",
                "EXSEQ": week + 1,
                "EXTRT": "IMGN289",
                "EXDOSE": round(DOSES[level] * reduced, 3),
                "EXPLDOS": DOSES[level],
                "EXDOSU": "mg/kg",
                "EXDOSFRQ": "ONCE",
                "EXROUTE": "INTRAVENOUS",
                "EXSTDTC": f"{day}T09:00",
                "EXENDTC": f"{day}T10:30",
                "VISITDY": 7 * week + 1,
            }
        )
    return weeks


def _disposition(rows: Rows, subject: Any, start: date, ended: date | None, dead: str | None, u: Any) -> None:
    milestone = {"DSCAT": "PROTOCOL MILESTONE", "DSDECOD": "ENROLLED", "DSTERM": "ENROLLED"}
    rows.append({**subject, "DOMAIN": "DS", "DSSEQ": 1, **milestone, "DSSTDTC": start.isoformat()})
    if ended is not None:
        why = "DEATH" if dead else ("PROGRESSIVE DISEASE", "ADVERSE EVENT", "WITHDRAWAL BY SUBJECT")[int(3 * u[7] ** 3)]
        left = {"DSCAT": "DISPOSITION EVENT", "DSDECOD": why, "DSTERM": why.capitalize()}
        rows.append({**subject, "DOMAIN": "DS", "DSSEQ": 2, **left, "DSSTDTC": dead or ended.isoformat()})


def _adverse_events(rows: Rows, subject: Any, level: int, start: date, last: date, u: Any) -> None:
    for number, (term, organ, lowest, slope, related) in enumerate(_EVENTS):
        if u[10 + number] >= lowest + slope * level:
            continue
        grade = 1 + int(u[20 + number] ** (3.5 - 0.3 * level) * 4)
        day = min(start + timedelta(days=2 + int(40 * u[30 + number] ** 2)), last)
        rows.append(
            {
                **subject,
                "DOMAIN": "AE",
                "AESEQ": number + 1,
                "AETERM": term.upper(),
                "AEDECOD": term,
                "AEBODSYS": organ,
                "AESOC": organ,
                "AETOXGR": str(grade),
                "AESER": "Y" if grade >= 4 or term == "Pneumonia" else "N",
                "AEREL": related,
                "AEACN": "DRUG WITHDRAWN" if grade == 4 else "DOSE NOT CHANGED",
                "AEOUT": "RECOVERED/RESOLVED",
                "AESTDTC": day.isoformat(),
                "AEENDTC": (day + timedelta(days=3 + int(14 * u[40 + number]))).isoformat(),
            }
        )


def _platelets(rows: Rows, subject: Any, level: int, start: date, doses: int, u: Any) -> None:
    tests = (
        ("PLAT", "Platelets", "10^9/L", 150, 400, 260, -0.22),
        ("ALT", "Alanine aminotransferase", "U/L", 0, 40, 24, 0.30),
    )
    for at, (code, name, unit, low, high, usual, slope) in enumerate(tests):
        for visit, day in enumerate((-3, 8, 15, 22, 43)):
            if day > 7 * doses:
                continue
            effect = slope * (level + 1) * (day > 0) * (0.2 + u[50 + 10 * at + visit])
            rows.append(
                {
                    **subject,
                    "DOMAIN": "LB",
                    "LBSEQ": 10 * at + visit + 1,
                    "LBTESTCD": code,
                    "LBTEST": name,
                    "LBCAT": "HEMATOLOGY" if code == "PLAT" else "CHEMISTRY",
                    "LBSTRESN": round(usual * np.exp(effect + 0.3 * (u[70 + 10 * at + visit] - 0.5)), 1),
                    "LBSTRESU": unit,
                    "LBSTNRLO": low,
                    "LBSTNRHI": high,
                    "LBBLFL": "Y" if day < 0 else None,
                    "VISITDY": day,
                    "VISIT": "SCREENING" if day < 0 else f"DAY {day}",
                    "LBDTC": (start + timedelta(days=day - (day > 0))).isoformat(),
                }
            )


def _concentrations(rows: Rows, subject: Any, level: int, start: date, u: Any) -> None:
    """Total antibody of the first cycle, in ug/mL: mg/kg over mL/kg is mg/mL."""
    spread = np.exp(0.5 * (u[90:94] - 0.5))
    model = TwoCompartment.of(CL=12.0 * spread[0], V1=45.0 * spread[1], Q=20.0, V2=35.0 * spread[2])  # mL/kg, days
    given = [Infusion(0.0, _INFUSION_HOURS / 24, 1000 * DOSES[level])]
    values = np.ravel(model.concentration(given, np.array(_HOURS) / 24))
    for number, (hours, value) in enumerate(zip(_HOURS, values, strict=True)):
        below = value < _LLOQ
        moment = f"{(start + timedelta(hours=9 + hours)).isoformat()}"
        when = timedelta(hours=9 + hours)
        clock = f"{int(when.seconds // 3600):02d}:{int(when.seconds % 3600 // 60):02d}"
        rows.append(
            {
                **subject,
                "DOMAIN": "PC",
                "PCSEQ": number + 1,
                "PCTESTCD": "TAB",
                "PCTEST": "Total antibody",
                "PCSPEC": "SERUM",
                "PCSTRESC": f"<{_LLOQ:g}" if below else f"{value:.4g}",
                "PCSTRESN": None if below else float(f"{value:.4g}"),
                "PCSTRESU": "ug/mL",
                "PCLLOQ": _LLOQ,
                "PCTPT": "Pre-dose" if hours == 0 else f"{hours:g}h Post-dose",
                "PCTPTNUM": hours,
                "VISITDY": 1,
                "PCDTC": f"{moment[:10]}T{clock}",
            }
        )


def _tumour(rows: dict[str, Rows], subject: Any, level: int, start: date, last: date, u: Any) -> None:
    rows["tu"].append(
        {
            **subject,
            "DOMAIN": "TU",
            "TUSEQ": 1,
            "TULNKID": "T01",
            "TUTESTCD": "TUMIDENT",
            "TUSTRESC": "TARGET",
            "TULOC": "LUNG",
            "TUEVAL": "INVESTIGATOR",
            "TUDTC": start.isoformat(),
        }
    )
    base = 25 + 60 * u[100]
    rate = (0.10 - 0.09 * level) * (0.4 + 1.2 * u[101]) + 0.12 * (u[102] - 0.5)
    nadir, seen = base, 0
    for visit in range(9):
        day = start + timedelta(days=42 * visit)
        if visit and day > last:
            break
        size = float(np.clip(base * np.exp(rate * visit + 0.03 * visit**2 * (u[103] > 0.5)), 0.0, 200.0))
        common = {**subject, "VISIT": "SCREENING" if visit == 0 else f"WEEK {6 * visit}", "VISITNUM": visit}
        rows["tr"].append(
            {
                **common,
                "DOMAIN": "TR",
                "TRSEQ": visit + 1,
                "TRGRPID": "TARGET",
                "TRLNKID": "T01",
                "TRTESTCD": "LDIAM",
                "TRSTRESN": round(size, 1),
                "TRSTRESU": "mm",
                "TREVAL": "INVESTIGATOR",
                "TRDTC": day.isoformat(),
            }
        )
        if visit:
            change, growth = size / base - 1, size / nadir - 1
            word = "PD" if growth >= 0.2 and size - nadir >= 5 else "PR" if change <= -0.3 else "SD"
            seen += 1
            rows["rs"].append(
                {
                    **common,
                    "DOMAIN": "RS",
                    "RSSEQ": seen,
                    "RSTESTCD": "OVRLRESP",
                    "RSTEST": "Overall Response",
                    "RSCAT": "RECIST 1.1",
                    "RSSTRESC": word,
                    "RSEVAL": "INVESTIGATOR",
                    "RSDTC": day.isoformat(),
                }
            )
            if word == "PD":
                break
        nadir = min(nadir, size)
