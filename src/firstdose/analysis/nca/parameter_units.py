"""Units of parameters, from those of time, concentration and dose. Nothing is converted: a value keeps its number."""

from __future__ import annotations

from firstdose.analysis.nca.catalogue import Kind
from firstdose.analysis.nca.options import Units
from firstdose.errors import UnitError
from firstdose.units import registry

_VOLUMES = ("L", "mL")
_EXACT = 1e-9  # relative


def unit_of(kind: Kind, units: Units) -> str | None:
    """The unit of one kind of parameter, None where a unit that it needs was not told.

    Volumes are litres or millilitres where the dose over the concentration is exactly one of them, and say the division
    where it is not.

    Examples
    --------
    >>> unit_of("clearance", Units("h", "ug/mL", "mg")), unit_of("volume", Units("h", "ng/mL", "mg"))
    ('L/h', 'mg/(ng/mL)')
    """
    time, conc, dose = units.time, units.conc, units.dose
    auc, aumc = (f"{time}{power}*{conc}" if time and conc else None for power in ("", "2"))
    volume = _volume(dose, conc) if dose and conc else None
    found: dict[Kind, str | None] = {
        "conc": conc,
        "time": time,
        "rate": f"/{time}" if time else None,
        "auc": auc,
        "aumc": aumc,
        "volume": volume,
        "clearance": _over(volume, time),
        "percent": "%",
        "none": None,
        "conc_dose": _over(conc, dose),
        "auc_dose": _over(auc, dose),
        "aumc_dose": _over(aumc, dose),
    }
    return found[kind]


def _over(unit: str | None, by: str | None) -> str | None:
    if unit is None or by is None:
        return None
    return f"{unit}/({by})" if "/" in by else f"{unit}/{by}"


def _volume(dose: str, conc: str) -> str:
    amount, slash, body = dose.partition("/")  # mg/kg, mg/m2
    per_body = f"{slash}{body}"
    try:
        ratio = registry().Quantity(1.0, amount) / registry().Quantity(1.0, conc)
        for volume in _VOLUMES:
            if abs(ratio.to(volume).magnitude - 1) < _EXACT:
                return f"{volume}{per_body}"
    except Exception as found:  # pint has no common base for what cannot be parsed or converted
        if type(found).__name__ == "DimensionalityError":
            return f"{dose}/({conc})"
        raise UnitError(f'"{dose}" and "{conc}": {found}. Write units such as mg, ug/mL.') from found
    return f"{amount}/({conc}){per_body}"
