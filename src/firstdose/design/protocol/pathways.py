"""Dose-transition pathways: every course that the next cohorts can take, with the decision at each turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from firstdose.design.decision import Action, Decision
from firstdose.design.interface import Design
from firstdose.design.levels import as_floats, check_count, check_index
from firstdose.design.protocol.cohort_ways import BOTH, DLTS, chance, extended, ways
from firstdose.design.protocol.probe import GRADES, RESPONSES, reads
from firstdose.design.recommendation import Recommendation
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I64, Bool

MOST = 50_000  # nodes of a tree
FAR = 6  # cohorts ahead at most
_GIVEN = "Probabilities: those given, patients independent of each other and responses of DLTs."
_PREDICTED = (
    "Probabilities: what the model itself expects of each cohort, its DLT probability having a beta distribution with "
    "the posterior mean and standard deviation."
)
_NONE = "No probabilities: give the true DLT probability of each level, or a design whose model predicts."
_NO_RESPONSE = "No probabilities: give the true DLT and response probabilities of each level."
_UNGRADED = " The design looks at toxicity grades, which are not known in this tree."


@dataclass(frozen=True)
class Pathway:
    """One node: the outcomes so far, and what the design says of them."""

    id: int  # from 1, the root, in order of depth
    parent: int | None
    depth: int  # cohorts since the root
    outcomes: str  # all of them, e.g. "1NNN 2NNT"
    cohort: str  # the last of them alone, e.g. "2NNT"; "" at the root
    probability: float | None  # of coming here from the root
    answer: Recommendation
    move: str  # the answer against the last cohort: escalate, stay, de-escalate, sideways, stop, wait or start

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose pathways --json`` prints it; levels count from 1."""
        said = self.answer.to_dict()
        plain = {name: getattr(self, name) for name in ("id", "parent", "outcomes", "probability")}
        return plain | {name: said[name] for name in ("action", "level", "n_next", "mtd", "reason")}


@dataclass(frozen=True)
class Pathways:
    """A tree of the next cohorts; a node without children is a stop or the last cohort looked at."""

    nodes: tuple[Pathway, ...]
    cohorts: int  # looked ahead
    basis: str  # where the probabilities come from

    def children(self, node: Pathway) -> tuple[Pathway, ...]:
        """By the number of DLTs, from 0."""
        return tuple(one for one in self.nodes if one.parent == node.id)

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose pathways --json`` prints it."""
        return {"cohorts": self.cohorts, "probabilities": self.basis, "nodes": [one.to_dict() for one in self.nodes]}


@dataclass(frozen=True, eq=False)
class _Front:
    """The nodes of one depth, still growing."""

    seen: Outcomes  # (N, P)
    told: tuple[str, ...]  # (N,) outcomes
    parent: I64  # (N,) row among the nodes of the depth before
    probability: F64  # (N,) NaN where not known
    decision: Decision


@dataclass(frozen=True)
class _Prospects:
    """How probable DLTs and responses are."""

    letters: str
    basis: str
    dlt: F64 | None = None  # (K,) None: as the model predicts
    response: F64 | None = None  # (K,)

    def of(self, front: _Front) -> tuple[F64, F64, F64]:
        """Of each node's next cohort: mean and standard deviation of the DLT probability, and of a response."""
        rows, level = np.arange(len(front.told)), front.decision.level
        if self.dlt is not None:
            response = np.zeros(len(rows)) if self.response is None else self.response[level]
            return self.dlt[level], np.zeros(len(rows)), response
        if self.basis != _PREDICTED:
            return np.full(len(rows), np.nan), np.zeros(len(rows)), np.zeros(len(rows))
        mean, sd = (front.decision.numbers[name][rows, level] for name in ("p_dlt_mean", "p_dlt_sd"))
        return mean, sd, np.zeros(len(rows))


