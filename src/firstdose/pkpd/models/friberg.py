"""Blood cells made in the marrow, delayed by maturation, and fed back by their own number.

References
----------
Friberg LE et al. (2002), J Clin Oncol 20:4713, doi:10.1200/JCO.2002.02.140.
"""

from firstdose.pkpd.engine.expression import where
from firstdose.pkpd.engine.statement import balance, initial, model, outputs, rates

_CELLS = "1e9/L, "


@model(
    {
        "CENT": "mg, drug in plasma",
        "PERI": "mg, drug in tissue",
        "PROL": _CELLS + "proliferating cells",
        "T1": _CELLS + "maturing cells, first stage",
        "T2": _CELLS + "maturing cells, second stage",
        "T3": _CELLS + "maturing cells, third stage",
        "CIRC": _CELLS + "circulating cells",
    },
    time="hour",
    CL="32.6 L/hour, clearance",
    V1="5.77 L, central volume",
    Q="5.34 L/hour, exchange between the compartments",
    V2="11.0 L, peripheral volume",
    CIRC0="5.05 1e9/L, circulating cells before treatment",
    MTT="89.3 hour, mean time from proliferation to circulation",
    GAM="0.163 1, strength of the feedback",
    EMAX="83.9 1, greatest effect",
    EC50="5.79336 mg/L, concentration at half of EMAX",
    SLOPE="0 L/mg, effect a concentration; above 0 it stands in place of EMAX and EC50",
)
def friberg(p, y):
    """Two compartments of drug, which slows the proliferation of blood cells."""
    CP, ktr = y.CENT / p.V1, 4 / p.MTT
    exchange = p.Q * CP - p.Q / p.V2 * y.PERI
    effect = where(p.SLOPE > 0, p.SLOPE * CP, p.EMAX * CP / (p.EC50 + CP))
    born = ktr * y.PROL * (1 - effect) * (p.CIRC0 / y.CIRC) ** p.GAM
    return (
        rates(
            CENT=-p.CL * CP - exchange,
            PERI=exchange,
            PROL=born - ktr * y.PROL,
            T1=ktr * (y.PROL - y.T1),
            T2=ktr * (y.T1 - y.T2),
            T3=ktr * (y.T2 - y.T3),
            CIRC=ktr * (y.T3 - y.CIRC),
        ),
        outputs(CP=CP),
        initial(PROL=p.CIRC0, T1=p.CIRC0, T2=p.CIRC0, T3=p.CIRC0, CIRC=p.CIRC0),
        balance(y.CENT + y.PERI, loss=p.CL * CP),
        balance(y.PROL + y.T1 + y.T2 + y.T3 + y.CIRC, loss=ktr * y.CIRC - born),
    )
