"""The rows of a decision table from a file: CSV, TOML or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firstdose.design.by_level.table_rows import bounds
from firstdose.errors import DesignError, StudyError
from firstdose.tables import Table, parse_toml, read_bytes


def with_rows(options: Mapping[str, Any], near: Path | None) -> Table:
    """The options of a design; where they name the ``file`` of a decision table, its rows stand in its place.

    Parameters
    ----------
    options : e.g. ``{"name": "table", "file": "my-table.csv"}``.
    near : folder from which the file is looked for; None: the current one.
    """
    given = dict(options)
    if given.get("name") != "table" or "file" not in given:
        return given
    if "rows" in given:
        raise StudyError("table: it has rows and a file. Give one of the two.")
    path = (near or Path()) / str(given.pop("file"))
    return given | {"rows": decision_rows(path)}


def decision_rows(path: Path) -> list[Table]:
    """The rows of a decision table's file, checked.

    Notes
    -----
    A CSV file has the columns in its first line, an empty cell for never. A TOML file has a table ``[[rows]]`` for each
    row, and a JSON file is what ``firstdose table --json`` prints.
    """
    data, where = read_bytes(path, StudyError), str(path)
    readers = {".csv": _csv, ".toml": _toml, ".json": _json}
    if path.suffix.lower() not in readers:
        raise StudyError(f"{where}: a decision table is a file that ends in {', '.join(readers)}. Save it as one.")
    rows = readers[path.suffix.lower()](data, where)
    try:
        bounds(rows)
    except DesignError as found:
        raise StudyError(f"{where}: {found}") from found
    return rows


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as found:
        raise StudyError(f"{where} is not UTF-8 text. Save the file as UTF-8.") from found


def _csv(data: bytes, where: str) -> list[Table]:
    text = _text(data, where)
    head = text.split("\n", 1)[0]
    comma = ";" if ";" in head and "," not in head else ","  # spreadsheets of many countries write semicolons
    lines = csv.DictReader(io.StringIO(text), delimiter=comma, skipinitialspace=True, restkey="")
    columns = [name.strip() for name in lines.fieldnames or ()]
    for name in columns:
        if columns.count(name) > 1:
            raise StudyError(f"{where}: its first line names the column {name} twice. Give each column once.")
    return [_cells(row, number, where) for number, row in enumerate(lines, start=1)]


def _cells(row: Mapping[str, Any], number: int, where: str) -> Table:
    if "" in row:
        raise StudyError(f"{where}: row {number} has more cells than the first line has columns. Correct it.")
    return {name.strip(): _cell(value, number, name, where) for name, value in row.items()}


def _cell(value: str | None, number: int, name: str, where: str) -> int | str | None:
    text = (value or "").strip()
    if name.strip() == "decision":
        return text or None
    try:
        return int(text) if text else None
    except ValueError:
        raise StudyError(
            f"{where}: row {number}, column {name} = {text}: a whole number of patients is needed, or nothing for "
            "never."
        ) from None


def _toml(data: bytes, where: str) -> list[Table]:
    return _listed(parse_toml(data, where, StudyError), where)


def _json(data: bytes, where: str) -> list[Table]:
    try:
        return _listed(json.loads(_text(data, where)), where)
    except json.JSONDecodeError as found:
        raise StudyError(f"{where} is not JSON: {found}. Correct it there.") from None


def _listed(tables: Any, where: str) -> list[Table]:
    rows = tables.get("rows") if isinstance(tables, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise StudyError(f'{where}: there is no list "rows" of tables, each with n and its bounds. Add it.')
    return rows
