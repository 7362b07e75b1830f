"""``firstdose nca`` as a pharmacokineticist runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import Result

DATA = Path(__file__).parents[1] / "golden" / "data" / "nca"
UNITS = ("--time-unit", "h", "--conc-unit", "mg/L", "--dose-unit", "mg")


@pytest.fixture
def theoph(empty_folder: Path) -> str:
    """Twelve people, each with a dose of its own."""
    rows = pl.read_csv(DATA / "data_theoph.csv", infer_schema=False)
    names = {"Subject": "USUBJID", "Time": "TIME", "conc": "CONC", "Dose": "DOSE"}
    rows.rename(names).write_csv(empty_folder / "theoph.csv")
    return "theoph.csv"


@pytest.fixture
def two_levels(empty_folder: Path) -> str:
    """Two doses, two intervals, a sample below the limit, and a subject who was never sampled."""
    curve = [(1, 8), (2, 4), (4, 2), (8, 1), (9, 9), (12, 2.5), (14, 1.8), (16, 1.25)]
    lines = ["TIME,USUBJID,DOSE,CONC,COMMENT"]
    for name, dose, k in (("A", 100, 1), ("B", 100, 1.1), ("C", 200, 2), ("D", 200, 2.1)):
        lines += [f"{time},{name},{dose},{conc * k},x" for time, conc in curve]
        lines.append(f"0,{name},{dose},<0.5,x")
    lines.append("1,E,200,,lost")
    (empty_folder / "pc.csv").write_text("\n".join(lines))
    return "pc.csv"


def test_the_promised_json(answer: Callable[..., Any], theoph: str) -> None:
    found = answer("nca", theoph, *UNITS)
    assert list(found) == ["subjects"]
    first = found["subjects"][0]
    assert (first["USUBJID"], first["ANALYTE"], first["LAMZNPT"]) == ("1", None, 3)
    parameters = first["parameters"]
    assert parameters["AUCIFO"] == {"value": pytest.approx(214.92363157523), "unit": "h*mg/L", "reason": None}
    assert {"CMAX", "TMAX", "AUCLST", "AUCIFP", "LAMZ", "LAMZHL", "R2ADJ", "CLFO", "VZFO", "MRTEVIFO"} <= set(
        parameters
    )
    assert (parameters["CLFO"]["unit"], parameters["VZFO"]["unit"], parameters["LAMZ"]["unit"]) == ("L/h", "L", "/h")
    assert first["LAMZPTS"] == [9.05, 12.12, 24.37]
    assert any("span less than 2" in flag for flag in first["flags"])


def test_options_reach_the_analysis(answer: Callable[..., Any], theoph: str) -> None:
    linear = answer("nca", theoph, "--auc", "linear", "--points", "1=5:25", "--interval", "0:12", "--blq", "drop")
    first = linear["subjects"][0]
    assert first["parameters"]["AUCLST"] == {"value": pytest.approx(148.92305), "unit": None, "reason": None}
    assert first["LAMZNPT"] == 5
    assert first["parameters"]["AUCINT_0-12"]["value"] == pytest.approx(92.365 - 0.7, abs=2)
    bolus = answer("nca", theoph, "--route", "intravenous", "--lambda-z", "winnonlin")
    assert {"C0", "CLO", "VSSO", "MRTIVIFO"} <= set(bolus["subjects"][0]["parameters"])


def test_tables_for_people(run: Callable[..., Result], two_levels: str) -> None:
    result = run("nca", two_levels, "--dose-times", "0,8", "--time-unit", "h")
    assert result.exit_code == 0, result.output
    for said in (
        "TMAX [h]",
        "2 to 8 (3)",
        "S: points of LAMZ span less than 2 half-lives",
        "of E: No concentration was measured.",
        "CLFO, VZFO of A, B, C, D: Defined after a single dose only; see AUCTAU.",
        "By dose: geometric mean (CV %)",
        "Dose proportionality of AUCIFO, dose 1: proportional.",
    ):
        assert said in result.stdout, result.stdout


def test_proportionality_is_in_the_json_when_asked_for(answer: Callable[..., Any], two_levels: str) -> None:
    found = answer("nca", two_levels, "--dose-times", "0,8", "--proportionality", "CMAX")
    assert [(row["parameter"], row["interval"], row["verdict"]) for row in found["proportionality"]] == [
        ("CMAX", 1, "proportional"),
        ("CMAX", 2, "proportional"),
    ]


def test_sparse(run: Callable[..., Result], answer: Callable[..., Any], two_levels: str) -> None:
    found = answer("nca", two_levels, "--sparse")["sparse"]
    assert [row["DOSE"] for row in found] == [100.0, 200.0]
    assert found[0]["N"] == [2] * 9
    assert found[0]["SE"] > 0
    assert "standard error" in run("nca", two_levels, "--sparse").stdout


def test_parameters_are_written_as_adpp(run: Callable[..., Result], theoph: str) -> None:
    for name, read in (("adpp.csv", pl.read_csv), ("adpp.parquet", pl.read_parquet)):
        assert run("nca", theoph, "-o", name).exit_code == 0
        rows = read(name).filter(pl.col("PARAMCD") == "CMAX")
        assert (len(rows), rows["AVAL"][0]) == (12, 10.5)


def test_a_table_without_samples(run: Callable[..., Result], answer: Callable[..., Any], empty_folder: Path) -> None:
    (empty_folder / "none.csv").write_text("USUBJID,TIME,CONC,DOSE\n")
    assert "no samples" in run("nca", "none.csv").stdout
    assert answer("nca", "none.csv") == {"subjects": []}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--auc", "log"], "Give one of lin-up-log-down"),
        (["--blq", "first=drop"], "Give all of first, middle, last"),
        (["--points", "1:2"], "names no subject"),
        (["--points", "9=1:2"], "no USUBJID"),
        (["--interval", "12"], "Write e.g. 0:12"),
        (["--dose-times", "0;8"], "Write e.g. 0,24,48"),
        (["--by", "VISIT"], "has no column VISIT"),
        (["-o", "adpp.xlsx"], "ends in .csv or .parquet"),
        (["--sparse", "--tau", "8"], "--tau cannot stand with --sparse"),
    ],
)
def test_what_is_refused(refused: Callable[..., str], empty_folder: Path, options: list[str], said: str) -> None:
    (empty_folder / "pc.csv").write_text("USUBJID,TIME,CONC,DOSE\n1,0,0,5\n1,1,3,5\n")
    assert said in refused("nca", "pc.csv", *options)


def test_two_samples_at_one_time_are_refused(refused: Callable[..., str], empty_folder: Path) -> None:
    (empty_folder / "pc.csv").write_text("USUBJID,TIME,CONC,DOSE\n1,0,0,5\n1,1,2,5\n1,1,3,5\n")
    assert "subject 1 has two concentrations at time 1" in refused("nca", "pc.csv")
