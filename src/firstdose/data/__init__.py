"""A trial's data as tables: files in, polars out, with the names of CDISC."""

from firstdose.data.columns import numbers, require, words
from firstdose.data.dates import days, moments, parts
from firstdose.data.folder import read_folder
from firstdose.data.saved import write_table
from firstdose.data.table import AnyTable, read_table, table

__all__ = [
    "AnyTable",
    "days",
    "moments",
    "numbers",
    "parts",
    "read_folder",
    "read_table",
    "require",
    "table",
    "words",
    "write_table",
]
