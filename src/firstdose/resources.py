"""The one reader of files that come with the package."""

from __future__ import annotations

import re
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from firstdose.errors import FirstDoseError

File = Traversable  # a Path is one


def packaged(path: str) -> File:
    """A file or folder inside the package, e.g. ``"molecule/library"``."""
    return files("firstdose").joinpath(*path.split("/"))


def names(folder: str) -> tuple[str, ...]:
    """The TOML files of a packaged folder, without their ending."""
    found = (Path(entry.name) for entry in packaged(folder).iterdir())
    return tuple(sorted(path.stem for path in found if path.suffix == ".toml"))


def find(folder: str, name: str | Path, what: str, error: type[FirstDoseError], near: Path | None = None) -> File:
    """The file meant by a packaged name, or by the path of a file of the user's own.

    Parameters
    ----------
    folder : packaged folder that is searched for a name.
    name : packaged name such as ``"t-dm1"``, or a path, known by a dot or a slash in it.
    what : what is looked for, in the words of the message: "molecule", "study", ...
    error : raised for a name that is not among those packaged.
    near : folder that a relative path starts from; the working folder if not given.
    """
    text = str(name)
    if isinstance(name, Path) or not re.fullmatch(r"[\w-]*", text):
        return (near or Path()) / name
    known = names(folder)
    if text in known:
        return packaged(folder).joinpath(f"{text}.toml")
    close = get_close_matches(text, known, n=1)
    hint = f'Did you mean "{close[0]}"? ' if close else ""
    raise error(
        f'There is no {what} named "{text}". {hint}Those that come with firstdose are {", ".join(known)}; '
        f'give one of them, or the path of a file of your own, e.g. "{text or "my-own"}.toml".'
    )
