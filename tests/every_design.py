"""The one list of designs that the contract tests hold to account; a new design joins it."""

from collections.abc import Mapping

from firstdose.design import (
    Blrm,
    Boin,
    Cohorts,
    Design,
    EnoughAt,
    LowestTooToxic,
    MaxPatients,
    NoSkipping,
    Ruled,
    ThreePlusThree,
)

LEVELS = 4
DOSES = (1.2, 1.6, 2.4, 3.6)
MAX_PATIENTS = 12
SAFE = LowestTooToxic(0.3) | EnoughAt(6) | MaxPatients(MAX_PATIENTS)

PLAIN: Mapping[str, Design] = {
    "3+3": ThreePlusThree(LEVELS),
    "3+3, no top-up": ThreePlusThree(LEVELS, top_up=False, expand_top=False),
    "boin": Boin(0.3, LEVELS),
    "boin, own boundaries": Boin(0.25, LEVELS, p_saf=0.1, p_tox=0.35, cutoff=0.9),
    "blrm": Blrm(DOSES),
    "blrm, correlated": Blrm(DOSES, prior_mean=(-1.5, 0.3), prior_cov=((1.0, -0.4), (-0.4, 0.5)), ewoc=0.3),
}
SKIPPING: Mapping[str, Design] = {"blrm, skipping": Blrm(DOSES, reference_dose=3.6, no_skipping=False)}
RULED: Mapping[str, Ruled] = {
    "3+3, ruled": Ruled(PLAIN["3+3"], stopping=SAFE, size=Cohorts(None, MAX_PATIENTS)),
    "boin, ruled": Ruled(PLAIN["boin"], stopping=SAFE, size=Cohorts(3, MAX_PATIENTS)),
    "boin from level 2, cohorts of 2": Ruled(
        PLAIN["boin"],
        (NoSkipping(),),
        MaxPatients(MAX_PATIENTS) & EnoughAt(4) | MaxPatients(MAX_PATIENTS),
        Cohorts(2, MAX_PATIENTS),
        start_level=1,
    ),
    "blrm, ruled": Ruled(PLAIN["blrm"], stopping=SAFE, size=Cohorts(3, MAX_PATIENTS)),
    "blrm, skipping, ruled": Ruled(SKIPPING["blrm, skipping"], (NoSkipping(),), SAFE, Cohorts(3, MAX_PATIENTS)),
}
DESIGNS: Mapping[str, Design] = {**PLAIN, **SKIPPING, **RULED}
