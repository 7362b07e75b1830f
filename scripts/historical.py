"""Write docs/designs/historical.md: published trials replayed by every design. A test fails while it is out of date."""

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from firstdose.design import Design, named, replay
from firstdose.design.catalogue import DESIGNS
from firstdose.molecule import PublishedTrial, library
from firstdose.sourced import SHAKIEST_FIRST, shakier
from firstdose.trial import Outcomes

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "designs" / "historical.md"
TRIALS = ROOT / "tests" / "golden" / "data" / "historical_trials.toml"
HEAD = """# Historical trials, replayed by every design

What would each design have said in trials that have been run? This page is made by `scripts/historical.py` from the
designs themselves, each with its default options and, if it aims at a DLT probability, the trial's target; a test fails
when it is out of date.

**What a replay shows, and what it does not.** After each cohort the design is asked what comes next, given the cohorts
that were *really* treated. From the first answer that differs from what was done, the design would have treated other
patients at other doses, and nobody knows what would have come of them. The final dose is the one that the design would
select from all the data. A declared MTD is what one team concluded by its own rule from a few patients, not the truth:
agreement with it says how much designs differ, not which is right. A trial by 3+3 stops early near a dose with at most
one DLT in six, so designs that aim at 30 % often go one level higher on its data; that is the target, not a fault. And
rules made for six patients at a dose call it too toxic at the second DLT, however many were treated: so 4 mg in
POMA_MM002, with two DLTs in fourteen.

Publications count patients by dose and seldom tell the order in which cohorts were treated. Where the trial's own rule
determines it, it is *derived*; otherwise each level is entered as one cohort, lowest first, and that is *assumed*.
"""
READING = """## Every design in every trial

The recommended levels are those before the first cohort and after each; *wait* means that the design wants to see more
first, *stop* that it would have ended the trial. The final dose of a design that chooses by response is not told where
it depends on responses: no publication has them by dose and order. `table` has the rows of a 3+3: up at 0 of 3 or at
most 1 of 6 DLTs, down and never again at two or more. Designs for two drugs or several strata see one drug, or one
stratum, here.
"""

_ROWS = [(3, 0, 2, 2), (6, 1, 2, 2)]  # of a 3+3
_COLUMNS = ("n", "escalate_if_at_most", "deescalate_if_at_least", "eliminate_if_at_least")
TABLE = [dict(zip(_COLUMNS, row, strict=True)) for row in _ROWS]


@dataclass(frozen=True)
class Said:
    """A number or a phrase, and where it comes from."""

    text: str
    provenance: str
    source: str

    def __str__(self) -> str:
        return f"{self.text} (*{self.provenance}*: {self.source})"


@dataclass(frozen=True)
class Trial:
    """One published escalation."""

    name: str
    drug: str
    rule: str
    citation: str
    unit: str
    doses: tuple[float, ...]
    n: tuple[int, ...]
    dlt: tuple[str, ...]  # a range where only bounds are known
    counts: str  # provenance of the least certain count
    cohorts: Said
    target: float
    aim: Said
    mtd: float | None
    declared: Said
    skeleton: tuple[float, ...] | None = None

    @property
    def counted(self) -> bool:
        """The declared MTD is known well enough to be agreed with."""
        return self.mtd is not None and self.declared.provenance != "recalled"

    @property
    def seen(self) -> Outcomes:
        """The cohorts, with every response not known."""
        parsed = Outcomes.parse(self.cohorts.text)
        return replace(parsed, response=np.full_like(parsed.response, -1))


@dataclass(frozen=True)
class Replayed:
    """What one design makes of one trial."""

    path: str
    final: str  # the dose
    told: bool = False  # a dose, or that none is the MTD
    same: bool = False  # as declared


@cache
def trials() -> tuple[Trial, ...]:
    """Those of the file, in its order."""
    tables = tomllib.loads(TRIALS.read_text(encoding="utf-8"))["trials"]
    return tuple(_trial({**table, **_from_library(table.get("library"))} | _own(table)) for table in tables)


def _own(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: table[key] for key in ("cohorts",) if key in table}


def _from_library(place: Mapping[str, str] | None) -> dict[str, Any]:
    """The same keys from a trial of the molecule library."""
    if place is None:
        return {}
    found = library(place["molecule"]).trials
    one: PublishedTrial = next(trial for trial in found if trial.name == place["trial"])
    provenance, _, source = one.cohorts_source.partition(": ")
    return {
        "citation": one.citation,
        "unit": one.mtd.unit,
        "levels": [
            {
                "dose": level.dose,
                "n": level.n,
                "dlt": level.dlt,
                "most": level.most,
                "provenance": shakier(level.n_provenance, level.dlt_provenance),
            }
            for level in one.levels
        ],
        "cohorts": {"text": one.cohorts, "provenance": provenance, "source": source},
        "declared": {"dose": one.mtd.value, "provenance": one.mtd.provenance, "source": one.mtd.source},
    }


