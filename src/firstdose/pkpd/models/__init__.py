"""The models of the library, each a statement of its equations."""

from __future__ import annotations

from difflib import get_close_matches

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model
from firstdose.pkpd.models.adc import SITES, patient_model
from firstdose.pkpd.models.cell import cell
from firstdose.pkpd.models.friberg import friberg
from firstdose.pkpd.models.pk import pk1, pk1_oral, pk2, pk2_mm, pk2_oral
from firstdose.pkpd.models.tmdd import tmdd_full, tmdd_qss

MODELS = {
    each.name: each
    for each in (
        pk1,
        pk1_oral,
        pk2,
        pk2_oral,
        pk2_mm,
        tmdd_full,
        tmdd_qss,
        friberg,
        cell,
        *map(patient_model, SITES),
    )
}


def named(name: str) -> Model:
    """The model of that name.

    Examples
    --------
    >>> named("tmdd_qss").state_names
    ('LTOT', 'PERI', 'RTOT')
    """
    if name in MODELS:
        return MODELS[name]
    close = get_close_matches(name, MODELS, n=1)
    hint = f'Did you mean "{close[0]}"? ' if close else ""
    raise ModelError(f'There is no model "{name}". {hint}The library has {", ".join(MODELS)}.')
