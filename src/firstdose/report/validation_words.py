"""Published numbers and predicted bands, as the validation page and the documentation print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from firstdose.pkpd.band import Band
from firstdose.report.digits import fixed, significant

if TYPE_CHECKING:
    from firstdose.pkpd.calibrate.outcomes import Outcome
    from firstdose.pkpd.calibrate.targets import Target
    from firstdose.pkpd.validate import Learnt
    from firstdose.report.blocks import Marked

_UNITS = {"1": "", "ug/mL": "µg/mL", "ug*day/mL": "µg·day/mL"}


def said(unit: str) -> str:
    """A unit in print; nothing where there is none."""
    return _UNITS.get(unit, unit)


def shown(value: float, target: Target) -> str:
    """A predicted value: whole percentages and cycles, else three digits."""
    if target.is_share:
        return fixed(value, 0 if value >= 10 else 1)
    return fixed(value, 0) if target.statistic == "nadir_cycle" else significant(value)


def observed_words(target: Target) -> str:
    """What was published, with its range or as a limit.

    Examples
    --------
    >>> from firstdose.pkpd.calibrate import targets
    >>> by_id = {one.id: one for one in targets("t-dm1").targets}
    >>> observed_words(by_id["q3w_dm1_peak_max"]), observed_words(by_id["q3w_nadir_day"])
    ('<10', '8 (6 to 10)')
    """
    value = f"{target.value:g}"
    if target.kind == "bound":
        return f"<{value}" if target.high is not None else f">{value}"
    low, high = target.range
    return value if low == high else f"{value} ({low:g} to {high:g})"


def dagger(target: Target) -> str:
    """A mark on a predicted target that is not independent of what the model was made with."""
    return "" if target.fitted or target.independent else " †"


def not_independent(those: Iterable[Outcome]) -> tuple[str, ...]:
    """Sentences on what bears the mark, one a reason; none where nothing does.

    Examples
    --------
    >>> not_independent([])
    ()
    """
    reasons: dict[str, list[str]] = {}
    for one in those:
        if dagger(one.target):
            reasons.setdefault(one.target.shares, []).append(one.target.what)
    return tuple(f"{'; '.join(what)}: {reason}." for reason, what in reasons.items())


def marked_note(those: Iterable[Outcome]) -> str:
    """The note below a table of targets."""
    told = not_independent(those)
    marked = ["† Not independent of what the model was made with.", *told] if told else []
    return " ".join([*marked, "The last section has the source of each, and how far it is trusted."])


def words_of(band: Band, scale: float = 1.0) -> str:
    """A median with its 5th and 95th percentile.

    Examples
    --------
    >>> words_of(Band(0.08, 0.05, 0.12), 100)
    '8.0 (5.0 to 12)'
    """
    middle, low, high = (significant(scale * value, 2) for value in (band.median, band.p05, band.p95))
    return f"{middle} ({low} to {high})"


def prior_source(one: Learnt) -> Marked:
    """Where the median of a prior comes from, with its badge."""
    from firstdose.report.blocks import Marked
    from firstdose.report.words import provenance

    return Marked(one.prior.source, provenance(one.prior.provenance))
