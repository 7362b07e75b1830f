"""The datasets of a folder that outputs are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from firstdose.data import read_folder
from firstdose.errors import DataError
from firstdose.report.tlf.trial import DATASETS

if TYPE_CHECKING:
    import polars as pl


def read(folder: str | Path) -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    """The tables by name, and by name why one could not be read: the outputs of the others can still be made."""
    read_folder(folder, ())  # refuses what is no folder, or one without datasets
    tables: dict[str, pl.DataFrame] = {}
    unread: dict[str, str] = {}
    for name in sorted(DATASETS):
        try:
            tables |= read_folder(folder, (name,))
        except DataError as error:
            unread[name] = str(error)
    return tables, unread
