"""How long FOCEI takes: theophylline (promised: under 1 s), warfarin, and models of more equations on simulated data.

What nlmixr2 took was measured elsewhere, in one run that includes the building of its model, and is only quoted.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from firstdose.analysis.population import Fit, PopulationModel, Predictor, Records, fit
from firstdose.analysis.population.reading import stated
from firstdose.analysis.population.simulation import observed_at, repeated, replicates
from firstdose.analysis.population.values import Packing

DATA = Path(__file__).parents[1] / "tests/golden/data/population"
NLMIXR2 = {"theo_sd": 7.332, "warfarin": 12.371}  # seconds; nlmixr2est 4.1.1, another machine
PROMISED = 1.0  # seconds
TIMES = (0.07, 0.5, 1.0, 2.0, 4.0, 7.0, 10.0, 14.0, 21.0)
SUBJECTS = 100
SIMULATED: dict[str, dict[str, Any]] = {
    "two compartments, weight": {},
    "saturable loss": {
        "model": "pk2_mm",
        "theta": {"CL": 0.3, "V1": 3.0, "VM": 40.0, "KM": 1.5},
        "omega": {"CL": 0.1, "V1": 0.05, "VM": 0.1},
        "error": {"CP": {"proportional": 0.15, "additive": 0.1}},
    },
    "target-mediated, quasi-steady state": {
        "model": "tmdd_qss",
        "theta": {"CL": 0.3, "V1": 3.0, "KINT": 3.0, "R0": 8.0},
        "omega": {"CL": 0.1, "V1": 0.05, "R0": 0.1},
        "error": {"CP": {"proportional": 0.15, "additive": 0.1}},
    },
}


def simulated(model: PopulationModel) -> pl.DataFrame:
    """What subjects of the model would show after 3.6 a kg, infused over 1.5 hours."""
    weight = np.random.default_rng(1).normal(70, 12, SUBJECTS).round(1)
    told = {
        "ID": np.arange(SUBJECTS) + 1,
        "TIME": 0.0,
        "AMT": 3.6 * weight,
        "RATE": 3.6 * weight / 0.0625,
        "WT": weight,
    }
    frame = observed_at(model, pl.DataFrame(told), TIMES)
    records = Records.of(model, frame)
    _, dv = replicates(Predictor(model, records), repeated(Packing(model).initial, 1), np.random.default_rng(2))
    column = np.full(len(frame), np.nan)
    column[records.row - 1] = dv[0]
    return frame.with_columns(DV=pl.Series(column).fill_nan(None))


def timed(model: PopulationModel, data: pl.DataFrame | Path) -> tuple[Fit, float]:
    """A fit, and the seconds of a second one, when everything is imported and compiled."""
    fit(model, data)
    start = time.perf_counter()
    return fit(model, data), time.perf_counter() - start


def main() -> None:
    """Measure."""
    for name, peer in NLMIXR2.items():
        found, ours = timed(PopulationModel.load(name), DATA / f"{name}.csv")
        promised = f" (promised: {PROMISED:g} s)" if name == "theo_sd" else ""
        print(f"{name}: FOCEI {ours:.2f} s{promised}, OFV {found.ofv:.3f}, {found.iterations} iterations, with errors")
        print(f"  nlmixr2, measured elsewhere, with the building of its model: {peer:.1f} s ({peer / ours:.0f} times)")
    for name, tables in SIMULATED.items():
        model = stated(tables, name) if tables else PopulationModel.load("t-dm1")
        found, ours = timed(model, simulated(model))
        size = f"{len(found.id)} subjects, {found.n_observations} observations, {found.n_parameters} parameters"
        print(f"{name}, {size}: FOCEI {ours:.2f} s, {found.iterations} iterations, converged: {found.converged}")


if __name__ == "__main__":
    main()
