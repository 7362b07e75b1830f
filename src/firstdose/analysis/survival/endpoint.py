"""Which dates are an event and which a censoring, in which order: the rules of a time to event as nouns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from firstdose.errors import DataError


@dataclass(frozen=True)
class Source:
    """One kind of date, and what is said of a subject who gets it."""

    event: str  # EVNTDESC
    domain: Literal["ADRS", "ADSL"]  # SRCDOM
    variable: str  # SRCVAR, the column with the date
    paramcd: str = ""  # of ADRS: the rows with this PARAMCD
    values: tuple[str, ...] = ()  # of ADRS: and one of these as AVALC; none: whatever it is
    censoring: str | None = None  # CNSDTDSC; None: an event


@dataclass(frozen=True)
class Endpoint:
    """A time to event: where it starts, what ends it, and where subjects without an end are censored.

    The earliest event counts; of events on one date, the one named first. A subject without an event is censored at
    the latest of the censoring dates; of those on one date, the one named last.
    """

    paramcd: str
    param: str
    start: Source
    events: tuple[Source, ...]
    censorings: tuple[Source, ...]
    assessed: bool = True  # from tumour assessments: the options of ``Censoring`` apply

    @property
    def sources(self) -> tuple[Source, ...]:
        """Events, then censorings; the position is a source's rank."""
        return self.events + self.censorings


RANDOMISATION = Source("Randomization", "ADSL", "RANDDT", censoring="Randomization")
TREATMENT_START = Source("Treatment Start", "ADSL", "TRTSDT", censoring="Treatment Start")
RESPONSE = Source("Response", "ADRS", "ADT", "RSP", ("Y",))
CONFIRMED_RESPONSE = Source("Confirmed Response", "ADRS", "ADT", "CRSP", ("Y",))
PROGRESSION = Source("Disease Progression", "ADRS", "ADT", "PD", ("Y",))
DEATH = (Source("Death", "ADRS", "ADT", "DEATH", ("Y",)), Source("Death", "ADSL", "DTHDT"))
LAST_ASSESSMENT = Source("Last Tumor Assessment", "ADRS", "ADT", "LSTA", censoring="Last Tumor Assessment")
LAST_ALIVE = Source("Alive", "ADSL", "LSTALVDT", censoring="Alive During Study")
_STARTS = {start.variable: start for start in (RANDOMISATION, TREATMENT_START)}

OS = Endpoint("OS", "Overall Survival", RANDOMISATION, DEATH, (LAST_ALIVE, RANDOMISATION), assessed=False)
PFS = Endpoint(
    "PFS", "Progression-Free Survival", RANDOMISATION, (PROGRESSION, *DEATH), (LAST_ASSESSMENT, RANDOMISATION)
)
DOR = Endpoint("RSD", "Duration of Response", RESPONSE, (PROGRESSION, *DEATH), (LAST_ASSESSMENT,))
CONFIRMED_DOR = replace(DOR, paramcd="CRSD", param="Duration of Confirmed Response", start=CONFIRMED_RESPONSE)
TTP = Endpoint("TTP", "Time to Progression", RANDOMISATION, (PROGRESSION,), (LAST_ASSESSMENT, RANDOMISATION))
TTR = Endpoint("TTR", "Time to Response", RANDOMISATION, (RESPONSE,), (LAST_ASSESSMENT, RANDOMISATION))


def endpoints(start: str = "RANDDT") -> tuple[Endpoint, ...]:
    """Overall survival, progression-free survival and duration of response, counted from a date of ADSL.

    Parameters
    ----------
    start : ``"RANDDT"``, or ``"TRTSDT"`` where nobody is randomised, as in dose finding.

    Examples
    --------
    >>> [(each.paramcd, each.start.variable) for each in endpoints("TRTSDT")]
    [('OS', 'TRTSDT'), ('PFS', 'TRTSDT'), ('RSD', 'ADT')]
    """
    return tuple(since(each, start) for each in (OS, PFS, DOR))


def since(endpoint: Endpoint, start: str) -> Endpoint:
    """The same endpoint, counted from another date of ADSL; one that starts at a response stays as it is."""
    if start not in _STARTS:
        raise DataError(
            f'start = "{start}": times count from {" or ".join(_STARTS)}. '
            "For another date give an Endpoint with a start of your own."
        )
    if endpoint.start.domain == "ADRS":
        return endpoint
    censorings = tuple(_STARTS[start] if each == endpoint.start else each for each in endpoint.censorings)
    return replace(endpoint, start=_STARTS[start], censorings=censorings)
