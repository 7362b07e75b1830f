"""Every command as a user runs it, in an empty folder."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from firstdose.cli.app import app

PROGRAM = [sys.executable, "-c", "from firstdose.cli import main; main()"]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run a command within this process."""
    return lambda *arguments: CliRunner().invoke(app, list(arguments), prog_name="firstdose")


@pytest.fixture
def shell() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run a command in a process of its own."""
    return lambda *arguments: subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def answer(run: Callable[..., Result]) -> Callable[..., object]:
    """The JSON that a command prints."""
    import json

    def of(*arguments: str) -> object:
        result = run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return of


@pytest.fixture
def refused(run: Callable[..., Result], empty_folder: Path) -> Callable[..., str]:
    """The message of a command that must refuse its input: exit code 2, no traceback, nothing printed or written."""

    def message(*arguments: str) -> str:
        before = {path: path.read_bytes() for path in empty_folder.rglob("*") if path.is_file()}
        result = run(*arguments)
        assert result.exit_code == 2, result.output
        assert isinstance(result.exception, SystemExit)
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        assert {path: path.read_bytes() for path in empty_folder.rglob("*") if path.is_file()} == before
        return result.stderr

    return message
