"""SAS transport files (XPT, version 5 and 8), read by pyreadstat where it is installed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from firstdose.errors import DataError, MissingExtraError

if TYPE_CHECKING:
    import polars as pl


def transport(data: bytes, where: Path) -> pl.DataFrame:
    """The table of a SAS transport file's bytes; text without a letter is null, as SAS has no other missing text."""
    import polars as pl

    try:
        from pyreadstat import PyreadstatError, ReadstatError, read_xport
    except ImportError as fault:
        raise MissingExtraError(
            f"{where} is a SAS transport file, and pyreadstat reads it. Install it with: pip install 'firstdose[xpt]'"
        ) from fault

    with tempfile.NamedTemporaryFile(suffix=".xpt") as copy:
        copy.write(data)
        copy.flush()
        try:
            columns, _ = read_xport(copy.name, output_format="dict")
        except (PyreadstatError, ReadstatError, UnicodeDecodeError) as fault:
            raise DataError(f"{where} is no SAS transport file ({fault}). Save the table anew.") from fault
    return pl.DataFrame([_series(name, list(values)) for name, values in columns.items()])


def _series(name: str, values: list[object]) -> pl.Series:
    import polars as pl

    given = [None if value is None or value == "" or value != value else value for value in values]
    return pl.Series(name, given, strict=False)
