"""Cells in a dish: target and antibody on the surface and inside, payload, growth, killing.

Notes
-----
The medium has constant concentrations of conjugate, antibody and payload; what the linker loses and what cells let go
adds to the payload in it. Target and antibody are amounts per litre of cell: n targets are n / (NAV VCELL).

Signal for growth: the free target left on the surface, of that before. Growth is slower by DEPENDENCE * BLOCK of what
is missing. A non-binding control is the same conjugate with KON = 0: cells then take it in with fluid alone.

As in Scheuher 2023, target with and without antibody moves at the same rates, and payload leaves the lysosome at KIN.
Deviations: payload and its sites are at equilibrium; payload outside enters by its concentration; division dilutes it;
payload is not lost from antibody on the surface.

References
----------
Scheuher B et al. (2023), J Pharmacokinet Pharmacodyn 51:5, doi:10.1007/s10928-023-09884-6, Tables S1a, S2a, S3a-b.
Maass KF et al. (2016), AAPS J 18:635, doi:10.1208/s12248-016-9892-3.
"""

from firstdose.pkpd.engine.expression import log
from firstdose.pkpd.engine.statement import initial, model, outputs, rates
from firstdose.pkpd.models.payload import free, killing, occupied

_CELL = "nmol/L, "


@model(
    {
        "RS": _CELL + "free target on the surface",
        "BS": _CELL + "target with conjugate on the surface",
        "AS": _CELL + "target with naked antibody on the surface",
        "RE": _CELL + "free target inside",
        "BE": _CELL + "target with conjugate inside",
        "AE": _CELL + "target with naked antibody inside",
        "LYS": _CELL + "payload in lysosomes",
        "PAY": _CELL + "payload in the cell outside lysosomes",
        "MED": "nmol/L, payload in the medium that conjugate and cells let go",
        "N": "1, cells that divide, of those at the start",
        "D1": "1, dying cells, first stage",
        "D2": "1, dying cells, second stage",
        "D3": "1, dying cells, third stage",
    },
    CONJUGATE="0 nmol/L, conjugate in the medium",
    ANTIBODY="0 nmol/L, naked antibody in the medium",
    PAYLOAD="0 nmol/L, payload put into the medium",
    RECEPTORS="1e6 1, targets on a cell",
    DEPENDENCE="0 1, how far growth depends on the target's signal, 0 to 1",
    DAR="3.5 1, payloads an antibody",
    KD="0.314 nmol/L, antibody at which half of the target is bound",
    KON="8.64 L/nmol/day, binding",
    BLOCK="0.5 1, share of the growth signal that full occupancy takes away",
    KENDO="3.69 1/day, target from the surface into the cell",
    KREC="2.07 1/day, target back to the surface",
    KDEGR="10.97 1/day, breakdown of the target inside, and of what is on it",
    KDEC="0.0554 1/day, loss of payload in the medium",
    KCLEAVE="0 1/day, release of payload inside before breakdown",
    REENTRY="0.05 1, how easily what is set free enters cells, of the payload's ease",
    KIN="5.14 1/day, payload into cells, and out of lysosomes",
    KOUT="3.41 1/day, payload out of cells",
    SITES="65 nmol/L, sites in a cell that bind the payload",
    KDP="930 nmol/L, free payload at which half of them are bound",
    KMAX="0.7 1/day, fastest killing",
    KC50="485 nmol/L, payload in a cell at half of KMAX",
    NAV="6.02214076e14 1/nmol, molecules a nmol",
    VCELL="2e-12 L, volume of a cell",
    KPINO="0.1 1/day, fluid that a cell takes in and keeps, of its own volume",
    DENSITY="5e7 1/L, cells in the medium at the start",
    TDOUBLE="1.5 day, time in which untreated cells double",
    TAU="0.25 day, time a dying cell spends in each stage",
)
def cell(p, y):
    """A conjugate, its naked antibody or its payload on cells that grow."""
    R0 = p.RECEPTORS / (p.NAV * p.VCELL)
    inside = p.KENDO / (p.KREC + p.KDEGR) * R0
    made, KOFF = p.KDEGR * inside, p.KON * p.KD
    bind_conjugate = p.KON * p.CONJUGATE * y.RS - KOFF * y.BS
    bind_antibody = p.KON * p.ANTIBODY * y.RS - KOFF * y.AS
    growth = log(2.0) / p.TDOUBLE * (1 - p.DEPENDENCE * p.BLOCK * (1 - y.RS / R0))
    kill, out = killing(p, y.PAY), p.KOUT * free(p, y.PAY)
    entry, cells = p.KIN * p.REENTRY * y.MED, p.DENSITY * p.VCELL * y.N
    return (
        rates(
            RS=made - bind_conjugate - bind_antibody - p.KENDO * y.RS + p.KREC * y.RE,
            BS=bind_conjugate - p.KENDO * y.BS + p.KREC * y.BE,
            AS=bind_antibody - p.KENDO * y.AS + p.KREC * y.AE,
            RE=p.KENDO * y.RS - (p.KREC + p.KDEGR) * y.RE,
            BE=p.KENDO * y.BS - (p.KREC + p.KDEGR + p.KCLEAVE) * y.BE,
            AE=p.KENDO * y.AS - (p.KREC + p.KDEGR) * y.AE + p.KCLEAVE * y.BE,
            LYS=p.DAR * ((p.KDEGR + p.KCLEAVE) * y.BE + p.KPINO * p.CONJUGATE) - p.KIN * y.LYS,
            PAY=p.KIN * (y.LYS + p.PAYLOAD) + entry - out - growth * y.PAY,
            MED=p.DAR * p.KDEC * p.CONJUGATE + cells * (out - entry),
            N=(growth - kill) * y.N,
            D1=kill * y.N - y.D1 / p.TAU,
            D2=(y.D1 - y.D2) / p.TAU,
            D3=(y.D2 - y.D3) / p.TAU,
        ),
        outputs(VIABLE=y.N + y.D1 + y.D2 + y.D3, OCC=1 - y.RS / (y.RS + y.BS + y.AS), HELD=occupied(p, y.PAY)),
        initial(RS=R0, RE=inside, N=1.0),
    )
