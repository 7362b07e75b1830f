"""Steady states: what infinitely many doses before a record have left behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firstdose.pkpd.engine.dosing.doses import dose_breaks
from firstdose.pkpd.engine.dosing.parameters import Parameters
from firstdose.pkpd.engine.dosing.timeline import Breaks, Kind, Turn
from firstdose.pkpd.engine.linear.matrices import is_linear
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.engine.steady.dependence import left_alone
from firstdose.pkpd.engine.steady.linear import linear_amounts
from firstdose.pkpd.engine.steady.regimens import Regimens
from firstdose.pkpd.engine.steady.repeated import Rerun, repeated_amounts
from firstdose.types import F64, I64


@dataclass(frozen=True, eq=False)
class SteadyState:
    """Breaks that put patients at steady state, and from when on which of them are not, for there is none."""

    breaks: list[Breaks]
    missing: F64  # (N,) time of the first record whose steady state does not exist; infinity: none


def steady_states(
    model: Model, parameters: Parameters, all_: Regimens, resets: tuple[I64, F64], rerun: Rerun
) -> SteadyState:
    """Bring the patients of records with SS to their steady states.

    Notes
    -----
    The amounts x at a record are those with x = P(x), P being what the doses of one interval, those still running
    and those still to come make of x. For a linear model this is an equation to solve, regimen by regimen; otherwise
    see ``repeated``. A constant infusion ends at its record, or when its lag is over.

    States that only add up and that no rate reads, such as an area under the curve, have no steady state: SS 1 leaves
    them at their initial values, and SS 2 as they are.
    """
    solve = linear_amounts if is_linear(model) else repeated_amounts
    tasks, amounts, exists = solve(model, parameters, all_, rerun)
    missing = np.full(len(parameters.first), np.inf)
    np.minimum.at(missing, tasks.doses.patient[~exists], tasks.time[~exists])
    amounts[~exists] = 0.0
    return SteadyState([*_put(model, tasks, amounts), *_going_on(all_, resets)], missing)


def _put(model: Model, tasks: Regimens, amounts: F64) -> list[Breaks]:
    """Amounts at the records: set by the first regimen of a steady state, added by all others."""
    kept = [k for k, state in enumerate(model.state_names) if state not in left_alone(model)]
    begins = tasks.begins
    breaks = []
    for which, turn, kind in ((begins, Turn.RESET, Kind.SET), (~begins, Turn.SUPERPOSE, Kind.ADD)):
        index = np.tile(kept, int(which.sum())).astype(np.int64)
        each = np.repeat(np.flatnonzero(which), len(kept))
        breaks.append(Breaks(turn, kind, tasks.doses.patient[each], tasks.time[each], index, amounts[each, index]))
    return breaks


def _going_on(all_: Regimens, resets: tuple[I64, F64]) -> list[Breaks]:
    """Infusions that still run, doses still to come, and constant infusions until their lag is over."""
    running, left = all_.running()
    left = np.where(np.isfinite(left), left, all_.doses.lag[running])
    pending, later = all_.pending()
    going = all_.doses[running].at(all_.time[running], left)
    to_come = all_.doses[pending].at(all_.time[pending] + later, all_.doses.duration[pending])
    return [*dose_breaks(going, resets), *dose_breaks(to_come, resets)]
