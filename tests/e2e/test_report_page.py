"""The report in a browser that can reach nothing: every figure is drawn, nothing overflows, nothing complains."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from firstdose.report import compose, results_of, to_html
from firstdose.study import Study, load, names

OFFLINE = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=30000",
]
MEASURE = """
const wait = setInterval(() => {
  if (document.documentElement.dataset.ready !== "yes") return;
  clearInterval(wait);
  const box = (element) => element.getBoundingClientRect();
  const shown = (text) => text.textContent && getComputedStyle(text).opacity !== "0";
  const labels = [...document.querySelectorAll(".role-axis-label text")];
  const overlaps = [];
  for (const axis of document.querySelectorAll(".role-axis-label")) {
    const boxes = [...axis.querySelectorAll("text")].filter(shown).map(box);
    boxes.slice(1).forEach((right, i) => {
      const left = boxes[i], gap = 0.5;
      if (left.right - gap > right.left && left.left < right.right - gap && left.bottom - gap > right.top
        && left.top < right.bottom - gap) overlaps.push(axis.textContent);
    });
  }
  parent.postMessage({
    width: window.innerWidth,
    scroll: document.documentElement.scrollWidth,
    outside: [...document.querySelectorAll(".chart svg text")].filter((text) => text.textContent
      && (box(text).right > window.innerWidth + 1 || box(text).left < -1)).map((text) => text.textContent),
    labels: labels.length,
    doses: [...document.querySelectorAll("#dlt-by-dose .role-axis-label text")].map((text) => text.textContent),
    overlaps,
    empty: [...document.querySelectorAll(".chart svg.marks")].filter((svg) => box(svg).height < 60
      || !svg.querySelector(".mark-rect path, .mark-symbol path, .mark-line path, .mark-area path")).length,
  }, "*");
}, 20);
"""
FRAME = """<!doctype html><body><iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe>
<script>onmessage = (event) => {{ document.body.dataset.found = JSON.stringify(event.data); }};</script></body>"""


@pytest.fixture(scope="module", params=names())
def study(request: pytest.FixtureRequest) -> Study:
    """Each packaged study."""
    return load(request.param)


@pytest.fixture(scope="module")
def page(study: Study) -> str:
    """Its report."""
    return to_html(compose(study, results_of(study, trials=200, patients=200)))


def _open(browser: str, path: Path) -> "subprocess.CompletedProcess[str]":
    profile = f"--user-data-dir={path.parent / 'profile'}"
    command = [browser, *OFFLINE, profile, "--enable-logging=stderr", "--dump-dom", path.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)


def _measured(browser: str, page: str, width: int, folder: Path) -> dict[str, Any]:
    """Measures taken inside a copy of the page, ``width`` pixels wide, whose policy lets the measuring script in."""
    before, _, after = page.rpartition("</body>")
    copy = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", f"{before}<script>{MEASURE}</script>{after}")
    (folder / "page.html").write_text(copy, encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(FRAME.format(width=width), encoding="utf-8")
    found = re.search(r'data-found="([^"]*)"', _open(browser, frame).stdout)
    assert found, "the page never became ready"
    answer: dict[str, Any] = json.loads(unescape(found[1]))
    return answer


@pytest.mark.browser
def test_every_figure_is_drawn_without_a_network_and_nothing_complains(browser: str, page: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    run = _open(browser, path)
    charts = page.count('class="chart"')
    assert charts >= 8
    assert 'data-ready="yes"' in run.stdout
    assert run.stdout.count('data-drawn="yes"') == charts
    assert len(re.findall(r'<svg[^>]*class="marks"', run.stdout)) == charts
    assert "NaN" not in re.sub(r"<script.*?</script>", "", run.stdout, flags=re.DOTALL)
    assert [line for line in run.stderr.splitlines() if "CONSOLE" in line] == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_or_overlaps(browser: str, study: Study, page: str, width: int, tmp_path: Path) -> None:
    found = _measured(browser, page, width, tmp_path)
    assert found["width"] == width
    assert found["scroll"] <= width
    assert found["outside"] == []
    assert found["labels"] > 50
    assert found["overlaps"] == []
    assert found["empty"] == 0
    assert [label for label in found["doses"] if "%" not in label] == [
        f"{dose:g}" for dose in study.protocol.grid.doses
    ]
