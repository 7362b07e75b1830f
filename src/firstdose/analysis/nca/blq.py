"""Below the limit of quantification: what a text says, and what becomes of such a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

import numpy as np

from firstdose.analysis.nca.grid import pushed
from firstdose.errors import DataError
from firstdose.types import F64, Bool

Fate: TypeAlias = "float | Literal['keep', 'drop', 'lloq', 'lloq/2']"
_BY_PLACE = ("first", "middle", "last")
_BY_TMAX = ("before.tmax", "after.tmax")
_WORDS = ("keep", "drop", "lloq", "lloq/2")
SAID = (  # below the limit, in words
    r"(?i)^\s*(?:<\s*|below\s+)?(?:(?:the\s+)?(?:lower\s+)?limit\s+of\s+(?:quantification|quantitation|detection)|"
    r"blq|bloq|blloq|bllq|bql|lloq|loq|lod|n\.?d\.?|not\s+detect(?:ed|able))\s*(?:\(.*\))?\s*$"
)
BELOW = r"^\s*<=?\s*([0-9.eE+-]+)\s*$"  # and with the limit told
DEFAULT: Mapping[str, Fate] = {"first": "keep", "middle": "drop", "last": "keep"}


@dataclass(frozen=True)
class BlqRule:
    """What becomes of a sample below the limit, by its place.

    Places are ``first`` (before the first quantifiable), ``middle`` and ``last`` (after the last quantifiable), or
    ``before.tmax`` and ``after.tmax`` (from TMAX on). A fate is ``keep`` (as 0), ``drop``, a number, ``lloq`` or
    ``lloq/2``.
    """

    fates: Mapping[str, Fate]

    @classmethod
    def of(cls, given: str | float | Mapping[str, str | float] | None) -> BlqRule:
        """From ``"drop"``, ``"first=keep,middle=drop,last=keep"``, the same as a mapping, or a number.

        Examples
        --------
        >>> dict(BlqRule.of("before.tmax=0, after.tmax=drop").fates)
        {'before.tmax': 0.0, 'after.tmax': 'drop'}
        """
        if given is None:
            return cls(DEFAULT)
        if isinstance(given, str) and "=" in given:
            given = {key.strip(): value.strip() for key, _, value in (each.partition("=") for each in given.split(","))}
        if isinstance(given, Mapping):
            return cls({place: _fate(value) for place, value in given.items()})
        return cls(dict.fromkeys(_BY_PLACE, _fate(given)))

    def __post_init__(self) -> None:
        if set(self.fates) not in (set(_BY_PLACE), set(_BY_TMAX)):
            raise DataError(
                f"BLQ: places are {', '.join(self.fates) or 'missing'}. "
                f"Give all of {', '.join(_BY_PLACE)}, or both of {', '.join(_BY_TMAX)}."
            )


def apply(rule: BlqRule, time: F64, conc: F64, lloq: F64) -> tuple[F64, F64]:
    """Times and concentrations (N, M) with every 0, which is below the limit, treated; dropped samples are gone.

    Parameters
    ----------
    time, conc : (N, M) by time, NaN after the last sample.
    lloq : (N, M) limit of each sample, NaN where not known.
    """
    below = conc == 0
    result, when = conc.copy(), time.copy()
    for place, where in _places(rule, below, conc).items():
        fate, there = rule.fates[place], where & below
        if fate == "drop":
            when[there] = np.nan
        elif fate != "keep":
            result[there] = _substitute(fate, lloq[there])
    when, result = pushed(when, result)
    return when, result


def _places(rule: BlqRule, below: Bool, conc: F64) -> dict[str, Bool]:
    position = np.arange(conc.shape[1])
    if set(rule.fates) == set(_BY_TMAX):
        before = position < np.argmax(np.nan_to_num(conc, nan=-1.0), axis=1)[:, None]
        return {"before.tmax": before, "after.tmax": ~before}
    measured = np.isfinite(conc) & ~below
    none = ~measured.any(axis=1, keepdims=True)
    first = np.argmax(measured, axis=1)[:, None]
    last = conc.shape[1] - 1 - np.argmax(measured[:, ::-1], axis=1)[:, None]
    start, end = (position < first) | none, (position > last) & ~none
    return {"first": start, "middle": ~start & ~end, "last": end}


def _substitute(fate: Fate, lloq: F64) -> F64 | float:
    if isinstance(fate, float):
        return fate
    if np.isnan(lloq).any():
        raise DataError(f'BLQ: "{fate}" needs a limit for every sample below it. Add a column LLOQ, or write "<0.05".')
    return lloq / 2 if fate == "lloq/2" else lloq


def _fate(given: str | float) -> Fate:
    if isinstance(given, str) and given.lower() in _WORDS:
        return cast(Fate, given.lower())
    try:
        number = float(given)
    except ValueError:
        number = np.nan
    if not 0 <= number < np.inf:
        raise DataError(f'BLQ: "{given}" is no fate of a sample. Give {", ".join(_WORDS)}, or a number from 0.')
    return number
