"""Text without what no page can show."""

from __future__ import annotations

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Without control characters and lone surrogates, which neither XML nor a page can hold.

    Examples
    --------
    >>> printable("subject 1\\x0b2")
    'subject 12'
    """
    return _CONTROL.sub("", text)


def all_printable(value: Any) -> Any:
    """The same value with every text in it printable."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {printable(str(key)): all_printable(each) for key, each in value.items()}
        case list():
            return [all_printable(each) for each in value]
        case _:
            return value
