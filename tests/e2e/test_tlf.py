"""``firstdose tlf``: the tables, listings and figures of a trial."""

import csv
import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.phase_one import phase_one, write
from typer.testing import Result

HOSTILE = '<script>alert("x")</script> #panic("y") *z* @ref $x ``` [{# =1+1 שלום \U0001f9ec\U000e0041'


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Three made-up patients, as files."""
    return str(write(phase_one(3), tmp_path / "sdtm"))


def _outputs(answer: Any) -> dict[str, Any]:
    return {f"{one['kind'][0]} {one['number']}": one for one in answer["outputs"]}


def test_everything_lies_in_the_folder_the_same_each_time(
    answer: Callable[..., Any], run: Callable[..., Result], data: str, tmp_path: Path
) -> None:
    def there(folder: str) -> dict[str, str]:
        files = (path for path in (tmp_path / folder).rglob("*") if path.is_file())
        return {str(path.relative_to(tmp_path / folder)): sha256(path.read_bytes()).hexdigest() for path in files}

    told = answer("tlf", "imgn289", data, "-o", "out", "--cut-off", "2026-01-31")
    first = there("out")
    assert set(first) == set(told["files"]) >= {"index.html", "tlf.pdf", "tables/t-14-1-1.csv", "figures/f-14-2-3.svg"}
    assert (told["study"], told["cut_off"], told["subjects"]) == ("IMGN289 weekly", "2026-01-31", 3)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    for words in (told["sha256"][:12], "Data cut-off: 2026-01-31.", "Table 14.1.1", "Safety analysis set, N = 3."):
        assert words in page
    assert run("tlf", "imgn289", data, "-o", "again", "--cut-off", "2026-01-31").exit_code == 0
    assert there("again") == first
    (tmp_path / "again" / "tables" / "own.csv").write_text("mine", encoding="utf-8")
    run("tlf", "imgn289", data, "-o", "again", "--no-pdf", "--cut-off", "2020-01-01")
    assert set(there("again")) == {"index.html", "tables/own.csv"}  # what is not made any more goes, the rest stays


def test_what_cannot_be_made_says_why(answer: Callable[..., Any], tmp_path: Path) -> None:
    tables = phase_one(3)
    folder = write({name: tables[name] for name in ("dm", "ex")}, tmp_path / "few")
    made = _outputs(answer("tlf", "imgn289", str(folder), "-o", "out", "--no-pdf"))
    assert [made[name]["made"] for name in ("T 14.1.1", "F 14.2.3", "F 14.2.4")] == [True, True, False]
    assert made["T 14.3.3"]["reason"] == "The data have no ADAE and no AE to derive it from."
    assert made["T 14.4.1"]["rows"] is None
    assert "Not made." in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "out" / "tlf.pdf").exists()


def test_tables_agree_with_the_data(answer: Callable[..., Any], tmp_path: Path) -> None:
    tables = phase_one(12)
    folder = write(tables, tmp_path / "sdtm")
    answer("tlf", "imgn289", str(folder), "-o", "out", "--no-pdf")
    rows = list(csv.reader(io.StringIO((tmp_path / "out/tables/t-14-1-3.csv").read_text(encoding="utf-8"))))
    women = next(row for row in rows if row[:2] == ["Sex", "Female"])[-1]
    assert women.split()[0] == str((tables["dm"]["SEX"] == "F").sum())
    events = list(csv.reader(io.StringIO((tmp_path / "out/tables/l-16-2-5.csv").read_text(encoding="utf-8"))))
    assert len(events) - 1 == tables["ae"].height


def test_a_file_that_cannot_be_read_stops_only_what_needs_it(answer: Callable[..., Any], tmp_path: Path) -> None:
    folder = write(phase_one(3), tmp_path / "sdtm")
    for name in ("ts.csv", "ae.csv"):
        (folder / name).write_text('USUBJID,AETERM\n"a,b\n', encoding="utf-8")
    told = answer("tlf", "imgn289", str(folder), "-o", "out", "--no-pdf")
    assert list(told["unread"]) == ["ae"]
    assert "ae.csv line 2 cannot be read" in _outputs(told)["T 14.3.3"]["reason"]
    assert _outputs(told)["T 14.2.1"]["made"]
    assert "ae.csv line 2 cannot be read" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_analysis_datasets_give_the_same_tables_as_those_they_come_from(tmp_path: Path) -> None:
    from firstdose.data.folder import read_folder
    from firstdose.report.tlf import Trial, outputs_of
    from firstdose.study import load

    trial = Trial(load("imgn289"), phase_one(12))
    adam = {name: trial.get(name) for name in ("adsl", "adae", "adex", "adlb", "adpc", "adrs", "adtr", "adtte")}
    other = Trial(trial.study, read_folder(write(adam, tmp_path / "adam")))
    unlike = {
        one.output.name
        for one, two in zip(outputs_of(trial).all, outputs_of(other).all, strict=True)
        if getattr(one.found, "rows", None) != getattr(two.found, "rows", None)
    }
    assert unlike == {"t-14-1-1", "l-16-2-3"}  # why subjects left stands in DS, and each dose in EX


def test_the_cut_off_leaves_out_what_came_later(answer: Callable[..., Any], data: str) -> None:
    whole = answer("tlf", "imgn289", data, "-o", "out", "--no-pdf")
    early = answer("tlf", "imgn289", data, "-o", "out", "--no-pdf", "--cut-off", "2025-01-20")
    rows = [_outputs(told)["L 16.2.3"]["rows"] for told in (whole, early)]
    assert rows[1] < rows[0]
    assert whole["sha256"] != early["sha256"]


def test_before_the_first_dose_nothing_is_there_to_show(run: Callable[..., Result], data: str) -> None:
    result = run("tlf", "imgn289", data, "-o", "out", "--cut-off", "2020-01-01")
    assert result.exit_code == 0
    assert "No subject was treated" in result.stdout


def test_no_name_is_markup(run: Callable[..., Result], tmp_path: Path) -> None:
    tables = phase_one(3)
    named = {name: frame.with_columns(pl.lit(HOSTILE).alias("STUDYID")) for name, frame in tables.items()}
    hostile = {
        "dm": named["dm"].with_columns(RACE=pl.lit(HOSTILE), ACTARM=pl.lit(HOSTILE)),
        "ae": named["ae"].with_columns(AEDECOD=pl.lit(HOSTILE), AETERM=pl.lit("\x0b")),
    }
    folder = write(named | hostile, tmp_path / "hostile")
    result = run("tlf", "imgn289", str(folder), "-o", "out")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert '<script>alert("x")' not in page
    assert "&lt;script&gt;" in page
    assert (tmp_path / "out" / "tlf.pdf").read_bytes().startswith(b"%PDF")


def test_refusals_say_what_to_do(refused: Callable[..., str], data: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "index.html").write_text("<p>mine", encoding="utf-8")
    for arguments, words in (
        ((data, "-o", data), "folder of the data"),
        ((data, "-o", "file"), "is a file"),
        ((data, "-o", "no/where"), "there is no folder"),
        ((data, "-o", "theirs"), "firstdose did not make"),
        (("nothing", "-o", "out"), "is no folder"),
        ((data, "-o", "out", "--cut-off", "31 Jan"), "ISO 8601"),
        ((data, "-o", "out", "--cut-off", "20260131"), "ISO 8601"),
    ):
        assert words in refused("tlf", "imgn289", *arguments)


def test_without_subjects_nothing_is_made(refused: Callable[..., str], tmp_path: Path) -> None:
    folder = write({"ae": phase_one(3)["ae"]}, tmp_path / "ae")
    assert "add ADSL, or DM and EX" in refused("tlf", "imgn289", str(folder), "-o", "out")
