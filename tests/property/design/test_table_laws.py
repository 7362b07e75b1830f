"""A decision table says what the design says, whatever else has been seen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.every_design import DESIGNS

from firstdose.design import Boin, Design, pathways, tabulate
from firstdose.design.protocol.probe import reads
from firstdose.trial import Outcomes

BY_LEVEL = {name: design for name, design in DESIGNS.items() if design.below is None and not reads(design)}
moderate = settings(max_examples=40, deadline=None)


@moderate
@given(target=st.floats(0.1, 0.45), n=st.integers(1, 24), share=st.floats(0, 1), lower=st.integers(0, 9))
def test_a_letter_is_the_designs_decision_whatever_the_lower_level_has_seen(
    target: float, n: int, share: float, lower: int
) -> None:
    design, dlt = Boin(target, 3), round(share * n)
    letter = tabulate(design, n).rows[-1].letters[dlt]
    answer = design.decide(Outcomes.from_counts([lower, n, 0], [0, dlt, 0], 1)).one()
    assert answer.level is not None
    step = {1: "E", 0: "S", -1: "D"}[answer.level - 1]
    assert letter == (step if answer.levels[1].admissible else "DU")


def test_more_dlts_never_lead_higher_in_any_table() -> None:
    order = ["E", "S", "D", "DU"]
    for name, design in BY_LEVEL.items():
        for row in tabulate(design, 12).rows:
            ranks = [order.index(letter) for letter in row.letters if letter != "STOP"]
            assert ranks == sorted(ranks), (name, row)


@moderate
@given(p=st.lists(st.floats(0, 1), min_size=3, max_size=3), design=st.sampled_from([Boin(0.3, 3), Boin(0.2, 3)]))
def test_the_probabilities_of_children_add_up_to_their_parents(p: list[float], design: Design) -> None:
    tree = pathways(design, "1NNN", cohorts=2, true_dlt=p)
    for node in tree.nodes:
        if children := tree.children(node):
            assert sum(one.probability or 0.0 for one in children) == pytest.approx(node.probability, abs=1e-12)
