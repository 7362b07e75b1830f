"""Options of a design that nobody gave, with the values in use."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from firstdose.design import Design, in_use

_REMARKS = {  # how a default comes about
    "p_saf": "0.6 times the target",
    "p_tox": "1.4 times the target",
    "reference_dose": "the middle level",
    "prior_mean": "logit of the target, and 0",
    "skeleton": "indifference half-width 0.05, the MTD guessed at the middle level",
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
    values = in_use(design).items()
    told = ((name, value) for name, value in values if name not in (*given, "rows") and value not in (None, ()))
    return [f"{name} = {_shown(value)}{_remark(name)}" for name, value in told]


def _remark(name: str) -> str:
    return f" ({_REMARKS[name]})" if name in _REMARKS else ""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:.4g}" if isinstance(value, int | float) else str(value)
