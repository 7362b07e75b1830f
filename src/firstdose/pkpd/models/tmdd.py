"""Target-mediated drug disposition: the target binds a part of the drug, and takes it in.

References
----------
Mager DE, Jusko WJ (2001), J Pharmacokinet Pharmacodyn 28:507, doi:10.1023/A:1014414520282 (full binding).
Gibiansky L et al. (2008), J Pharmacokinet Pharmacodyn 35:573, doi:10.1007/s10928-008-9102-8 (quasi-steady state).
"""

from firstdose.pkpd.engine.expression import sqrt
from firstdose.pkpd.engine.statement import balance, initial, model, outputs, rates

_PK = {
    "CL": "0.5 L/day, clearance",
    "V1": "3 L, central volume",
    "Q": "0.5 L/day, exchange between the compartments",
    "V2": "2.5 L, peripheral volume",
}
_TARGET = {
    "KINT": "3 1/day, uptake and breakdown of the complex",
    "KDEG": "1 1/day, breakdown of the free target",
    "R0": "8 nmol/L, target before treatment",
}


@model(
    {
        "CENT": "nmol, free drug in plasma",
        "PERI": "nmol, drug in tissue",
        "R": "nmol/L, free target",
        "CX": "nmol/L, complex of drug and target",
    },
    **_PK,
    KON="10 L/nmol/day, binding",
    KOFF="2 1/day, release",
    **_TARGET,
)
def tmdd_full(p, y):
    """Binding and release of drug and target as they happen."""
    CP = y.CENT / p.V1
    bound = p.KON * CP * y.R - p.KOFF * y.CX
    exchange = p.Q * CP - p.Q / p.V2 * y.PERI
    return (
        rates(
            CENT=-p.CL * CP - exchange - bound * p.V1,
            PERI=exchange,
            R=p.KDEG * p.R0 - p.KDEG * y.R - bound,
            CX=bound - p.KINT * y.CX,
        ),
        outputs(CP=CP, CTOT=CP + y.CX, RTOT=y.R + y.CX),
        initial(R=p.R0),
        balance(y.CENT + y.PERI + y.CX * p.V1, loss=p.CL * CP + p.KINT * y.CX * p.V1),
        balance(y.R + y.CX, loss=p.KDEG * (y.R - p.R0) + p.KINT * y.CX),
    )


@model(
    {
        "LTOT": "nmol, free and bound drug in plasma",
        "PERI": "nmol, drug in tissue",
        "RTOT": "nmol/L, free and bound target",
    },
    **_PK,
    KSS="0.5 nmol/L, free drug at which half of the target is bound",
    **_TARGET,
)
def tmdd_qss(p, y):
    """Binding so fast that drug, target and complex are in a quasi-steady state."""
    CTOT = y.LTOT / p.V1
    apart = CTOT - y.RTOT - p.KSS
    CP = (apart + sqrt(apart**2 + 4 * p.KSS * CTOT)) / 2
    CX = y.RTOT * CP / (p.KSS + CP)
    exchange = p.Q * CP - p.Q / p.V2 * y.PERI
    return (
        rates(
            LTOT=-p.CL * CP - exchange - p.KINT * CX * p.V1,
            PERI=exchange,
            RTOT=p.KDEG * p.R0 - p.KDEG * y.RTOT - (p.KINT - p.KDEG) * CX,
        ),
        outputs(CP=CP, CTOT=CTOT),
        initial(RTOT=p.R0),
        balance(y.LTOT + y.PERI, loss=p.CL * CP + p.KINT * CX * p.V1),
    )
