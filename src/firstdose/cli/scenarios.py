"""Scenarios that a command is asked to simulate instead of one truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from firstdose.virtual import ScenarioSet

Scenarios = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        show_default="one truth",
        help="Scenarios instead of one truth: a set by its name, such as five-levels or tite-boin-2018, a TOML file of "
        "your own, or random:KIND:N, with KIND clertant-oquigley or paoletti, such as random:paoletti:200.",
    ),
]
_MANY = 100  # random scenarios, unless the number is given


@dataclass(frozen=True)
class RandomFamily:
    """So many scenarios drawn by a generator."""

    kind: str
    n: int


def scenarios_from(text: str) -> ScenarioSet | RandomFamily:
    """What ``--scenarios`` means.

    Examples
    --------
    >>> scenarios_from("random:clertant:20")
    RandomFamily(kind='clertant-oquigley', n=20)
    """
    from firstdose.virtual import scenario_set
    from firstdose.virtual.scenarios import GENERATORS

    if not text.startswith("random"):
        return scenario_set(text)
    first, *rest = text.split(":")
    kind = next((name for name in GENERATORS if rest and rest[0] and name.startswith(rest[0].lower())), None)
    many = rest[1] if len(rest) == 2 else str(_MANY)
    if first != "random" or kind is None or len(rest) > 2 or not many.isdecimal() or int(many) < 1:
        raise FirstDoseError(
            f'--scenarios "{text}": give random:KIND:N, with KIND {" or ".join(GENERATORS)} and a number of scenarios, '
            "e.g. random:paoletti:200."
        )
    return RandomFamily(kind, int(many))


def refuse_beside(scenarios: str, **given: object) -> None:
    """Options that say what is true, where scenarios say so already."""
    for option, value in given.items():
        if value is not None:
            name = f"--{option.replace('_', '-')}"
            raise FirstDoseError(f"{name} {value} and --scenarios {scenarios} both say what is true. Give one of them.")
