"""Tumour static concentration: how much must stay in plasma for a tumour not to grow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from firstdose.molecule import Adc
from firstdose.pkpd.cell_assay import Agent
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.models.tumour import constant_plasma, tumour_part
from firstdose.pkpd.mouse import finding, known_values, tumour_values, xenograft_parameters
from firstdose.types import F64

_LOWEST, _HIGHEST = 1e-4, 1e4  # nmol/L, between which a static concentration is looked for
_TRIED, _ROUNDS = 33, 3  # concentrations at once, each time between the two that enclose it: to 0.03 %
_WATCHED_DAYS = (28.0, 30.0)  # of constant concentration: antibody and payload are in a steady state long before


def tumour_static_concentration(
    adc: Adc,
    agent: Agent = "adc",
    *,
    receptors: float | None = None,
    dependence: float = 0.0,
    negative: float = 0.0,
    changed: Mapping[str, float] | None = None,
) -> float | None:
    """The smallest constant concentration in plasma at which a tumour does not grow, nmol/L of antibody.

    Returns None where no concentration up to 10 µmol/L stops it.

    Notes
    -----
    Net growth is that of the living cells over the last two days of a month at a constant concentration.

    References
    ----------
    Jumbe NL et al. (2010), J Pharmacokinet Pharmacodyn 37:221.
    Haddish-Berhane N et al. (2013), J Pharmacokinet Pharmacodyn 40:557.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> adc = library("imgn289")
    >>> tumour_static_concentration(adc) < tumour_static_concentration(adc, "non-binding adc")
    True
    """
    model, numbers = _constant(adc.payload.permeable), xenograft_parameters(adc)
    known = known_values(model, numbers, changed) | tumour_values(model, receptors, dependence, negative)
    known |= {name: float(each[0]) for name, each in finding(known, [agent]).items()}
    low, high = _LOWEST, _HIGHEST
    for _ in range(_ROUNDS):
        tried = np.geomspace(low, high, _TRIED)
        shrinks = np.flatnonzero(_net_growth(model, known, tried, agent) <= 0)
        if len(shrinks) == 0 or shrinks[0] == 0:
            return None
        low, high = tried[shrinks[0] - 1], tried[shrinks[0]]
    return float(np.sqrt(low * high))


@cache
def _constant(permeable: bool) -> Model:
    return Model.of("tumour_at_constant_plasma", constant_plasma, tumour_part(permeable))


def _net_growth(model: Model, known: Mapping[str, float], concentration: F64, agent: Agent) -> F64:
    """(C,) per day, of living cells at constant concentrations in plasma."""
    plasma_nM = {"CONJUGATE": concentration * (agent != "antibody"), "TOTAL": concentration}
    solution = simulate(model, {"TIME": [0.0], "AMT": [0.0]}, (0.0, *_WATCHED_DAYS), {**known, **plasma_nM})
    living = np.add.reduce([solution[name] for name in ("POS", "NEG") if name in solution.names])
    growth: F64 = np.log(living[:, 2] / living[:, 1]) / (_WATCHED_DAYS[1] - _WATCHED_DAYS[0])
    return growth
