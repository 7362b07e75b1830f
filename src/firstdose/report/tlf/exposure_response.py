"""Section 14.4: does toxicity rise with the exposure of the first cycle, and with which metric of it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.errors import DataError
from firstdose.report.blocks import Column, Panel
from firstdose.report.digits import DASH, capitalised, counted, significant
from firstdose.report.figures.exposure_response import exposure_response as drawn
from firstdose.report.figures.footer import Footer
from firstdose.report.tlf import dose_limiting
from firstdose.report.tlf.output import Drawing, Population, Sheet, UnavailableError
from firstdose.report.tlf.pharmacokinetics import parameters_of
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.exposure_response import ExposureResponse

_METRICS = ("CMAX", "AUCLST")
_SEVERE = 3  # grade from which an adverse event is severe
_NONE = "None: no relation"
_EXPOSED = "With exposure and outcome"


def _limiting(trial: Trial) -> pl.DataFrame:
    """USUBJID EVENT of the DLT-evaluable."""
    subjects = dose_limiting.found(trial).subjects
    return subjects.filter(subjects["status"] == "evaluable").select("USUBJID", EVENT="DLT")


def _severe(trial: Trial) -> pl.DataFrame:
    """USUBJID EVENT of the treated."""
    import polars as pl

    severe = trial.events.events.filter(pl.col("ATOXGR") >= _SEVERE)["USUBJID"].unique().to_list()
    return trial.arms.subjects.select("USUBJID", EVENT=pl.col("USUBJID").is_in(severe))


ENDPOINTS: Mapping[str, Callable[[Trial], pl.DataFrame]] = {
    "DLT": _limiting,
    f"Adverse event of grade {_SEVERE} or higher": _severe,
}


@dataclass(frozen=True, eq=False)
class Related:
    """What is known of one endpoint over the exposures."""

    found: ExposureResponse
    units: Mapping[str, str]  # of each metric

    @property
    def population(self) -> Population:
        """Who is in it."""
        return Population(_EXPOSED, self.found.seen.n)

    def named(self, metric: str) -> str:
        """A metric with its unit."""
        return f"{metric}, {self.units[metric]}" if metric in self.units else metric


def related(trial: Trial) -> dict[str, Related | UnavailableError]:
    """Each endpoint over the exposures of the first cycle, or why it is not."""
    return trial.once(_related)


def _related(trial: Trial) -> dict[str, Related | UnavailableError]:
    exposures, units = _exposures(trial)
    return {name: _asked(trial, outcome, exposures, units) for name, outcome in ENDPOINTS.items()}


def _asked(
    trial: Trial, outcome: Callable[[Trial], pl.DataFrame], exposures: pl.DataFrame, units: Mapping[str, str]
) -> Related | UnavailableError:
    from firstdose.analysis.exposure_response import exposure_response

    try:
        patients = exposures.join(outcome(trial), on="USUBJID", how="inner", maintain_order="left")
        metrics = [name for name in exposures.columns if name != "USUBJID"]
        found = exposure_response(patients, "EVENT", metrics, seed=trial.study.seed)
    except UnavailableError as error:
        return error
    except DataError as error:
        return UnavailableError(str(error))
    return UnavailableError(f"{capitalised(found.reason)}.") if found.reason else Related(found, units)


def _exposures(trial: Trial) -> tuple[pl.DataFrame, dict[str, str]]:
    """USUBJID and a column a metric, with the analyte's name where there are several; the metrics' units."""
    import polars as pl

    rows = parameters_of(trial).filter(pl.col("PPTESTCD").is_in(_METRICS))
    several = rows["ANALYTE"].n_unique() > 1
    name = pl.concat_str("ANALYTE", "PPTESTCD", separator=" ") if several else pl.col("PPTESTCD")
    rows = rows.with_columns(METRIC=name)
    order = rows.select("ANALYTE", "METRIC").unique(maintain_order=True)
    names = sorted(order["METRIC"], key=lambda each: _METRICS.index(each.rpartition(" ")[2]))
    units = {metric: unit for metric, unit in rows.select("METRIC", "UNIT").unique().rows() if unit}
    wide = rows.pivot("METRIC", index="USUBJID", values="AVAL").sort("USUBJID")
    return wide.select("USUBJID", *names), units


def table(trial: Trial) -> Sheet:
    """Every candidate of every endpoint: its odds ratio, and the weight that the data give it."""
    rows: list[tuple[str, ...]] = []
    groups, notes = [], []
    told = [one for one in related(trial).values() if isinstance(one, Related)]
    if not told:
        raise UnavailableError(" ".join(dict.fromkeys(map(str, related(trial).values()))))
    for name, one in related(trial).items():
        if isinstance(one, UnavailableError):
            notes.append(f"{name}: {one}")
            continue
        groups.append((len(rows), _headed(name, one)))
        rows += [_candidate(each) for each in one.found.candidates().to_dicts()]
    heads = (Column("Odds ratio per SD"), Column("90 % interval"), Column("p"), Column("Weight", "%"))
    columns = (Column("Metric", align="left"), Column("Relation", align="left"), *heads)
    notes += [
        "Logistic regression with Firth's correction; odds ratio per standard deviation of the metric on the scale of "
        "the relation. Weights are Akaike's: metrics that share the weight cannot be told apart.",
    ]
    population = Population(_EXPOSED, max(one.population.n for one in told))
    return Sheet(population, columns, tuple(rows), tuple(groups), tuple(notes))


def _headed(name: str, one: Related) -> str:
    seen = one.found.seen
    weights = ", ".join(
        f"{'no relation' if metric == 'none' else metric} {100 * weight:.0f} %"
        for metric, weight in one.found.metrics().select("METRIC", "WEIGHT").rows()
    )
    return f"{name}: {int(seen.event.sum())} of {counted(seen.n, 'subject')}. Weights: {weights}"


def _candidate(row: Mapping[str, Any]) -> tuple[str, ...]:
    slope = [row[name] for name in ("SLOPE", "LOW", "HIGH")]
    ratio, low, high = (DASH if each is None else significant(float(np.exp(each))) for each in slope)
    interval = DASH if slope[0] is None else f"{low}–{high}"
    p = DASH if row["P_VALUE"] is None else "<0.001" if row["P_VALUE"] < 0.001 else f"{row['P_VALUE']:.3f}"
    return (row["METRIC"] or _NONE, row["SHAPE"], ratio, interval, p, f"{100 * row['WEIGHT']:.1f}")


def figure(endpoint: str) -> Callable[[Trial], Drawing]:
    """An endpoint over each metric: what was seen by quarters, and the averaged curve."""

    def made(trial: Trial) -> Drawing:
        one = related(trial)[endpoint]
        if isinstance(one, UnavailableError):
            raise one
        found, metrics = one.found, tuple(one.found.seen.exposure)
        footer = Footer(one.population.name, one.population.n, trial.cut)
        panels = tuple(
            Panel(
                drawn(
                    found.quantiles(metric),
                    found.curve(metric),
                    one.named(metric),
                    "Probability",
                    footer if metric == metrics[-1] else None,
                ),
                metric,
                least_px=420,
            )
            for metric in metrics
        )
        note = "Diamonds: quarters of the subjects by exposure, with exact 90 % intervals. Line and band: mean of the "
        return Drawing(
            one.population,
            panels,
            f"Probability of the event over exposure in {counted(one.population.n, 'subject')}: {endpoint}.",
            (f"{note}relations by their weight, with the 90 % interval of a bootstrap.",),
        )

    return made
