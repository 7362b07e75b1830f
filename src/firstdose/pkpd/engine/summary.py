"""Many patients summarised as they are simulated, none of them kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import ModelError
from firstdose.pkpd.engine.dosing.columns import columns_of
from firstdose.pkpd.engine.dosing.parameters import given_parameters
from firstdose.pkpd.engine.simulate import simulate
from firstdose.pkpd.engine.sketch import Sketch
from firstdose.pkpd.engine.solution import Status
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64, I64

if TYPE_CHECKING:
    import polars

Draw = Callable[[range], Mapping[str, ArrayLike]]


@dataclass(frozen=True, eq=False)
class Summary:
    """What patients have in common at M times, for K states and outputs."""

    time: F64  # (M,)
    names: tuple[str, ...]  # (K,)
    count: I64  # (M, K) patients with a value; one who failed counts nowhere
    mean: F64  # (M, K)
    sd: F64  # (M, K) with count - 1
    minimum: F64  # (M, K)
    maximum: F64  # (M, K)
    quantiles: Mapping[float, F64]  # by probability, (M, K)
    failed: Mapping[Status, int]  # patients by the reason

    def __getitem__(self, name: str) -> dict[str, F64]:
        """(M,) each: count, mean, sd, minimum, maximum, and quantiles as p05, p50 ..."""
        if name not in self.names:
            raise ModelError(f"The summary has no {name}. It has {', '.join(self.names)}.")
        k = self.names.index(name)
        told = {each: getattr(self, each)[:, k] for each in ("count", "mean", "sd", "minimum", "maximum")}
        return told | {_label(probability): values[:, k] for probability, values in self.quantiles.items()}

    def to_polars(self) -> polars.DataFrame:
        """One row a name and time."""
        import polars

        return polars.concat([polars.DataFrame({"NAME": name, "TIME": self.time, **self[name]}) for name in self.names])


def summarise(
    model: Model,
    doses: Any,
    times: ArrayLike,
    params: Mapping[str, ArrayLike] | Draw | None = None,
    *,
    patients: int = 100_000,
    chunk: int = 2_000,
    names: Sequence[str] | None = None,
    probabilities: Sequence[float] = (0.05, 0.5, 0.95),
    **how: Any,
) -> Summary:
    """Mean, SD, range and quantiles over patients at each time, in memory that does not grow with their number.

    Parameters
    ----------
    doses : records without ID, for every patient; or a function from a range of patients to their records.
    params : numbers and (patients,) arrays by name; or a function from a range of patients to such, drawn anew.
    chunk : patients at a time. Results do not depend on it, but for the rounding of sums.
    names : of states and outputs; the outputs if not given.
    how : ``rtol``, ``atol``, ``threads`` as in ``simulate``.

    Notes
    -----
    Means and variances of chunks are put together by Chan's formula; quantiles are within 0.5 % (see ``Sketch``).

    References
    ----------
    Chan TF, Golub GH, LeVeque RJ (1983), Am Stat 37:242, doi:10.1080/00031305.1983.10483115.

    Examples
    --------
    >>> cl = np.linspace(0.25, 0.75, 101)
    >>> summary = summarise(Model.load("pk1"), {"TIME": [0.0], "AMT": [300.0]}, [6.0], {"CL": cl}, patients=101)
    >>> {name: float(values[0].round(1)) for name, values in summary["CP"].items() if name in ("mean", "maximum")}
    {'mean': 38.4, 'maximum': 60.7}
    """
    if patients < 1 or chunk < 1:
        raise ModelError(f"patients = {patients}, chunk = {chunk}: give 1 or more of each.")
    wrong = [p for p in probabilities if not 0 <= p <= 1]
    if wrong:
        raise ModelError(f"probabilities has {wrong[0]}. A probability lies from 0 to 1.")
    given = params if callable(params) else _Slices(given_parameters(model, params), patients)
    told = None
    for begin in range(0, patients, chunk):
        some = range(begin, min(begin + chunk, patients))
        solution = simulate(model, _records(doses, some), times, _one_each(model, given(some), some), **how)
        told = told or _Told(model, solution.time, tuple(names or model.outputs or model.state_names))
        told.add(solution.values, solution.status)
    assert told is not None
    return told.summary(probabilities)


class _Slices:
    """Parameters given for all patients, for some of them."""

    def __init__(self, given: Mapping[str, F64], patients: int) -> None:
        for name, values in given.items():
            if values.ndim and len(values) != patients:
                raise ModelError(f"Parameter {name} has {len(values)} values for {patients} patients. Give one each.")
        self.given = given

    def __call__(self, some: range) -> dict[str, F64]:
        return {name: values[some.start : some.stop] if values.ndim else values for name, values in self.given.items()}


def _records(doses: Any, some: range) -> Any:
    if callable(doses):
        return doses(some)
    if "ID" in columns_of(doses):
        raise ModelError(
            "The dose records have an ID, and summarise simulates patients in chunks. Give records without ID, the "
            "same for everybody, or a function from a range of patients to their records."
        )
    return doses


def _one_each(model: Model, params: Mapping[str, ArrayLike], some: range) -> dict[str, Any]:
    """Parameters of which at least one tells how many patients there are."""
    name = next(iter(params or model.defaults))
    return {**params, name: np.broadcast_to(np.asarray(params.get(name, model.defaults[name]), float), len(some))}


def _label(probability: float) -> str:
    return f"p{100 * probability:04.1f}".removesuffix(".0")


class _Told:
    """What has been seen so far."""

    def __init__(self, model: Model, time: F64, names: tuple[str, ...]) -> None:
        unknown = [name for name in names if name not in model.names]
        if unknown:
            raise ModelError(f"Model {model.name} has no {unknown[0]}. It has {', '.join(model.names)}.")
        self.time, self.names = time, names
        self.columns = [model.names.index(name) for name in names]
        shape = (len(time), len(names))
        self.count = np.zeros(shape, np.int64)
        self.mean, self.squares = np.zeros(shape), np.zeros(shape)
        self.least, self.most = np.full(shape, np.inf), np.full(shape, -np.inf)
        self.sketches = [Sketch(len(time)) for _ in names]
        self.failed: dict[Status, int] = {}

    def add(self, values: F64, status: Any) -> None:
        """Some more patients."""
        for each in np.unique(status[status != Status.OK]):
            self.failed[Status(each)] = self.failed.get(Status(each), 0) + int((status == each).sum())
        for k, column in enumerate(self.columns):
            self._take(k, values[status == Status.OK, :, column])

    def _take(self, k: int, values: F64) -> None:
        known = np.isfinite(values)
        count, before = known.sum(axis=0), self.count[:, k]
        filled = np.where(known, values, 0.0)
        mean = filled.sum(axis=0) / np.maximum(count, 1)
        squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
        both = np.maximum(before + count, 1)
        apart = mean - self.mean[:, k]
        self.squares[:, k] += np.where(count > 0, squares + apart**2 * before * count / both, 0.0)
        self.mean[:, k] += np.where(count > 0, apart * count / both, 0.0)
        self.count[:, k] += count
        self.least[:, k] = np.minimum(self.least[:, k], np.where(known, values, np.inf).min(axis=0, initial=np.inf))
        self.most[:, k] = np.maximum(self.most[:, k], np.where(known, values, -np.inf).max(axis=0, initial=-np.inf))
        self.sketches[k].add(np.where(known, values, np.nan))

    def summary(self, probabilities: Sequence[float]) -> Summary:
        """Of all patients seen."""
        some = self.count > 0
        least, most = np.where(some, self.least, np.nan), np.where(some, self.most, np.nan)
        quantiles = {
            p: np.clip(np.stack([sketch.quantile(p) for sketch in self.sketches], axis=1), least, most)
            for p in probabilities
        }
        with np.errstate(invalid="ignore", divide="ignore"):
            sd = np.where(self.count > 1, np.sqrt(self.squares / (self.count - 1)), np.nan)
        mean = np.where(some, self.mean, np.nan)
        return Summary(self.time, self.names, self.count, mean, sd, least, most, quantiles, self.failed)
