"""One curve from many subjects."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from firstdose.analysis.nca import sparse


def test_the_covariance_of_an_overlapping_design_is_holders() -> None:
    """Three at each time, two of them at both: the divisor is (2 - 1) + (1 - 2/3)(1 - 2/3)."""
    early, late = np.array([1.0, 2.0, 4.0]), np.array([3.0, 7.0, 5.0])  # of a b c, and of a b d
    rows = pl.DataFrame({"USUBJID": list("abcabd"), "TIME": [0, 0, 0, 2, 2, 2], "CONC": [*early, *late]})
    (found,) = sparse(rows)
    both = (early - early.mean())[:2] @ (late - late.mean())[:2] / (1 + 1 / 9)
    variance = early.var(ddof=1) / 3 + late.var(ddof=1) / 3 + 2 * 2 * both / 9
    assert found.auclst == pytest.approx(early.mean() + late.mean())
    assert found.se == pytest.approx(np.sqrt(variance))
    assert found.reason
    assert np.isnan(found.df)
    low, high = found.interval()
    assert (high - low) / 2 == pytest.approx(1.6449 * found.se, rel=1e-4)


def test_groups_times_and_what_cannot_be() -> None:
    rows = pl.DataFrame(
        {
            "USUBJID": ["a", "b", "c", "d", "a", "b"],
            "NFRLT": [0, 0, 1, 1, 0, 0],
            "CONC": ["2", "4", "1", "<0.1", "BLQ", "BLQ"],
            "ANALYTE": ["X", "X", "X", "X", "Y", "Y"],
        }
    )
    x, y = sparse(rows, time="NFRLT")
    assert (x.ANALYTE, x.auclst, x.count.tolist()) == ("X", 1.75, [2, 2])
    assert x.df == pytest.approx((0.25 + 0.0625) ** 2 / (0.25**2 + 0.0625**2))  # two groups of two
    assert y.to_dict()["AUCLST"] is None
    assert "Fewer than 2 times" in (y.reason or "")
    alone = sparse(rows.with_columns(USUBJID=pl.lit("a"), NFRLT=pl.int_range(pl.len())), time="NFRLT")
    assert "no standard error" in (alone[0].reason or "")
