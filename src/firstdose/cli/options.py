"""Arguments and options that several commands share."""

from typing import Annotated

import typer

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
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
