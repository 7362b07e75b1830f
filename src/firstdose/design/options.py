"""The options of a design as they are in use: what was given, and what follows where nothing was."""

from dataclasses import fields, is_dataclass
from typing import Any

from firstdose.design.interface import Design
from firstdose.design.ruled import Ruled

FROM_GRID = ("n_levels", "doses")  # what a design takes from the trial's dose levels
FROM_TRIAL = (*FROM_GRID, "cohort_size")  # and from its protocol


def unruled(design: Design) -> Design:
    """The design itself, without the rules around it."""
    return unruled(design.design) if isinstance(design, Ruled) else design


def in_use(design: Design) -> dict[str, Any]:
    """Each option of a design with the value that it works with; what it takes from the trial is not among them.

    Examples
    --------
    >>> from firstdose.design import ThreePlusThree
    >>> in_use(ThreePlusThree(5))
    {'top_up': True, 'expand_top': True}
    """
    inner = unruled(design)
    names: list[str] = [field.name for field in fields(inner)] if is_dataclass(inner) else []
    said = {name: getattr(inner, name) for name in names} | dict(inner.derived)
    return {name: value for name, value in said.items() if name not in FROM_TRIAL}
