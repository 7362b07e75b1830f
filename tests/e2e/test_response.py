"""``firstdose response``, as it promises key by key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Answer = Callable[..., Any]
Run = Callable[..., Result]
DATA = Path(__file__).parents[1] / "golden/data/response"
RS, ADSL = str(DATA / "rs_onco.csv.gz"), str(DATA / "adsl_dates_rs_onco.csv.gz")
KEYS = ["USUBJID", "BOR", "CBOR", "RSP", "CRSP", "CB", "PD_DATE"]


@pytest.fixture
def rs(empty_folder: Path) -> str:
    """Two subjects: a complete response that is lost early, and a partial one that dips."""
    rows = [
        *("01,2024-01-29,CR", "01,2024-03-11,SD"),
        *("02,2024-02-12,PR", "02,2024-03-25,SD", "02,2024-05-06,PR", "02,2024-06-17,PD"),
    ]
    text = "\n".join(["USUBJID,RSDTC,RSSTRESC,RSTESTCD,RANDDT", *(f"{row},OVRLRESP,2024-01-01" for row in rows)])
    (empty_folder / "rs.csv").write_text(text, encoding="utf-8")
    return "rs.csv"


def test_the_promised_keys_in_their_order(answer: Answer, rs: str) -> None:
    said = answer("response", rs, "--mode", "admiral")
    assert list(said) == ["subjects"]
    assert [list(one) for one in said["subjects"]] == [KEYS, KEYS]
    assert [list(one.values()) for one in said["subjects"]] == [
        ["01", "CR", "SD", "Y", "N", "Y", None],
        ["02", "PR", "SD", "Y", "N", "Y", "2024-06-17"],
    ]


def test_table_3_makes_disease_after_a_complete_response_progression(answer: Answer, rs: str) -> None:
    first = answer("response", rs, "--mode", "recist_table3")["subjects"][0]
    assert list(first.values()) == ["01", "CR", "PD", "Y", "N", "Y", "2024-03-11"]
    assert answer("response", rs)["subjects"][0] == first


def test_every_promised_option(answer: Answer, rs: str) -> None:
    options = ("--ref-confirm", "28", "--max-nr-ne", "1", "--accept-sd", "false", "--ref-start-window", "42")
    assert answer("response", rs, *options) == answer("response", rs)
    for true in ("true", "TRUE"):
        assert answer("response", rs, "--accept-sd", true)["subjects"][1]["CBOR"] == "PR"
    assert answer("response", rs, "--accept-sd", "true", "--ref-confirm", "90")["subjects"][1]["CBOR"] == "SD"
    assert answer("response", rs, "--ref-start-window", "10")["subjects"][0]["CBOR"] == "SD"


def test_a_trial_with_its_subjects_apart(answer: Answer, run: Run) -> None:
    said = answer("response", RS, "--adsl", ADSL, "--mode", "admiral")["subjects"]
    assert len(said) == 205
    assert sum(one["CRSP"] == "Y" for one in said) == 26
    other = answer("response", RS, "--adsl", ADSL, "--mode", "admiral", "--evaluator", "RADIOLOGIST 1")["subjects"]
    assert other != said
    told = run("response", RS, "--adsl", ADSL, "--json").stderr
    assert "assessments by INVESTIGATOR" in told
    assert "left out: CHECK" in told


def test_people_are_told_rates_categories_subjects_and_what_the_modes_make_of_them(run: Run, rs: str) -> None:
    said = " ".join(run("response", rs).stdout.split())
    assert "Objective response rate, unconfirmed 2 of 2 100.0% 15.8% to 100.0%" in said
    assert "Objective response rate, confirmed 0 of 2 0.0% 0.0% to 84.2%" in said
    assert "CR on 2024-01-29, then SD on 2024-03-11" in said
    assert "CBOR SD, PD_DATE none" in said
    Path(rs).write_text(Path(rs).read_text(encoding="utf-8").replace(",SD", ",NE"), encoding="utf-8")
    assert "Mode admiral says the same of every subject." in run("response", rs).stdout


def test_nobody(run: Run, rs: str) -> None:
    Path(rs).write_text("USUBJID,RSDTC,RSSTRESC,RSTESTCD,RANDDT\n", encoding="utf-8")
    said = run("response", rs)
    assert said.exit_code == 0
    assert "0 of 0" in said.stdout


def test_what_cannot_be_answered_is_refused(refused: Callable[..., str], rs: str) -> None:
    assert "there is no such file" in refused("response", "nothing.csv")
    assert "whole number from 0" in refused("response", rs, "--ref-confirm", "-1")
    Path(rs).write_text("USUBJID,RSDTC,RSSTRESC,RSTESTCD\n01,2024-01-29,CR,OVRLRESP\n", encoding="utf-8")
    assert "RS has no column RANDDT or TRTSDT" in refused("response", rs)
