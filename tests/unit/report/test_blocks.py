"""A block cannot be half made."""

import pytest

from firstdose.report.blocks import Column, Table


def test_a_row_has_a_cell_for_every_column() -> None:
    with pytest.raises(ValueError, match="table doses: a row of 1 cells under 2 columns"):
        Table("doses", "Doses.", (Column("Level"), Column("Dose", "mg/kg")), (("DL1",),))
