"""Designs and rules by the names they have in study files and on the command line."""

from collections.abc import Mapping, Sequence
from inspect import Parameter, signature
from typing import Any

from firstdose.design.accelerated import AcceleratedTitration
from firstdose.design.backfill_boin import BackfillBoin
from firstdose.design.blrm import Blrm
from firstdose.design.boin import Boin
from firstdose.design.boin12 import Boin12
from firstdose.design.boin_et import BoinEt
from firstdose.design.combo_blrm import ComboBlrm
from firstdose.design.crm import Crm
from firstdose.design.curve.skeleton import get_prior_skeleton
from firstdose.design.curve.toxicity_orders import counted_from_0
from firstdose.design.decision_table import DecisionTable
from firstdose.design.gboin import GBoin
from firstdose.design.i3_plus_3 import I3Plus3
from firstdose.design.interface import Design
from firstdose.design.keyboard import Keyboard
from firstdose.design.mtpi import MTpi
from firstdose.design.mtpi2 import MTpi2
from firstdose.design.options import FROM_GRID, unruled
from firstdose.design.po_crm import PoCrm
from firstdose.design.protocol.protocol_rules import RULES as RULES
from firstdose.design.protocol.protocol_rules import around, pick
from firstdose.design.rolling_six import RollingSix
from firstdose.design.ruled import Ruled
from firstdose.design.strata_blrm import StrataBlrm
from firstdose.design.three_plus_three import ThreePlusThree
from firstdose.design.tite_boin import TiteBoin
from firstdose.design.tite_crm import TiteCrm
from firstdose.design.u_boin import UBoin
from firstdose.errors import DesignError
from firstdose.tables import noun
from firstdose.trial.grid import DoseGrid

RANKS = "level"  # units of a grid whose doses nobody gave
HALFWIDTH = 0.05  # of the indifference intervals of a skeleton that nobody gave, the MTD guessed in the middle
DESIGNS: Mapping[str, type[Design]] = {
    "3+3": ThreePlusThree,
    "rolling-six": RollingSix,
    "i3+3": I3Plus3,
    "accelerated": AcceleratedTitration,
    "table": DecisionTable,
    "mtpi": MTpi,
    "mtpi2": MTpi2,
    "keyboard": Keyboard,
    "boin": Boin,
    "tite-boin": TiteBoin,
    "gboin": GBoin,
    "boin12": Boin12,
    "boin-et": BoinEt,
    "u-boin": UBoin,
    "bf-boin": BackfillBoin,
    "crm": Crm,
    "tite-crm": TiteCrm,
    "blrm": Blrm,
    "po-crm": PoCrm,
    "combo-blrm": ComboBlrm,
    "strata-blrm": StrataBlrm,
}


def named(options: Mapping[str, Any], n_levels: int, doses: Sequence[float] | None, where: str = "") -> Design:
    """The design that ``options`` describe: its ``name``, and any of its class's own options.

    Parameters
    ----------
    options : e.g. ``{"name": "boin", "target": 0.3}``.
    n_levels, doses : of the trial; doses None where they are not known.
    where : what stands in front of an error, e.g. the file and ``[escalation.design]``.

    Examples
    --------
    >>> named({"name": "boin", "target": 0.3}, n_levels=5, doses=None).n_levels
    5
    """
    kind = pick(DESIGNS, options, where or "design")
    given = {key: value for key, value in options.items() if key != "name"}
    of_the_trial = set(FROM_GRID) if needs_doses(str(options["name"])) else {"n_levels"}
    for key in sorted(given.keys() & of_the_trial):
        raise DesignError(f"{where or 'design'}: {key} comes from the trial's dose levels. Remove it here.")
    given |= {key: counted_from_0(given[key]) for key in given.keys() & {"orders"}}
    levels = _from_levels(str(options["name"]), given, n_levels, doses)
    design: Design = noun(kind, levels | given, where or f"design {options['name']}", DesignError)
    if design.n_levels != n_levels:
        raise DesignError(
            f"{where or 'design'}: {options['name']} is for {design.n_levels} levels and the trial has {n_levels}. "
            "Give the design's options one value for each level of the trial."
        )
    return design


def _from_levels(name: str, given: Mapping[str, Any], n_levels: int, doses: Sequence[float] | None) -> dict[str, Any]:
    """What the class of this name takes from the trial's dose levels."""
    wanted = signature(DESIGNS[name]).parameters
    if needs_doses(name) and doses is None:
        raise DesignError(f"{name.upper()} is a model of dose: give the doses of the levels, e.g. 1.2, 1.6 and 2.0.")
    taken: dict[str, Any] = {"doses": list(doses or ())} if needs_doses(name) else {}
    if "n_levels" in wanted:
        taken["n_levels"] = n_levels
    if "skeleton" in wanted and "skeleton" not in given and "target" in given:
        model = {key: given[key] for key in ("model", "intercept") if key in given}
        taken["skeleton"] = list(get_prior_skeleton(HALFWIDTH, given["target"], n_levels // 2 + 1, n_levels, **model))
    return taken


def published(name: str, n_levels: int, doses: Sequence[float] | None, target: float) -> Design:
    """A design with its default options, aiming at ``target`` where it aims at anything."""
    return named({"name": name} | ({"target": target} if aims(name) else {}), n_levels, doses)


def aims(name: str) -> bool:
    """The design of this name, if there is one, has a target."""
    return name in DESIGNS and "target" in signature(DESIGNS[name]).parameters


def needs_doses(name: str) -> bool:
    """The design of this name, if there is one, models the trial's doses."""
    options = signature(DESIGNS[name]).parameters if name in DESIGNS else {}
    return "doses" in options and options["doses"].default is Parameter.empty


def name_of(design: Design) -> str:
    """The name of a design, whatever rules are around it; a stranger's is its class's."""
    inner = unruled(design)
    return next((name for name, kind in DESIGNS.items() if type(inner) is kind), type(inner).__name__)


def build(
    options: Mapping[str, Any],
    grid: DoseGrid,
    *,
    cohort_size: int,
    max_patients: int,
    start_level: int = 0,
    rules: Sequence[Mapping[str, Any]] = (),
    where: str = "",
) -> Ruled:
    """A study's design within its rules; the trial's maximum of patients is always one of them.

    Parameters
    ----------
    options : the table ``[escalation.design]``.
    grid : the trial's dose levels.
    cohort_size : patients of a cohort, where the design leaves it open.
    start_level : level of the first cohort, 0-based.
    rules : the tables ``[[escalation.rules]]``, each with a ``name`` and the rule's own options.
    """
    options = _with_cohorts(options, cohort_size)
    design = named(options, len(grid), grid.doses, f"{where}[escalation.design]")
    doses = grid.doses if isinstance(grid, DoseGrid) and grid.units != RANKS else None
    protocol = around(design, rules, doses, cohort_size, max_patients, f"{where}[[escalation.rules]]")
    return Ruled(design, protocol.limits, protocol.stopping, protocol.size, start_level)


def _with_cohorts(options: Mapping[str, Any], cohort_size: int) -> Mapping[str, Any]:
    """The options with the trial's cohort size, where the design asks for it."""
    kind = DESIGNS.get(str(options.get("name")))
    asks = kind is not None and "cohort_size" in signature(kind).parameters
    return {"cohort_size": cohort_size} | dict(options) if asks else options
