"""``firstdose new``: a commented study file to start from."""

import re
from pathlib import Path
from typing import Annotated

import typer

from firstdose.errors import StudyError

_NAME = re.compile(r"\w[\w -]*")


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the study, and of its file without .toml.")],
) -> None:
    """Write a commented study file to start from.

    The file is NAME.toml, in this folder; a file that is there already stays as it is.
    """
    from firstdose.study import template

    path = Path(f"{_checked(name)}.toml")
    text = template(name)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise StudyError(f"{path} is there already and stays as it is. Choose another name, or move it away.") from None
    except OSError as error:
        raise StudyError(f"{path} cannot be written: {error.strerror}. Choose another folder or name.") from error
    typer.echo(f"{path} is written. Change it to your study, then: firstdose check {_quoted(str(path))}")


def _checked(name: str) -> str:
    """Nothing that leaves the folder, hides the file or ends in a second .toml."""
    if not _NAME.fullmatch(name) or name != name.strip():
        raise StudyError(
            f'Study name "{name}": give letters, digits, spaces and hyphens, without a folder and without ".toml", '
            'e.g. "my-study".'
        )
    return name


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path
