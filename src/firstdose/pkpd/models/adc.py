"""An antibody-drug conjugate (ADC) in plasma, and the whole patient made of parts."""

from __future__ import annotations

from functools import cache

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model, balance, outputs, part, rates
from firstdose.pkpd.models.eye import eye
from firstdose.pkpd.models.liver import liver
from firstdose.pkpd.models.platelets import platelets_circulation, platelets_proliferation, platelets_release
from firstdose.pkpd.models.skin import skin
from firstdose.pkpd.models.tumour import tumour_part

PLATELETS = {
    "proliferation": platelets_proliferation,
    "release": platelets_release,
    "circulation": platelets_circulation,
}
_HARM = {
    "proliferation": "slowing the renewal of progenitors",
    "release": "holding platelets back in megakaryocytes",
    "circulation": "destroying them in the circulation",
}
SITES = tuple(PLATELETS)  # where the conjugate may harm platelets: which one is not settled


@part(
    {
        "AC": "nmol, conjugate in plasma",
        "AP": "nmol, conjugate in tissue",
        "TC": "nmol, antibody without payload in plasma",
        "TP": "nmol, antibody without payload in tissue",
        "PI": "nmol, payload inside the cells that broke the antibody down",
        "PC": "nmol, free payload in plasma and what is in equilibrium with it",
    },
    CLC="0.676 L/day, clearance of the conjugate, loss of its payload included",
    KDEC="0.0734 1/day, loss of payload outside the cells",
    V1="3.127 L, central volume",
    Q="1.534 L/day, exchange between plasma and tissue",
    V2="0.66 L, peripheral volume",
    VM="31 nmol/day, fastest loss by binding to the target",
    KM="30 nmol/L, antibody in plasma at half of VM",
    DAR="3.5 1, payloads an antibody",
    KREL="3.41 1/day, release of payload from the cells that broke the antibody down",
    CLP="190 L/day, clearance of free payload",
    VP="34 L, volume of free payload",
)
def plasma(p, y):
    """Conjugate, antibody without payload, and free payload.

    The linear clearance of the antibody is what is left of the conjugate's when the loss of payload is taken off.
    """
    CADC, naked, CPAY = y.AC / p.V1, y.TC / p.V1, y.PC / p.VP
    CTAB = CADC + naked
    broken_down = p.CLC - p.KDEC * p.V1 + p.VM / (p.KM + CTAB)  # L/day; what binds to the target competes for it
    stripped, released = p.KDEC * y.AC, p.KREL * y.PI
    out_conjugate, out_naked = p.Q * CADC - p.Q / p.V2 * y.AP, p.Q * naked - p.Q / p.V2 * y.TP
    return (
        rates(
            AC=-broken_down * CADC - stripped - out_conjugate,
            AP=out_conjugate,
            TC=stripped - broken_down * naked - out_naked,
            TP=out_naked,
            PI=p.DAR * broken_down * CADC - released,
            PC=p.DAR * stripped + released - p.CLP * CPAY,
        ),
        outputs(CADC=CADC, CTAB=CTAB, CPAY=CPAY),
        balance(y.AC + y.AP + y.TC + y.TP, broken_down * CTAB),
        balance(p.DAR * (y.AC + y.AP) + y.PI + y.PC, p.CLP * CPAY),
    )


@cache
def patient_model(site: str, bystander: bool = False) -> Model:
    """A patient whose platelets the conjugate harms at ``site``; doses go into the first state, nmol.

    Parameters
    ----------
    site : one of ``SITES``.
    bystander : payload leaves tumour cells and reaches their neighbours; needs more states.

    Examples
    --------
    >>> model = patient_model("circulation")
    >>> {"CADC", "CTAB", "CPAY", "PLT", "ALT", "AST", "RO", "RASH", "OCU", "SLD"} <= set(model.names)
    True
    """
    if site not in PLATELETS:
        raise ModelError(f'"{site}" is no site at which platelets are harmed. Give one of {", ".join(PLATELETS)}.')
    meaning = f"A patient given an antibody-drug conjugate, which harms platelets by {_HARM[site]}."
    parts = (plasma, tumour_part(permeable=bystander), PLATELETS[site], liver, skin, eye)
    return Model.of(f"adc_{site}{'_bystander' if bystander else ''}", *parts, meaning=meaning)