def _trial(table: Mapping[str, Any]) -> Trial:
    levels, unit, target, declared = (table[key] for key in ("levels", "unit", "target", "declared"))
    mtd = declared.get("dose")
    told = declared["none"] if mtd is None else f"{mtd:g} {unit}"
    return Trial(
        **{key: table[key] for key in ("name", "drug", "rule", "citation", "unit")},
        doses=tuple(float(level["dose"]) for level in levels),
        n=tuple(level["n"] for level in levels),
        dlt=tuple(_range(level["dlt"], level.get("most", level["dlt"])) for level in levels),
        counts=min((level["provenance"] for level in levels), key=SHAKIEST_FIRST.index),
        cohorts=_said(table["cohorts"]["text"], table["cohorts"]),
        target=target["value"],
        aim=_said(f"{target['value']:.2f}", target),
        mtd=mtd,
        declared=_said(told, declared),
        skeleton=tuple(table["skeleton"]) if "skeleton" in table else None,
    )


def _said(text: str, entry: Mapping[str, Any]) -> Said:
    return Said(text, entry["provenance"], entry["source"])


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def design_for(name: str, trial: Trial) -> Design:
    """The design of this name for the trial, with its target, and what else it cannot do without."""
    needed: Mapping[str, Any] = {
        "target": trial.target,
        "skeleton": trial.skeleton,
        "rows": TABLE,
        "orders": [list(range(1, len(trial.doses) + 1))],
        "doses_a": trial.doses,
        "doses_b": [0.0],  # the other drug is not given
        "reference_b": 1.0,
    }
    known = {field.name for field in fields(DESIGNS[name])}  # type: ignore[arg-type]
    options = {key: value for key, value in needed.items() if key in known and value is not None}
    return named({"name": name} | options, len(trial.doses), trial.doses)


@cache
def replayed(name: str, trial: Trial) -> Replayed:
    """What the design says along the way and at the end."""
    design = design_for(name, trial)
    said = [step.recommendation for step in replay(design, trial.seen)]
    path = " ".join(one.action if one.level is None or one.action == "wait" else f"{one.level + 1}" for one in said)
    ends = {int(level) for level in design.select(_with_every_response(trial.seen))}
    if len(ends) > 1:
        return Replayed(path, "depends on responses")
    level = ends.pop()
    dose = None if level < 0 else trial.doses[level]
    return Replayed(path, "none" if dose is None else f"{dose:g}", True, dose is not None and dose == trial.mtd)


def _with_every_response(seen: Outcomes) -> Outcomes:
    """The trial with nobody's response known, nobody's, everybody's, and those of one level alone."""
    levels = np.unique(seen.level)
    patterns = [np.full_like(seen.level, value) for value in (-1, 0, 1)]
    patterns += [(seen.level == level).astype(np.int8) for level in levels]
    columns = {field.name: np.repeat(getattr(seen, field.name), len(patterns), axis=0) for field in fields(seen)}
    return Outcomes(**columns | {"response": np.concatenate(patterns)})


def page() -> str:
    """The whole page."""
    parts = [HEAD, _facts(), READING, _paths(), "## How often the final dose is the declared one\n", _agreement()]
    return "\n".join(parts)


def _facts() -> str:
    return "\n".join(["## The trials\n", *(_fact(trial) for trial in trials())])


def _fact(trial: Trial) -> str:
    levels = range(1, len(trial.doses) + 1)
    rows = [
        ("level", levels),
        (f"dose, {trial.unit}", (f"{dose:g}" for dose in trial.doses)),
        ("patients", trial.n),
        ("with a DLT", trial.dlt),
    ]
    lines = _table(*([head, *map(str, cells)] for head, cells in rows))
    return f"""### {trial.name}

{trial.drug[0].upper()}{trial.drug[1:]}, by {trial.rule}. {trial.citation}.

{lines}

- Counts: *{trial.counts}*, the least certain of them.
- Order: {_code(trial.cohorts)}.
- Target: {trial.aim}{_skeleton(trial)}.
- Declared: {trial.declared}.
"""


def _code(cohorts: Said) -> str:
    return str(replace(cohorts, text=f"`{cohorts.text}`"))


def _skeleton(trial: Trial) -> str:
    shown = ", ".join(f"{p:.2f}" for p in trial.skeleton or ())
    return f"; skeleton {shown}, used by designs that have one" if shown else ""


def _paths() -> str:
    rows = [
        [trial.name, f"`{name}`", one.path, one.final, _compared(one, trial)]
        for trial in trials()
        for name in DESIGNS
        for one in [replayed(name, trial)]
    ]
    return _table(["trial", "design", "recommended levels", "final dose", "declared"], *rows) + "\n"


def _compared(one: Replayed, trial: Trial) -> str:
    if not trial.counted:
        return f"{trial.declared.text}, not counted"
    if one.same or not one.told:
        return f"{trial.declared.text}{', **agrees**' * one.same}"
    return (
        f"{trial.declared.text}; {'lower' if one.final == 'none' or float(one.final) < (trial.mtd or 0) else 'higher'}"
    )


def _agreement() -> str:
    counted = [trial for trial in trials() if trial.counted]
    rows = [[f"`{name}`", *_row(name, counted)] for name in DESIGNS]
    head = ["design", *(f"{trial.name}, {trial.declared.text}" for trial in counted), "agrees"]
    return _table(head, *rows) + "\n"


def _row(name: str, counted: Sequence[Trial]) -> Iterator[str]:
    ends = [replayed(name, trial) for trial in counted]
    yield from (f"**{one.final}**" if one.same else one.final for one in ends)
    told = sum(one.told for one in ends)
    yield f"{sum(one.same for one in ends)} of {told}" if told else "not told"


def _table(head: Sequence[str], *rows: Sequence[str]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
