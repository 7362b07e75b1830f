"""The table of the three sites of action on platelets is what the model gives."""

import re
from pathlib import Path

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd.course import course
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import SITES, patient_model
from firstdose.trial import Schedule
from firstdose.types import F64

PAGE = (Path(__file__).parents[2] / "docs" / "theory" / "mechanism.md").read_text(encoding="utf-8")
ROWS = {
    row[0]: [float(cell) for cell in row[1:]] for row in re.findall(r"^\| (\w+) " + r"\| ([\d.]+) " * 5, PAGE, re.M)
}
DAYS = np.arange(0.0, 42.25, 0.25)


def _percent(site: str, slope: float, dose: float, every_days: float) -> F64:
    known = typical(library("t-dm1"), site=site) | {"SLOPE_PLT": slope}
    seen = course(patient_model(site), known, [70.0], Schedule(every_days, 1.5, 21), dose, DAYS, names=("PLT",))
    return np.asarray(100 * seen["PLT"][0] / seen.baseline["PLT"][0])


@pytest.mark.parametrize("site", SITES)
def test_a_site_does_what_the_page_says(site: str) -> None:
    slope, day, nadir, later, weekly = ROWS[site]
    first = _percent(site, slope, 3.6, 21.0)[DAYS <= 21]
    assert DAYS[np.argmin(first)] == day
    assert first.min() == pytest.approx(nadir, abs=0.6)
    assert first[DAYS[DAYS <= 21] == 15] == pytest.approx(later, abs=0.6)
    assert _percent(site, slope, 2.4, 7.0).min() == pytest.approx(weekly, abs=0.6)
