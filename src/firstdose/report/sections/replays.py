"""What each design would have said after every cohort of a published trial."""

from __future__ import annotations

from collections.abc import Iterator

from firstdose.report.blocks import (
    Block,
    Callout,
    Column,
    Figure,
    Heading,
    Panel,
    Reference,
    Strong,
    Table,
    Text,
    prose,
)
from firstdose.report.digits import capitalised, counted, doses, listed, percent
from firstdose.report.figures.steps import Given, Said, steps
from firstdose.report.results import Replay, Results
from firstdose.report.words import cited, design_name, every, level_words, said_words, short
from firstdose.study import Study
from firstdose.trial import DoseGrid, Outcomes


def replays(study: Study, results: Results) -> tuple[Block, ...]:
    """Every published trial whose cohorts are known."""
    if not results.replays:
        return ()
    name, target = short(results.tested), results.central.comparison.optimal.target
    numbered = enumerate(results.replays, start=1)
    return (
        Heading("replay", f"Replay of the published {name} escalation"),
        *(block for number, one in numbered for block in _replay(one, number, name, target)),
    )


def _replay(replay: Replay, number: int, name: str, target: float) -> Iterator[Block]:
    trial, grid = replay.trial, DoseGrid(replay.doses, "mg/kg")
    ends = [f"{design_name(design)} {level_words(grid, mtd)}" for design, mtd in replay.mtd.items()]
    yield Text(
        prose(
            f"{name} was escalated {every(trial.every_days)} ({cited(trial.citation)}); the published MTD is "
            f"{trial.mtd}. ",
            Reference(f"replay-{number}"),
            " shows the dose that each design, with default options and a target of "
            f"{percent(target)} %, would have given to every cohort, knowing the cohorts before it. MTD had the trial "
            "ended there: ",
            Strong(listed(ends)),
            ".",
        )
    )
    yield Callout("What is published, and what is not.", f"{capitalised(trial.cohorts_source)}.", "derived")
    yield _figure(replay, number, grid)
    yield _table(replay, number, grid)


def _cohorts(replay: Replay) -> list[tuple[int, int, int]]:
    """Level (0-based), patients and DLTs of each published cohort."""
    steps_of_one = next(iter(replay.steps.values()))[1:]
    seen = [Outcomes.parse(step.outcomes) for step in steps_of_one]
    return [(int(one.current[0]), one.level.shape[1], int(one.dlt.sum())) for one in seen]


def _figure(replay: Replay, number: int, grid: DoseGrid) -> Figure:
    given = [
        Given(str(n), grid.doses[level], f"{dlt}/{size}")
        for n, (level, size, dlt) in enumerate(_cohorts(replay), start=1)
    ]
    ends = [f"{design_name(name)} at {level_words(grid, mtd)}" for name, mtd in replay.mtd.items()]
    return Figure(
        f"replay-{number}",
        "Dose given to each published cohort (grey bar, with DLTs over patients), and the dose that each design names "
        "for it from the cohorts before (marks and lines). Next: the dose of a further cohort, or the MTD where the "
        "design stops.",
        f"Dose over {counted(len(given), 'cohort')} and after. MTD had the trial ended there: {listed(ends)}.",
        (Panel(steps(given, list(_said(replay, grid)), grid.doses, "Dose, mg/kg")),),
    )


def _said(replay: Replay, grid: DoseGrid) -> Iterator[Said]:
    for name, said in replay.steps.items():
        for step in said:
            label = str(step.cohort + 1) if step.cohort < len(said) - 1 else "next"
            answer = step.recommendation
            level = answer.mtd if answer.action == "stop" else answer.level
            words = said_words(grid, answer)
            yield Said(label, None if level is None else grid.doses[level], design_name(name), words)


def _table(replay: Replay, number: int, grid: DoseGrid) -> Table:
    names, written = list(replay.steps), doses(grid.doses)
    answers = zip(*(said[1:] for said in replay.steps.values()), strict=True)
    return Table(
        f"replay-table-{number}",
        "Cohort by cohort: what was given, what came of it, and what each design says next.",
        (
            Column("Cohort"),
            Column("Dose", "mg/kg"),
            Column("DLTs", "of patients"),
            *(Column(f"{design_name(name)} then says", align="left") for name in names),
        ),
        tuple(
            (str(n), written[level], f"{dlt} of {size}", *(said_words(grid, step.recommendation) for step in said))
            for n, ((level, size, dlt), said) in enumerate(zip(_cohorts(replay), answers, strict=True), start=1)
        ),
    )
