"""Trees of the next cohorts."""

import sys
from dataclasses import replace
from math import comb

import numpy as np
import pytest

from firstdose.design import Blrm, Boin, Design, MaxPatients, PoCrm, Ruled, ThreePlusThree
from firstdose.design.catalogue import published
from firstdose.design.conclude import Proposal
from firstdose.design.protocol.pathways import pathways
from firstdose.design.rules import Cohorts
from firstdose.errors import DesignError
from firstdose.trial import Outcomes


class _Waiting(Boin):
    """Would rather see more of everybody."""

    def propose(self, seen: Outcomes) -> Proposal:
        return replace(super().propose(seen), wait=np.ones(len(seen), np.bool_), waiting="Wait.")


CURVE = (0.1, 0.2, 0.3, 0.4, 0.5)
KEYS = ["id", "parent", "outcomes", "probability", "action", "level", "n_next", "mtd", "reason"]


def test_a_node_for_each_number_of_dlts_in_each_cohort() -> None:
    tree = pathways(Boin(0.3, 5), "1NNN", cohorts=2)
    assert [node.id for node in tree.nodes] == list(range(1, 22))
    assert [node.cohort for node in tree.children(tree.nodes[0])] == ["2NNN", "2NNT", "2NTT", "2TTT"]
    assert [node.outcomes for node in tree.children(tree.nodes[2])] == [
        f"1NNN 2NNT 2{letters}" for letters in ("NNN", "NNT", "NTT", "TTT")
    ]
    assert [tree.nodes[node.parent - 1].depth + 1 == node.depth for node in tree.nodes if node.parent] == [True] * 20


def test_each_answer_is_what_the_design_says_to_the_same_outcomes() -> None:
    for design in (Boin(0.3, 5), ThreePlusThree(5), published("crm", 5, None, 0.3)):
        for node in pathways(design, "1NNN 2NNT", cohorts=2).nodes:
            assert node.answer == design.decide(Outcomes.parse(node.outcomes)).one()


def test_a_stop_ends_its_branch_and_a_tree_may_end_early() -> None:
    tree = pathways(ThreePlusThree(2), "1NNN 2NTT", cohorts=3)
    assert [(node.cohort, node.move, node.answer.mtd) for node in tree.nodes] == [
        ("", "de-escalate", None),
        *(
            ("1" + letters, "stop", mtd)
            for letters, mtd in zip(("NNN", "NNT", "NTT", "TTT"), (0, 0, None, None), strict=True)
        ),
    ]
    assert len(pathways(ThreePlusThree(2), "1TTN").nodes) == 1


def test_cohorts_of_different_sizes_grow_side_by_side() -> None:
    design = Ruled(Boin(0.3, 3), stopping=MaxPatients(5), size=Cohorts(3, 5))
    tree = pathways(design, "1NNN", cohorts=3)
    assert {node.cohort for node in tree.nodes if node.depth == 1} == {"2NN", "2NT", "2TT"}
    assert {node.move for node in tree.nodes if node.depth == 1} == {"stop"}


def test_probabilities_are_binomial_and_multiply_along_a_branch() -> None:
    tree = pathways(Boin(0.3, 5), "1NNN", cohorts=2, true_dlt=CURVE)
    first, second = tree.nodes[2], tree.children(tree.nodes[2])[3]
    assert first.probability == pytest.approx(comb(3, 1) * 0.2 * 0.8**2)
    assert second.probability == pytest.approx(comb(3, 1) * 0.2 * 0.8**2 * 0.2**3)
    assert tree.nodes[0].probability == 1
    assert "those given" in tree.basis


def test_a_model_predicts_by_itself_as_its_posterior_does() -> None:
    design = Blrm((1.2, 1.6, 2.0, 2.4, 2.9))
    tree = pathways(design, "1NNN", cohorts=1)
    numbers = tree.nodes[0].answer.levels[1]
    assert numbers.p_dlt_mean is not None
    assert numbers.p_dlt_sd is not None
    dlts = np.array([node.cohort.count("T") for node in tree.nodes[1:]])
    chance = np.array([node.probability for node in tree.nodes[1:]])
    assert chance.sum() == pytest.approx(1)
    assert chance @ dlts == pytest.approx(3 * numbers.p_dlt_mean)
    pairs = numbers.p_dlt_mean**2 + numbers.p_dlt_sd**2  # both of two patients have one
    assert chance @ (dlts * (dlts - 1)) == pytest.approx(6 * pairs)
    assert "model itself" in tree.basis


def test_a_design_without_a_model_has_no_probabilities() -> None:
    tree = pathways(Boin(0.3, 5), cohorts=1)
    assert {node.probability for node in tree.nodes} == {None}
    assert "No probabilities" in tree.basis


def test_a_move_is_told_against_the_last_cohort() -> None:
    tree = pathways(Boin(0.3, 5), "", cohorts=1)
    assert [node.move for node in tree.nodes] == ["start", "escalate", "stay", "stay", "stop"]


