"""Options of a design that nobody gave, with the values in use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, is_dataclass
from typing import Any

from firstdose.design import Blrm, Boin, Design, Ruled

_FROM_GRID = ("n_levels", "doses")
_REMARKS = {  # how a default comes about
    "p_saf": "0.6 times the target",
    "p_tox": "1.4 times the target",
    "reference_dose": "the middle level",
    "prior_mean": "logit of the target, and 0",
    "prior_cov": "standard deviations 2 and 1, no correlation",
}


def defaults(design: Design, given: Collection[str]) -> list[str]:
    """``name = value`` of each option that is not in ``given``, and how it comes about.

    Examples
    --------
    >>> from firstdose.design import ThreePlusThree
    >>> defaults(ThreePlusThree(5), given=["top_up"])
    ['expand_top = true']
    """
    inner = design.design if isinstance(design, Ruled) else design
    assert is_dataclass(inner)  # the catalogue makes no others
    values = {each.name: getattr(inner, each.name) for each in fields(inner)}
    values |= _derived(inner)
    return [
        f"{name} = {_shown(value)}{_remark(name)}"
        for name, value in values.items()
        if name not in (*given, *_FROM_GRID)
    ]


def _remark(name: str) -> str:
    return f" ({_REMARKS[name]})" if name in _REMARKS else ""


def _derived(design: Design) -> dict[str, Any]:
    """Options whose default follows from the others."""
    if isinstance(design, Blrm):
        return {"reference_dose": design.reference, "prior_mean": design.prior.mean}
    if isinstance(design, Boin):
        return dict(zip(("p_saf", "p_tox"), design.interval, strict=True))
    return {}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:.4g}"
