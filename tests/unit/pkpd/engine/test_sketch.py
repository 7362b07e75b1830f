"""Quantiles of a stream."""

import numpy as np

from firstdose.pkpd.engine.sketch import ACCURACY, Sketch


def test_quantiles_are_within_the_accuracy() -> None:
    numbers = np.random.default_rng(2).lognormal(0, 3, size=(2001, 2)) * [1.0, -1e-6]
    sketch = Sketch(2)
    for part in np.array_split(numbers, 7):
        sketch.add(part)
    for probability in (0.0, 0.05, 0.5, 0.9, 1.0):
        exact = np.quantile(numbers, probability, axis=0, method="nearest")
        np.testing.assert_allclose(sketch.quantile(probability), exact, rtol=ACCURACY)


def test_zeros_lie_between_what_is_below_and_above() -> None:
    sketch = Sketch(1)
    sketch.add(np.array([[-1.0], [0.0], [0.0], [1e-30], [2.0]]))
    found = [round(float(sketch.quantile(p)[0]), 1) for p in (0, 0.25, 0.5, 0.75, 1)]
    assert found == [-1.0, 0.0, 0.0, 0.0, 2.0]


def test_what_is_not_a_number_is_not_counted() -> None:
    sketch = Sketch(2)
    sketch.add(np.array([[np.nan, np.nan], [3.0, np.nan]]))
    found = sketch.quantile(0.5)
    assert abs(found[0] / 3 - 1) < ACCURACY
    assert np.isnan(found[1])
