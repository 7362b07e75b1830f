"""A solid tumour: antibody comes out of its vessels, binds, is taken in; payload kills, and may reach the neighbours.

Notes
-----
Conjugate and antibody are per litre of tumour, payload per litre of cell, free antibody per litre of the fluid that it
reaches, a share EPSAB of the tumour. Exchange with plasma, by a Krogh cylinder and by the surface of a sphere:

    k = 2 P RCAP / RKROGH**2 + 6 D / R**2

Binding is in a quasi-steady state with KSS = KD + KNET / KON, where KNET = KENDO KDEGR / (KREC + KDEGR) is the part of
uptake that does not come back. Conjugate and naked antibody compete alike. A target moves the same with or without
antibody, so the number on the surface stays as it was.

Growth turns from exponential to linear and ends at VMAX. Killed cells leave through three stages.

Deviations from Scheuher 2023: the endosome is in a quasi-steady state, lysosomes let go at once; plasma does not feel
what the tumour takes; growth dilutes the payload in cells, not the antibody around them.

References
----------
Thurber GM et al. (2008), Adv Drug Deliv Rev 60:1421, doi:10.1016/j.addr.2008.04.012 (exchange).
Simeoni M et al. (2004), Cancer Res 64:1094, doi:10.1158/0008-5472.CAN-03-2524 (growth and delay).
Scheuher B et al. (2023), J Pharmacokinet Pharmacodyn 51:5, doi:10.1007/s10928-023-09884-6.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from firstdose.pkpd.engine.expression import log, maximum, sqrt
from firstdose.pkpd.engine.statement import Part, initial, outputs, part, rates
from firstdose.pkpd.models.payload import free, killing

_NONE = 1e-9  # of the cells before treatment: below it there are none
_STATES = {
    "INTC": "nmol/L, conjugate outside the cells and on them",
    "INTN": "nmol/L, antibody without payload, there too",
    "PPOS": "nmol/L, payload in cells with the target",
    "POS": "1, cells with the target, of all cells before treatment",
    "DY1": "1, dying cells, first stage",
    "DY2": "1, dying cells, second stage",
    "DY3": "1, dying cells, third stage",
}
_CONJUGATE = {
    "DAR": "3.5 1, payloads an antibody",
    "KD": "0.314 nmol/L, antibody at which half of the target is bound",
    "KON": "8.64 L/nmol/day, binding",
    "BLOCK": "0.5 1, share of the growth signal that full occupancy takes away",
    "KENDO": "3.69 1/day, target from the surface into the cell",
    "KREC": "2.07 1/day, target back to the surface",
    "KDEGR": "10.97 1/day, breakdown of the target inside, and of what is on it",
    "KDEC": "0.0734 1/day, loss of payload outside the cells",
    "KCLEAVE": "0 1/day, release of payload inside before breakdown",
    "KOUT": "3.41 1/day, payload out of cells",
    "SITES": "65 nmol/L, sites in a cell that bind the payload",
    "KDP": "930 nmol/L, free payload at which half of them are bound",
    "KMAX": "0.139 1/day, fastest killing",
    "KC50": "23.8 nmol/L, payload in a cell at half of KMAX",
}
_TUMOUR = {
    "RECEPTORS": "1e6 1, targets on a cell",
    "DEPENDENCE": "0 1, how far growth depends on the target's signal, 0 to 1",
    "NAV": "6.02214076e14 1/nmol, molecules a nmol",
    "VCELL": "2e-12 L, volume of a cell",
    "KPINO": "0.1 1/day, fluid that a cell takes in and keeps, of its own volume",
    "EPSAB": "0.24 1, share of the tumour that antibody reaches outside the cells",
    "EPSPL": "0.44 1, share of the tumour that is not cells",
    "PAB": "0.05034 mm/day, permeability of vessels to antibody",
    "DAB": "0.174 mm**2/day, diffusion of antibody",
    "RCAP": "0.008 mm, radius of a capillary",
    "RKROGH": "0.075 mm, half the distance between capillaries",
    "V0": "1600 mm**3, volume before treatment",
    "VMAX": "523800 mm**3, largest volume",
    "TDOUBLE": "25 day, time in which a small tumour doubles",
    "KLIN": "621 mm**3/day, growth of a large tumour",
    "PSI": "20 1, how sharply one growth turns into the other",
    "TAU": "0.25 day, time a dying cell spends in each stage",
    "SLD0": "90 mm, sum of the longest diameters before treatment",
}
_BYSTANDER = {
    "KIN": "5.14 1/day, payload into cells",
    "REENTRY": "0.05 1, how easily what is set free enters cells, of the payload's ease",
    "NEGATIVE": "0 1, share of the cells without the target before treatment",
    "PPL": "0.924 mm/day, permeability of vessels to payload",
    "DPL": "11 mm**2/day, diffusion of payload",
}


class _Uptake(NamedTuple):
    """Antibody in the tumour, per litre of tumour, and payload brought into cells, per litre of cell."""

    rates: dict[str, Any]
    brought: Any  # nmol/L/day
    occupancy: Any


@part(_STATES, **_CONJUGATE, **_TUMOUR)
def tumour(p, y):
    """A tumour whose cells all have the target, and keep to themselves what kills them."""
    size = _size(y.POS, y)
    uptake = _uptake(p, y, size, 1.0)
    kill, growth = killing(p, y.PPOS), _growth(p, size)
    blocked = growth * (1 - p.DEPENDENCE * p.BLOCK * uptake.occupancy)
    return (
        rates(
            **uptake.rates,
            PPOS=uptake.brought - p.KOUT * free(p, y.PPOS) - blocked * y.PPOS,
            POS=(blocked - kill) * y.POS,
            **_dying(p, y, kill * y.POS),
        ),
        outputs(**_seen(p, y, size, uptake)),
        initial(POS=1.0),
    )


@part(
    _STATES
    | {
        "PINT": "nmol/L, payload in the fluid between cells",
        "PNEG": "nmol/L, payload in cells without the target",
        "NEG": "1, cells without the target, of all cells before treatment",
    },
    **_CONJUGATE,
    **_TUMOUR,
    **_BYSTANDER,
)
def tumour_bystander(p, y):
    """A tumour in which payload leaves cells with the target, and reaches those without it."""
    size = _size(y.POS + y.NEG, y)
    positive = maximum(y.POS, _NONE) / (maximum(y.POS, _NONE) + maximum(y.NEG, _NONE))
    uptake = _uptake(p, y, size, positive)
    kill, growth = killing(p, y.PPOS), _growth(p, size)
    kill_negative, blocked = killing(p, y.PNEG), growth * (1 - p.DEPENDENCE * p.BLOCK * uptake.occupancy)
    entry, pinocytosis = p.KIN * p.REENTRY * y.PINT, p.DAR * p.KPINO * y.INTC * _unbound(p, y, positive)
    out, out_negative = p.KOUT * free(p, y.PPOS), p.KOUT * free(p, y.PNEG)
    given_back = (1 - p.EPSPL) * (positive * (out - entry) + (1 - positive) * (out_negative - entry))
    washed_out = _exchange(p, size, p.PPL, p.DPL) * y.PINT
    return (
        rates(
            **uptake.rates,
            PPOS=uptake.brought - out + entry - blocked * y.PPOS,
            PNEG=pinocytosis - out_negative + entry - growth * y.PNEG,
            PINT=(given_back + p.DAR * p.KDEC * y.INTC - washed_out) / p.EPSPL,
            POS=(blocked - kill) * y.POS,
            NEG=(growth - kill_negative) * y.NEG,
            **_dying(p, y, kill * y.POS + kill_negative * y.NEG),
        ),
        outputs(**_seen(p, y, size, uptake)),
        initial(POS=1 - p.NEGATIVE, NEG=p.NEGATIVE),
    )


@part(
    CONJUGATE="0 nmol/L, conjugate in plasma",
    TOTAL="0 nmol/L, conjugate and naked antibody in plasma",
)
def constant_plasma(p, y):
    """Plasma whose concentrations stay as they are."""
    return rates(), outputs(CADC=p.CONJUGATE, CTAB=p.TOTAL)


def tumour_part(permeable: bool) -> Part:
    """The tumour for a payload that crosses membranes, or does not.

    Examples
    --------
    >>> tumour_part(permeable=False).name, len(tumour_part(permeable=True).states)
    ('tumour', 10)
    """
    return tumour_bystander if permeable else tumour


def _size(living: Any, y: Any) -> Any:
    """Of the tumour, of that before treatment."""
    return maximum(living + y.DY1 + y.DY2 + y.DY3, _NONE)


def _exchange(p: Any, size: Any, permeability: Any, diffusion: Any) -> Any:
    """Per day, of a tumour's volume, through its vessels and its surface."""
    radius = (3 / (4 * math.pi) * p.V0 * size) ** (1 / 3)
    return 2 * permeability * p.RCAP / p.RKROGH**2 + 6 * diffusion / radius**2


