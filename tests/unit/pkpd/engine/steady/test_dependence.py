"""What the rates read."""

from typing import Any

from firstdose.pkpd import model
from firstdose.pkpd.engine.statement import rates
from firstdose.pkpd.engine.steady.dependence import accumulators, left_alone, reached, reads


@model(
    {name: f"nmol, {name}" for name in ("GUT", "CENT", "AUC", "AUMC", "BASE", "R")},
    K="1 1/day, rate",
)
def several(p: Any, y: Any) -> Any:
    """Two accumulators in a row, a state that never changes, and a response that it feeds."""
    return rates(GUT=-y.GUT, CENT=y.GUT - p.K * y.CENT, AUC=y.CENT, AUMC=y.AUC, BASE=0.0, R=y.BASE - p.K * y.R)


def test_states_that_no_rate_reads_only_add_up() -> None:
    assert accumulators(several) == {"AUC", "AUMC"}
    assert left_alone(several) == {"AUC", "AUMC", "BASE"}


def test_a_dose_reaches_what_reads_its_state() -> None:
    assert reads(several)["CENT"] == {"GUT", "CENT"}
    assert reached(several, frozenset({"CENT"})) == {"CENT", "AUC", "AUMC"}
    assert reached(several, frozenset({"BASE"})) == {"BASE", "R"}
