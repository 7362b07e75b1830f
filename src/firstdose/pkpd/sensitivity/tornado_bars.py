"""Which assumption moves the result most: one at a time, the others as assumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firstdose.errors import ModelError
from firstdose.pkpd.sensitivity.ranges import Range


@dataclass(frozen=True)
class Bar:
    """The result with one parameter at the ends of its range."""

    name: str
    range: Range
    low: float  # the result at the low end
    base: float  # with every parameter at its value
    high: float  # the result at the high end

    @property
    def swing(self) -> float:
        """How far apart the result's ends are, the base among them."""
        ends = (self.low, self.base, self.high)
        return max(ends) - min(ends)


def tornado(
    function: Callable[[Mapping[str, float]], float],
    ranges: Mapping[str, Range],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Bar, ...]:
    """The result with each parameter at the low and the high end of its range, widest first; ties in order of name.

    Parameters
    ----------
    function : from every parameter's value to a number; called 2 D + 1 times.
    ranges : of the D parameters.
    progress : called with the evaluations done, and all of them.

    Examples
    --------
    >>> bars = tornado(lambda p: p["a"] - 3 * p["b"], {"a": Range(0, 1, 2), "b": Range(0, 1, 2)})
    >>> [(bar.name, bar.low, bar.base, bar.high) for bar in bars]
    [('b', 1.0, -2.0, -5.0), ('a', -3.0, -2.0, -1.0)]
    """
    if not ranges:
        raise ModelError("There is no range, so nothing moves. Give the parameters' ranges.")
    base = {name: each.value for name, each in ranges.items()}
    asked = [base, *(base | {name: end} for name, each in ranges.items() for end in (each.low, each.high))]
    found: list[float] = []
    for number, parameters in enumerate(asked, start=1):
        found.append(float(function(parameters)))
        if progress is not None:
            progress(number, len(asked))
    ends = zip(found[1::2], found[2::2], strict=True)
    bars = [Bar(name, ranges[name], low, found[0], high) for name, (low, high) in zip(ranges, ends, strict=True)]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.name)))
