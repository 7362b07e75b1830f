"""Any table that people have, as polars: a file by its ending, a polars or a pandas frame."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from firstdose.data.dataset_json import dataset_json
from firstdose.data.delimited import delimited
from firstdose.data.of_pandas import Pandas, of_pandas
from firstdose.data.transport import transport
from firstdose.errors import DataError
from firstdose.tables import read_bytes

if TYPE_CHECKING:
    import polars as pl

AnyTable: TypeAlias = "pl.DataFrame | pl.LazyFrame | Pandas | str | Path"


def table(given: AnyTable, what: str = "table") -> pl.DataFrame:
    """A table as polars, whatever it was.

    Parameters
    ----------
    given : polars or pandas frame, or the path of a file.
    what : how messages call it, e.g. ``"RS"``.

    Examples
    --------
    >>> import pandas as pd
    >>> table(pd.DataFrame({"USUBJID": ["01", None]}))["USUBJID"].to_list()
    ['01', None]
    """
    import polars as pl

    if isinstance(given, pl.LazyFrame):
        given = given.collect()
    if isinstance(given, pl.DataFrame):
        return given.cast({name: pl.String for name, kind in given.schema.items() if kind in (pl.Categorical, pl.Enum)})
    if isinstance(given, str | Path):
        return read_table(given)
    if isinstance(given, Pandas):
        return of_pandas(given, what)
    raise DataError(
        f"{what} is {type(given).__name__}, which is no table. Give a polars or pandas frame, or the path of a file."
    )


def read_table(path: str | Path) -> pl.DataFrame:
    """The table of a file, by its ending: CSV, TSV, Parquet, Dataset-JSON 1.1 or SAS transport (XPT).

    ``.csv``, ``.tsv``, ``.json`` and ``.ndjson`` may be gzipped (``.csv.gz``). Every column of a CSV or TSV file is
    text as it stands there, and null where nothing stands; ``numbers``, ``days`` and ``words`` read them.
    """
    where = Path(path)
    kind = ending(where)
    if kind not in _READERS:
        raise DataError(
            f"{where} ends in {kind or 'nothing'}, which is not read. Save the table as one of {', '.join(_READERS)}."
        )
    data = read_bytes(where, DataError)
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, where)
    if not data.strip():
        raise DataError(f"{where} is empty. Save the table with the names of its columns in the first line.")
    return _READERS[kind](data, where)


def ending(path: Path) -> str:
    """A file's ending in lower case, that of the packed file where it is gzipped."""
    return Path(path.name.removesuffix(".gz")).suffix.lower()


def _unpacked(data: bytes, where: Path) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as found:
        raise DataError(f"{where} is damaged: it cannot be unpacked ({found}). Copy it anew.") from found


def _comma(data: bytes, where: Path) -> pl.DataFrame:
    return delimited(data, where, ",")


def _tab(data: bytes, where: Path) -> pl.DataFrame:
    return delimited(data, where, "\t")


def _parquet(data: bytes, where: Path) -> pl.DataFrame:
    import polars as pl

    try:
        return table(pl.read_parquet(data))
    except pl.exceptions.PolarsError as found:
        why = str(found).splitlines()[0]
        raise DataError(f"{where} is no Parquet file: {why}. Save the table anew.") from found


_READERS: dict[str, Callable[[bytes, Path], pl.DataFrame]] = {
    ".csv": _comma,
    ".tsv": _tab,
    ".txt": _tab,
    ".parquet": _parquet,
    ".json": dataset_json,
    ".ndjson": dataset_json,
    ".xpt": transport,
}
