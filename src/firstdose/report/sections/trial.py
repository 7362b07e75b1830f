"""The trial as planned: doses, schedule, DLT definition and sites."""

from __future__ import annotations

from firstdose.report.blocks import Block, Cell, Facts, Heading, Marked
from firstdose.report.digits import capitalised, counted, doses, listed, percent
from firstdose.report.results import Results
from firstdose.report.sections.design_words import option_rows, rule_words
from firstdose.report.words import design_name, level_words, provenance, schedule_words
from firstdose.study import Study
from firstdose.trial import Criterion


def trial(study: Study, results: Results) -> tuple[Block, ...]:
    """Plan, design and sites; a badge says where the plan comes from if not from a publication."""
    return (
        Heading("trial", "The trial as planned"),
        Facts(_plan(study)),
        Heading("trial-design", f"Design: {design_name(study.design_name)}", level=3),
        Facts((*option_rows(study.design), ("Rules", rule_words(study)))),
        Heading("trial-sites", "Sites and accrual", level=3),
        Facts(_sites(study)),
    )


def _plan(study: Study) -> tuple[tuple[str, Cell | tuple[str, ...]], ...]:
    protocol = study.protocol
    schedule, patients = protocol.schedule, [f"{one.name} ({percent(one.share)} %)" for one in study.indications]
    return (
        ("Patients", _stated(study, "[[indications]]", listed(patients))),
        ("Dose levels", _stated(study, "[doses]", f"{listed(doses(protocol.grid.doses))} {protocol.grid.units}")),
        ("First cohort", level_words(protocol.grid, protocol.start_level)),
        (
            "Schedule",
            _stated(
                study,
                "[schedule]",
                f"{capitalised(schedule_words(schedule))}, infusions of {schedule.infusion_hours:g} h, cycles of "
                f"{counted(schedule.cycle_days, 'day')}",
            ),
        ),
        ("DLT window", _stated(study, "[dlt]", f"{counted(protocol.dlt.window_days, 'day')} from the first dose")),
        ("DLT", _criteria(protocol.dlt.criteria)),
        (
            "Size",
            _stated(
                study,
                "[escalation]",
                f"cohorts of {counted(protocol.cohort_size, 'patient')}, "
                f"{counted(protocol.max_patients, 'patient')} at most",
            ),
        ),
    )


def _stated(study: Study, table: str, words: str) -> Cell:
    said = next((one for one in study.stated if one.where.startswith(table)), None)
    return Marked(words, provenance(said.provenance)) if said else words


def _criteria(criteria: tuple[Criterion, ...]) -> tuple[str, ...]:
    grades = sorted({one.grade for one in criteria if one.grade}, reverse=True)
    graded = [f"grade {grade}{' or higher' * (grade < 5)}: {listed(_terms(criteria, grade))}" for grade in grades]
    return (*graded, *_terms(criteria, 0))


def _terms(criteria: tuple[Criterion, ...], grade: int) -> list[str]:
    return [one.term for one in criteria if one.grade == grade]


def _sites(study: Study) -> tuple[tuple[str, Cell], ...]:
    accrual = study.accrual
    days = listed([f"{day:g}" for day in accrual.opening_days])
    rates = [f"{rate:g}" for rate in accrual.per_month]
    alike = f"{counted(accrual.per_month[0], 'patient')} a site and month"
    return (
        ("Sites", _stated(study, "[accrual]", f"{accrual.sites}, opening on day {days}")),
        ("Accrual", f"{alike if len(set(rates)) == 1 else _by_site(rates)}, at random (Poisson)"),
    )


def _by_site(rates: list[str]) -> str:
    return f"{listed(rates)} patients a month, site by site"
