"""A result as a file that reads back as it was."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

from firstdose.data.table import AnyTable, ending, table
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def write_table(given: AnyTable, path: str | Path) -> None:
    """Save a table as CSV or TSV (``.csv``, ``.csv.gz``, ``.tsv``) or Parquet, by the file's ending.

    Dates are ISO 8601 and missing cells are empty, so that ``read_table`` with ``numbers`` and ``days`` gives the
    same again; Parquet keeps the types as well.
    """
    frame, where = table(given), Path(path)
    kind = ending(where)
    if kind == ".parquet":
        frame.write_parquet(where)
    elif kind in (".csv", ".tsv"):
        text = _text(frame, "\t" if kind == ".tsv" else ",")
        where.write_bytes(gzip.compress(text, mtime=0) if where.suffix == ".gz" else text)
    else:
        raise DataError(f"{where} ends in {kind or 'nothing'}. Give it the ending .csv, .csv.gz, .tsv or .parquet.")


def _text(frame: pl.DataFrame, separator: str) -> bytes:
    return frame.write_csv(separator=separator, datetime_format="%Y-%m-%dT%H:%M:%S%.f").encode()
