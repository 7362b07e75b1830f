"""ALT and AST: enzymes that injured liver cells let go, and that plasma loses at known rates.

References
----------
Sherman MS, Goessling W (2024), Cell Rep Med 5:101828, doi:10.1016/j.xcrm.2024.101828 (loss from plasma).
"""

from firstdose.pkpd.engine.statement import initial, part, rates


@part(
    {
        "INJ": "nmol/L, conjugate as injured liver cells still feel it",
        "ALT": "U/L, alanine aminotransferase in plasma",
        "AST": "U/L, aspartate aminotransferase in plasma",
    },
    ALT0="22 U/L, ALT before treatment",
    AST0="27 U/L, AST before treatment",
    KALT="0.47 1/day, loss of ALT from plasma",
    KAST="1.13 1/day, loss of AST from plasma",
    KINJ="0.3 1/day, onset and repair of injury",
    SLOPE_ALT="0.01 L/nmol, rise of the release of ALT a concentration of the conjugate",
    SLOPE_AST="0.01 L/nmol, rise of the release of AST a concentration of the conjugate",
)
def liver(p, y):
    """Release goes up in proportion to an injury that follows the conjugate with a delay."""
    return (
        rates(
            INJ=p.KINJ * (y.CADC - y.INJ),
            ALT=p.KALT * (p.ALT0 * (1 + p.SLOPE_ALT * y.INJ) - y.ALT),
            AST=p.KAST * (p.AST0 * (1 + p.SLOPE_AST * y.INJ) - y.AST),
        ),
        initial(ALT=p.ALT0, AST=p.AST0),
    )
