"""What every analysis keeps, whatever its tables: polars, pandas and files alike; nothing, one row, all missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest
from tests.every_analysis import ANALYSES, as_files, tables

from firstdose.errors import FirstDoseError

EVERY = pytest.mark.parametrize("name", sorted(ANALYSES))
EACH_TABLE = pytest.mark.parametrize(
    ("name", "which"), [(name, which) for name, (takes, _) in sorted(ANALYSES.items()) for which in takes]
)


def told(answer: object) -> list[str]:
    """An answer as rows of text, numbers to ten digits: what is handed on from a file stays the text it was."""
    if isinstance(answer, pl.DataFrame):
        rows = answer.write_csv(include_header=False).splitlines()
    else:
        assert isinstance(answer, list | tuple)
        rows = [repr(row) for row in answer]
    return [re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda found: f"{float(found[0]):.10g}", row) for row in rows]


@EVERY
def test_polars_and_pandas_answer_alike(name: str) -> None:
    takes, ask = ANALYSES[name]
    pandas = {which: pd.DataFrame(tables()[which].to_dict(as_series=False)) for which in takes}
    assert told(ask(pandas)) == told(ask(tables()))


@EVERY
def test_a_file_answers_as_the_table_in_it(name: str, tmp_path: Path) -> None:
    takes, ask = ANALYSES[name]
    files = as_files({which: tables()[which] for which in takes}, tmp_path)
    assert told(ask(files)) == told(ask(tables()))


@EVERY
def test_the_order_of_rows_is_of_no_consequence(name: str) -> None:
    takes, ask = ANALYSES[name]
    shuffled = {which: tables()[which].sample(fraction=1, shuffle=True, seed=3) for which in takes}
    assert sorted(told(ask(shuffled))) == sorted(told(ask(tables())))


@EACH_TABLE
@pytest.mark.parametrize("rows", [0, 1])
def test_little_data_is_an_answer_or_a_sentence(name: str, which: str, rows: int) -> None:
    """Nothing in one table, and everything in the others."""
    _, ask = ANALYSES[name]
    _answers(lambda: ask({**tables(), which: tables()[which].head(rows)}))


@EACH_TABLE
def test_missing_values_are_an_answer_or_a_sentence(name: str, which: str) -> None:
    """Everything in one table is missing, except who it is about."""
    _, ask = ANALYSES[name]
    frame = tables()[which]
    kept = {"USUBJID", "STUDYID", "DOMAIN"}
    gone = frame.with_columns(pl.lit(None, dtype=frame[c].dtype).alias(c) for c in frame.columns if c not in kept)
    _answers(lambda: ask({**tables(), which: gone}))


@EACH_TABLE
def test_a_table_of_something_else_is_refused(name: str, which: str) -> None:
    _, ask = ANALYSES[name]
    for wrong in (pl.DataFrame({"X": [1]}), 5, "nowhere.csv"):
        with pytest.raises(FirstDoseError):
            ask({**tables(), which: wrong})


def _answers(ask: Callable[[], object]) -> None:
    try:
        ask()
    except FirstDoseError as refused:
        if not str(refused).endswith(".") or "\n" in str(refused):
            raise AssertionError(f"this is no sentence: {refused}") from refused
