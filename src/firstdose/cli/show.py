"""How answers are shown: JSON for programs; sentences and tables for people."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

import typer

PIPED_WIDTH = 120  # characters, where there is no terminal to ask
_UNBOUNDED = 1000  # no number is ever cut: a terminal that is too narrow wraps the line itself


def as_json(answer: Mapping[str, Any]) -> None:
    """The answer for programs, on standard output."""
    typer.echo(json.dumps(answer, indent=2, allow_nan=False))


def say(*lines: str, indent: str = "", err: bool = False) -> None:
    """Sentences, each on a line of its own, which a terminal wraps between words."""
    for line in lines:
        typer.echo(_wrapped(line, indent, sys.stderr if err else sys.stdout), err=err)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "", left: int = 1) -> None:
    """A table; ``left`` columns are words and the others numbers."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for number, column in enumerate(columns):
        shown.add_column(column, justify="left" if number < left else "right", vertical="top", no_wrap=True)
    for row in rows:
        shown.add_row(*row)
    console = Console(markup=False, highlight=False, emoji=False, width=_UNBOUNDED)
    console = Console(markup=False, highlight=False, emoji=False, width=console.measure(shown).maximum)
    say(*[title] * bool(title))
    console.print(shown)


def _wrapped(line: str, indent: str, stream: TextIO | None) -> str:
    if not (stream and stream.isatty()):
        return indent + line if line else ""
    return textwrap.fill(
        line, _width(), initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _width() -> int:
    return shutil.get_terminal_size((PIPED_WIDTH, 24)).columns
