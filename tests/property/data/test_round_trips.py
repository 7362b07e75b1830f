"""A table is the same from polars, from pandas and from any file."""

import json
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.data import days, moments, numbers, read_table, table, words, write_table

EXAMPLES = Path(__file__).parents[2] / "golden" / "data" / "dataset_json"
TEXT = st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=8)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
DAY = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
MOMENT = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))
SCHEMA = pl.Schema({"TEXT": pl.String(), "AVAL": pl.Float64(), "ADT": pl.Date(), "ADTM": pl.Datetime("us")})
ROWS = st.lists(st.tuples(TEXT, NUMBER, DAY, MOMENT), min_size=1, max_size=6)


def frame_of(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def meaning(frame: pl.DataFrame) -> list[list[object]]:
    read = (words(frame, "TEXT"), numbers(frame, "AVAL", "T"), days(frame, "ADT", "T"), moments(frame, "ADTM", "T"))
    return [column.to_list() for column in read]


def dataset_json(frame: pl.DataFrame, lines: bool) -> str:
    kinds = {"TEXT": "string", "AVAL": "double", "ADT": "date", "ADTM": "datetime"}
    columns = [{"name": name, "dataType": kind} for name, kind in kinds.items()]
    rows = [[value.isoformat() if isinstance(value, date) else value for value in row] for row in frame.rows()]
    head = {"datasetJSONVersion": "1.1.0", "columns": columns}
    return "\n".join(map(json.dumps, [head, *rows])) if lines else json.dumps(head | {"rows": rows})


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_every_way_gives_the_same(rows: list[tuple[Any, ...]]) -> None:
    frame = frame_of(rows)
    expected = meaning(frame)
    assert meaning(table(pd.DataFrame(frame.to_dict(as_series=False), dtype=object))) == expected
    with TemporaryDirectory() as folder:
        for name in ("a.csv", "a.csv.gz", "a.tsv", "a.parquet"):
            write_table(frame, Path(folder, name))
            assert meaning(read_table(Path(folder, name))) == expected
        for name in ("a.json", "a.ndjson"):
            Path(folder, name).write_text(dataset_json(frame, name == "a.ndjson"), encoding="utf-8")
            assert meaning(read_table(Path(folder, name))) == expected


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*json.gz")), ids=lambda file: file.name)
def test_examples_of_cdisc_round_trip(file: Path, tmp_path: Path) -> None:
    found = read_table(file)
    for name in ("a.csv", "a.parquet"):
        write_table(found, tmp_path / name)
        again = read_table(tmp_path / name)
        for column, kind in found.schema.items():
            if kind == pl.Date:
                assert days(again, column, "T").equals(found[column], check_names=True)
            elif kind.is_numeric():
                assert numbers(again, column, "T").equals(found[column].cast(pl.Float64), check_names=True)
            else:
                assert words(again, column).equals(words(found, column), check_names=True)
    assert table(pd.DataFrame(found.to_dict(as_series=False), dtype=object)).equals(found)


def test_an_example_is_the_same_as_json_and_as_lines() -> None:
    assert read_table(EXAMPLES / "adtte.json.gz").equals(read_table(EXAMPLES / "adtte.ndjson.gz"))
