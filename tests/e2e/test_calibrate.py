"""``firstdose calibrate`` and ``validate``: fit, write what was used, compare with what was published."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import Result

FEW = ("--candidates", "50", "--rounds", "1", "--patients", "10", "--rows", "10")


def test_an_ensemble_and_what_it_rests_on(run: Callable[..., Result]) -> None:
    result = run("calibrate", "t-dm1-q3w", "-o", "own.parquet", *FEW)
    assert result.exit_code == 0, result.output
    assert "platelets, circulation: fitted to q3w36_tcp_g3plus" in result.stdout
    assert "KDEC" in result.stdout
    assert result.stdout.splitlines()[-1] == "own.parquet"
    table = pl.read_parquet("own.parquet")
    assert table.group_by("site").len().sort("site").rows() == [
        ("circulation", 10),
        ("proliferation", 10),
        ("release", 10),
    ]
    told = json.loads(Path("own.json").read_text(encoding="utf-8"))
    assert told["molecule"] == "t-dm1"
    assert "q3w36_tcp_g3plus" in {one["id"] for one in told["targets"]}
    assert all(stage["effective_sample_size"] >= 1 for stage in told["stages"])


def test_another_molecule_of_the_class_is_told_to_be_illustrative(run: Callable[..., Result]) -> None:
    result = run("calibrate", "imgn289", "-o", "imgn289.parquet", *FEW)
    assert result.exit_code == 0, result.output
    assert "Illustrative." in result.stdout
    assert "VM" not in pl.read_parquet("imgn289.parquet").columns
    assert json.loads(Path("imgn289.json").read_text(encoding="utf-8"))["class_spread"] == 0.334


def test_the_same_seed_writes_the_same_ensemble(run: Callable[..., Result]) -> None:
    for name, seed in (("one", "1"), ("two", "1"), ("three", "2")):
        assert run("calibrate", "t-dm1-q3w", "-o", f"{name}.parquet", "--seed", seed, *FEW).exit_code == 0
    one, two, three = (pl.read_parquet(f"{name}.parquet") for name in ("one", "two", "three"))
    assert one.equals(two)
    assert not one.equals(three)


def test_a_page_and_its_numbers(run: Callable[..., Result]) -> None:
    result = run("validate", "-o", "page", "--rows", "5", "--patients", "10")
    assert result.exit_code == 0, result.output
    assert "Fitted targets" in result.stdout
    assert result.stdout.splitlines()[-1] == str(Path("page") / "index.html")
    rows = json.loads((Path("page") / "validation.json").read_text(encoding="utf-8"))
    assert {"target", "observed", "median", "p05", "p95", "inside", "fitted"} <= set(rows[0])
    names = [one["target"] for one in rows]
    assert len(names) == len(set(names))
    assert {"q3w_thalf_mtd_d", "weekly_mtd", "q3w36_tcp_g3plus (release)"} <= set(names)
    page = (Path("page") / "index.html").read_text(encoding="utf-8")
    for text in (
        "Fitted targets",
        "Predicted targets",
        "three mechanisms side by side",
        "What is not predicted, and why",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("calibrate", "t-dm1-q3w", "-o", "own.csv"), "ends in .parquet"),
        (("calibrate", "t-dm1-q3w", "-o", "nowhere/own.parquet"), "no folder"),
        (("validate", "-o", "nowhere/page"), "no folder"),
        (("validate", "-o", "/proc/page"), "the folder /proc cannot be written to. Choose another."),
        (("calibrate", "t-dm1-q3w", "-o", "/proc/a.parquet"), "the folder /proc cannot be written to"),
        (("validate", "-o", "page", "--molecule", "t-dxd"), "no table of published human results"),
        (("validate", "-o", "page", "--ensemble", "none.parquet"), "no such file"),
    ],
)
def test_what_cannot_be_done_is_refused(refused: Callable[..., str], arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(*arguments)


def test_an_ensemble_that_is_no_parquet_file_is_refused(refused: Callable[..., str]) -> None:
    Path("own.parquet").write_text("site,weight\n", encoding="utf-8")
    assert "is no ensemble" in refused("validate", "-o", "page", "--ensemble", "own.parquet")
