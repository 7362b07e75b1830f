"""``firstdose population``: how many patients could benefit?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.cli import show
from firstdose.cli.options import Json, Study

if TYPE_CHECKING:
    from firstdose.patient import Addressable


def population(study: Study, as_json: Json = False) -> None:
    """Count the patients who could benefit.

    New cases a year whose tumour strongly expresses the target, with the range that the published ranges allow.
    """
    from firstdose.study import load

    found = load(study).addressable()
    if as_json:
        show.as_json(found.to_dict())
    else:
        _print(found)


def _print(found: Addressable) -> None:
    from firstdose.report.digits import between, fixed, percent

    rows = [
        (
            row.indication,
            row.subtype,
            fixed(row.incidence),
            between(percent(row.share_low), percent(row.share_high)),
            between(percent(row.strong_low), percent(row.strong_high)),
            fixed(row.patients),
            between(fixed(row.patients_low), fixed(row.patients_high)),
        )
        for row in found.rows
    ]
    totals = ("all", "", fixed(found.incidence), "", "", fixed(found.patients))
    rows.append((*totals, between(fixed(found.patients_low), fixed(found.patients_high))))
    columns = ("indication", "subtype", "new cases", "share %", "strong %", "patients", "low to high")
    show.table(columns, rows, title=f"New patients a year, {found.population}", left=2)
    show.say("low to high: the products of the lowest and of the highest published values, not a confidence interval.")
    show.say("", "Sources:")
    show.say(*dict.fromkeys(_origins(found)), indent="  ")


def _origins(found: Addressable) -> list[str]:
    names = {"incidence": "new cases", "share": "share", "strong": "strong expression"}
    return [
        f"{said.indication}{'' if said.what == 'incidence' else ' ' + said.subtype}, {names[said.what]}: "
        f"{said.source} [{said.provenance}]"
        for said in found.origins
    ]
