"""``firstdose`` as a program: help, version, speed, and how it leaves."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

import firstdose
from firstdose.cli.app import NAMES
from firstdose.study import names

Shell = Callable[..., "subprocess.CompletedProcess[str]"]
PROGRAM = [sys.executable, "-c", "from firstdose.cli import main; main()"]
HEAVY = {"numba", "scipy", "sympy", "polars", "altair", "pint", "sqlalchemy", "fastapi", "pydantic", "numpy", "jinja2"}
HELP = """
import sys
from firstdose.cli import main
sys.argv = ["firstdose", *{arguments}]
try:
    main()
except SystemExit as left:
    assert left.code == 0
sys.stderr.write(" ".join(sys.modules))
"""


def _modules(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["decide", "--help"], ["report", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    loaded = _modules(HELP.format(arguments=arguments))
    of_typer = {"pydantic"} if len(arguments) > 1 else set()  # it reads the options of a command with it
    assert "typer" in loaded
    assert loaded & HEAVY <= of_typer


def test_designs_load_neither_statistics_nor_files_nor_figures() -> None:
    loaded = _modules("import sys, firstdose.design; sys.stderr.write(' '.join(sys.modules))")
    assert "scipy.special" in loaded
    assert not loaded & {"scipy.stats", "altair", "pint", "pydantic", "jinja2", "typer"}


def test_help_answers_within_half_a_second(shell: Shell) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        assert shell("--help").returncode == 0
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.5


def test_every_command_is_listed_with_a_whole_sentence(run: Callable[..., Result]) -> None:
    told = run("--help").stdout
    assert list(NAMES) == [
        *("new", "check", "predict", "simulate", "compare", "decide", "population", "report"),
        *("table", "pathways", "protocol-text", "calibrate-design"),
        *("calibrate", "validate", "models", "cell", "first-dose"),
        *("nca", "fit", "grade", "response", "tlf"),
    ]
    for name in NAMES:
        assert f"  {name} " in told
    assert "..." not in told.partition("Commands:")[2]


def test_help_names_the_studies_that_come_with_the_package(run: Callable[..., Result]) -> None:
    told = " ".join(run("--help").stdout.split())
    assert sorted(told.partition("comes with firstdose: ")[2].partition(".")[0].split(", ")) == sorted(names())


def test_the_version_is_the_packages(run: Callable[..., Result]) -> None:
    assert run("--version").stdout == f"firstdose {firstdose.__version__}\n"


def test_without_a_command_there_is_help(run: Callable[..., Result]) -> None:
    result = run()
    assert "Usage: firstdose" in result.output
    assert result.exit_code == 2


@pytest.mark.parametrize("arguments", [("frobnicate",), ("check",), ("check", "imgn289", "--colour"), ("--colour",)])
def test_what_no_command_understands_is_refused(refused: Callable[..., str], arguments: tuple[str, ...]) -> None:
    assert "Error: " in refused(*arguments)


def test_the_installed_program_answers() -> None:
    program = Path(sys.executable).parent / "firstdose"
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout == f"firstdose {firstdose.__version__}\n"


def test_a_refusal_is_one_sentence_without_a_traceback(shell: Shell) -> None:
    done = shell("check", "nope.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "nope.toml: there is no such file. Correct the path, or make the file first.\n"


def test_a_reader_who_leaves_early_hears_nothing() -> None:
    for arguments in (["check", "imgn289"], ["population", "imgn289"], ["population", "imgn289", "--json"], ["--help"]):
        with subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_a_full_disk_is_told_in_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "check", "imgn289"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "The output cannot be written: No space left on device. Send it somewhere else.\n"


def test_an_interrupt_leaves_quietly() -> None:
    command = [*PROGRAM, "simulate", "imgn289", "--trials", "100000000"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_heed_interrupts
    ) as process:
        time.sleep(3)
        assert process.poll() is None
        try:
            out, err = _interrupted(process)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (130, b"", b"")


def _interrupted(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """Ctrl-C, and again where it fell on a module that was being loaded and swallowed it."""
    for _ in range(6):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=10)
    raise AssertionError("the program goes on")


def _heed_interrupts() -> None:
    """A job in the background of a script would ignore them, and hand that down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_nothing_but_a_terminal_sees_a_progress_bar(shell: Shell) -> None:
    assert shell("compare", "imgn289", "--trials", "20").stderr == ""


def test_a_terminal_sees_a_progress_bar_and_the_answer_stays_clean() -> None:
    pty = pytest.importorskip("pty")
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("needs a pseudo-terminal")
    command = [*PROGRAM, "compare", "imgn289", "--trials", "20", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:
        out, _ = process.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 4096)
    os.close(ours)
    assert process.returncode == 0
    assert b"comparing" in shown
    assert list(json.loads(out)) == ["designs", "optimal", "differences"]


def test_a_terminal_without_greek_still_shows_the_numbers(monkeypatch: pytest.MonkeyPatch, shell: Shell) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = shell("predict", "imgn289", "--patients", "20")
    assert done.returncode == 0
    assert "ug/mL" in done.stdout


def test_the_report_package_loads_nothing_of_the_extra() -> None:
    code = "import sys, firstdose.report; print(sorted({'altair', 'jinja2', 'vl_convert'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
