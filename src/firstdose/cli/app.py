"""The program: its commands, and what happens when something is wrong."""

import codecs
import io
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from firstdose import __version__
from firstdose.cli.calibrate import calibrate
from firstdose.cli.calibrate_design import calibrate_design
from firstdose.cli.cell import cell
from firstdose.cli.check import check
from firstdose.cli.compare import compare
from firstdose.cli.decide import decide
from firstdose.cli.first_dose import first_dose
from firstdose.cli.fit import fit
from firstdose.cli.grade import grade
from firstdose.cli.models import models
from firstdose.cli.nca import nca
from firstdose.cli.new import new
from firstdose.cli.pathways import pathways
from firstdose.cli.population import population
from firstdose.cli.predict import predict
from firstdose.cli.protocol_text import protocol_text
from firstdose.cli.report import report
from firstdose.cli.response import response
from firstdose.cli.simulate import simulate
from firstdose.cli.table import table
from firstdose.cli.tlf import tlf
from firstdose.cli.validate import validate
from firstdose.errors import FirstDoseError

COMMANDS: tuple[Callable[..., None], ...] = (
    new,
    check,
    predict,
    simulate,
    compare,
    decide,
    population,
    report,
    table,
    pathways,
    protocol_text,
    calibrate_design,
    calibrate,
    validate,
    models,
    cell,
    first_dose,
    nca,
    fit,
    grade,
    response,
    tlf,
)
NAMES = tuple(command.__name__.replace("_", "-") for command in COMMANDS)
_PLAIN = {"µ": "u", "·": "*", "±": "+/-", "–": "-", "−": "-", "\u202f": " ", "─": "-"}
MENDABLE = 2  # exit code for what the user can mend


class Commands(TyperGroup):
    """Every command's errors end here."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what the user can mend is told in a sentence."""
        try:
            return super().invoke(ctx)
        except FirstDoseError as error:
            typer.echo(str(error), err=True)
        except MemoryError:
            typer.echo("This needs more memory than there is. Ask for fewer patients, levels, sites or days.", err=True)
        raise typer.Exit(MENDABLE) from None


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"firstdose {__version__}")
        raise typer.Exit


@app.callback()
def firstdose(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Predict, design, simulate and report first-in-human trials of antibody-drug conjugates.

    STUDY is the path of a study file, or the name of one that comes with firstdose: imgn289, t-dm1-weekly, t-dm1-q3w.
    """


for name, command in zip(NAMES, COMMANDS, strict=True):
    app.command(name)(command)


def _spelt(error: UnicodeError) -> tuple[str, int]:
    """What stands for signs that an alphabet lacks."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def main() -> None:
    """The ``firstdose`` command."""
    codecs.register_error(_spelt.__name__, _spelt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_spelt.__name__)  # where the terminal's alphabet lacks a sign, such as µ
    try:
        app(prog_name="firstdose")  # it leaves quietly itself where the reader of its output has gone, or at Ctrl-C
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at exit
        typer.echo(f"The output cannot be written: {error.strerror}. Send it somewhere else.", err=True)
        sys.exit(MENDABLE)
