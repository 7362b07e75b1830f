"""Files that commands write: whole, or not at all."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

from firstdose.errors import FirstDoseError

PAGE = (".html",)


def ending(path: Path) -> str:
    """Of a file's name, in small letters; ``.htm`` is ``.html``."""
    return ".html" if path.suffix.lower() == ".htm" else path.suffix.lower()


def checked(output: str, read: str, what: str = "the report is an HTML page", endings: Sequence[str] = PAGE) -> Path:
    """Where to write, refused before any work is done if nothing can be written there; ``read`` is the input file."""
    path = Path(output).resolve()
    if path.is_dir() or output.endswith(os.sep):
        raise FirstDoseError(
            f'"{output}" is a folder. Give the path of a file in it, e.g. {Path(output) / f"report{endings[0]}"}.'
        )
    if ending(path) not in endings:
        raise FirstDoseError(
            f'"{output}": {what}. Give a file that ends in {" or ".join(endings)}, e.g. report{endings[0]}.'
        )
    if not path.parent.is_dir():
        raise FirstDoseError(f"{output}: there is no folder {path.parent}. Make it first, or choose another.")
    if path.exists() and not path.is_file():
        raise FirstDoseError(f"{output} is not a regular file. Give the path of a file to write.")
    if path.exists() and Path(read).exists() and path.samefile(read):
        raise FirstDoseError(f"{output} is the study file itself. Give another path for the report.")
    check_writable(path.parent, output)
    return path


def check_writable(folder: Path, output: str) -> None:
    """Refuse a folder that cannot be written to, by trying it: rights alone do not tell."""
    try:
        TemporaryFile(dir=folder).close()
    except OSError:
        raise FirstDoseError(f"{output}: the folder {folder} cannot be written to. Choose another.") from None


def write(path: Path, content: str | bytes) -> None:
    """Put the content in place at once; where that fails the file stays as it was."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        raise FirstDoseError(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
