"""A mouse with a human tumour: its model, and the numbers that a conjugate and the mouse give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from firstdose.errors import ModelError
from firstdose.molecule import Adc
from firstdose.pkpd.cell_assay import CONTROL
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.models.adc import plasma
from firstdose.pkpd.models.tumour import tumour_part
from firstdose.pkpd.systems import of_model, system, values
from firstdose.sourced import Sourced, shakier
from firstdose.types import F64


@cache
def mouse_model(permeable: bool) -> Model:
    """Conjugate and antibody in plasma, and the tumour; ``permeable``: the payload crosses membranes."""
    said = tumour_part(permeable)
    return Model.of(
        f"xenograft_{said.name}", plasma, said, meaning="A tumour in a mouse given a conjugate or antibody."
    )


def xenograft_parameters(adc: Adc) -> dict[str, Sourced]:
    """Every number that xenografts of a conjugate rest on, by name."""
    mechanism, mouse = adc.require_mechanism().sourced("mouse"), system("mouse")
    known = {**mechanism, **mouse}
    lost = known["KDEC"].to("1/day") * known["V1"].to("L")
    shaky = shakier(known["CLAB"].provenance, known["KDEC"].provenance)
    known["CLC"] = Sourced(known["CLAB"].to("L/day") + lost, "L/day", "CLAB + KDEC * V1, in mouse.toml", shaky)
    known["KREL"] = known["KOUT"]
    return of_model(mouse_model(adc.payload.permeable), known, ()) | {
        "WEIGHT": known["WEIGHT"],
        "CLAB": known["CLAB"],
    }


def known_values(model: Model, numbers: Mapping[str, Sourced], changed: Mapping[str, float] | None) -> dict[str, float]:
    """Values of the model's parameters, some of them changed by name."""
    model.check_parameters(changed or {})
    return {
        **values(model, {name: each for name, each in numbers.items() if name in model.defaults}),
        **(changed or {}),
    }


def tumour_values(model: Model, receptors: float | None, dependence: float, negative: float) -> dict[str, float]:
    """Values of what differs between lines of tumour cells: see ``xenograft``."""
    for share, what in ((dependence, "dependence"), (negative, "negative")):
        if not 0 <= share <= 1:
            raise ModelError(f"{what} = {share:g}: it is a share, from 0 to 1.")
    if receptors is not None and not 0 < receptors < np.inf:
        raise ModelError(f"receptors = {receptors:g}: give the targets on a cell, above 0.")
    uneven = "NEGATIVE" in model.defaults
    if negative and not uneven:
        raise ModelError(
            f"negative = {negative:g}: this payload does not cross membranes, so cells without the target grow as "
            "untreated ones do. Leave negative at 0."
        )
    chosen = {"DEPENDENCE": dependence, **({"NEGATIVE": negative} if uneven else {})}
    return chosen if receptors is None else chosen | {"RECEPTORS": receptors}


def finding(known: Mapping[str, float], agents: Sequence[str]) -> dict[str, F64]:
    """(N,) by name, what an antibody meets: cells without the target where it would not find it."""
    finds = np.array([agent != CONTROL for agent in agents], float)
    return {name: known[name] * finds for name in ("RECEPTORS", "BLOCK")}
