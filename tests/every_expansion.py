"""The one list of designs of expansion cohorts that the contract tests hold to account; a new design joins it."""

from collections.abc import Mapping

from firstdose.design.expansion import (
    AHern,
    Bop2,
    Bop2Pair,
    CohortDesign,
    Exchange,
    Exnex,
    PredictiveProbability,
    SimonTwoStage,
    ToxicityMonitor,
)

COHORTS: Mapping[str, CohortDesign] = {
    "simon-optimal": SimonTwoStage.design(0.1, 0.3),
    "simon-minimax": SimonTwoStage.design(0.1, 0.3, criterion="minimax"),
    "a-hern": AHern.design(0.1, 0.3),
    "predictive-probability": PredictiveProbability(0.2, 0.4, 36),
    "predictive-probability, efficacy too": PredictiveProbability(
        0.2, 0.4, 30, theta_L=0.05, theta_U=0.95, prior=(1, 1), looks=(10, 20, 30)
    ),
    "bop2": Bop2(0.2, (10, 20, 30, 40), 0.86, 0.92),
    "bop2, flat prior and cutoff": Bop2(0.1, (5, 15, 25), 0.9, 0.0, prior=(1, 1)),
}
PAIRS: Mapping[str, Bop2Pair] = {
    "bop2, nested": Bop2Pair("nested", (0.15, 0.15, 0.70), (10, 20, 30), 0.9, 0.9),
    "bop2, co-primary": Bop2Pair("co-primary", (0.05, 0.05, 0.15, 0.75), (10, 20, 30), 0.9, 0.6),
    "bop2, efficacy and toxicity": Bop2Pair("efficacy-toxicity", (0.15, 0.30, 0.15, 0.40), (10, 20, 30), 0.63, 0.9),
}
BASKETS: Mapping[str, Exnex] = {
    "exnex": Exnex((0.1, 0.1, 0.05), (0.3, 0.3, 0.2), (12, 10, 8)),
    "exnex, two components": Exnex(
        (0.1, 0.2),
        (0.3, 0.4),
        (10, 8),
        (0.85, 0.8),
        exchange=(Exchange.around(0.1, weight=0.25), Exchange.around(0.3, weight=0.25)),
    ),
}
MONITORS: Mapping[str, ToxicityMonitor] = {
    "toxicity": ToxicityMonitor(0.3, 20),
    "toxicity, from level's experience": ToxicityMonitor(0.25, 24, 0.9, prior=(2, 7), looks=(6, 12, 24)),
}
