"""``firstdose tlf``: the tables, listings and figures of a trial, from its datasets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli import show
from firstdose.cli.options import Json, Study
from firstdose.cli.progress import bar
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from firstdose.report.tlf import Outputs

Data = Annotated[
    str, typer.Argument(metavar="DATA", help="Folder of SDTM and ADaM datasets, one file each, such as dm.csv.")
]
Output = Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="Folder for index.html, tlf.pdf and more.")]
CutOff = Annotated[
    str,
    typer.Option(
        "--cut-off", metavar="DATE", show_default="all data", help="Leave out what came after it, such as 2026-01-31."
    ),
]
_PAGE = "index.html"
_HEAD = 4096  # bytes of a page in which its maker stands
Pdf = Annotated[bool, typer.Option("--pdf/--no-pdf", help="Write tlf.pdf as well.")]


def tlf(study: Study, data: Data, output: Output, cut_off: CutOff = "", pdf: Pdf = True, as_json: Json = False) -> None:
    """Make tables, listings and figures of a study report.

    ADaM datasets are used where there are, and derived from SDTM where not. DIR gets one page with everything
    (index.html), one document with contents and page numbers (tlf.pdf), a CSV for each table and listing, and an SVG
    for each figure. An output that the data do not allow says why in its place.
    """
    folder = _folder(output, data)
    from firstdose.report.tlf import Trial, cut_data, outputs_of, read, write
    from firstdose.study import load

    plan, (given, unread) = load(study), read(data)
    with bar("making") as progress:
        made = outputs_of(Trial(plan, cut_data(given, cut_off), cut_off, unread), progress)
        files = write(made, pdf=pdf)
    _put(folder, files, made)
    if as_json:
        show.as_json(made.to_dict() | {"files": sorted(files)})
    else:
        _print(made, output)


def _folder(output: str, data: str) -> Path:
    """Where to write, refused before any work is done if nothing can be written there."""
    from firstdose.cli.output import check_writable

    folder = Path(output).resolve()
    if folder.exists() and not folder.is_dir():
        raise FirstDoseError(f"{output} is a file. Give the folder that index.html and tlf.pdf go into.")
    if folder == Path(data).resolve():
        raise FirstDoseError(f"{output} is the folder of the data. Give another one for the outputs.")
    if not folder.parent.is_dir():
        raise FirstDoseError(f"{output}: there is no folder {folder.parent}. Make it first, or choose another.")
    if _page(folder).exists() and not _ours(folder):
        raise FirstDoseError(f"{output} has an {_PAGE} that firstdose did not make. Give another folder.")
    check_writable(folder if folder.exists() else folder.parent, output)
    return folder


def _page(folder: Path) -> Path:
    return folder / _PAGE


def _ours(folder: Path) -> bool:
    """Whether the outputs of an earlier run are there."""
    page = _page(folder)
    return page.is_file() and b'content="firstdose ' in page.read_bytes()[:_HEAD]


def _put(folder: Path, files: Mapping[str, bytes], made: Outputs) -> None:
    """Write the files; those of an earlier run that are not made any more go."""
    from firstdose.cli.output import write

    stale = {"tlf.pdf", *(one.path for one in made.all)} - set(files) if _ours(folder) else set()
    for name in ("tables", "figures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        write(folder / path, content)
    for path in stale:
        (folder / path).unlink(missing_ok=True)


def _print(made: Outputs, output: str) -> None:
    rows, missing = [], dict[str, list[str]]()
    for one in made.all:
        told = one.to_dict()
        label = f"{told['kind']} {told['number']}"
        if told["made"]:
            rows.append((label, told["title"], str(told["n"]), "" if told["rows"] is None else str(told["rows"])))
        else:
            missing.setdefault(told["reason"], []).append(label)
    show.table(("output", "title", "N", "rows"), rows, left=2)
    absent = [f"{', '.join(labels)}: {reason}" for reason, labels in missing.items()]
    for head, lines in (("Could not be read:", tuple(made.trial.unread.values())), ("Not made:", absent)):
        if lines:
            show.say("", head)
            show.say(*lines, indent="    ")
    show.say("")
    typer.echo(str(_page(Path(output))))
