"""Tests that need something outside Python: skipped with a reason, or failed where it was promised to be there."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

if "CI" not in os.environ:  # where Hypothesis sees to it itself: how fast a busy machine is, is no law
    settings.register_profile("busy", deadline=None)
    settings.load_profile("busy")


def chromium() -> str | None:
    """Path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def postgres() -> str | None:
    """Path of a PostgreSQL server on this machine."""
    packaged = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres")))
    return shutil.which("postgres") or next(reversed(packaged), None)


NEEDS: dict[str, tuple[Callable[[], str | None], str]] = {
    "browser": (chromium, "needs Chromium; on Debian: apt-get install chromium"),
    "postgres": (postgres, "needs a PostgreSQL server; on Debian: apt-get install postgresql"),
}


def pytest_configure() -> None:
    """Refuse a FIRSTDOSE_REQUIRE that names nothing we know."""
    unknown = _required() - NEEDS.keys()
    if unknown:
        raise pytest.UsageError(
            f"FIRSTDOSE_REQUIRE names {', '.join(sorted(unknown))}: give some of {','.join(NEEDS)}."
        )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose need is not met, or fail it where FIRSTDOSE_REQUIRE promises the need."""
    for name, (find, reason) in NEEDS.items():
        if item.get_closest_marker(name) and find() is None:
            if name in _required():
                pytest.fail(f"{reason} (FIRSTDOSE_REQUIRE names {name})", pytrace=False)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> str:
    """Path of Chromium, for tests marked ``browser``."""
    return chromium() or pytest.skip(NEEDS["browser"][1])


def _required() -> set[str]:
    return {name.strip() for name in os.environ.get("FIRSTDOSE_REQUIRE", "").split(",") if name.strip()}
