"""An independent simulator, slow and simple: every dose explicit, each patient by SciPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp

from firstdose.pkpd import Model
from firstdose.types import F64


@dataclass(frozen=True)
class Given:
    """One dose as it enters a state: at once, or by infusion."""

    time: float
    amount: float
    duration: float = 0.0
    state: int = 0


def reference(
    model: Model, doses: Sequence[Given], times: Sequence[float] | F64, begin: float | None = None, **values: float
) -> dict[str, F64]:
    """States and outputs of one patient; a value at the time of a dose is the one before it."""
    parameters: Mapping[str, float] = {**model.defaults, **values}
    asked, n = np.asarray(times, float), len(model.states)
    y = np.array(model.start.evaluate(parameters, {}), float)
    turns = sorted({t for dose in doses for t in (dose.time, dose.time + dose.duration)} | {float(asked.max())})
    now = min(turns[0], float(asked.min())) if begin is None else begin
    found = np.full((len(asked), n), np.nan)
    found[asked == now] = y
    for turn in [now, *turns]:
        if turn > now:
            rate = np.zeros(n)
            for dose in doses:
                if dose.duration > 0 and dose.time <= now and turn <= dose.time + dose.duration:
                    rate[dose.state] += dose.amount / dose.duration
            inside = np.flatnonzero((asked > now) & (asked <= turn))
            at = np.unique(np.append(asked[inside], turn))
            y_at = _solved(model, parameters, rate, (now, turn), y, at)
            found[inside], y, now = y_at[np.searchsorted(at, asked[inside])], y_at[-1].copy(), turn
        for dose in doses:
            if dose.time == turn and dose.duration == 0:
                y[dose.state] += dose.amount
        doses = [dose for dose in doses if not (dose.time == turn and dose.duration == 0)]
    states = {name: found[:, k] for k, name in enumerate(model.state_names)}
    outputs = dict(zip(model.outputs, model.seen.evaluate(parameters, states), strict=True))
    return states | {name: np.broadcast_to(value, len(asked)) for name, value in outputs.items()}


def _solved(
    model: Model, parameters: Mapping[str, float], rate: F64, span: tuple[float, float], y: F64, at: F64
) -> F64:
    def change(_: float, y: F64) -> F64:
        states = dict(zip(model.state_names, y, strict=True))
        return np.array(model.rates.evaluate(parameters, states), float) + rate

    solved = solve_ivp(change, span, y, method="LSODA", t_eval=at, rtol=1e-11, atol=1e-12)
    return np.asarray(solved.y.T, dtype=np.float64)
