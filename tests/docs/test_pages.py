"""Every page can be found, and every example in README and docs runs and answers what the page says."""

import re
import shlex
from collections.abc import Iterator
from doctest import ELLIPSIS, DocTestParser, DocTestRunner, OutputChecker
from pathlib import Path

import pytest
from typer.testing import CliRunner

from firstdose.cli.app import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TEXTS = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *PAGES]}
_TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```(?:python|pycon)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TYPED = re.compile(r"^\$ (?P<line>(?:.*\\\n)*.*)\n(?P<answer>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_PROMPT = re.compile(r"^>>> ", re.MULTILINE)


def _python(text: str, *, prompted: bool) -> list[str]:
    return [code for code in _PYTHON.findall(text) if bool(_PROMPT.search(code)) == prompted]


def _typed() -> Iterator[tuple[str, str, str]]:
    """Page, command line and answer, of each ``$ firstdose ...`` that shows its answer."""
    for page, text in TEXTS.items():
        for block in _CONSOLE.findall(text):
            for match in _TYPED.finditer(block):
                if match["line"].startswith("firstdose ") and match["answer"].strip():
                    yield page, match["line"], match["answer"]


EXAMPLES = [
    pytest.param(code, id=f"{page}-{number}")
    for page, text in TEXTS.items()
    for number, code in enumerate(_python(text, prompted=False), start=1)
]
PROMPTED = [page for page, text in TEXTS.items() if _python(text, prompted=True)]
TYPED = [pytest.param(line, answer, id=f"{page}: {line}") for page, line, answer in _typed()]


def _listed(page: Path) -> set[Path]:
    entries = [line for block in _TOCTREE.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    named = {
        page.parent / f"{entry}.md" for entry in entries if entry and not entry.startswith(":") and "*" not in entry
    }
    return named | {found for entry in entries if "*" in entry for found in page.parent.glob(f"{entry}.md")} - {page}


def test_every_page_is_in_a_toctree() -> None:
    listed = {entry for page in PAGES for entry in _listed(page)}
    assert set(PAGES) - listed == {DOCS / "index.md"}
    assert listed <= set(PAGES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_python_example_runs(code: str) -> None:
    exec(compile(code, "example", "exec"), {})


@pytest.mark.parametrize("page", PROMPTED)
def test_python_answers_what_the_page_says(page: str) -> None:
    """The blocks of a page with ``>>>``, one after another."""
    code = "\n".join(_python(TEXTS[page], prompted=True))
    told: list[str] = []
    DocTestRunner(optionflags=ELLIPSIS).run(DocTestParser().get_doctest(code, {}, page, page, 0), out=told.append)
    assert not told, "".join(told)


@pytest.mark.parametrize(("line", "answer"), TYPED)
def test_the_command_answers_what_the_page_says(line: str, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(line.replace("\\\n", " "), comments=True)[1:]
    told = CliRunner().invoke(app, arguments, prog_name="firstdose").output
    shown, found = (_plain(each) for each in (answer, told))
    assert OutputChecker().check_output(shown, found, ELLIPSIS), f"{found}\n  is not what the page shows:\n{shown}"


def _plain(text: str) -> str:
    """Without what stands unseen at the ends of lines and of the whole."""
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"
