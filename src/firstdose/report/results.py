"""Everything a report is composed from, frozen: predictions, simulated trials, replays, and the run itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstdose.design import Design, Recommendation, ReplayStep
from firstdose.molecule import Adc, PublishedTrial
from firstdose.patient import Addressable
from firstdose.pkpd import Band, WindowSupport
from firstdose.report.blocks import Words
from firstdose.report.mechanistic import Mechanistic
from firstdose.sourced import Assumption
from firstdose.virtual import Comparison, ConcentrationBand, Prediction


@dataclass(frozen=True, eq=False)
class Scenario:
    """How the designs behave in one truth."""

    title: str  # e.g. "Central"
    words: Words  # what the truth is, in a sentence
    comparison: Comparison


@dataclass(frozen=True)
class Replay:
    """What each design would have said after every cohort of a published trial."""

    trial: PublishedTrial
    steps: Mapping[str, tuple[ReplayStep, ...]]  # by design; the first step is before any patient
    mtd: Mapping[str, int | None]  # by design, the MTD after the last cohort, 0-based

    @property
    def doses(self) -> tuple[float, ...]:
        """Of the trial's levels, mg/kg."""
        return tuple(level.dose for level in self.trial.levels)


@dataclass(frozen=True)
class Opening:
    """What the study's own design says after its first cohort."""

    dlt: int
    n: int
    said: Recommendation


@dataclass(frozen=True)
class Forward:
    """Probability that an expansion cohort calls for going forward, at each response rate."""

    cohort: str  # its name
    curve: tuple[tuple[float, float], ...]  # response rate, probability; other strata of a basket at no interest


@dataclass(frozen=True)
class Manifest:
    """The run: the same one gives the same report."""

    version: str
    seed: int
    study_file: str
    sha256: str
    truth: str  # its kind
    trials: int  # simulated, for each design and truth
    patients: int  # virtual, for exposure
    python: str
    numpy: str


@dataclass(frozen=True, eq=False)
class Results:
    """Answers about one study, in the order of the report."""

    tested: Adc  # the molecule whose trials toxicity rests on: the study's own, unless its predictions are illustrative
    prediction: Prediction
    concentrations: tuple[ConcentrationBand, ...]
    windows: tuple[WindowSupport, ...]
    by_window: Mapping[float, tuple[Band, ...]]  # DLT probability at each level, by days of exposure that count
    designs: Mapping[str, Design]  # by name, those compared
    scenarios: tuple[Scenario, ...]  # the study's own truth first
    first: Recommendation  # before any patient
    openings: tuple[Opening, ...]
    forward: tuple[Forward, ...]
    addressable: Addressable
    replays: tuple[Replay, ...]
    assumptions: tuple[Assumption, ...]
    manifest: Manifest
    mechanistic: Mechanistic | None = None  # None: the molecule has no mechanism

    @property
    def central(self) -> Scenario:
        """The designs in the study's own truth."""
        return self.scenarios[0]
