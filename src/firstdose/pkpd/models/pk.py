"""Pharmacokinetics of one drug: one or two compartments, into the vein or by mouth."""

from firstdose.pkpd.engine.statement import balance, dosing, model, outputs, rates

_CENT, _PERI = {"CENT": "nmol, amount in plasma"}, {"PERI": "nmol, amount in tissue"}
_DEPOT = {"DEPOT": "nmol, amount not yet absorbed"}
_ONE = {"CL": "0.5 L/day, clearance", "V": "3 L, volume"}
_TWO = {
    "CL": "0.5 L/day, clearance",
    "V1": "3 L, central volume",
    "Q": "0.5 L/day, exchange between the compartments",
    "V2": "2.5 L, peripheral volume",
}


@model(_CENT, **_ONE)
def pk1(p, y):
    """One compartment."""
    CP = y.CENT / p.V
    return rates(CENT=-p.CL * CP), outputs(CP=CP), balance(y.CENT, loss=p.CL * CP)


@model(_DEPOT | _CENT, KA="1.2 1/day, absorption", **_ONE)
def pk1_oral(p, y):
    """One compartment, absorbed at first order."""
    CP, absorbed = y.CENT / p.V, p.KA * y.DEPOT
    return (
        rates(DEPOT=-absorbed, CENT=absorbed - p.CL * CP),
        outputs(CP=CP),
        balance(y.DEPOT + y.CENT, loss=p.CL * CP),
    )


@model(_CENT | _PERI | {"AUC": "nmol*day/L, area under the concentration so far"}, **_TWO)
def pk2(p, y):
    """Two compartments, and the area under the concentration."""
    CP = y.CENT / p.V1
    exchange = p.Q * CP - p.Q / p.V2 * y.PERI
    return (
        rates(CENT=-p.CL * CP - exchange, PERI=exchange, AUC=CP),
        outputs(CP=CP),
        balance(y.CENT + y.PERI, loss=p.CL * CP),
    )


@model(
    _DEPOT | _CENT | _PERI,
    **_TWO,
    KA="1.2 1/day, absorption",
    ALAG="0.3 day, time from the dose to the start of its absorption",
    F="0.7 1, share of the dose that is absorbed",
)
def pk2_oral(p, y):
    """Two compartments, absorbed at first order after a lag."""
    CP, absorbed = y.CENT / p.V1, p.KA * y.DEPOT
    exchange = p.Q * CP - p.Q / p.V2 * y.PERI
    return (
        rates(DEPOT=-absorbed, CENT=absorbed - p.CL * CP - exchange, PERI=exchange),
        outputs(CP=CP),
        dosing(DEPOT={"lag": p.ALAG, "F": p.F}),
        balance(y.DEPOT + y.CENT + y.PERI, loss=p.CL * CP),
    )


@model(
    _CENT | _PERI,
    **(_TWO | {"CL": "0.3 L/day, clearance"}),
    VM="40 nmol/day, fastest saturable loss",
    KM="1.5 nmol/L, concentration at half of VM",
)
def pk2_mm(p, y):
    """Two compartments, with a loss that saturates beside the linear one."""
    CP = y.CENT / p.V1
    exchange = p.Q * CP - p.Q / p.V2 * y.PERI
    saturable = p.VM * CP / (p.KM + CP)
    return (
        rates(CENT=-p.CL * CP - saturable - exchange, PERI=exchange),
        outputs(CP=CP),
        balance(y.CENT + y.PERI, loss=p.CL * CP + saturable),
    )
