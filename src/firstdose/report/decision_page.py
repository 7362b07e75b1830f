"""One decision as a committee reads it: the answer, a figure of every level, and the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firstdose import __version__
from firstdose.design import Design, LevelNumbers, Recommendation, in_use
from firstdose.report.blocks import Answer, Answers, Bullets, Column, Document, Figure, Heading, Panel, Table
from firstdose.report.digits import DASH, fixed
from firstdose.report.extra import require
from firstdose.report.sections.design_words import options_in_use, titled

if TYPE_CHECKING:
    from firstdose.report.figures.posterior import LevelEstimate, LevelIntervals

_COLUMNS = (
    ("p_dlt_mean", "Estimate", 3),
    ("p_dlt_q025", "2.5 %", 3),
    ("p_dlt_q975", "97.5 %", 3),
    ("p_over", "P(overdose)", 3),
    ("p_response_mean", "P(response)", 3),
    ("utility", "Utility", 1),
)


@dataclass(frozen=True)
class DecisionSheet:
    """A decision, and the words around it."""

    answer: Recommendation
    headline: str
    outcomes: str
    design: Design
    units: str

    @property
    def title(self) -> str:
        """The design and what has been seen."""
        return f"{self.called}, after {self.outcomes or 'no patient'}"

    @property
    def called(self) -> str:
        """The design and what it aims at."""
        return titled(self.design)

    def numbers(self) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
        """Columns and rows of every level's numbers, without those that the design does not have."""
        known = [one for one in _COLUMNS if any(getattr(level, one[0]) is not None for level in self.answer.levels)]
        columns = [Column(head) for head in ("Level", f"Dose {self.units}".strip(), "Patients", "DLTs")]
        columns += [Column(head) for _, head, _ in known] + [Column("Open")]
        return tuple(columns), tuple(_row(level, known) for level in self.answer.levels)

    def panels(self) -> tuple[Panel, ...]:
        """Estimates, and probabilities of intervals where the design has them."""
        require()
        from firstdose.report.figures.posterior import estimates, intervals

        x_title = f"Level{', dose in ' * bool(self.units)}{self.units}, DLTs/patients"
        rows, following = tuple(map(_estimate, self.answer.levels)), self._following
        chart = estimates(rows, self.design.target, following, x_title, "DLT probability")
        spread = ", 95 % interval" if any(row.low is not None for row in rows) else ", estimate"
        dashed = "" if self.design.target is None else "; dashed: target"
        found = [Panel(chart, f"DLT probability{spread}{dashed}")]
        if all(level.p_target is not None for level in self.answer.levels):
            limit = in_use(self.design).get("ewoc")
            bars = intervals(tuple(map(_intervals, self.answer.levels)), limit, following, x_title)
            found.append(Panel(bars, "Probability of each interval; dashed: limit on overdose"))
        return tuple(found)

    @property
    def _following(self) -> str | None:
        level = self.answer.level
        return None if level is None else _label(self.answer.levels[level])

    def document(self) -> Document:
        """A page of it."""
        figure = Figure(
            "levels",
            "What the design knows of each level. Shaded: the level that comes next.",
            "The table below has the same numbers.",
            self.panels(),
        )
        return Document(
            title=self.title,
            subtitle="What comes next, and why.",
            kicker="Dose decision",
            footer=f"firstdose {__version__} supports decisions; it takes none.",
            blocks=(
                Heading("decision", "Decision"),
                Answers((Answer("What comes next?", self.headline, self.answer.reason),)),
                figure,
                Table("numbers", "The numbers of each level.", *self.numbers()),
                Heading("options", "Options in use"),
                Bullets(options_in_use(self.design)),
            ),
        )


def _label(level: LevelNumbers) -> str:
    """Level, dose and what was seen there, in lines of an axis label."""
    dose = [] if level.dose is None else [f"{level.dose:g}"]
    return "|".join((f"{level.level + 1}", *dose, f"{level.dlt}/{level.n}" if level.n else DASH))


def _estimate(level: LevelNumbers) -> LevelEstimate:
    from firstdose.report.figures.posterior import LevelEstimate

    return LevelEstimate(_label(level), level.p_dlt_mean, level.p_dlt_q025, level.p_dlt_q975, level.admissible)


def _intervals(level: LevelNumbers) -> LevelIntervals:
    from firstdose.report.figures.posterior import LevelIntervals

    return LevelIntervals(_label(level), level.p_under or 0.0, level.p_target or 0.0, level.p_over or 0.0)


def _row(level: LevelNumbers, known: list[tuple[str, str, int]]) -> tuple[str, ...]:
    numbers = (fixed(getattr(level, name), decimals) for name, _, decimals in known)
    dose = DASH if level.dose is None else f"{level.dose:g}"
    return (f"{level.level + 1}", dose, f"{level.n}", f"{level.dlt}", *numbers, "yes" if level.admissible else "no")
