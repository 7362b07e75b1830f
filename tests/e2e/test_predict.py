"""``firstdose predict``, as it promises key by key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.resources import packaged

Answer = Callable[..., Any]
METRICS = [
    "cmax_ug_per_ml",
    "ctrough_ug_per_ml",
    "auc_tau_ug_day_per_ml",
    "auc_0_21_ug_day_per_ml",
    "accumulation_ratio",
]
OUTCOMES = [
    "p_dlt",
    "p_thrombocytopenia_g3",
    "p_thrombocytopenia_g4",
    "p_alt_g3",
    "p_rash_g3",
    "orr",
    "platelet_nadir_day",
]


@pytest.mark.parametrize(("study", "illustrative"), [("imgn289", True), ("t-dm1-weekly", False), ("t-dm1-q3w", False)])
def test_the_promised_keys_in_their_order(answer: Answer, study: str, illustrative: bool) -> None:
    said = answer("predict", study, "--patients", "50")
    assert list(said) == ["illustrative", "levels"]
    assert said["illustrative"] is illustrative
    for number, level in enumerate(said["levels"], start=1):
        assert list(level) == ["level", "dose", "exposure", "outcomes"]
        assert level["level"] == number
        assert list(level["exposure"]) == ["conjugate", "total_antibody", "payload"]
        assert sorted(level["exposure"]["conjugate"]) == sorted(METRICS)
        for analyte, mass in (("total_antibody", "ug"), ("payload", "ng")):
            metrics = [f"cmax_{mass}_per_ml", f"ctrough_{mass}_per_ml", f"auc_0_21_{mass}_day_per_ml"]
            assert list(level["exposure"][analyte]) == metrics
        assert list(level["outcomes"]) == OUTCOMES
        for band in (
            *(one for each in level["exposure"].values() for one in each.values()),
            *level["outcomes"].values(),
        ):
            assert sorted(band) == ["median", "p05", "p95"]
            assert band["p05"] <= band["median"] <= band["p95"]


def test_the_seed_draws_other_patients(answer: Answer) -> None:
    one, same, other = (answer("predict", "imgn289", "--patients", "50", "--seed", seed) for seed in "112")
    assert one == same
    assert one != other


def test_people_read_a_table_and_that_it_is_illustrative(run: Callable[..., Result]) -> None:
    told = run("predict", "imgn289", "--patients", "50").stdout
    assert told.startswith("Illustrative: no human result of IMGN289")
    assert "µg·day/mL" in told
    assert "between 50 virtual patients" in told
    assert "AUC tau and accumulation: at steady state" in told
    assert "Below 2.4 mg/kg the linear model was not shown to hold" in told
    assert "What the mechanism says" in told
    assert "Site of action: circulation" in told
    assert "MTD, at a DLT probability of 30 %: " in told
    assert "Illustrative" not in run("predict", "t-dm1-weekly", "--patients", "50").stdout


def test_no_terminal_is_too_narrow_for_a_number(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    wide = run("predict", "imgn289", "--patients", "50").stdout
    monkeypatch.setenv("COLUMNS", "30")
    assert run("predict", "imgn289", "--patients", "50").stdout == wide


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--patients", "0"], "--patients"),
        (["--patients", "9999999"], "--patients"),
        (["--seed", "x"], "--seed"),
        (["--trials", "3"], "No such option"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: list[str], message: str) -> None:
    assert message in refused("predict", "imgn289", *arguments)


def test_a_study_of_the_mechanism_takes_all_from_it(answer: Answer, empty_folder: Path) -> None:
    study = empty_folder / "study.toml"
    text = packaged("studies/t-dm1-weekly.toml").read_text(encoding="utf-8")
    before, truth, _ = text.partition("[truth]")
    study.write_text(f'{before}{truth}\nkind = "mechanism"\nsite = "release"\n', encoding="utf-8")
    levels = answer("predict", "study.toml", "--patients", "40")["levels"]
    for level in levels:
        conjugate, antibody = level["exposure"]["conjugate"], level["exposure"]["total_antibody"]
        assert sorted(conjugate) == sorted(METRICS)
        assert antibody["auc_0_21_ug_day_per_ml"]["median"] > conjugate["auc_0_21_ug_day_per_ml"]["median"]
        assert level["outcomes"]["p_dlt"]["median"] >= level["outcomes"]["p_thrombocytopenia_g4"]["median"]
    p_dlt = [level["outcomes"]["p_dlt"]["median"] for level in levels]
    assert p_dlt[-1] > p_dlt[0]
