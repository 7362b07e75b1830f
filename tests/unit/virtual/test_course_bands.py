"""Courses over time between patients."""

import numpy as np

from firstdose.study import load
from firstdose.virtual.course_bands import course_bands

STUDY = load("imgn289")


def test_a_band_a_level_of_what_the_model_has() -> None:
    days = [0.0, 7.0, 14.0]
    found = course_bands(STUDY, (0, 6), days, ("PLT", "SLD", "NOTHING"), patients=20)
    assert list(found) == ["PLT", "SLD"]
    low, high = found["PLT"]
    assert (low.dose, high.dose) == (0.3, 3.6)
    assert low.days.tolist() == days
    assert np.all(low.p05 < low.median)
    assert np.all(low.median < low.p95)
    assert low.median[0] == high.median[0]
    assert high.median[1] < low.median[1]


def test_the_site_of_action_shows_in_the_platelets() -> None:
    sites = ("circulation", "proliferation")
    found = [course_bands(STUDY, (6,), [0.0, 3.0], ("PLT",), site, 20)["PLT"][0] for site in sites]
    assert found[0].median[1] < found[1].median[1]