def _binding(p: Any, y: Any, positive: Any) -> tuple[Any, Any]:
    """KSS, target, and the root that total antibody and target give; all nmol/L."""
    KSS = p.KD + _net(p, p.KDEGR) / p.KON
    target = p.RECEPTORS / (p.NAV * p.VCELL) * (1 - p.EPSPL) * positive
    antibody = y.INTC + y.INTN
    apart = antibody - target - p.EPSAB * KSS
    return KSS, sqrt(apart**2 + 4 * p.EPSAB * KSS * antibody) - apart


def _net(p: Any, lost: Any) -> Any:
    """Uptake that does not come back, per day, where things inside are lost at a rate."""
    return p.KENDO * lost / (p.KREC + lost)


def _unbound(p: Any, y: Any, positive: Any) -> Any:
    """Free concentration in the fluid, a total of 1 nmol/L of tumour."""
    KSS, root = _binding(p, y, positive)
    return 2 * KSS / root


def _uptake(p: Any, y: Any, size: Any, positive: Any) -> _Uptake:
    KSS, _ = _binding(p, y, positive)
    unbound, k = _unbound(p, y, positive), _exchange(p, size, p.PAB, p.DAB)
    conjugate, naked = unbound * y.INTC, unbound * y.INTN
    on_cell = p.RECEPTORS / (p.NAV * p.VCELL) / (KSS + conjugate + naked)  # bound a free nmol/L, per litre of cell
    taken_in = _net(p, p.KDEGR + p.KCLEAVE) * on_cell * conjugate
    digested = _net(p, p.KDEGR) * on_cell * naked
    cells = 1 - p.EPSPL
    inside = {
        "INTC": k * (y.CADC - conjugate) - cells * (positive * taken_in + p.KPINO * conjugate) - p.KDEC * y.INTC,
        "INTN": k * (y.CTAB - y.CADC - naked) - cells * (positive * digested + p.KPINO * naked) + p.KDEC * y.INTC,
    }
    brought = p.DAR * (taken_in + p.KPINO * conjugate)
    return _Uptake(inside, brought, (conjugate + naked) / (KSS + conjugate + naked))


def _growth(p: Any, size: Any) -> Any:
    """Per day, of living cells that nothing hinders."""
    fastest, volume = log(2.0) / p.TDOUBLE, p.V0 * size
    return fastest * (1 - volume / p.VMAX) / (1 + (fastest * volume / p.KLIN) ** p.PSI) ** (1 / p.PSI)


def _dying(p: Any, y: Any, killed: Any) -> dict[str, Any]:
    return {
        "DY1": killed - y.DY1 / p.TAU,
        "DY2": (y.DY1 - y.DY2) / p.TAU,
        "DY3": (y.DY2 - y.DY3) / p.TAU,
    }


def _seen(p: Any, y: Any, size: Any, uptake: Any) -> dict[str, Any]:
    return {"SLD": p.SLD0 * size ** (1 / 3), "VOL": p.V0 * size, "PT": y.PPOS, "OCCT": uptake.occupancy}
