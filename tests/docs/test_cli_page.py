"""The command-line page is current, and every command and option explains itself."""

import re
import runpy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from firstdose.cli.app import NAMES, app

ROOT = Path(__file__).parents[2]
_OPTION = re.compile(r"^  (--?[\w-]+.*?|[A-Z]+ <\w+>)(?:  +(?P<help>\S.*))?$")


def _lines(name: str) -> list[str]:
    told = CliRunner().invoke(app, [name, "--help"], prog_name="firstdose", terminal_width=160).stdout
    return told.splitlines()


def test_the_page_shows_the_help_as_it_is_now() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "cli_reference.py"))["page"]()
    shown = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert shown == page, "run: .venv/bin/python scripts/cli_reference.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_command_says_what_it_does(name: str) -> None:
    about = _lines(name)[2].strip()
    assert re.fullmatch(r"[A-Z].{20,60}\.", about)


@pytest.mark.parametrize("name", NAMES)
def test_every_argument_and_option_has_help(name: str) -> None:
    entries = [match for line in _lines(name) if (match := _OPTION.match(line))]
    assert any("--help" in entry[1] for entry in entries)
    assert [entry[1] for entry in entries if not entry["help"]] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_and_the_guide_name_every_command(name: str) -> None:
    guide = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "guide").glob("*.md"))
    assert f"| `firstdose {name} " in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"firstdose {name} " in guide


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{path}" for path in ("start.md", "guide", "designs", "theory"))]
)
def test_every_command_line_in_the_docs_is_understood(page: str) -> None:
    """Each ``$ firstdose ...`` names a command and options that it has."""
    paths = [ROOT / page] if page.endswith(".md") else sorted((ROOT / page).glob("*.md"))
    for path in paths:
        for line in re.findall(r"^\$ firstdose (.+?)(?:\s+#.*)?$", path.read_text(encoding="utf-8"), re.MULTILINE):
            name = line.split()[0]
            assert name in NAMES, line
            known = "\n".join(_lines(name))
            for option in re.findall(r"(?<!\S)(--?[a-z][\w-]*)", line):
                assert re.search(rf"(?<!\S){option}\b", known), f"{path}: {line}"
