"""Time to event: endpoints with their rules of censoring, Kaplan-Meier estimates, and their comparison."""

from firstdose.analysis.survival.adtte import adtte
from firstdose.analysis.survival.censoring import Censoring
from firstdose.analysis.survival.curve import KaplanMeier, Quantile
from firstdose.analysis.survival.endpoint import (
    CONFIRMED_DOR,
    DOR,
    OS,
    PFS,
    TTP,
    TTR,
    Endpoint,
    Source,
    endpoints,
    since,
)
from firstdose.analysis.survival.kaplan_meier import (
    LogRank,
    follow_up_of,
    kaplan_meier,
    log_rank,
    survival_of,
    survival_summary,
)

__all__ = [
    "CONFIRMED_DOR",
    "DOR",
    "OS",
    "PFS",
    "TTP",
    "TTR",
    "Censoring",
    "Endpoint",
    "KaplanMeier",
    "LogRank",
    "Quantile",
    "Source",
    "adtte",
    "endpoints",
    "follow_up_of",
    "kaplan_meier",
    "log_rank",
    "since",
    "survival_of",
    "survival_summary",
]
