"""CDISC Dataset-JSON 1.1: one JSON object, or a line of metadata and one line a row (NDJSON)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def dataset_json(data: bytes, where: Path) -> pl.DataFrame:
    """The table of a Dataset-JSON file's bytes.

    Numbers are numbers; dates and date-times with ``targetDataType`` (numeric in SAS, hence whole) are dates. Others,
    which SDTM allows to be partial, stay text.

    References
    ----------
    CDISC Dataset-JSON 1.1 (2024), https://www.cdisc.org/standards/data-exchange/dataset-json
    """
    import polars as pl

    head, rows = _read(data, where)
    columns = _columns(head, where)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != len(columns):
            cells = f"{len(row)} values" if isinstance(row, list) else "no list of values"
            raise DataError(f"{where} row {number} has {cells}, and {len(columns)} columns are declared. Correct it.")
    if isinstance(said := head.get("records"), int) and said != len(rows):
        raise DataError(f"{where} has {len(rows)} rows, and says records = {said}. Copy the file anew, whole.")
    return pl.DataFrame([_series(column, [row[i] for row in rows], where) for i, column in enumerate(columns)])


def _read(data: bytes, where: Path) -> tuple[dict[str, Any], list[Any]]:
    lines = [data] if where.name.lower().removesuffix(".gz").endswith(".json") else data.splitlines()
    found = [_parsed(line, number, where) for number, line in enumerate(lines, 1) if line.strip()]
    head = found[0]
    if not isinstance(head, dict) or not _list_of(head.get("columns"), dict):
        raise DataError(f'{where} is no Dataset-JSON 1.1: it has no "columns". Give a file of that standard, or a CSV.')
    rows = found[1:] if len(found) > 1 or head.get("rows") is None else head["rows"]
    if not isinstance(rows, list):
        raise DataError(f'{where}: "rows" is no list of rows. Copy the file anew, whole.')
    return head, rows


def _list_of(given: object, kind: type) -> bool:
    return isinstance(given, list) and all(isinstance(one, kind) for one in given)


def _parsed(line: bytes, number: int, where: Path) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as fault:
        at = number + getattr(fault, "lineno", 1) - 1
        raise DataError(f"{where} line {at} is no JSON: {fault}. Copy the file anew, whole.") from fault


def _columns(head: dict[str, Any], where: Path) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = head["columns"]
    names = [column.get("name") for column in columns]
    if None in names:
        raise DataError(f"{where}: column {names.index(None) + 1} has no name. Add it.")
    for name in names:
        if names.count(name) > 1:
            raise DataError(f'{where}: column "{name}" stands twice. Rename or remove one of them.')
    return columns


def _series(column: dict[str, Any], values: list[Any], where: Path) -> pl.Series:
    import polars as pl

    name, kind = column["name"], column.get("dataType", "string")
    types = {"integer": pl.Int64, "float": pl.Float64, "double": pl.Float64, "decimal": pl.Float64}
    try:
        if kind in types:
            given = [float(value) if kind == "decimal" and value not in (None, "") else value for value in values]
            return pl.Series(name, [None if value == "" else value for value in given], types[kind])
        if kind == "boolean":
            return pl.Series(name, values, pl.Boolean)
        text = pl.Series(name, [None if value == "" else value for value in values], pl.String)
        return _dated(text, kind) if "targetDataType" in column else text
    except (TypeError, ValueError, pl.exceptions.PolarsError) as fault:
        why = str(fault).splitlines()[0]
        raise DataError(f"{where}: {name} is declared {kind}, and holds something else ({why}). Correct it.") from fault


def _dated(text: pl.Series, kind: str) -> pl.Series:
    import polars as pl

    if kind == "date":
        return text.str.to_date("%Y-%m-%d")
    if kind == "datetime":
        return (
            text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us") if len(text) else text.cast(pl.Datetime("us"))
        )
    return text
