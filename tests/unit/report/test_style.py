"""Words can be read on their ground: contrast of at least 4.5 to 1 (WCAG 2.1, level AA)."""

import re

import pytest

from firstdose.report.figures.theme import INK, SERIES, SOFT
from firstdose.resources import packaged

CSS = packaged("report/templates/style.css").read_text(encoding="utf-8")
ROOT = dict(re.findall(r"--(\w+): (#\w{6});", CSS))
BADGES = re.findall(r"\.badge-[^{]*\{ background: (#\w{6}); border-color: #\w{6}; color: (#\w{6}); \}", CSS)
GROUNDS = ["#ffffff", ROOT["faint"], *re.findall(r"\.callout-[^{]*\{[^}]*background: (#\w{6})", CSS)]


def _luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", [ROOT["ink"], ROOT["soft"], ROOT["accent"], INK, SOFT])
def test_text_stands_out_from_every_ground(ink: str, ground: str) -> None:
    assert _contrast(ink, ground) >= 4.5


def test_every_badge_can_be_read() -> None:
    assert len(BADGES) >= 5
    assert all(_contrast(ground, ink) >= 4.5 for ground, ink in BADGES)


def test_the_first_series_stand_out_from_white() -> None:
    assert all(_contrast(colour, "#ffffff") >= 3 for colour in SERIES[:3])
