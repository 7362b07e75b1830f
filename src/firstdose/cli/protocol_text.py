"""``firstdose protocol-text``: the protocol's section on dose escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstdose.cli import show
from firstdose.cli.options import Aim, DesignOrNone, Doses, Json, Levels, Options, Seed, StudyOrNone, Unit
from firstdose.cli.scenarios import Scenarios
from firstdose.cli.truth import Late, TrueResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firstdose.cli.question import Question
    from firstdose.cli.situation import Situation
    from firstdose.design.protocol.passage import Passage

MaxN = Annotated[
    int | None,
    typer.Option(
        "--max-n",
        min=1,
        metavar="N",
        show_default="the trial's, else 30",
        help="Patients in the decision table.",
    ),
]
Trials = Annotated[
    int, typer.Option(min=0, metavar="N", help="Virtual trials for the operating characteristics; 0: leave them out.")
]
TrueDlt = Annotated[
    list[str] | None,
    typer.Option(
        metavar="P,P,...",
        show_default="the study's truth",
        help="With --trials: a scenario's true DLT probabilities, one a level; repeat it for several scenarios.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Write it: .md, .txt or .html."),
]
_ENDINGS = (".md", ".txt", ".html")


def protocol_text(
    study: StudyOrNone = None,
    design: DesignOrNone = None,
    target: Aim = None,
    levels: Levels = None,
    doses: Doses = None,
    unit: Unit = None,
    option: Options = None,
    max_n: MaxN = None,
    trials: Trials = 0,
    true_dlt: TrueDlt = None,
    true_response: TrueResponse = None,
    late: Late = None,
    scenarios: Scenarios = None,
    seed: Seed = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Write the protocol's section on dose escalation.

    The design, its parameters in use, rules, stopping, decision table, dose selection and references, as
    Markdown; for a study also its doses and its DLT (dose-limiting toxicity) definition.
    """
    from firstdose.cli.asked import asked, either, told
    from firstdose.cli.output import checked, ending, write
    from firstdose.cli.situation import Situation
    from firstdose.design.protocol.passage import to_markdown
    from firstdose.design.protocol.protocol_text import protocol_text as passages_of

    name = either(study, design)
    path = checked(output, name, "protocol text is Markdown, plain text or a page", _ENDINGS) if output else None
    question = asked(name, target=target, levels=levels, doses=doses, unit=unit, option=option, levels_else=5)
    plan = question.plan
    passages = passages_of(question.design, plan.protocol if plan else None, question.grid, max_n)
    if trials:
        situation = Situation(trials, seed, true_dlt or (), true_response, late, scenarios=scenarios)
        passages = _with_characteristics(passages, question, situation)
    title = f"{plan.name}: dose escalation" if plan else "Dose escalation"
    if path and ending(path) == ".html":
        from firstdose.report.html import to_html
        from firstdose.report.protocol_page import protocol_page

        write(path, to_html(protocol_page(title, passages)))
    elif path:
        write(path, to_markdown(title, passages))
    elif as_json:
        show.as_json(_answer(title, passages))
    else:
        typer.echo(to_markdown(title, passages), nl=False)
    if path:
        typer.echo(output)
    show.say(*told(question), err=True)


def _with_characteristics(
    passages: tuple[Passage, ...], question: Question, situation: Situation
) -> tuple[Passage, ...]:
    """Before the passage on software."""
    from firstdose.cli.progress import bar
    from firstdose.cli.truth import check_looked_at
    from firstdose.report.characteristics_passage import characteristics_passage
    from firstdose.virtual.compare import part_of

    design, settings = situation.made(question)
    for setting in settings.values():
        check_looked_at({"This design": design}, setting.truth)
    with bar("simulating") as progress:
        found = {
            name: setting.simulate(design, None, part_of(progress, number, len(settings)))
            for number, (name, setting) in enumerate(settings.items())
        }
    first = next(iter(settings.values()))
    told = characteristics_passage(found, first.max_patients, first.seed)
    place = [one.title for one in passages].index("Software")
    return (*passages[:place], told, *passages[place:])


def _answer(title: str, passages: Sequence[Passage]) -> dict[str, Any]:
    return {"title": title, "sections": [{"title": one.title, "text": one.text} for one in passages]}
