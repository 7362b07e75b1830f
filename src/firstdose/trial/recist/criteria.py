"""The numbers of RECIST 1.1, each with its address: `library/recist-1.1.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from firstdose.resources import packaged
from firstdose.sourced import Sourced
from firstdose.tables import noun, read_toml

_FILE = "trial/library/recist-1.1.toml"


@dataclass(frozen=True)
class Recist:
    """What counts as a response, as progression, as confirmed and as stable."""

    name: str
    fall: Sourced  # of the sum at baseline: partial response
    rise: Sourced  # of the smallest sum so far: progression
    least_rise: Sourced  # mm, which it is at least
    node: Sourced  # mm, short axis from which a lymph node is no longer normal
    confirm: Sourced  # days between a response and its confirmation
    stable: Sourced  # days from the reference date from which disease can be called stable

    def __post_init__(self) -> None:
        for name, unit in (
            *(("fall", "1"), ("rise", "1"), ("least_rise", "mm"), ("node", "mm")),
            *(("confirm", "day"), ("stable", "day")),
        ):
            getattr(self, name).require(unit, name)


@cache
def recist() -> Recist:
    """RECIST 1.1.

    Examples
    --------
    >>> recist().fall.to("1"), recist().least_rise.to("mm")
    (0.3, 5.0)
    """
    return noun(Recist, read_toml(packaged(_FILE)), "recist-1.1.toml")
