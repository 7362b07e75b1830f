"""Arguments and options that several commands share."""

from typing import Annotated

import typer

# as in firstdose.design.catalogue, whose import would make --help slow; a test holds them equal
DESIGN_NAMES = (
    *("3+3", "rolling-six", "i3+3", "accelerated", "table"),
    *("mtpi", "mtpi2", "keyboard", "boin", "tite-boin", "gboin", "boin12", "boin-et", "u-boin", "bf-boin"),
    *("crm", "tite-crm", "blrm", "po-crm", "combo-blrm", "strata-blrm"),
)
_DESIGNS = f"{', '.join(DESIGN_NAMES)}; a study's name; or a TOML file with [escalation.design]"

Study = Annotated[
    str,
    typer.Argument(metavar="STUDY", help="Path of a study file, or the name of one that comes with firstdose."),
]
Trials = Annotated[int, typer.Option(min=1, metavar="N", help="Virtual trials to simulate, with each design.")]
Patients = Annotated[
    int, typer.Option(min=1, max=100_000, metavar="N", help="Virtual patients to predict exposure for.")
]
Seed = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", show_default="the study's", help="Same seed, same virtual patients."),
]
Target = Annotated[
    float | None,
    typer.Option(
        metavar="P",
        show_default="the design's, else 0.33",
        help="DLT probability that tells overdosing and the correct level.",
    ),
]
TrueDlt = Annotated[
    str | None,
    typer.Option(
        metavar="P,P,...",
        show_default="the study's truth",
        help="True DLT probabilities, one a level, such as 0.05,0.1,0.2.",
    ),
]
DesignName = Annotated[str, typer.Option("--design", metavar="DESIGN", help=f"{_DESIGNS}.")]
DesignArgument = Annotated[str, typer.Argument(metavar="NAME", help=f"{_DESIGNS}.", show_default=False)]
Aim = Annotated[
    float | None,
    typer.Option("--target", metavar="P", show_default="the file's, else 0.3", help="DLT probability aimed at."),
]
Levels = Annotated[int | None, typer.Option(min=1, max=99, metavar="N", help="Number of dose levels.")]
Doses = Annotated[
    str | None,
    typer.Option(metavar="D,D,...", help="Doses of the levels, such as 1.2,1.6,2.0; a model of dose needs them."),
]
Unit = Annotated[str | None, typer.Option(metavar="UNIT", show_default="mg/kg", help="Unit of the doses.")]
StudyOrNone = Annotated[
    str | None,
    typer.Argument(metavar="STUDY", show_default=False, help="A study's file or name; or give --design instead."),
]
DesignOrNone = Annotated[
    str | None, typer.Option("--design", metavar="DESIGN", show_default=False, help=f"{_DESIGNS}.")
]
Options = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        metavar="KEY=VALUE",
        show_default=False,
        help="An option of the design as [escalation.design] has it, such as cutoff=0.9; repeat it for more.",
    ),
]
Past = Annotated[
    str,
    typer.Argument(
        metavar="OUTCOMES",
        help="Cohorts in order, a level and a letter for each patient, such as '1NNN 2NNT': N no DLT, T DLT, "
        "E response without DLT, B both, P pending. None: the first dose.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
