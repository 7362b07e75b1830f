"""The one list of designs that the contract tests hold to account; a new design joins it."""

from collections.abc import Mapping

from firstdose.design import (
    AcceleratedTitration,
    BackfillBoin,
    Blrm,
    Boin,
    Boin12,
    BoinEt,
    Cohorts,
    Crm,
    DecisionTable,
    Design,
    EnoughAt,
    GBoin,
    I3Plus3,
    Keyboard,
    LowestTooToxic,
    MaxIncrement,
    MaxPatients,
    MinAtLevel,
    MinPatients,
    MTpi,
    MTpi2,
    NoSkipping,
    PoCrm,
    RollingSix,
    Ruled,
    Sentinel,
    Stable,
    StrataBlrm,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
    UBoin,
    UpTo,
)
from firstdose.design.by_level.table_rows import COLUMNS

LEVELS = 4
DOSES = (1.2, 1.6, 2.4, 3.6)
MAX_PATIENTS = 12
SAFE = LowestTooToxic(0.3) | EnoughAt(6) | MaxPatients(MAX_PATIENTS)
# n, and the bounds of a table: up to, down from, out from
ROWS = [(1, 0, None, None), (3, 0, 2, 3), (6, 1, 3, 4), (9, 2, 4, 5), (12, 2, 5, 7), (30, 7, 11, 14)]
TABLE = tuple(dict(zip(COLUMNS, row, strict=True)) for row in ROWS)