def test_a_combination_neither_above_nor_below_the_last_lies_sideways() -> None:
    design = PoCrm((0.05, 0.15, 0.3, 0.45), 0.3, doses=((1, 10), (1, 20), (2, 10), (2, 20)))
    moves = {node.outcomes: node.move for node in pathways(design, "1NNN 2NNN", cohorts=1, level=2).nodes}
    assert moves["1NNN 2NNN"] == "sideways"
    assert moves["1NNN 2NNN 3NNN"] == "escalate"
    assert moves["1NNN 2NNN 3TTT"] == "sideways"  # back to level 2
    high = {node.outcomes: node.move for node in pathways(design, "1NNN 2NNN", cohorts=1, level=3).nodes}
    assert (high["1NNN 2NNN"], high["1NNN 2NNN 4TTT"]) == ("escalate", "de-escalate")


def test_a_design_that_would_rather_wait_ends_its_branch() -> None:
    tree = pathways(_Waiting(0.3, 5), "1NNN", cohorts=1)
    assert [node.move for node in tree.nodes] == ["wait"]


def test_a_design_that_looks_at_responses_branches_by_them() -> None:
    design = published("boin12", 3, None, 0.3)
    tree = pathways(design, cohorts=1, true_dlt=(0.1, 0.2, 0.3), true_response=(0.2, 0.3, 0.4))
    assert len(tree.nodes) == 1 + 20
    assert sum(node.probability or 0 for node in tree.nodes[1:]) == pytest.approx(1)
    assert tree.nodes[3].outcomes == "1NEE"
    p = (0.1, 0.2, 0.3)
    for dlt, response in ((None, None), (p, None), (None, p)):
        told = pathways(design, cohorts=1, true_dlt=dlt, true_response=response)
        assert {node.probability for node in told.nodes} == {None}
        assert "true DLT and response" in told.basis


def test_a_design_that_looks_at_grades_says_that_they_are_not_known() -> None:
    assert "not known in this tree" in pathways(published("gboin", 3, None, 0.3), cohorts=1).basis


def test_a_committee_may_have_settled_the_next_level() -> None:
    tree = pathways(Boin(0.3, 5), "1NNN 2NNT", cohorts=1, level=3)
    assert [node.cohort for node in tree.nodes[1:]] == ["4NNN", "4NNT", "4NTT", "4TTT"]
    assert tree.nodes[0].answer.reason == "The next cohort is at level 4, as given."


def test_the_promised_json_counts_levels_from_one() -> None:
    said = pathways(Boin(0.3, 2), "1NNN", cohorts=1, doses=(1.2, 2.4), units="mg/kg").to_dict()
    assert [list(node) for node in said["nodes"]] == [KEYS] * 5
    assert (said["cohorts"], said["nodes"][0]["level"], said["nodes"][0]["n_next"]) == (1, 2, 3)
    assert "level 2 (2.4 mg/kg)" in said["nodes"][0]["reason"]


@pytest.mark.parametrize(
    ("design", "options", "message"),
    [
        (Boin(0.3, 5), {"cohorts": 0}, "cohorts = 0"),
        (Boin(0.3, 5), {"cohorts": 7}, "at most 6 cohorts"),
        (Boin(0.3, 5), {"outcomes": "1NNP"}, "1 are pending"),
        (Boin(0.3, 5), {"true_dlt": (0.1, 0.2)}, "2 probabilities for 5 levels"),
        (Boin(0.3, 5), {"true_dlt": (0.1, 0.2, 0.3, 0.4, 1.5)}, "true_dlt = 1.5"),
        (Boin(0.3, 5), {"true_response": (0.1,) * 5}, "does not depend on responses"),
        (Boin(0.3, 5), {"true_dlt": 0.3}, "true_dlt = 0.3: a list of numbers is needed"),
        (Boin(0.3, 5), {"true_dlt": ("a",) * 5}, "true_dlt = 'a': a number is needed"),
        (Boin(0.3, 5), {"level": 1.5}, "level = 1.5: a whole number is needed"),
        (Boin(0.3, 5), {"doses": (1.0, 2.0)}, "doses has 2 values and the design 5 levels"),
        (Boin(0.3, 5), {"level": 5}, "level is 6"),
        (Boin(0.3, 5), {"level": -1}, "level is 0"),
        (ThreePlusThree(3), {"outcomes": "1TTT", "level": 1}, "would not treat now"),
    ],
)
def test_what_has_no_tree_is_refused(design: Design, options: dict[str, object], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        pathways(design, **options)  # type: ignore[arg-type]


def test_a_tree_that_nobody_could_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[pathways.__module__], "MOST", 20)
    assert len(pathways(Boin(0.3, 5), "1N", cohorts=1).nodes) == 5
    with pytest.raises(DesignError, match="more than 20 nodes"):
        pathways(Boin(0.3, 5), "1N", cohorts=2)
