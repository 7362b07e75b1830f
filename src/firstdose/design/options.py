"""The options of a design as they are in use: what was given, and what follows where nothing was."""

from dataclasses import fields, is_dataclass
from typing import Any

from firstdose.design.blrm import Blrm
from firstdose.design.boin import Boin
from firstdose.design.interface import Design
from firstdose.design.ruled import Ruled

FROM_GRID = ("n_levels", "doses")  # what a design takes from the trial's dose levels


def unruled(design: Design) -> Design:
    """The design itself, without the rules around it."""
    return unruled(design.design) if isinstance(design, Ruled) else design


def in_use(design: Design) -> dict[str, Any]:
    """Each option of a design with the value that it works with; dose levels are not among them.

    Examples
    --------
    >>> in_use(Boin(target=0.25, n_levels=5))
    {'target': 0.25, 'p_saf': 0.15, 'p_tox': 0.35, 'cutoff': 0.95}
    """
    inner = unruled(design)
    names: list[str] = [field.name for field in fields(inner)] if is_dataclass(inner) else []
    said = {name: getattr(inner, name) for name in names}
    return {name: value for name, value in (said | _derived(inner)).items() if name not in FROM_GRID}


def _derived(design: Design) -> dict[str, Any]:
    """Options whose default follows from the others."""
    if isinstance(design, Blrm):
        return {"reference_dose": design.reference, "prior_mean": design.prior.mean}
    if isinstance(design, Boin):
        return dict(zip(("p_saf", "p_tox"), (round(p, 12) for p in design.interval), strict=True))
    return {}
