"""Platelets: made by megakaryocytes, aged and destroyed in the circulation; a conjugate may act at each of three sites.

One system serves all three. Progenitors renew themselves, faster the fewer platelets there are, and become
megakaryocytes, which release platelets; in the circulation platelets pass three ages and are removed at the end of the
last, or are destroyed at random before.

References
----------
Perez-Ruixo C et al. (2016), AAPS J 18(1), doi:10.1208/s12248-015-9839-0 (platelets before treatment, rate of the
marrow, feedback, random destruction beside ageing).
Friberg LE et al. (2002), J Clin Oncol 20:4713, doi:10.1200/JCO.2002.02.140 (form of the feedback).
Hanson SR, Slichter SJ (1985), Blood 66:1105, doi:10.1182/blood.V66.5.1105.1105 (age, and loss that is not by age).
"""

from typing import Any

from firstdose.pkpd.engine.expression import Term, maximum
from firstdose.pkpd.engine.statement import initial, outputs, part, rates

_CELLS = "1e9/L, "
_FEWEST = 1e-3  # of the platelets before treatment: the feedback tells no fewer apart
_STATES = {
    "PROL": _CELLS + "progenitors, as the platelets that will come of them",
    "MEGA": _CELLS + "megakaryocytes, as the platelets that will come of them",
    "PLT1": _CELLS + "circulating platelets, young",
    "PLT2": _CELLS + "circulating platelets, middle-aged",
    "PLT3": _CELLS + "circulating platelets, old",
}
_SYSTEM = {
    "PLT0": "237 1e9/L, platelets before treatment",
    "KTR": "0.17 1/day, maturation of progenitors, and of megakaryocytes",
    "GAM": "0.239 1, strength of the feedback from platelets to progenitors",
    "LIFE": "10.5 day, age at which platelets are removed",
    "KS": "0.027 1/day, random destruction of circulating platelets",
    "SLOPE_PLT": "0.006 L/nmol, effect a concentration of the conjugate",
}


@part(_STATES, **_SYSTEM)
def platelets_proliferation(p, y):
    """The conjugate slows the renewal of progenitors; above 1/SLOPE_PLT it kills them."""
    return _platelets(p, y, renewal=1 - p.SLOPE_PLT * y.CADC)


@part(_STATES, **_SYSTEM)
def platelets_release(p, y):
    """The conjugate holds platelets back in megakaryocytes: release takes 1 + SLOPE_PLT CADC times as long."""
    return _platelets(p, y, release=1 / (1 + p.SLOPE_PLT * y.CADC))


@part(_STATES, **_SYSTEM)
def platelets_circulation(p, y):
    """The conjugate destroys circulating platelets of any age: they are lost 1 + SLOPE_PLT CADC times as fast."""
    return _platelets(p, y, added=p.SLOPE_PLT * y.CADC)


def _platelets(p: Any, y: Any, renewal: Term = 1.0, release: Term = 1.0, added: Term = 0.0) -> Any:
    PLT, ageing = y.PLT1 + y.PLT2 + y.PLT3, 3 / p.LIFE
    passed = ageing / (ageing + p.KS)  # share of an age that reaches the next, before treatment
    young = p.PLT0 / (1 + passed + passed**2)
    made = (ageing + p.KS) * young  # a day before treatment; so many are lost
    destroyed = p.KS + made / p.PLT0 * added
    felt = maximum(PLT / p.PLT0, _FEWEST)
    born = p.KTR * y.PROL * renewal / felt**p.GAM
    matured, released = p.KTR * y.PROL, p.KTR * y.MEGA * release
    return (
        rates(
            PROL=born - matured,
            MEGA=matured - released,
            PLT1=released - (ageing + destroyed) * y.PLT1,
            PLT2=ageing * y.PLT1 - (ageing + destroyed) * y.PLT2,
            PLT3=ageing * y.PLT2 - (ageing + destroyed) * y.PLT3,
        ),
        outputs(PLT=PLT),
        initial(PROL=made / p.KTR, MEGA=made / p.KTR, PLT1=young, PLT2=passed * young, PLT3=passed**2 * young),
    )