def pathways(
    design: Design,
    outcomes: str = "",
    cohorts: int = 3,
    true_dlt: Sequence[float] | None = None,
    true_response: Sequence[float] | None = None,
    level: int | None = None,
    doses: tuple[float, ...] | None = None,
    units: str = "",
) -> Pathways:
    """Every way in which the next ``cohorts`` can go.

    Parameters
    ----------
    design : any, within its rules or not; all nodes of a depth are one batch for ``decide``.
    outcomes : so far, e.g. ``"1NNN 2NNT"``, with nobody pending.
    cohorts : how far to look ahead.
    true_dlt : (K,) DLT probability of each level, from which the nodes have their probabilities.
    true_response : (K,) response probability of each level, for a design that looks at responses.
    level : of the next cohort, 0-based, where a committee has settled it; the design's own answer unless given.
    doses, units : of the levels, for the sentences.

    Notes
    -----
    A cohort's patients are exchangeable, so outcomes with the same number of DLTs are one node, reached with the
    binomial probability of ``true_dlt``. Without it, a design with a posterior standard deviation predicts by itself:
    its DLT probability is taken as a beta variable of that mean and standard deviation, and the number of DLTs is then
    beta-binomial. That has the mean of the model's own predictive distribution and, for pairs of patients, its
    correlation; only its shape is approximate. A design without a model, such as BOIN or 3+3, has no probabilities.

    Where the next level depends on responses, nodes are also told apart by who responds. Everybody's outcome is known
    before the next cohort, also in designs that would not wait for it.

    References
    ----------
    Yap C et al. (2017), Clin Cancer Res 23:7440, doi:10.1158/1078-0432.CCR-17-0582.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> tree = pathways(Boin(0.3, 5), "1NNN", cohorts=1, true_dlt=(0.1, 0.2, 0.3, 0.4, 0.5))
    >>> [(node.outcomes, node.answer.level, round(node.probability, 3)) for node in tree.nodes[1:3]]
    [('1NNN 2NNN', 2, 0.512), ('1NNN 2NNT', 1, 0.384)]
    """
    check_count("cohorts", cohorts)
    if cohorts > FAR:
        raise DesignError(f"cohorts = {cohorts}: pathways look at most {FAR} cohorts ahead, e.g. 3.")
    front, looks_at = _root(design, outcomes, level), reads(design)
    hopes = _prospects(design, front, looks_at, true_dlt, true_response)
    known = hopes.basis in (_GIVEN, _PREDICTED)
    depths = [replace(front, probability=np.full(1, 1.0 if known else np.nan))]
    for _ in range(cohorts):
        front = _next(design, depths[-1], hopes, sum(len(one.told) for one in depths))
        if not front.told:
            break
        depths.append(front)
    basis = hopes.basis + _UNGRADED * (GRADES in looks_at)
    return Pathways(tuple(_nodes(depths, doses, units)), cohorts, basis)


def _root(design: Design, outcomes: str, level: int | None) -> _Front:
    seen = Outcomes.parse(outcomes)
    if seen.pending.any():
        raise DesignError(
            f'Outcomes "{outcomes}": pathways start where every outcome is known, and {int(seen.pending.sum())} are '
            "pending. Write N or T for each P, in as many ways as you want to see."
        )
    decision = design.decide(seen)
    if level is not None:
        decision = _settled(decision, level, design.n_levels)
    return _Front(seen, (" ".join(outcomes.split()),), np.array([-1]), np.ones(1), decision)


def _settled(decision: Decision, level: int, n_levels: int) -> Decision:
    """The decision with the next cohort's level already chosen."""
    check_index(level)
    if not 0 <= level < n_levels:
        raise DesignError(f"The next cohort's level is {level + 1}, but the design has levels 1 to {n_levels}.")
    if decision.action[0] != Action.TREAT:
        raise DesignError(f"The design would not treat now: {decision.one().reason} No pathway starts here.")
    return replace(decision, level=np.full(1, level, np.int8)).because(
        "The next cohort is at {next}, as given.", np.ones(1, np.bool_)
    )


