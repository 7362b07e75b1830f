"""CSV and TSV: text in columns, every row as long as the first; whatever is not is refused with its line."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_BOM = b"\xef\xbb\xbf"
_SEPARATORS = {",": "comma", "\t": "tab", ";": "semicolon"}


def delimited(data: bytes, where: Path, separator: str) -> pl.DataFrame:
    """The table of a text file's bytes; a cell without text is null."""
    import polars as pl

    data = data.removeprefix(_BOM).rstrip(b"\r\n") + b"\n"
    if data.count(b"\n") == 1:
        data = data.replace(b"\r", b"\n")  # as "CSV (Macintosh)" ends its lines
    _require_utf8(data, where)
    _, names = next(_rows(data, where, separator))
    _require_names(names, where, separator)
    blank = _require_even_rows(data, where, separator, len(names))
    try:
        found = pl.read_csv(data, separator=separator, infer_schema=False, null_values=[""])
    except pl.exceptions.PolarsError as fault:
        why = str(fault).splitlines()[0]
        raise DataError(f"{where} cannot be read: {why}. Save it anew, with every quote in a cell doubled.") from fault
    return found.filter(~pl.all_horizontal(pl.all().is_null())) if blank else found


def _require_utf8(data: bytes, where: Path) -> None:
    wrong = data.find(b"\0")  # as in UTF-16, and in other programs' own files
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        wrong = fault.start
    if wrong >= 0:
        line = data.count(b"\n", 0, wrong) + 1
        raise DataError(f"{where} line {line} is not UTF-8 text. Save the file as UTF-8 (CSV UTF-8 in Excel).")


def _require_names(names: Sequence[str], where: Path, separator: str) -> None:
    if not names:
        raise DataError(f"{where} line 1 is blank. Give the names of the columns there.")
    for other, called in _SEPARATORS.items():
        if len(names) == 1 and other != separator and other in names[0]:
            raise DataError(
                f"{where} line 1: its columns are parted by {called}s. Save the table with {_SEPARATORS[separator]}s."
            )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DataError(f'{where} line 1: column "{twice[0]}" stands twice. Rename or remove one of them.')


def _require_even_rows(data: bytes, where: Path, separator: str, wanted: int) -> bool:
    """Whether there are blank lines, which are skipped; a line with more or fewer cells than the first is refused."""
    if b'"' not in data and np.all(_separators(data, separator) == wanted - 1):
        return False
    blank = False
    for line, row in _rows(data, where, separator):
        blank |= not row
        if row and len(row) != wanted:
            raise DataError(
                f"{where} line {line} has {len(row)} cells, and line 1 has {wanted}. Give every line {wanted} cells; "
                f"text with a {_SEPARATORS[separator]} in it stands in double quotes, and every quote is closed."
            )
    return blank and wanted > 1


def _separators(data: bytes, separator: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many separators each line has."""
    letters = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    at = np.flatnonzero(letters == ord(separator))
    return np.diff(np.searchsorted(at, ends), prepend=0)


def _rows(data: bytes, where: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The line on which each row begins, and its cells."""
    reader, begin = csv.reader(StringIO(data.decode("utf-8"), newline=""), delimiter=separator, strict=True), 1
    try:
        for row in reader:
            yield begin, row
            begin = reader.line_num + 1
    except csv.Error as fault:
        raise DataError(
            f"{where} line {begin} cannot be read: {fault}. Close every quote, and double those within a cell."
        ) from fault
