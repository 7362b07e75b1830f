"""Rash from the occupancy of EGFR in skin.

Antibody crosses into the space between the cells of the skin, where EGFR binds it, takes it in and is made anew; below
the plasma concentration that outweighs this loss the receptors stay free.

References
----------
Marcantonio et al. (2022), Front Pharmacol, doi:10.3389/fphar.2022.864768 (EGFR outside the circulation,
its turnover, and how antibody reaches it).
"""

from firstdose.pkpd.engine.statement import outputs, part, rates


@part(
    {
        "ES": "nmol/L, free antibody between the cells of the skin",
        "RASH": "1, severity of rash on the scale of CTCAE grades",
    },
    KSKIN="0.475 1/day, exchange of antibody between plasma and skin",
    PSKIN="0.19 1, antibody in skin relative to plasma, had skin no EGFR",
    EGFR="2.83 nmol/L, EGFR in skin",
    KEGFR="3.33 1/day, turnover of EGFR in skin",
    KA_EGFR="0 L/nmol, affinity of the antibody to EGFR; 0: it does not bind",
    RASHMAX="0 1, severity of rash once all EGFR in skin is occupied",
    KRASH="0.14 1/day, coming and going of rash",
)
def skin(p, y):
    """Occupancy drives an indirect response; antibodies with and without payload bind alike."""
    RO = p.KA_EGFR * y.ES / (1 + p.KA_EGFR * y.ES)
    taken_in = p.KEGFR * p.EGFR * RO
    return (
        rates(
            ES=p.KSKIN * (p.PSKIN * y.CTAB - y.ES) - taken_in,
            RASH=p.KRASH * (p.RASHMAX * RO - y.RASH),
        ),
        outputs(RO=RO),
    )
