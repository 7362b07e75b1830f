"""A missing browser or database skips a test with its reason, and fails it where it was promised."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
TEST = """
import pytest

@pytest.mark.browser
def test_needs_a_browser():
    pass

def test_needs_nothing():
    pass
"""


def _run(folder: Path, required: str) -> "subprocess.CompletedProcess[str]":
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_some.py").write_text(TEST)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: needs Chromium\n")
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "."]
    environment = os.environ | {"PATH": "", "FIRSTDOSE_REQUIRE": required, "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_without_a_browser_the_test_is_skipped_with_its_reason(tmp_path: Path) -> None:
    run = _run(tmp_path, required="")
    assert run.returncode == 0
    assert "1 passed, 1 skipped" in run.stdout
    assert "needs Chromium; on Debian: apt-get install chromium" in run.stdout


def test_a_required_browser_that_is_absent_fails_the_test(tmp_path: Path) -> None:
    run = _run(tmp_path, required="postgres,browser")
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "FIRSTDOSE_REQUIRE names browser" in run.stdout


def test_an_unknown_requirement_is_refused(tmp_path: Path) -> None:
    run = _run(tmp_path, required="brwser")
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "FIRSTDOSE_REQUIRE names brwser: give some of browser,postgres." in run.stderr
