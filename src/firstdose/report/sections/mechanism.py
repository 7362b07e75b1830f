"""What the mechanism says of each dose: courses over time, outcomes, and the sites of action that are possible."""

from __future__ import annotations

from collections.abc import Sequence

from firstdose.pkpd import Band
from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Reference, Table, Text, prose
from firstdose.report.digits import capitalised, counted, doses, fixed, listed, percent
from firstdose.report.figures.bands import band_over_dose, with_target
from firstdose.report.figures.curves import over_time
from firstdose.report.mechanistic import Mechanistic
from firstdose.report.results import Results
from firstdose.report.sections.assumption_swings import swings
from firstdose.report.words import dose_or_beyond, level_words, schedule_words
from firstdose.study import MechanismTruth, Study
from firstdose.virtual import MechanismPrediction
from firstdose.virtual.course_bands import CourseBand
from firstdose.virtual.outcomes_by_patient import DLT, NADIR

_SHARES = {
    "p_dlt": "DLT",
    "p_thrombocytopenia_g3": "Platelets, grade ≥3",
    "p_thrombocytopenia_g4": "Platelets, grade 4",
    "p_alt_g3": "ALT, grade ≥3",
    "p_rash_g3": "Rash, grade ≥3",
    "orr": "Response",
}
_COURSES = {
    "PLT": ("Platelets", "10⁹/L", {"grade 3": 50.0, "grade 4": 25.0}),
    "ALT": ("ALT", "U/L", {}),
    "RASH": ("Rash", "score on the scale of grades", {}),
    "SLD": ("Sum of tumour diameters", "mm", {}),
}


def mechanism(study: Study, results: Results) -> tuple[Block, ...]:
    """Nothing where the molecule has no mechanism."""
    found = results.mechanistic
    if found is None:
        return ()
    return (
        Heading("mechanism", "What the mechanism says"),
        Text(
            prose(
                "Each virtual patient is simulated: conjugate, antibody and payload in plasma, tumour, platelets, "
                "liver enzymes, skin and cornea. What is measured is graded by CTCAE v5.0, doses are held, and the "
                "protocol’s definition finds the DLTs. ",
                Reference("course-figure"),
                " shows what happens over time, ",
                Reference("outcome-figure"),
                " and ",
                Reference("outcome-table"),
                f" what comes of it. {_role(study)}",
            )
        ),
        _courses(study, results, found),
        _by_dose(study, results, found),
        _outcomes(study, results, found),
        *_sites(study, results, found),
        *swings(study, results, found),
    )


def _role(study: Study) -> str:
    if isinstance(study.truth, MechanismTruth):
        return "This is the truth that the designs are tried in."
    return (
        "The designs are tried in the truth of the section before; the mechanism is a second opinion, from other "
        "assumptions."
    )


def _courses(study: Study, results: Results, found: Mechanistic) -> Figure:
    units = study.protocol.grid.units
    shown = {name: bands for name, bands in found.courses.items() if name in _COURSES and _moves(bands)}
    names = ", ".join(f"{band.dose:g}" for band in next(iter(shown.values())))
    panels = []
    for name, bands in shown.items():
        what, unit, limits = _COURSES[name]
        lines = {f"{band.dose:g} {units}": band for band in bands}
        panels.append(Panel(over_time(lines, "Day", f"{what}, {unit}", limits), what))
    return Figure(
        "course-figure",
        f"Courses at {names} {units} {schedule_words(study.protocol.schedule)}: median (line) and 5th to 95th "
        "percentile (band) of the patients one would see. Each virtual patient has parameters of their own, and one "
        "vector of what is not known of the molecule; doses are held for toxicity.",
        f"Courses over time of {listed([_COURSES[name][0].lower() for name in shown])} at {names} {units}.",
        tuple(panels),
        illustrative=results.prediction.illustrative,
    )


def _moves(bands: Sequence[CourseBand]) -> bool:
    """Whether there is anything to see."""
    return any(float(band.p95.max()) > 0 for band in bands)


def _by_dose(study: Study, results: Results, found: Mechanistic) -> Figure:
    grid = study.protocol.grid
    target = results.central.comparison.optimal.target
    title = f"Dose, {grid.units} {schedule_words(study.protocol.schedule)}"
    dlt, response = (_bands(found.prediction, len(grid), name) for name in (DLT, "orr"))
    chart = with_target(
        band_over_dose(grid.doses, dlt, title, "Probability of a DLT", share=True),
        target,
        f"target {percent(target)} %",
    )
    panels = [Panel(chart, "DLT")]
    if response:
        panels.append(Panel(band_over_dose(grid.doses, response, title, "Response rate", share=True), "Response"))
    return Figure(
        "outcome-figure",
        "DLT and response by dose as the mechanism has them: median (line) and 5th to 95th percentile (band) of what "
        "the published results leave open. The band of the response rate holds no doubt about the tumour’s "
        "sensitivity beyond what was fitted.",
        f"Two charts over dose: the DLT probability rises from {percent(dlt[0].median)} to {percent(dlt[-1].median)} "
        "%.",
        tuple(panels),
        illustrative=results.prediction.illustrative,
    )


