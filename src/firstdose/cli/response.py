"""``firstdose response``: who responds, by RECIST 1.1?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from firstdose.cli import show
from firstdose.cli.options import Json

if TYPE_CHECKING:
    from firstdose.analysis.proportion import Proportion
    from firstdose.analysis.response import BestOverallResponse

Rs = Annotated[
    str,
    typer.Argument(
        metavar="RS",
        help="Table of assessments as SDTM RS: USUBJID, RSTESTCD (OVRLRESP), RSSTRESC, RSDTC; perhaps RANDDT.",
    ),
]
ModeOption = Annotated[
    Literal["recist_table3", "admiral"],
    typer.Option(
        "--mode",
        case_sensitive=False,
        help="Disease after a complete response: progression, as in Table 3; or left, as admiralonco.",
    ),
]
Adsl = Annotated[
    str | None, typer.Option("--adsl", metavar="FILE", help="Table of subjects: USUBJID and the reference date.")
]
Confirm = Annotated[
    int | None,
    typer.Option("--ref-confirm", metavar="DAYS", show_default="28", help="From a response to its confirmation."),
]
NotEvaluable = Annotated[
    int,
    typer.Option("--max-nr-ne", metavar="N", help="Assessments NE between a response and its confirmation, at most."),
]
Stable = Annotated[
    Literal["true", "false"],
    typer.Option(
        "--accept-sd", case_sensitive=False, help="One SD may stand between a partial response and its confirmation."
    ),
]
Window = Annotated[
    int | None,
    typer.Option(
        "--ref-start-window",
        metavar="DAYS",
        show_default="42",
        help="From the reference date until disease can be stable.",
    ),
]
Missing = Annotated[
    Literal["true", "false"],
    typer.Option(
        "--missing-as-ne", case_sensitive=False, help="A subject without assessments is NE instead of MISSING."
    ),
]
Reference = Annotated[
    str | None,
    typer.Option(
        "--reference-date", metavar="COLUMN", show_default="RANDDT, else TRTSDT", help="Column from which days count."
    ),
]
Evaluator = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", show_default="the investigator", help="Whose assessments: a value of RSEVAL or RSEVALID."
    ),
]
_TITLES = {"recist_table3": "RECIST 1.1, Table 3", "admiral": "as admiralonco 1.4.0"}
_RATES = (
    ("CRSP", "Objective response rate, confirmed"),
    ("RSP", "Objective response rate, unconfirmed"),
    ("CB", "Clinical benefit rate"),
)
_DASH = "–"


def response(
    rs: Rs,
    mode: ModeOption = "recist_table3",
    adsl: Adsl = None,
    ref_confirm: Confirm = None,
    max_nr_ne: NotEvaluable = 1,
    accept_sd: Stable = "false",
    ref_start_window: Window = None,
    missing_as_ne: Missing = "false",
    reference_date: Reference = None,
    evaluator: Evaluator = None,
    as_json: Json = False,
) -> None:
    """Find best overall responses and the response rate.

    Responses after the first progression do not count; of several on one day the worst does.
    """
    from firstdose.analysis.response import best_overall_response

    found = best_overall_response(
        rs,
        adsl,
        mode=mode,
        ref_confirm=ref_confirm,
        max_nr_ne=max_nr_ne,
        accept_sd=accept_sd == "true",
        ref_start_window=ref_start_window,
        missing_as_ne=missing_as_ne == "true",
        reference_date=reference_date,
        evaluator=evaluator,
    )
    if as_json:
        show.say(*found.notes, err=True)
        show.as_json(found.to_dict())
    else:
        _print(found)


def _print(found: BestOverallResponse) -> None:
    rules, many = found.rules, found.subjects.height
    show.say(f"Response of {many:,} subject{'s' * (many != 1)}, {_TITLES[rules.mode]}.")
    show.say(
        f"Confirmation after {rules.ref_confirm} days or more, with at most {rules.max_nr_ne} NE"
        f"{' and one SD' * rules.accept_sd} in between; stable disease from day {rules.ref_start_window} on.",
        *found.notes,
        "",
    )
    show.table(
        ("rate", "subjects", "share", "95 % interval"),
        [(title, *_rate(found.rate(of))) for of, title in _RATES],
        title="Rates, with exact binomial intervals (Clopper-Pearson)",
    )
    best, confirmed = found.counts("BOR"), found.counts("CBOR")
    names = [*best, *(name for name in confirmed if name not in best)]
    show.say("")
    show.table(
        ("best overall response", "unconfirmed", "confirmed"),
        [(name, str(best.get(name, 0)), str(confirmed.get(name, 0))) for name in names],
        title="Subjects by category",
    )
    show.say("")
    columns = ("USUBJID", "BOR", "CBOR", "RSP", "CRSP", "CB", "PD_DATE", "reason")
    rows = [tuple(_DASH if one is None else str(one) for one in row) for row in found.subjects.select(columns).rows()]
    show.table(columns, rows, title="By subject", left=len(columns))
    _print_differences(found)


def _rate(share: Proportion) -> tuple[str, str, str]:
    if share.estimate is None or share.low is None or share.high is None:
        return f"{share.n} of {share.of}", _DASH, _DASH
    return f"{share.n} of {share.of}", f"{share.estimate:.1%}", f"{share.low:.1%} to {share.high:.1%}"


def _print_differences(found: BestOverallResponse) -> None:
    other = "recist_table3" if found.rules.mode == "admiral" else "admiral"
    if not found.differences.height:
        show.say("", f"Mode {other} says the same of every subject.")
        return
    show.say("")
    show.table(
        ("USUBJID", found.rules.mode, other, "why"),
        found.differences.rows(),
        title=f"What mode {other} judges otherwise: disease seen again after a complete response",
        left=4,
    )
