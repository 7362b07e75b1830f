"""Arrays that no outcomes can have are refused, not read as something else."""

from typing import Any

import numpy as np
import pytest

from firstdose.errors import OutcomeError
from firstdose.trial import Outcomes


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("dlt", 2, "dlt = 2: give 1 for a patient with a DLT and 0 for one without."),
        ("dlt", 0.5, "dlt = 0.5: give 1 for a patient with a DLT and 0 for one without."),
        ("dlt", float("nan"), "dlt = nan: give 1 for a patient with a DLT and 0 for one without."),
        ("dlt", "N", "dlt = ['N', 'N']: numbers are needed, as many in each trial."),
        ("dlt", None, "dlt = [None, None]: numbers are needed, as many in each trial."),
        ("cohort", 1.5, "cohort = 1.5: number the cohorts 0, 1, 2, ..., and give -1 for backfill."),
        ("cohort", 40_000, "cohort = 40000: number the cohorts 0, 1, 2, ..., and give -1 for backfill."),
        ("response", 2, "response = 2: give 1 for a response, 0 for none, and -1 where it is not known."),
        ("severity", 6, "severity = 6: give the worst CTCAE grade from 0 to 5, and -1 where it is not known."),
        ("stratum", -1, "stratum = -1: number the strata from 0 on."),
        ("follow_up", "late", "follow_up = ['late', 'late']: numbers are needed, as many in each trial."),
    ],
)
def test_a_value_that_a_column_cannot_hold(name: str, value: Any, message: str) -> None:
    with pytest.raises(OutcomeError) as refused:
        Outcomes.of(**{"level": [0, 0], "dlt": [0, 0]} | {name: [value, value]})
    assert str(refused.value) == message


@pytest.mark.parametrize("level", [["low"], [None], [[0], [0, 1]]])
def test_levels_that_are_no_numbers(level: Any) -> None:
    with pytest.raises(OutcomeError, match="^level = .*: numbers are needed, as many in each trial."):
        Outcomes.of(level=level, dlt=0)


def test_numbers_of_any_kind_are_read() -> None:
    plain = Outcomes.of(level=[0, 1], dlt=[False, True], severity=[3, -1])
    other = Outcomes.of(level=[0.0, 1.0], dlt=np.array([0.0, 1.0]), severity=np.array([3, -1], np.int64))
    assert (other.level.tolist(), other.dlt.tolist()) == (plain.level.tolist(), plain.dlt.tolist())
    assert other.severity.dtype == plain.severity.dtype
