"""A design's decision table as protocols print it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from firstdose import __version__
from firstdose.design import Design, Ruled
from firstdose.design.protocol.table import MEANINGS, RuleTable
from firstdose.report.blocks import Bullets, Column, Document, Figure, Heading, Panel, Table
from firstdose.report.digits import DASH, capitalised
from firstdose.report.extra import require
from firstdose.report.sections.design_words import options_in_use, titled

_HEADS = ("patients", "escalate if DLTs ≤", "de-escalate if DLTs ≥", "eliminate if DLTs ≥")


@dataclass(frozen=True)
class RuleSheet:
    """A decision table, and the words around it."""

    table: RuleTable
    title: str
    options: tuple[str, ...]  # of the design as in use
    rules: tuple[str, ...]  # that the protocol puts around it

    @classmethod
    def of(cls, design: Design, table: RuleTable) -> RuleSheet:
        """For a design's table."""
        ruled = isinstance(design, Ruled)
        rules = ("The protocol's rules on the end of the trial come on top of it.",) if ruled else ()
        return cls(table, titled(design), options_in_use(design), rules)

    @property
    def width(self) -> int:
        """Pixels of the grid."""
        return max(26 * len(self.table.rows) + 60, 420)

    def rows(self) -> list[tuple[str, ...]]:
        """A row of text for each number of patients; a dash where nothing is possible."""
        shown = (row.to_dict().values() for row in self.table.rows)
        return [tuple(DASH if value is None else str(value) for value in row) for row in shown]

    def csv(self) -> str:
        """Numbers under the names that JSON has; an empty cell where there is none."""
        file = io.StringIO()
        rows = [row.to_dict() for row in self.table.rows]
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return file.getvalue()

    def markdown(self) -> str:
        """The table, its title and where it holds."""
        lines = [f"| {' | '.join(_HEADS)} |", f"|{'---:|' * len(_HEADS)}"]
        lines += [f"| {' | '.join(row)} |" for row in self.rows()]
        return "\n\n".join((f"**{self.title}**", "\n".join(lines), self.table.assumes)) + "\n"

    def panel(self) -> Panel:
        """The coloured grid."""
        require()
        from firstdose.report.figures.grid import GridCell, decision_grid

        cells = [GridCell(row.n, dlt, letter) for row in self.table.rows for dlt, letter in enumerate(row.letters)]
        chart = decision_grid(cells, MEANINGS, "Patients at the current level", "DLTs among them")
        return Panel(chart, least_px=self.width)

    def document(self) -> Document:
        """A page with the grid and the table."""
        figure = Figure(
            "grid",
            f"What follows by the outcomes at the current level. {self.table.assumes}",
            f"Decision grid of {self.title}; the table below has the same numbers.",
            (self.panel(),),
        )
        columns = tuple(Column(capitalised(head)) for head in _HEADS)
        table = Table("bounds", "The same in numbers.", columns, tuple(self.rows()))
        about = (Heading("options", "Options in use"), Bullets((*self.options, *self.rules)))
        return Document(
            title=self.title,
            subtitle="What the design says after each number of dose-limiting toxicities (DLTs).",
            kicker="Decision table",
            footer=f"firstdose {__version__} supports decisions; it takes none.",
            blocks=(Heading("decisions", "Decisions"), figure, table, *about),
        )
