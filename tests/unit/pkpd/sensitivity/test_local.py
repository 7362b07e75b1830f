"""Local sensitivities: shapes, names, and what is refused. Their values are in the golden tests."""

import numpy as np
import polars as pl
import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.sensitivity import Local, local

BOLUS = pl.DataFrame({"TIME": [0.0], "AMT": [300.0]})
TIMES = [0.0, 2.0, 6.0]


def _found() -> Local:
    return local(Model.load("pk1"), BOLUS, TIMES, {"CL": [0.5, 1.0]}, ["CL", "V"])


def test_each_patient_has_derivatives_at_its_own_parameters() -> None:
    found, t, k = _found(), np.array(TIMES), np.array([[0.5], [1.0]]) / 3
    assert found.absolute("CP", "CL") == pytest.approx(-t * 100 / 3 * np.exp(-k * t) * (t > 0), rel=1e-9)
    assert found.normalised("CP", "V")[:, 1:] == pytest.approx((k * t - 1)[:, 1:], rel=1e-9)


def test_what_is_0_has_no_normalised_derivative() -> None:
    assert np.isnan(_found().normalised("CP", "CL")[:, 0]).all()


def test_the_table_has_a_row_for_each_patient_time_column_and_parameter() -> None:
    table = _found().to_polars()
    assert table.columns == ["ID", "TIME", "COLUMN", "PARAMETER", "VALUE", "ABSOLUTE", "NORMALISED"]
    assert len(table) == 2 * 3 * 2 * 2
    one = table.filter((pl.col("ID") == 2) & (pl.col("TIME") == 6) & (pl.col("COLUMN") == "CP"))
    assert one.filter(pl.col("PARAMETER") == "CL")["NORMALISED"].item() == pytest.approx(-2.0, rel=1e-9)


def test_what_was_not_asked_for_is_refused_with_what_was() -> None:
    with pytest.raises(ModelError, match=r"no state or output CQ\. There are CENT, CP\."):
        _found().absolute("CQ", "CL")
    with pytest.raises(ModelError, match=r"Nothing was differentiated by KA, but by CL, V\."):
        _found().normalised("CP", "KA")
