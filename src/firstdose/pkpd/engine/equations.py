"""The equations of a model, for people: from its one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from firstdose.pkpd.engine.derivative import ZERO, minus
from firstdose.pkpd.engine.expression import Expression, Tape
from firstdose.pkpd.engine.notation import LEAVES, Latex, Notation, Text, upright
from firstdose.pkpd.engine.statement import Model

Kind: TypeAlias = Literal["term", "output", "rate", "initial", "dose", "balance"]
_SAVED = 8  # operations that a term saves which is written once, under a name of its own


@dataclass(frozen=True)
class Equation:
    """One line of a model."""

    kind: Kind
    of: str  # state, output or term; of a balance, its number
    text: str
    latex: str


def equations(model: Model) -> tuple[Equation, ...]:
    """The equations of a model, each in text and in LaTeX.

    Notes
    -----
    In order: outputs and shared terms, each after what it is made of; rates; initial values that are not 0; how doses
    enter; balances. A term that is written often or is long, and is no output, is called w1, w2, ...

    Examples
    --------
    >>> [each.text for each in equations(Model.load("pk1"))]
    ['CP = CENT/V', 'dCENT/dt = -CL*CP', 'd(CENT)/dt = -CL*CP']
    """
    page = _Page.of(model)
    return (*page.terms(), *page.rates(), *page.starts(), *page.doses(), *page.balances())


@dataclass(frozen=True)
class _Page:
    """A model with its tape, and the names of the steps that have one."""

    model: Model
    steps: dict[Expression, int]
    names: dict[int, str]
    totals: tuple[tuple[Expression, Expression], ...]  # and how fast each changes
    text: Notation
    latex: Notation

    @classmethod
    def of(cls, model: Model) -> _Page:
        totals = tuple((total, minus(ZERO, loss)) for total, loss in model.balances)
        wanted = [*_said(model), *(each for pair in totals for each in pair)]
        tape = Tape.of(wanted)
        steps = dict(zip(wanted, tape.results, strict=True))
        names: dict[int, str] = {}
        for name, value in model.outputs.items():
            if tape.steps[steps[value]][0] not in LEAVES:
                names.setdefault(steps[value], name)
        names |= _shared(tape, names, {*model.names, *model.defaults})
        return cls(model, steps, names, totals, Text(tape, names), Latex(tape, names))

    def terms(self) -> Iterator[Equation]:
        outputs = [(self.steps[value], name) for name, value in self.model.outputs.items()]
        shared = [(step, name) for step, name in self.names.items() if name not in self.model.outputs]
        for step, name in sorted((*outputs, *shared)):
            own = self.names.get(step) == name
            text, latex = ((each.defined if own else each.shown)(step) for each in (self.text, self.latex))
            kind: Kind = "output" if name in self.model.outputs else "term"
            yield Equation(kind, name, f"{name} = {text}", f"{upright(name)} = {latex}")

    def rates(self) -> Iterator[Equation]:
        for state in self.model.states:
            left = rf"\frac{{d \, {upright(state.name)}}}{{dt}}"
            yield self._line("rate", state.name, f"d{state.name}/dt", left, state.rate)

    def starts(self) -> Iterator[Equation]:
        for state in self.model.states:
            if state.initial.op != "number" or state.initial.args[0] != 0:
                left = rf"{upright(state.name)}(0)"
                yield self._line("initial", state.name, f"{state.name}(0)", left, state.initial)

    def doses(self) -> Iterator[Equation]:
        for name, dosing in self.model.doses.items():
            for what, value in vars(dosing).items():
                if value is not None:
                    left = rf"\mathrm{{{what}}}_{{{upright(name)}}}"
                    yield self._line("dose", name, f"{what} of {name}", left, value)

    def balances(self) -> Iterator[Equation]:
        for number, (total, change) in enumerate(self.totals, start=1):
            text, latex = (each.defined(self.steps[total]) for each in (self.text, self.latex))
            left = rf"\frac{{d}}{{dt}}\left({latex}\right)"
            yield self._line("balance", str(number), f"d({text})/dt", left, change)

    def _line(self, kind: Kind, of: str, left: str, left_latex: str, value: Expression) -> Equation:
        text, latex = (each.shown(self.steps[value]) for each in (self.text, self.latex))
        return Equation(kind, of, f"{left} = {text}", f"{left_latex} = {latex}")


def _said(model: Model) -> list[Expression]:
    """What a model's equations say, but for its balances."""
    said = [*model.outputs.values()]
    said += [value for state in model.states for value in (state.rate, state.initial)]
    return said + [value for dosing in model.doses.values() for value in vars(dosing).values() if value is not None]


def _shared(tape: Tape, outputs: dict[int, str], taken: set[str]) -> dict[int, str]:
    """Names for long steps that several others use."""
    operations = [[arg for arg in args if op not in LEAVES] for op, *args in tape.steps]
    uses = Counter(arg for args in operations for arg in args) + Counter(tape.results)
    free = (name for name in map("w{}".format, range(1, len(tape.steps) + 1)) if name not in taken)
    sizes: list[int] = []
    names: dict[int, str] = {}
    for step, args in enumerate(operations):
        size = len(args) and 1 + sum(sizes[arg] for arg in args)
        if step not in outputs and (uses[step] - 1) * size >= _SAVED:
            names[step] = next(free)
        sizes.append(0 if step in outputs or step in names else size)
    return names
