"""The truth of simulated trials in which toxicity follows from the mechanism, patient by patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import StudyError
from firstdose.pkpd import Model
from firstdose.pkpd.draws import variability
from firstdose.pkpd.mechanism import DEFAULT_SITE, parameters
from firstdose.pkpd.models.adc import PLATELETS, patient_model, plasma
from firstdose.pkpd.models.eye import eye
from firstdose.pkpd.models.liver import liver
from firstdose.pkpd.models.skin import skin
from firstdose.pkpd.response import response_rule
from firstdose.rng import uniforms
from firstdose.sourced import Assumption, sourced_in
from firstdose.study import MechanismTruth, Study
from firstdose.trial import DltDefinition, Doses, Schedule, observe
from firstdose.types import F64, I8
from firstdose.virtual.graded import graded_events, single_events, together
from firstdose.virtual.held_courses import HeldCourses, held_courses
from firstdose.virtual.mechanism_settings import MechanismSettings, mechanism_settings
from firstdose.virtual.own_choice import weighs_responses
from firstdose.virtual.patients import Fate, Patients
from firstdose.virtual.pool import doses_mg_per_kg
from firstdose.virtual.traits import Row, Traits, even_shares
from firstdose.virtual.truth import Truth

AT_ONCE = 20_000  # courses: bounds memory
SIZE = "SLD"  # sum of diameters, where the patient model has a tumour
_EVEN = 4000  # patients behind p_dlt


@dataclass(frozen=True, eq=False)
class Judged:
    """What was measured in N patients, and what the protocol makes of it."""

    courses: HeldCourses
    fate: Fate


@dataclass(frozen=True, eq=False)
class Mechanism(Truth):
    """Each virtual patient is simulated at the dose given, and what is measured is judged by the protocol.

    Notes
    -----
    A patient is a vector of standard normal deviates, drawn before any dose. Platelets, liver enzymes, skin and eye
    give graded events over the DLT window, doses are held as ``settings`` has it, and ``trial.observe`` finds the DLT:
    it is never drawn. What the mechanism does not have comes as a background event, to those whose tolerance is below
    its probability, at any time in the window alike.
    """

    traits: Traits
    model: Model
    row: Row  # of the ensemble: what is true of the molecule
    doses_mg_per_kg: F64  # (K,)
    schedule: Schedule
    dlt: DltDefinition
    settings: MechanismSettings
    responses: bool = False  # follow tumours to the last scan; without, responses are not modelled

    def patients(self, seed: int, trials: range, n: int) -> Patients:
        """The first ``n`` patients of each trial."""
        return Patients(uniforms(seed, "tolerance", trials, n), traits=self.traits.drawn(seed, trials, n))

    def even(self, n: int) -> Patients:
        """``n`` patients, (n,), who lie evenly in each trait, the same for every seed."""
        return Patients(even_shares("tolerance", n), traits=self.traits.even(n))

    def treat(self, patients: Patients, level: I8) -> Fate:
        """When the DLT comes, the worst grade in the window, and whether there is a response."""
        if patients.traits is None:
            raise StudyError(
                "Toxicity follows a mechanism here, and these patients have none: take those of this truth."
            )
        given = np.broadcast_to(level, patients.tolerance.shape)
        onset, grade = np.full(given.shape, np.inf), np.full(given.shape, np.int8(0))
        response = np.full(given.shape, np.int8(0 if self.responses else -1))
        places = np.nonzero(given >= 0)
        for start in range(0, len(places[0]), AT_ONCE):
            some = tuple(place[start : start + AT_ONCE] for place in places)
            dose = self.doses_mg_per_kg[given[some]]
            fate = self.judged(patients.tolerance[some], patients.traits[some], dose, self.row).fate
            onset[some], grade[some], response[some] = fate.onset, fate.grade, fate.response
        return Fate.of(onset, grade, response)

    def judged(self, tolerance: F64, deviates: F64, dose_mg_per_kg: F64, row: Row) -> Judged:
        """What becomes of N patients, each at a dose of its own, and what was measured.

        Parameters
        ----------
        tolerance : (N,) uniform.
        deviates : (N, Q) traits.
        dose_mg_per_kg : (N,).
        row : unknowns of the molecule.
        """
        courses = self.courses(deviates, dose_mg_per_kg, row)
        onset, grade = judged(courses, self.settings, self.dlt, self._background(tolerance))
        return Judged(courses, Fate.of(onset, grade, self._response(courses, deviates) if self.responses else None))

    def courses(self, deviates: F64, dose_mg_per_kg: F64, row: Row) -> HeldCourses:
        """Daily measurements over the DLT window, and at the scans."""
        parameters, weight_kg = self.traits.parameters(deviates, row)
        scans = self.settings.follow_up.days if self.responses else ()
        return held_courses(
            self.model,
            parameters,
            weight_kg,
            self.schedule,
            dose_mg_per_kg,
            (*range(self.dlt.window_days), *scans),
            self.settings,
            (SIZE,) if self.responses else (),
        )

    @property
    def response_days(self) -> float | None:
        """Days from the first dose until it is known who responds; None: responses are not modelled."""
        return self.settings.follow_up.days[-1] if self.responses else None

    def p_dlt(self) -> F64:
        """(K,) DLT probability at each level: the share of many patients, the same for every seed and level."""
        return self._p_dlt

    def true_response(self) -> F64 | None:
        """(K,) likewise, of responses."""
        return self._p_response if self.responses else None

    @cached_property
    def _p_dlt(self) -> F64:
        return np.array([np.isfinite(fate.onset).mean() for fate in self._even])

    @cached_property
    def _p_response(self) -> F64:
        return np.array([(fate.response == 1).mean() for fate in self._even])

    @cached_property
    def _even(self) -> list[Fate]:
        """What becomes of the same patients at each level."""
        patients = self.even(_EVEN)
        return [
            self.treat(patients, np.full(patients.tolerance.shape, level, np.int8))
            for level in range(len(self.doses_mg_per_kg))
        ]

    def _background(self, tolerance: F64) -> F64:
        """(N,) day of the background event; inf: none in the window."""
        p, window = self.settings.background.within(self.dlt.window_days), self.dlt.window_days
        if not p:
            return np.full(tolerance.shape, np.inf)
        return np.where(tolerance < p, np.minimum(tolerance / p, 1 - 1e-8) * window, np.inf)

    def _response(self, courses: HeldCourses, deviates: F64) -> I8:
        """(N,) 1 where a response was confirmed."""
        rule, scans = response_rule(), self.traits.scans
        true = courses.values[SIZE][:, np.searchsorted(courses.days, scans)]
        return rule.confirmed(rule.measured(true, self.traits.errors(deviates))).astype(np.int8)


def judged(courses: HeldCourses, settings: MechanismSettings, dlt: DltDefinition, background: F64) -> tuple[F64, I8]:
    """(N,) days to the first DLT, inf: none; and (N,) the worst grade in the window."""
    window, hold, beside = dlt.window_days, settings.hold, settings.background
    events = together(
        [
            graded_events(courses.grades(settings, window), courses.days[courses.days < window]),
            single_events(hold.term, courses.missed_day(hold.missed), 0),
            single_events(beside.term, background, beside.grade),
        ]
    )
    zero = np.zeros((len(background), 1))
    doses = Doses(zero.astype(np.int8), zero.astype(np.int16), zero, np.full_like(zero, np.inf))
    seen = observe(doses, events, dlt, np.inf)
    onset = np.where(seen.dlt, seen.follow_up * window, np.inf)[:, 0]
    return onset, np.maximum(seen.severity[:, 0], np.int8(0))


def mechanism_truth(
    study: Study, row: Mapping[str, ArrayLike] | None = None, *, site: str | None = None, responses: bool | None = None
) -> Mechanism:
    """The study's molecule, schedule and patients under one vector of what is not known of the molecule.

    Parameters
    ----------
    row : of the molecule's ensemble; the typical values of the library unless given.
    site : of action on platelets; the study's, or the library's, unless given.
    responses : whether tumours are followed; where the study's design weighs responses unless given.
    """
    study.molecule.require_mechanism()
    at, protocol = site or site_of(study), study.protocol
    followed = weighs_responses(study.design) if responses is None else responses
    settings = mechanism_settings()
    return Mechanism(
        traits=Traits.of(study, at, (0.0, *settings.follow_up.days) if followed else ()),
        model=patient_model(at) if followed else safety_model(at),
        row={name: np.asarray(value, np.float64) for name, value in (row or {}).items()},
        doses_mg_per_kg=np.array(doses_mg_per_kg(study)),
        schedule=protocol.schedule,
        dlt=protocol.dlt,
        settings=settings,
        responses=followed,
    )


def site_of(study: Study) -> str:
    """Where the conjugate acts on platelets; the library's choice where the study makes none."""
    return study.truth.site if isinstance(study.truth, MechanismTruth) else DEFAULT_SITE


@cache
def safety_model(site: str) -> Model:
    """The patient without a tumour: a third faster to simulate, and alike in what the DLT window shows."""
    patient_model(site)  # refuses an unknown site
    return Model.of(
        f"adc_safety_{site}", plasma, PLATELETS[site], liver, skin, eye, meaning="A patient without a tumour."
    )


def mechanism_assumptions(study: Study, known: Iterable[Assumption]) -> Iterator[Assumption]:
    """What the patient model and the way to the judge rest on, those already ``known`` left out."""
    said = {(one.what, one.source) for one in known}
    numbers = parameters(study.molecule, "human", site_of(study))
    for name, number in numbers.items():
        if (str(number), number.source) not in said:
            yield Assumption(f"patient model {name}", str(number), number.source, number.provenance)
    for name, spread in variability().by_name.items():
        if name in numbers:
            what, source = f"{spread.spread} between patients", spread.spread.source
            yield Assumption(f"patient model {name}", what, source, spread.spread.provenance)
    yield from sourced_in(mechanism_settings(), "mechanism")
    yield from sourced_in(response_rule(), "response")
