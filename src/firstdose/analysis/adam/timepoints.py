"""What a planned time point says in hours after its dose: ``1.5h Post-dose``, ``0-6h``, ``30 MIN AFTER EOI``."""

from __future__ import annotations

import re

_NUMBER = r"(\d+(?:\.\d+)?)"
_HOURS, _MINUTES, _DAYS = r"\s*H(?:R|OUR)?S?", r"\s*M(?:IN|INUTE)?S?", r"\s*D(?:AY)?S?"
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|TO)\s*{_NUMBER}{_HOURS}\b(.*)")
_SPAN = re.compile(
    rf"(?:{_NUMBER}{_DAYS}\b)?\s*(?:{_NUMBER}{_HOURS}(?![A-Z]))?\s*(?:{_NUMBER}{_MINUTES}(?![A-Z]))?(.*)"
)
_AFTER = re.compile(r"POST.*|AFTER.*|")
_BEFORE = re.compile(r"(?:PRE|BEFORE|PRIOR).*")
_END = re.compile(r"\b(?:EOI|EOT|END)\b|POST\s*-?\s*INF")
_AT_DOSE = re.compile(r"PRE-?\s?(?:DOSE|INF(?:USION)?)|BEFORE|INFUSION|START OF INFUSION|(?:TIME )?0\s*H?(?:R|OUR)?S?")
_AT_END = re.compile(r"(?:AFTER |AT )?(?:EOI|END OF (?:INFUSION|TREATMENT))")


def is_predose(timepoint: str) -> bool:
    """Whether a time point is that before a dose, whose value is the baseline."""
    return re.search(r"\bPRE-?\s?(?:DOSE|INF)", timepoint.upper()) is not None


def hours_after_dose(timepoint: str, infusion_hours: float = 0.0) -> float | None:
    """Hours from a dose to a planned time point; ``None`` where its words say no time.

    A range is its middle, as for urine; before the dose is negative, and "pre-dose" without a time is 0. Times after
    the end of an infusion count its length.

    Examples
    --------
    >>> [hours_after_dose(each, 1.0) for each in ("5 Min Post-dose", "12-24h Post-dose", "EOI", "1H POST EOI", "WEEK")]
    [0.08333333333333333, 18.0, 1.0, 2.0, None]
    """
    said = " ".join(timepoint.upper().split())
    if _AT_DOSE.fullmatch(said):
        return 0.0
    if _AT_END.fullmatch(said):
        return infusion_hours
    if found := _RANGE.fullmatch(said):
        return _placed((float(found[1]) + float(found[2])) / 2, found[3], infusion_hours)
    found = _SPAN.fullmatch(said)
    if not found or not any(found.groups()[:3]):
        return None
    days, hours, minutes = (float(part or 0) for part in found.groups()[:3])
    return _placed(24 * days + hours + minutes / 60, found[4], infusion_hours)


def _placed(hours: float, words: str, infusion_hours: float) -> float | None:
    """A span before or after the start or the end of the dose; ``None`` for other words."""
    words = words.strip(" -,")
    if not (_AFTER.fullmatch(words) or _BEFORE.fullmatch(words)):
        return None
    start = infusion_hours if _END.search(words) else 0.0
    return start - hours if _BEFORE.fullmatch(words) else start + hours
