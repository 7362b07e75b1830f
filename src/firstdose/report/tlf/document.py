"""All outputs of a trial as one document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from firstdose.errors import DataError
from firstdose.report.blocks import Absent, Block, Document, Facts, Figure, Heading, Table, Text
from firstdose.report.digits import counted
from firstdose.report.extra import require
from firstdose.report.tlf.output import Drawing, Output, Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

Step = Callable[[int, int], None]
_HASH = 12  # digits of the SHA-256 that name the data on every page


@dataclass(frozen=True, eq=False)
class Made:
    """An output, and what became of it: a table, a figure, or why there is none."""

    output: Output
    found: Sheet | Drawing | UnavailableError
    sources: tuple[str, ...]

    @property
    def path(self) -> str:
        """Of its own file, in the folder of all."""
        return f"figures/{self.output.name}.svg" if self.output.kind == "Figure" else f"tables/{self.output.name}.csv"

    def to_dict(self) -> dict[str, Any]:
        """For programs: what it is, and the reason where it is not made."""
        missing = isinstance(self.found, UnavailableError)
        return {
            "kind": self.output.kind,
            "number": self.output.number,
            "title": self.output.title,
            "population": None if isinstance(self.found, UnavailableError) else self.found.population.name,
            "n": None if isinstance(self.found, UnavailableError) else self.found.population.n,
            "rows": len(self.found.rows) if isinstance(self.found, Sheet) else None,
            "sources": list(self.sources),
            "made": not missing,
            "reason": str(self.found) if missing else None,
        }


@dataclass(frozen=True, eq=False)
class Outputs:
    """Every output of a trial, made or not."""

    trial: Trial
    made: tuple[tuple[str, str, tuple[Made, ...]], ...]  # section, its title, its outputs

    @property
    def all(self) -> tuple[Made, ...]:
        """In the order of the catalogue."""
        return tuple(one for _, _, section in self.made for one in section)

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        trial = self.trial
        return {
            "study": trial.study.name,
            "cut_off": trial.cut or None,
            "sha256": trial.digest,
            "datasets": sorted(name.upper() for name in trial.given),
            "unread": dict(trial.unread),
            "subjects": trial.safety.n,
            "outputs": [one.to_dict() for one in self.all],
        }

    def document(self) -> Document:
        """The document of all, for any renderer."""
        trial = self.trial
        running = (trial.study.name, f"Data cut-off {trial.cut or 'none'}", f"SHA-256 {trial.digest[:_HASH]}")
        return Document(
            title=f"{trial.study.name}: tables, listings and figures",
            subtitle=f"{trial.study.molecule.title}. {counted(trial.safety.n, 'treated subject')}.",
            kicker="Clinical study outputs, phase I",
            footer="Made by firstdose, which supports decisions; it takes none.",
            blocks=(*_about(trial), *(block for section in self.made for block in _section(trial, *section))),
            running=running,
            apart=True,
        )


def outputs_of(trial: Trial, step: Step | None = None) -> Outputs:
    """Make every output of the catalogue; ``step`` is told how many of how many are done."""
    require()
    from firstdose.report.tlf.catalogue import SECTIONS

    try:
        trial.get("adsl")
    except UnavailableError as error:
        raise DataError(f"{error} Without subjects there is nothing to show: add ADSL, or DM and EX.") from None
    total, sections, done = sum(len(outputs) for _, _, outputs in SECTIONS), [], 0
    for number, title, outputs in SECTIONS:
        made = []
        for output in outputs:
            made.append(_made(trial, output))
            done += 1
            if step is not None:
                step(done, total)
        sections.append((number, title, tuple(made)))
    return Outputs(trial, tuple(sections))


def _made(trial: Trial, output: Output) -> Made:
    from polars.exceptions import ColumnNotFoundError

    sources = tuple(map(trial.source, output.sources))
    try:
        if not trial.safety.n:
            raise UnavailableError("No subject was treated: there is no dose above 0 by the data cut-off.")
        return Made(output, output.make(trial), sources)
    except UnavailableError as error:
        return Made(output, error, sources)
    except DataError as error:
        return Made(output, UnavailableError(str(error)), sources)
    except ColumnNotFoundError as error:
        lacking = str(error).partition("\n")[0]
        return Made(output, UnavailableError(f"A column is missing in {'; '.join(sources)}: {lacking}."), sources)


def _about(trial: Trial) -> tuple[Block, ...]:
    grid, dlt = trial.study.protocol.grid, trial.study.protocol.dlt
    criteria = tuple(f"{one.term}, grade {one.grade} or higher" if one.grade else one.term for one in dlt.criteria)
    return (
        Heading("about", "The data"),
        Facts(
            (
                ("Study", trial.study.name),
                ("Dose levels", f"{', '.join(f'{dose:g}' for dose in grid.doses)} {grid.units}"),
                ("DLT window", f"{dlt.window_days} days from the first dose"),
                ("DLT criteria", criteria),
                ("Datasets", ", ".join(sorted(name.upper() for name in trial.given))),
                *([("Could not be read", tuple(trial.unread.values()))] if trial.unread else []),
                ("Data cut-off", trial.cut or "none: all data"),
                ("SHA-256 of the data", trial.digest),
            )
        ),
        Text(
            "Datasets that were not given are derived from SDTM; each output names its sources. Dose levels stand in "
            "the order of the dose."
        ),
    )


def _section(trial: Trial, number: str, title: str, made: tuple[Made, ...]) -> tuple[Block, ...]:
    return (
        Heading(f"section-{number.replace('.', '-')}", f"{title} ({number})"),
        *(_block(trial, one) for one in made),
    )


def _block(trial: Trial, one: Made) -> Block:
    output, found = one.output, one.found
    if isinstance(found, UnavailableError):
        return Absent(output.name, output.title, output.number, output.kind, str(found))
    caption = f"{found.population.name}, N = {found.population.n}."
    note = " ".join([*map(_sentence, found.notes), f"Source: {'; '.join(one.sources)}. {_cut(trial)}"])
    if isinstance(found, Drawing):
        text = f"{caption} {note}"
        return Figure(output.name, text, found.alt, found.panels, title=output.title, number=output.number)
    return Table(
        output.name,
        caption,
        found.columns,
        found.rows,
        found.groups,
        note=note,
        title=output.title,
        number=output.number,
        kind="Listing" if output.kind == "Listing" else "Table",
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", ":")) else f"{text}."


def _cut(trial: Trial) -> str:
    return f"Data cut-off: {trial.cut or 'none, all data'}. SHA-256 of the data: {trial.digest[:_HASH]}."
