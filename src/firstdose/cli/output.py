"""Files that commands write: whole, or not at all."""

import os
from pathlib import Path

from firstdose.errors import FirstDoseError


def checked(output: str, study: str) -> Path:
    """Where to write, refused before any work is done if nothing can be written there."""
    path = Path(output).resolve()
    if path.is_dir() or output.endswith(os.sep):
        raise FirstDoseError(
            f'"{output}" is a folder. Give the path of a file in it, e.g. {Path(output) / "report.html"}.'
        )
    if Path(output).suffix.lower() not in (".html", ".htm"):
        raise FirstDoseError(
            f'"{output}": the report is an HTML page. Give a file that ends in .html, e.g. report.html.'
        )
    if not path.parent.is_dir():
        raise FirstDoseError(f"{output}: there is no folder {path.parent}. Make it first, or choose another.")
    if path.exists() and not path.is_file():
        raise FirstDoseError(f"{output} is not a regular file. Give the path of a file to write.")
    if path.exists() and Path(study).exists() and path.samefile(study):
        raise FirstDoseError(f"{output} is the study file itself. Give another path for the report.")
    if not os.access(path.parent, os.W_OK):
        raise FirstDoseError(f"{output}: the folder {path.parent} cannot be written to. Choose another.")
    return path


def write(path: Path, text: str) -> None:
    """Put ``text`` in place at once; where that fails the file stays as it was."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise FirstDoseError(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
