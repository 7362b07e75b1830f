"""Published trials of a molecule as earlier trials of a design: ``history = "t-dm1"`` in ``[escalation.design]``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from firstdose.design import EarlierTrial
from firstdose.errors import StudyError
from firstdose.molecule import PublishedTrial
from firstdose.molecule import library as molecule
from firstdose.sourced import SHAKIEST_FIRST, Assumption, Provenance
from firstdose.tables import Table

_WHERE = "[escalation.design] history"
BORROWED = (
    "a dose in mg/kg means there what it means here, and the curves of log odds differ from trial to trial by no more "
    "than heterogeneity says"
)


def with_history(options: Table, every_days: float, near: Path | None) -> Table:
    """Options of a design with the earlier trials themselves, where they name a molecule."""
    if not isinstance(options.get("history"), str):
        return options
    return options | {"history": [asdict(_earlier(*trial)) for trial in _trials(options["history"], every_days, near)]}


def history_assumptions(options: Table, every_days: float, near: Path | None) -> tuple[Assumption, ...]:
    """What a design that borrows from a molecule's trials rests on."""
    if not isinstance(options.get("history"), str):
        return ()
    found = _trials(options["history"], every_days, near)
    counts = (Assumption(_WHERE, _earlier(*each).summary, each[1].citation, _shakiest(each[1])) for each in found)
    return (*counts, Assumption(_WHERE, BORROWED, "what borrowing from an earlier trial takes for granted", "assumed"))


def _trials(name: str, every_days: float, near: Path | None) -> list[tuple[str, PublishedTrial]]:
    """The molecule's trials on the same schedule, with the title of what was given."""
    adc = molecule(name, near)
    title = (adc.toxicity.donor or adc).title  # whose trials they are
    found = [(title, trial) for trial in adc.trials if trial.every_days == every_days]
    if not found:
        known = ", ".join(f"{trial.name} (every {trial.every_days:g} days)" for trial in adc.trials) or "none"
        raise StudyError(
            f'{_WHERE} = "{name}": its published trials are {known}, and this study gives a dose every {every_days:g} '
            "days: a dose on another schedule is not the same dose. Name a molecule with such a trial, or remove it."
        )
    return found


def _earlier(title: str, trial: PublishedTrial) -> EarlierTrial:
    """With the most DLTs that the source allows."""
    return EarlierTrial(
        name=f"{title.split(' (')[0]} {trial.name}",
        source=trial.citation,
        doses=tuple(level.dose for level in trial.levels),
        n=tuple(level.n for level in trial.levels),
        dlt=tuple(level.most for level in trial.levels),
    )


def _shakiest(trial: PublishedTrial) -> Provenance:
    said: Iterable[Provenance] = {each for level in trial.levels for each in (level.n_provenance, level.dlt_provenance)}
    return min(said, key=SHAKIEST_FIRST.index)