PLAIN: Mapping[str, Design] = {
    "3+3": ThreePlusThree(LEVELS),
    "3+3, no top-up": ThreePlusThree(LEVELS, top_up=False, expand_top=False),
    "rolling-six": RollingSix(LEVELS),
    "rolling-six, no top-up": RollingSix(LEVELS, top_up=False, expand_top=False),
    "i3+3": I3Plus3(0.3, LEVELS),
    "accelerated": AcceleratedTitration(LEVELS),
    "table": DecisionTable(LEVELS, TABLE),
    "table, with a target": DecisionTable(LEVELS, TABLE[1:], target=0.25, cohort_size=2),
    "mtpi": MTpi(0.3, LEVELS),
    "mtpi2": MTpi2(0.25, LEVELS),
    "keyboard": Keyboard(0.3, LEVELS, margin_left=0.1, margin_right=0.05),
    "boin": Boin(0.3, LEVELS),
    "boin, own boundaries": Boin(0.25, LEVELS, p_saf=0.1, p_tox=0.35, cutoff=0.9),
    "boin, extra safe": Boin(0.3, LEVELS, extrasafe=True, offset=0.1, deescalate_at_bound=True, bound_mtd=True),
    "boin, titration": Boin(0.3, LEVELS, titration=True),
    "tite-boin": TiteBoin(0.3, LEVELS),
    "tite-boin, nobody pending": TiteBoin(0.25, LEVELS, cutoff=0.9, max_pending=0.0, deescalate_at_bound=False),
    "gboin": GBoin(0.3, LEVELS),
    "boin12": Boin12(LEVELS, wait_for_response=False),
    "boin-et": BoinEt(0.3, LEVELS, wait_for_response=False),
    "u-boin": UBoin(LEVELS, s1=6, s2=9, wait_for_response=False),
    "bf-boin": BackfillBoin(0.25, LEVELS),
    "crm": Crm((0.06, 0.15, 0.3, 0.45), 0.3),
    "crm, logistic": Crm((0.06, 0.15, 0.3, 0.45), 0.3, "logistic", scale=1.0, cutoff=0.9),
    "crm, maximum likelihood": Crm((0.06, 0.15, 0.3, 0.45), 0.3, method="mle"),
    "tite-crm": TiteCrm((0.06, 0.15, 0.3, 0.45), 0.3),
    "tite-crm, suspending": TiteCrm((0.06, 0.15, 0.3, 0.45), 0.3, weights="adaptive", suspend=True),
    "blrm": Blrm(DOSES),
    "blrm, correlated": Blrm(DOSES, prior_mean=(-1.5, 0.3), prior_cov=((1.0, -0.4), (-0.4, 0.5)), ewoc=0.3),
    "blrm, mixture": Blrm(
        DOSES,
        mixture=((0.8, (-1.5, 0.3), ((1.0, -0.4), (-0.4, 0.5))), (0.2, (-0.85, 0.0), ((4.0, 0.0), (0.0, 1.0)))),
        intervals=(0.2, 0.35, 0.6),
        next_best="highest",
    ),
    "strata-blrm": StrataBlrm(DOSES, arms=(DOSES, (2.4, 3.6))),
}
SKIPPING: Mapping[str, Design] = {
    "crm, skipping": Crm((0.06, 0.15, 0.3, 0.45), 0.3, no_skipping=False, coherent=False, cutoff=None),
    "blrm, skipping": Blrm(DOSES, reference_dose=3.6, no_skipping=False),
    "accelerated, double steps": AcceleratedTitration(LEVELS, variant=3),
}
RULED: Mapping[str, Ruled] = {
    "3+3, ruled": Ruled(PLAIN["3+3"], stopping=SAFE, size=Cohorts(None, MAX_PATIENTS)),
    "boin, ruled": Ruled(PLAIN["boin"], stopping=SAFE, size=Cohorts(3, MAX_PATIENTS)),
    "boin, many rules": Ruled(
        PLAIN["boin"],
        (MaxIncrement(50.0, DOSES), NoSkipping(), MinAtLevel(2)),
        LowestTooToxic(0.3) | MaxPatients(MAX_PATIENTS) | (Stable(3) | EnoughAt(6, when_staying=True)) & MinPatients(6),
        UpTo(Sentinel(Cohorts(2)), MAX_PATIENTS),
    ),
    "rolling-six, ruled": Ruled(PLAIN["rolling-six"], stopping=SAFE, size=Cohorts(None, MAX_PATIENTS)),
    "boin from level 2, cohorts of 2": Ruled(
        PLAIN["boin"],
        (NoSkipping(),),
        MaxPatients(MAX_PATIENTS) & EnoughAt(4) | MaxPatients(MAX_PATIENTS),
        Cohorts(2, MAX_PATIENTS),
        start_level=1,
    ),
    "crm, ruled": Ruled(PLAIN["crm"], stopping=SAFE, size=Cohorts(3, MAX_PATIENTS)),
    "blrm, ruled": Ruled(PLAIN["blrm"], stopping=SAFE, size=Cohorts(3, MAX_PATIENTS)),
    "blrm, skipping, ruled": Ruled(SKIPPING["blrm, skipping"], (NoSkipping(),), SAFE, Cohorts(3, MAX_PATIENTS)),
}
DESIGNS: Mapping[str, Design] = {**PLAIN, **SKIPPING, **RULED}
PAIRS = ((1.0, 10.0), (1.0, 20.0), (2.0, 10.0), (2.0, 20.0))
PARTIAL: Mapping[str, Design] = {  # of combinations: levels in a partial order
    "po-crm": PoCrm((0.06, 0.15, 0.3, 0.45), 0.3, doses=PAIRS),
    "po-crm, own orders": PoCrm(
        (0.06, 0.15, 0.3, 0.45), 0.25, orders=((0, 1, 2, 3), (0, 2, 1, 3)), prior_orders=(0.3, 0.7)
    ),
    "po-crm, ruled": Ruled(
        PoCrm((0.06, 0.15, 0.3, 0.45), 0.3, doses=PAIRS, model="logistic", no_skipping=False),
        (NoSkipping(),),
        SAFE,
        Cohorts(3, MAX_PATIENTS),
    ),
}
EXAMPLES: Mapping[str, Design] = {**DESIGNS, **PARTIAL}
