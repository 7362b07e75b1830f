"""``firstdose models``: which models are there, and what do they say?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstdose.cli import show
from firstdose.cli.options import Json

if TYPE_CHECKING:
    from firstdose.pkpd import Model

_KINDS = (
    ("outputs and shared terms", ("output", "term")),
    ("rates", ("rate",)),
    ("where states start that do not start at 0", ("initial",)),
    ("doses", ("dose",)),
    ("balances, which hold between doses", ("balance",)),
)
Name = Annotated[str | None, typer.Argument(metavar="NAME", show_default=False, help="A model; none: list them all.")]


def models(name: Name = None, as_json: Json = False) -> None:
    """Show models with their equations and units.

    States, parameters with value and unit, and equations, all from the one statement that is simulated. Every unit is
    checked when a model is shown.
    """
    from firstdose.pkpd.models import MODELS, named

    shown = [named(name)] if name is not None else list(MODELS.values())
    if as_json:
        show.as_json({"models": [_told(each) for each in shown]})
    elif name is None:
        _list(shown)
    else:
        _print(shown[0])


def _told(model: Model) -> dict[str, Any]:
    from firstdose.pkpd.engine.conservation import check_balances
    from firstdose.pkpd.engine.equations import equations
    from firstdose.pkpd.engine.units import check_units

    units = check_units(model)
    check_balances(model)
    return {
        "name": model.name,
        "meaning": model.meaning,
        "time": model.time,
        "states": [{"name": each.name, "unit": each.unit, "meaning": each.meaning} for each in model.states],
        "parameters": [
            {"name": each.name, "value": each.value, "unit": each.unit, "meaning": each.meaning}
            for each in model.parameters
        ],
        "outputs": [{"name": name, "unit": units[name]} for name in model.outputs],
        "equations": [vars(each) for each in equations(model)],
    }


def _list(shown: list[Model]) -> None:
    rows = [(each.name, str(len(each.state_names)), each.meaning.splitlines()[0]) for each in shown]
    show.table(("model", "states", "what it is"), rows, left=3)
    show.say("", "firstdose models NAME shows the equations, parameters and units of one.")


def _print(model: Model) -> None:
    told = _told(model)
    show.say(f"{model.name}: {model.meaning}", f"Time is in {model.time}.", "")
    show.table(("state", "unit", "meaning"), [tuple(each.values()) for each in told["states"]], left=3)
    show.say("")
    parameters = [(each["name"], f"{each['value']:g}", each["unit"], each["meaning"]) for each in told["parameters"]]
    show.table(("parameter", "value", "unit", "meaning"), parameters, left=4)
    show.say("")
    show.table(("output", "unit"), [tuple(each.values()) for each in told["outputs"]], left=2)
    for heading, kinds in _KINDS:
        lines = [each["text"] for each in told["equations"] if each["kind"] in kinds]
        if lines:
            show.say("", heading.capitalize())
            show.say(*lines, indent="  ")
