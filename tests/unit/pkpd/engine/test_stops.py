"""A stop has one threshold, on something that the model has."""

import pytest

from firstdose.errors import ModelError
from firstdose.pkpd import Model, Stop
from firstdose.pkpd.engine.stops import thresholds


def test_stops_become_columns_thresholds_and_sides() -> None:
    stops = [Stop("CENT", below=2.0), Stop("CP", above=0.0)]
    assert thresholds(stops, Model.load("pk1")) == [(0, 2.0, -1), (1, 0.0, 1)]


def test_a_stop_on_nothing_is_refused() -> None:
    with pytest.raises(ModelError, match="a stop has one threshold"):
        Stop("CP")
    with pytest.raises(ModelError, match="a stop has one threshold"):
        Stop("CP", below=1.0, above=2.0)
    with pytest.raises(ModelError, match="a stop has one threshold"):
        Stop("CP", below=float("nan"))
    with pytest.raises(ModelError, match="A stop on ANC: model pk1 has no such state or output"):
        thresholds([Stop("ANC", below=1.0)], Model.load("pk1"))