def _bands(prediction: MechanismPrediction, levels: int, name: str) -> list[Band]:
    return [found[name] for level in range(levels) if name in (found := prediction.outcomes(level))]


def _outcomes(study: Study, results: Results, found: Mechanistic) -> Table:
    grid, window = study.protocol.grid, study.protocol.dlt.window_days
    names = [name for name in _SHARES if _bands(found.prediction, 1, name)]
    return Table(
        "outcome-table",
        f"Patients with each outcome, {schedule_words(study.protocol.schedule)}: median (5th to 95th percentile) of "
        "what is not known.",
        (
            Column("Level", align="left"),
            Column("Dose", grid.units),
            *(Column(_SHARES[name], "%") for name in names),
            Column("Fewest platelets", "day"),
        ),
        tuple(
            (f"{level + 1}", dose, *(_share(here[name]) for name in names), _day(here[NADIR]))
            for level, dose in enumerate(doses(grid.doses))
            for here in (found.prediction.outcomes(level),)
        ),
        note=f"Grades in the DLT window of {counted(window, 'day')}; response: the sum of diameters, as "
        "measured, falls by 30 % at two scans running of the first three, six weeks apart. The day of fewest platelets "
        "is between patients.",
        illustrative=results.prediction.illustrative,
    )


def _share(band: Band) -> str:
    return _with_ends(*map(percent, (band.median, band.p05, band.p95)))


def _day(band: Band) -> str:
    return _with_ends(*map(fixed, (band.median, band.p05, band.p95)))


def _with_ends(median: str, p05: str, p95: str) -> str:
    """The band in brackets, where it is one as written."""
    return median if median == p05 == p95 else f"{median} ({p05}–{p95})"


def _sites(study: Study, results: Results, found: Mechanistic) -> tuple[Block, ...]:
    grid, level = study.protocol.grid, found.site_level
    medians = {site: one.outcomes(level)[DLT].median for site, one in found.sites.items()}
    ends = [percent(share) for share in (min(medians.values()), max(medians.values()))]
    return (
        Heading("sites", "Where the conjugate acts on platelets", level=3),
        Text(
            prose(
                "Published results do not settle how the conjugate lowers platelets: it may slow the renewal of their "
                "progenitors, hold back their release, or harm them in circulation. Each was fitted on its own to the "
                "same results. ",
                Reference("site-figure"),
                " and ",
                Reference("site-table"),
                f" put them side by side at {level_words(grid, level)}: the median DLT probability is {ends[0]} to "
                f"{ends[1]} %.",
            )
        ),
        Figure(
            "site-figure",
            f"Platelets at {level_words(grid, level)} under each site of action: median (line) and 5th to 95th "
            "percentile (band) of the patients one would see.",
            f"Platelets over time under {listed(list(found.site_platelets))}.",
            (Panel(over_time(dict(found.site_platelets), "Day", "Platelets, 10⁹/L", dict(_COURSES["PLT"][2]))),),
            illustrative=results.prediction.illustrative,
        ),
        _site_table(study, results, found),
    )


def _site_table(study: Study, results: Results, found: Mechanistic) -> Table:
    target = results.central.comparison.optimal.target
    names = ("p_dlt", "p_thrombocytopenia_g3", "p_thrombocytopenia_g4")
    rows = []
    for site, one in found.sites.items():
        here = one.outcomes(found.site_level)
        rows.append((capitalised(site), *(_share(here[name]) for name in names), _day(here[NADIR]), _mtd(one, target)))
    return Table(
        "site-table",
        f"The sites of action at {level_words(study.protocol.grid, found.site_level)}, and the dose whose DLT "
        f"probability is {percent(target)} %.",
        (
            Column("Site of action", align="left"),
            *(Column(_SHARES[name], "%") for name in names),
            Column("Fewest platelets", "day"),
            Column("MTD", "mg/kg"),
        ),
        tuple(rows),
        marked=frozenset({0}),
        note="Shaded: the site that this report has elsewhere.",
        illustrative=results.prediction.illustrative,
    )


def _mtd(prediction: MechanismPrediction, target: float) -> str:
    mtd = prediction.mtd(target)
    median, p05, p95 = (dose_or_beyond(dose, mtd.lowest, mtd.highest) for dose in vars(mtd.band).values())
    return f"{median} ({p05}–{p95})"
