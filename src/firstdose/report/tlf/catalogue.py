"""Which outputs there are, in the order of ICH E3."""

from __future__ import annotations

from firstdose.analysis.safety.selection import ANY, DISCONTINUED, SERIOUS
from firstdose.report.tlf import (
    adverse_events,
    dose_limiting,
    drawings,
    exposure,
    exposure_response,
    laboratory,
    listings,
    next_dose,
    pharmacokinetics,
    response,
    subjects,
    survival,
)
from firstdose.report.tlf.output import Output

SECTIONS: tuple[tuple[str, str, tuple[Output, ...]], ...] = (
    (
        "14.1",
        "Subjects and exposure",
        (
            Output("Table", "14.1.1", "Disposition of subjects", ("adsl",), subjects.disposition),
            Output("Table", "14.1.2", "Analysis sets", ("adsl", "adpc", "adrs", "adae"), subjects.analysis_sets),
            Output("Table", "14.1.3", "Demographic and baseline characteristics", ("adsl",), subjects.demographics),
            Output("Table", "14.1.4", "Exposure and dose intensity", ("adex", "adsl"), exposure.table),
        ),
    ),
    (
        "14.2",
        "Efficacy",
        (
            Output("Table", "14.2.1", "Best overall response", ("adrs", "adsl"), response.table),
            Output("Table", "14.2.2", "Time to event", ("adtte", "adsl"), survival.table),
            Output("Figure", "14.2.1", "Best change of target lesions", ("adtr", "adrs"), drawings.waterfall),
            Output("Figure", "14.2.2", "Change of target lesions over time", ("adtr",), drawings.spider),
            Output("Figure", "14.2.3", "Time on treatment and events", ("adsl", "adrs", "adae"), drawings.swimmer),
            Output("Figure", "14.2.4", "Progression-free survival", ("adtte",), drawings.survival("PFS")),
            Output("Figure", "14.2.5", "Overall survival", ("adtte",), drawings.survival("OS")),
            Output("Figure", "14.2.6", "Duration of response", ("adtte",), drawings.survival("RSD")),
            Output("Figure", "14.2.7", "Objective response by subgroup", ("adrs", "adsl"), drawings.forest),
        ),
    ),
    (
        "14.3",
        "Safety",
        (
            Output(
                "Table", "14.3.1", "Dose-limiting toxicities by dose level", ("adae", "adsl", "ex"), dose_limiting.table
            ),
            Output("Table", "14.3.2", "Recommendation of the design", ("adae", "adsl", "ex"), next_dose.table),
            Output(
                "Figure",
                "14.3.1",
                "Estimated probability of a DLT by dose level",
                ("adae", "adsl", "ex"),
                next_dose.figure,
            ),
            Output("Table", "14.3.3", "Overview of adverse events", ("adae", "adsl"), adverse_events.overview),
            Output(
                "Table",
                "14.3.4",
                "Adverse events by system organ class and preferred term",
                ("adae", "adsl"),
                adverse_events.by_term(ANY),
            ),
            Output("Table", "14.3.5", "Adverse events by worst grade", ("adae", "adsl"), adverse_events.by_grade),
            Output("Table", "14.3.6", "Serious adverse events", ("adae", "adsl"), adverse_events.by_term(SERIOUS)),
            Output(
                "Table",
                "14.3.7",
                "Adverse events leading to discontinuation",
                ("adae", "adsl"),
                adverse_events.by_term(DISCONTINUED),
            ),
            Output(
                "Table", "14.3.8", "Laboratory shifts from baseline by CTCAE grade", ("adlb", "adsl"), laboratory.shifts
            ),
            Output("Table", "14.3.9", "Worst laboratory grade after baseline", ("adlb", "adsl"), laboratory.worst),
        ),
    ),
    (
        "14.4",
        "Pharmacokinetics",
        (
            Output(
                "Table",
                "14.4.1",
                "Pharmacokinetic parameters by dose level",
                ("adpc", "adsl"),
                pharmacokinetics.parameters,
            ),
            Output("Table", "14.4.2", "Dose proportionality", ("adpc", "adsl"), pharmacokinetics.proportionality),
            Output("Figure", "14.4.1", "Concentrations over time", ("adpc", "adsl"), drawings.concentrations),
            Output("Figure", "14.4.2", "Exposure over dose", ("adpc", "adsl"), drawings.proportionality),
            Output(
                "Table", "14.4.3", "Exposure-response: which metric", ("adpc", "adae", "adsl"), exposure_response.table
            ),
            *(
                Output(
                    "Figure",
                    f"14.4.{at}",
                    f"{endpoint} over exposure",
                    ("adpc", "adae", "adsl"),
                    exposure_response.figure(endpoint),
                )
                for at, endpoint in enumerate(exposure_response.ENDPOINTS, start=3)
            ),
        ),
    ),
    (
        "16.2",
        "Listings",
        (
            Output("Listing", "16.2.1", "Subjects", ("adsl",), listings.subjects),
            Output("Listing", "16.2.2", "Deaths", ("adsl",), listings.deaths),
            Output("Listing", "16.2.3", "Doses", ("ex", "adsl"), listings.doses),
            Output("Listing", "16.2.4", "Dose-limiting toxicities", ("adae", "adsl", "ex"), dose_limiting.listing),
            Output("Listing", "16.2.5", "Adverse events", ("adae", "adsl"), listings.adverse_events),
            Output("Listing", "16.2.6", "Tumour responses", ("adrs", "adsl"), listings.responses),
            Output(
                "Listing", "16.2.7", "Concentrations after the first dose", ("adpc", "adsl"), listings.concentrations
            ),
        ),
    ),
)
