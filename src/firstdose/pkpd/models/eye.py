"""Damage to the epithelium of the cornea, which renews itself within about a week."""

from firstdose.pkpd.engine.statement import part, rates


@part(
    {"OCU": "1, damage to the cornea on the scale of CTCAE grades"},
    KEYE="0.143 1/day, renewal of the epithelium of the cornea",
    SLOPE_OCU="0 L/nmol, damage a concentration of the conjugate, by payload",
)
def eye(p, y):
    """Damage follows the conjugate, and goes as the epithelium is renewed."""
    return rates(OCU=p.KEYE * (p.SLOPE_OCU * y.CADC - y.OCU))
