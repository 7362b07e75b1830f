"""The report in a browser that can reach nothing: every figure is drawn, nothing overflows, nothing complains."""

import json
import re
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from firstdose.design import build
from firstdose.molecule import Fact
from firstdose.report import compose, results_of, to_html
from firstdose.study import Study, load, names
from firstdose.trial import DoseGrid

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
  const scrolls = (holder) => holder.scrollWidth > holder.clientWidth;
  const edge = (text) => scrolls(text.closest(".scroll-chart"))
    ? box(text.closest(".chart")).right : window.innerWidth;
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
      && (box(text).right > edge(text) + 1 || box(text).left < -1)).map((text) => text.textContent),
    scrolled: [...document.querySelectorAll(".scroll-chart")].filter(scrolls).length,
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


def _many_levels_and_long_words() -> Study:
    study = load("imgn289")
    grid = DoseGrid(tuple(round(0.25 * n, 2) for n in range(1, 13)), "mg/kg")
    long = "w" * 200
    return replace(
        study,
        name=long,
        protocol=replace(study.protocol, grid=grid),
        design=build({"name": "boin", "target": 0.3}, grid, cohort_size=1, max_patients=36),
        molecule=replace(study.molecule, title=long, facts=(Fact(long, long, long, "assumed"),)),
        expansion=tuple(replace(cohort, name=f"{cohort.name} {long}") for cohort in study.expansion),
    )


@pytest.fixture(scope="module", params=[*names(), "many levels"])
def study(request: pytest.FixtureRequest) -> Study:
    """Each packaged study, and one with more levels and longer words than a narrow page has room for."""
    return _many_levels_and_long_words() if request.param == "many levels" else load(request.param)


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
    doses = [f"{dose:g}" for dose in study.protocol.grid.doses]
    few = len(doses) < 10
    assert (found["scrolled"] > 0) == (not few and width == 390)
    assert not few or [label for label in found["doses"] if "%" not in label] == doses
