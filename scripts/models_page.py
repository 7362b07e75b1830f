"""Write docs/theory/models.md: the models as they are stated. A test fails while the page is out of date."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from firstdose.pkpd import Model
from firstdose.pkpd.engine.equations import Equation, equations
from firstdose.pkpd.engine.units import check_units
from firstdose.pkpd.models import MODELS

PAGE = Path(__file__).parents[1] / "docs" / "theory" / "models.md"
HEAD = """# The models

Each model is stated once, in Python; what is simulated, what `firstdose models NAME` prints and what stands here are
made from that statement. Names are as in data sets and in code; time is in days where nothing else is said. A value is
what a simulation takes where it says nothing, and no more than that: molecules and populations bring their own. Terms
w1, w2, ... are written out once because they are long or come often. A balance says what a total changes by between
doses; it is verified for all values of states and parameters, like the unit of every term.

This page is made by `scripts/models_page.py`.
"""
KINDS = {
    "output": "Outputs and shared terms",
    "rate": "Rates",
    "initial": "Initial values other than 0",
    "dose": "Doses",
    "balance": "Balances",
}
SHARED = {"output": "term"}  # told under the same heading


def page() -> str:
    """The whole page."""
    return HEAD + "".join(line for each in MODELS.values() for line in _section(each))


def _section(model: Model) -> Iterator[str]:
    alike = next(each for each in MODELS.values() if each.state_names == model.state_names)
    new = alike is model
    yield f"\n## `{model.name}`\n\n{model.meaning}\n"
    if not new:
        yield f"The states are those of [`{alike.name}`](#{alike.name}); what is not here is as there.\n"
    elif model.time != "day":
        yield f"Time is in {model.time}s.\n"
    units, known = check_units(model), {} if new else alike.defaults
    states = [(each.name, each.unit, each.meaning) for each in model.states if new]
    yield from _table(("state", "unit", "meaning"), states)
    yield from _table(("output", "unit"), [(name, units[name]) for name in model.outputs if new])
    told = [
        (each.name, f"{each.value:g}", each.unit, each.meaning) for each in model.parameters if each.name not in known
    ]
    yield from _table(("parameter", "value", "unit", "meaning"), told)
    there = () if new else {each.latex for each in equations(alike)}
    shown = [each for each in equations(model) if each.latex not in there]
    for kind, heading in KINDS.items():
        yield from _equations(heading, [each for each in shown if each.kind in (kind, SHARED.get(kind))])


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield f"\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    for name, *rest in rows:
        yield f"| {' | '.join((f'`{name}`', *rest))} |\n"


def _equations(heading: str, lines: list[Equation]) -> Iterator[str]:
    if lines:
        yield f"\n{heading}:\n"
    for each in lines:
        yield f"\n$$\n{each.latex}\n$$\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
