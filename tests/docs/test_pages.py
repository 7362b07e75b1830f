"""Every page can be found, and every Python example in README and docs runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
_TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(code, id=f"{page.relative_to(ROOT)}-{number}")
    for page in [ROOT / "README.md", *PAGES]
    for number, code in enumerate(_PYTHON.findall(page.read_text(encoding="utf-8")), start=1)
]


def _listed(page: Path) -> set[Path]:
    entries = [line for block in _TOCTREE.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    return {page.parent / f"{entry}.md" for entry in entries if entry and not entry.startswith(":")}


def test_every_page_is_in_a_toctree() -> None:
    listed = {entry for page in PAGES for entry in _listed(page)}
    assert set(PAGES) - listed == {DOCS / "index.md"}
    assert listed <= set(PAGES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_python_example_runs(code: str) -> None:
    exec(compile(code, "example", "exec"), {})
