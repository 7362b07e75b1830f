"""What the study's own design says first, and after its first cohort."""

from __future__ import annotations

from firstdose.report.blocks import Block, Column, Heading, Reference, Strong, Table, Text, prose
from firstdose.report.digits import counted, percent
from firstdose.report.results import Results
from firstdose.report.words import design_name, level_words, said_words
from firstdose.study import Study


def next_steps(study: Study, results: Results) -> tuple[Block, ...]:
    """The first decision, and those after the first cohort."""
    grid, first = study.protocol.grid, results.first
    return (
        Heading("next-steps", "The first steps of the study’s own design"),
        Text(
            prose(
                Strong(design_name(study.design_name)),
                " decides for the real trial with the code that decided in the simulated ones. First decision: treat ",
                Strong(f"{counted(first.size, 'patient')} at {level_words(grid, first.level)}"),
                f". {first.reason} What it says once their outcomes are known is in ",
                Reference("first-cohort"),
                ".",
            )
        ),
        _after(study, results),
    )


def _after(study: Study, results: Results) -> Table:
    estimates = [one.said.levels[study.protocol.start_level].p_dlt_mean for one in results.openings]
    has_estimate = any(value is not None for value in estimates)
    return Table(
        "first-cohort",
        f"After the first cohort of {counted(results.first.size, 'patient')}.",
        (
            Column("DLTs", "of patients"),
            *[Column("DLT probability", "design’s estimate, %")] * has_estimate,
            Column("Decision", align="left"),
            Column("Reason", align="left", wide=True),
        ),
        tuple(
            (
                f"{one.dlt} of {one.n}",
                *[percent(estimate)] * has_estimate,
                said_words(study.protocol.grid, one.said),
                one.said.reason,
            )
            for one, estimate in zip(results.openings, estimates, strict=True)
        ),
        illustrative=results.prediction.illustrative,
    )