def _prospects(
    design: Design,
    front: _Front,
    looks_at: tuple[str, ...],
    true_dlt: Sequence[float] | None,
    true_response: Sequence[float] | None,
) -> _Prospects:
    dlt, response = _each("true_dlt", true_dlt, design), _each("true_response", true_response, design)
    if RESPONSES in looks_at:
        basis = _NO_RESPONSE if dlt is None or response is None else _GIVEN
        return _Prospects(BOTH, basis, None if response is None else dlt, response)
    if response is not None:
        raise DesignError("true_response: the next level of this design does not depend on responses. Leave it out.")
    if dlt is not None:
        return _Prospects(DLTS, _GIVEN, dlt)
    sd = front.decision.numbers.get("p_dlt_sd")
    return _Prospects(DLTS, _PREDICTED if sd is not None and np.isfinite(sd).all() else _NONE)


def _each(name: str, p: Sequence[float] | None, design: Design) -> F64 | None:
    """A probability a level."""
    if p is None:
        return None
    given = as_floats(name, p)
    if len(given) != design.n_levels:
        raise DesignError(f"{name} has {len(given)} probabilities for {design.n_levels} levels. Give one for each.")
    for value in given:
        if not 0 <= value <= 1:
            raise DesignError(f"{name} = {value:g}: a probability from 0 to 1 is needed.")
    return np.array(given)


def _next(design: Design, front: _Front, hopes: _Prospects, so_far: int) -> _Front:
    """The nodes one cohort on: each that treats branches by the ways in which its cohort can go."""
    treats = np.flatnonzero(front.decision.action == Action.TREAT)
    branches = [(int(row), way) for row in treats for way in ways(int(front.decision.size[row]), hopes.letters)]
    if so_far + len(branches) > MOST:
        raise DesignError(f"The tree would have more than {MOST:,} nodes. Look fewer cohorts ahead.")
    if not branches:
        return replace(front, told=())
    parent, cohorts = np.array([row for row, _ in branches]), [way for _, way in branches]
    mean, sd, response = hopes.of(front)
    chances = [chance(way, mean[row], sd[row], response[row]) for row, way in branches]
    level = front.decision.level[parent].astype(np.int64)
    seen = extended(front.seen[parent], level, cohorts)
    return _Front(
        seen=seen,
        told=tuple(f"{front.told[row]} {k + 1}{way}".strip() for (row, way), k in zip(branches, level, strict=True)),
        parent=parent,
        probability=front.probability[parent] * np.array(chances),
        decision=design.decide(seen),
    )


def _nodes(depths: Sequence[_Front], doses: tuple[float, ...] | None, units: str) -> list[Pathway]:
    nodes: list[Pathway] = []
    starts = np.cumsum([0, *(len(front.told) for front in depths)])
    for depth, front in enumerate(depths):
        decision = front.decision.at(doses, units)
        for row, told in enumerate(front.told):
            parent = int(starts[depth - 1] + front.parent[row]) + 1 if depth else None
            p, cohort = float(front.probability[row]), told.rpartition(" ")[2] if depth else ""
            answer, last = decision[row], int(front.seen.current[row])
            move = _move(answer, last, decision.below)
            p_known = None if np.isnan(p) else p
            nodes.append(Pathway(len(nodes) + 1, parent, depth, told, cohort, p_known, answer, move))
    return nodes


def _move(answer: Recommendation, last: int, below: Bool | None) -> str:
    """``sideways``: to a combination neither above nor below the last one."""
    if answer.action != "treat" or answer.level is None or answer.level == last:
        return "stay" if answer.action == "treat" else answer.action
    if last < 0:
        return "start"
    if below is None:
        return "escalate" if answer.level > last else "de-escalate"
    up, down = below[last, answer.level], below[answer.level, last]
    return "escalate" if up else "de-escalate" if down else "sideways"
