"""The tables that a protocol copies: what so many responses, or toxicities, call for."""

from __future__ import annotations

from firstdose.design.expansion import Exnex, Look, ToxicityLook
from firstdose.report.blocks import Block, Cell, Column, Table, Text
from firstdose.report.digits import DASH, fixed, percent
from firstdose.study import Outlook, Study


def boundaries(study: Study) -> Table:
    """Every cohort's looks, those left out at which nothing changes."""
    rows: list[tuple[str, ...]] = []
    groups: list[tuple[int, Cell]] = []
    for one in study.outlooks:
        groups.append((len(rows), one.cohort.name))
        rows += [(fixed(row.n), _number(row.stop_if_at_most), _number(row.go_if_at_least)) for row in _changes(one)]
    return Table(
        "expansion-boundaries",
        "Boundaries of each expansion cohort.",
        (
            Column("Patients", "with a known response"),
            Column("Stops", "at so many responses, or fewer"),
            Column("Goes forward", "at so many responses, or more"),
        ),
        tuple(rows),
        tuple(groups),
        note="Where looks follow each other, a row holds until the next one.",
    )


def _number(value: int | None) -> str:
    return DASH if value is None else fixed(value)


def _changes(one: Outlook) -> list[Look]:
    """The looks at which a boundary moves, and the last."""
    rows = one.rows
    return [
        row
        for at, row in enumerate(rows)
        if at in (0, len(rows) - 1)
        or (row.stop_if_at_most, row.go_if_at_least) != (rows[at - 1].stop_if_at_most, rows[at - 1].go_if_at_least)
    ]


def borrowing(study: Study) -> tuple[Block, ...]:
    """What the strata of a basket owe to each other."""
    shared = [one for one in study.outlooks if one.basket is not None]
    if not shared:
        return ()
    return (
        Text(
            "Cohorts of one basket learn from each other: a cohort needs fewer responses where the others respond, and "
            "the price is a higher probability of going forward where it alone does not."
        ),
        Table(
            "expansion-borrowing",
            "What the cohorts of the basket owe to each other.",
            (
                Column("Cohort", align="left"),
                Column("Needs alone", "responses"),
                Column("Needs beside others", "at no interest"),
                Column("Needs beside others", "worth pursuing"),
                Column("Goes forward alone", "worth pursuing, %"),
                Column("Goes forward", "all worth pursuing, %"),
                Column("Goes forward", "others worth pursuing, %"),
            ),
            tuple(_borrowed(one, one.basket) for one in shared if one.basket is not None),
            note="The last column: probability of going forward at the rate of no interest while all others respond at "
            "the rate worth pursuing.",
        ),
    )


def _borrowed(one: Outlook, basket: Exnex) -> tuple[str, ...]:
    row, rate = basket.boundaries[one.stratum], one.cohort.target
    alone = float(basket.apart.chances(basket.p1).p_go[0, one.stratum])
    return (
        one.cohort.name,
        _number(row.apart),
        _number(row.others_low),
        _number(row.others_high),
        percent(alone, 1),
        percent(one.p_go((rate,), others="target")[0], 1),
        percent(one.p_go((one.cohort.null,), others="target")[0], 1),
    )


def toxicity(study: Study) -> tuple[Block, ...]:
    """When toxicity stops a cohort."""
    watched = [(one, one.monitor) for one in study.outlooks if one.monitor is not None]
    if not watched:
        return ()
    rows: list[tuple[str, ...]] = []
    groups: list[tuple[int, Cell]] = []
    for one, monitor in watched:
        chance = monitor.chances((monitor.limit, min(1.5 * monitor.limit, 1.0)))
        low, high = (percent(share) for share in chance.p_stop.tolist())
        groups.append(
            (
                len(rows),
                f"{one.cohort.name}: limit {percent(monitor.limit)} %; stops with {low} % at the limit, with {high} % "
                "at half as much again",
            )
        )
        rows += [(fixed(row.n), _number(row.stop_if_at_least)) for row in _moves(monitor.boundaries)]
    return (
        Text(
            "Toxicity is watched in every patient: a cohort stops once its probability is likely to exceed the limit. "
            "The chances to stop are exact."
        ),
        Table(
            "expansion-toxicity",
            "Toxicities that stop an expansion cohort.",
            (Column("Patients", "from so many on"), Column("Stops", "at so many with a toxicity, or more")),
            tuple(rows),
            tuple(groups),
        ),
    )


def _moves(rows: tuple[ToxicityLook, ...]) -> list[ToxicityLook]:
    return [row for at, row in enumerate(rows) if not at or row.stop_if_at_least != rows[at - 1].stop_if_at_least]
