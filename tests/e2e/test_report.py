"""``firstdose report`` writes one file, whole or not at all."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from firstdose.report import Document

QUICK = ("--trials", "20", "--patients", "50")
Run = Callable[..., Result]


def test_the_report_is_one_file_and_its_path_is_printed(run: Run) -> None:
    result = run("report", "imgn289", "-o", "out.html", *QUICK)
    assert result.exit_code == 0, result.output
    assert result.stdout == "out.html\n"
    assert [path.name for path in Path().iterdir()] == ["out.html"]
    page = Path("out.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "IMGN289" in page


def test_the_report_can_be_a_pdf(run: Run) -> None:
    result = run("report", "imgn289", "-o", "out.pdf", *QUICK)
    assert result.exit_code == 0, result.output
    assert Path("out.pdf").read_bytes().startswith(b"%PDF-")


def test_an_existing_report_is_replaced_and_may_be_read_by_others_as_before(run: Run) -> None:
    Path("out.html").write_text("old", encoding="utf-8")
    assert run("report", "t-dm1-weekly", "--output", "out.html", *QUICK).exit_code == 0
    assert Path("out.html").read_text(encoding="utf-8") != "old"
    mask = os.umask(0)
    os.umask(mask)
    assert Path("out.html").stat().st_mode & 0o777 == 0o666 & ~mask


def test_the_same_seed_gives_the_same_bytes(run: Run) -> None:
    for name in ("a.html", "b.html"):
        run("report", "imgn289", "-o", name, "--seed", "3", *QUICK)
    assert Path("a.html").read_bytes() == Path("b.html").read_bytes()


def test_a_link_is_followed_and_stays_a_link(run: Run) -> None:
    Path("latest.html").symlink_to("real.html")
    run("report", "imgn289", "-o", "latest.html", *QUICK)
    assert Path("latest.html").is_symlink()
    assert Path("real.html").stat().st_size > 1000


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("no/out.html", "there is no folder"),
        (".", "is a folder"),
        ("out.html/", "is a folder"),
        ("pipe.html", "is not a regular file"),
        ("out.docx", "ends in .html or .pdf"),
    ],
)
def test_where_nothing_can_be_written_is_refused_before_any_work(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch, output: str, message: str
) -> None:
    os.mkfifo("pipe.html")
    monkeypatch.setattr("firstdose.report.results_of", None)
    assert message in refused("report", "imgn289", "-o", output)


def test_the_study_file_is_not_overwritten(run: Run, refused: Callable[..., str]) -> None:
    run("new", "mine")
    Path("mine.toml").rename("mine.html")
    assert "is the study file itself" in refused("report", "mine.html", "-o", "./mine.html")


@pytest.mark.parametrize("module", ["altair", "jinja2", "vl_convert"])
def test_without_the_extra_nothing_is_simulated(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr("firstdose.report.gather.predict_study", None)
    assert 'pip install "firstdose[report]"' in refused("report", "imgn289", "-o", "out.html")


def test_a_write_that_fails_leaves_the_old_file(
    run: Run, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object, **__: object) -> int:
        with path.open("wb") as file:
            file.write(b"half")
        raise OSError(28, "No space left on device")

    Path("out.html").write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", full)
    assert "cannot be written: No space left on device" in refused("report", "imgn289", "-o", "out.html", *QUICK)


def test_an_interrupt_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(document: Document) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("firstdose.report.to_html", interrupted)
    result = run("report", "imgn289", "-o", "out.html", *QUICK)
    assert result.exit_code == 130
    assert "Traceback" not in result.output
    assert list(Path().iterdir()) == []


def test_an_unknown_study_writes_nothing(refused: Callable[..., str]) -> None:
    assert "There is no study named" in refused("report", "imgn288", "-o", "out.html")
    assert "--output" in refused("report", "imgn289")
