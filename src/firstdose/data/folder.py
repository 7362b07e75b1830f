"""A folder of datasets: one file a domain, named after it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from firstdose.data.table import ending, read_table
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_DATASETS = (".csv", ".tsv", ".parquet", ".json", ".ndjson", ".xpt")


def read_folder(path: str | Path, names: Collection[str] | None = None) -> dict[str, pl.DataFrame]:
    """The tables of a folder by the name of their file, in lower case: ``DM.csv`` is ``dm``.

    Files with other endings are left alone; two files of one name are refused, since either may be the right one.

    Parameters
    ----------
    path : the folder.
    names : read only these, where they are there; all without.
    """
    where = Path(path)
    if not where.is_dir():
        raise DataError(f"{where} is no folder. Give the folder in which the datasets lie, one file a domain.")
    files: dict[str, Path] = {}
    for file in sorted(where.iterdir()):
        if file.is_file() and not file.name.startswith(".") and ending(file) in _DATASETS:
            name = Path(file.name.removesuffix(".gz")).stem.lower()
            if name in files:
                raise DataError(f"{where} has {files[name].name} and {file.name}: both are {name}. Remove one of them.")
            files[name] = file
    if not files:
        raise DataError(f"{where} has no dataset. Put files in it that end in {', '.join(_DATASETS)}, named as dm.csv.")
    return {name: read_table(file) for name, file in files.items() if names is None or name in names}
