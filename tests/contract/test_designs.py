"""What every design keeps, alone and within rules."""

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given, settings
from tests.every_design import DESIGNS, EXAMPLES, LEVELS, MAX_PATIENTS, PLAIN, RULED, SKIPPING
from tests.outcomes import completions, every_path, outcomes, with_one_more_dlt

from firstdose.design import Action, Blrm, Decision, Design, Ruled
from firstdose.design.order import upwards
from firstdose.trial import Outcomes

EVERY = pytest.mark.parametrize("design", EXAMPLES.values(), ids=EXAMPLES.keys())
moderate = settings(max_examples=25, deadline=None)
FIELDS = ("action", "level", "size", "mtd", "about", "admissible")
COHORTS = 4  # 4 or more DLT counts a cohort: 256 trials and more, of up to 12 patients


def same(one: Decision, other: Decision) -> None:
    """Two decisions agree bit for bit, in their numbers and in their words."""
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert one.numbers.keys() == other.numbers.keys()
    for name in one.numbers:
        np.testing.assert_array_equal(one.numbers[name], other.numbers[name], err_msg=name)
    assert [one[t].reason for t in range(len(one))] == [other[t].reason for t in range(len(other))]


def told(decision: Decision) -> list[tuple[int, ...]]:
    """What each trial is told to do."""
    return list(zip(*(getattr(decision, name).tolist() for name in ("action", "level", "size", "mtd")), strict=True))


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_a_row_of_a_batch_is_the_single_trial(design: Design, seen: Outcomes) -> None:
    batch, mtd = design.decide(seen), design.select(seen)
    for trial in range(len(seen)):
        alone = design.decide(seen[trial])
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(batch, name)[trial], getattr(alone, name)[0], err_msg=name)
        for name in alone.numbers:
            np.testing.assert_array_equal(batch.numbers[name][trial], alone.numbers[name][0], err_msg=name)
        assert batch[trial] == alone.one()
        assert mtd[trial] == design.select(seen[trial])[0]


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_the_same_outcomes_give_the_same_decision(design: Design, seen: Outcomes) -> None:
    same(design.decide(seen), dataclasses.replace(design).decide(seen[:]))  # type: ignore[type-var]


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_the_order_in_a_batch_is_of_no_consequence(design: Design, seen: Outcomes) -> None:
    back = design.decide(Outcomes(**{f.name: getattr(seen, f.name)[::-1] for f in dataclasses.fields(seen)}))
    for trial in range(len(seen)):
        assert back[len(seen) - 1 - trial] == design.decide(seen)[trial]


@EVERY
@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_no_level_is_given_that_is_excluded_and_exclusion_holds_upwards(design: Design, seen: Outcomes) -> None:
    decision = design.decide(seen)
    for trial in np.flatnonzero(decision.action == Action.TREAT):
        assert decision.admissible[trial, decision.level[trial]]
    np.testing.assert_array_equal(~decision.admissible, upwards(~decision.admissible, design.below))


@pytest.mark.parametrize("design", [*PLAIN.values(), *RULED.values()], ids=[*PLAIN, *RULED])
@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_no_untried_level_is_skipped(design: Design, seen: Outcomes) -> None:
    decision = design.decide(seen)
    start = design.start_level if isinstance(design, Ruled) else 0
    highest = np.where(seen.treated.any(axis=1), seen.level.max(axis=1, initial=-1) + 1, start)
    assert np.all(decision.level <= highest)


def test_only_a_blrm_told_so_skips() -> None:
    seen = Outcomes.parse("1NNN")
    assert SKIPPING["blrm, skipping"].decide(seen).one().level == 2
    assert RULED["blrm, skipping, ruled"].decide(seen).one().level == 1


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_every_decision_explains_itself(design: Design, seen: Outcomes) -> None:
    decision = design.decide(seen)
    for trial in range(len(decision)):
        answer = decision[trial]
        assert re.fullmatch(r"[A-Z0-9].*\.", answer.reason), answer.reason
        assert not re.search(r"[{}]|nan|None|inf\b|  ", answer.reason), answer.reason
        if answer.action == "treat":
            assert f"evel {(answer.level or 0) + 1}" in answer.reason
            assert answer.size > 0
        elif answer.action == "stop":
            none = f"no dose is the {answer.selects}"
            named = none if answer.mtd is None else f"{answer.selects} is level {answer.mtd + 1}"
            assert named in answer.reason or f"{answer.selects} is no dose" in answer.reason
            assert (answer.level, answer.size) == (None, 0)
        else:
            assert answer.reason.endswith("could change the decision: wait.")
            assert answer.size == 0


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_the_numbers_printed_count_everybody_treated(design: Design, seen: Outcomes) -> None:
    numbers, counts = design.decide(seen).numbers, seen.counts(LEVELS)
    for name in ("n", "dlt", "pending"):
        np.testing.assert_array_equal(numbers[name], getattr(counts, name))


@EVERY
@moderate
@given(seen=outcomes(LEVELS))
def test_estimates_are_of_the_patients_whose_outcome_is_known(design: Design, seen: Outcomes) -> None:
    """A design that weighs pending patients says itself how they enter its estimates."""
    if design.weighs_pending:
        seen = seen.known()
    numbers, known = design.decide(seen).numbers, design.decide(seen.known()).numbers
    for name in known.keys() - {"n", "dlt", "pending"}:
        np.testing.assert_array_equal(numbers[name], known[name])


# those that weigh pending patients decide with them, and only their ends are tried against what may come
WEIGHING = {name: design for name, design in EXAMPLES.items() if design.weighs_pending}
BRUTE = {name: design for name, design in EXAMPLES.items() if "blrm" not in name and name not in WEIGHING}


@pytest.mark.parametrize("design", BRUTE.values(), ids=BRUTE.keys())
@settings(max_examples=60, deadline=None)
@given(seen=outcomes(LEVELS, trials=1))
def test_a_trial_waits_exactly_when_its_pending_patients_could_change_the_decision(
    design: Design, seen: Outcomes
) -> None:
    answer, possible = design.decide(seen), told(design.decide(completions(seen)))
    assert (answer.action[0] == Action.WAIT) == (len(set(possible)) > 1)
    if answer.action[0] != Action.WAIT:
        assert told(answer) == possible[:1]


@pytest.mark.parametrize("design", WEIGHING.values(), ids=WEIGHING.keys())
@settings(max_examples=60, deadline=None)
@given(seen=outcomes(LEVELS, trials=1))
def test_a_trial_never_ends_while_its_pending_patients_could_change_its_end(design: Design, seen: Outcomes) -> None:
    answer = design.decide(seen)
    if answer.action[0] == Action.STOP:
        assert set(told(design.decide(completions(seen)))) == set(told(answer))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in WEIGHING])
def test_a_trial_waits_exactly_when_its_last_cohort_could_change_the_decision(name: str) -> None:
    """BLRM too: on every path of its own, with those of the last cohort pending who have had no DLT so far."""
    design = EXAMPLES[name]

    def look(seen: Outcomes, _: Decision) -> None:
        last = seen.cohort == seen.cohort.max(axis=1, initial=-1)[:, None]
        waiting = Outcomes.of(level=seen.level, dlt=seen.dlt, cohort=seen.cohort, follow_up=np.where(last, 0.5, 1.0))
        answers = told(design.decide(waiting))
        for trial in range(len(seen)):
            possible = set(told(design.decide(completions(waiting[trial]))))
            assert (answers[trial][0] == Action.WAIT) == (len(possible) > 1)

    every_path(design, 2, look)


def test_a_blrm_waits_where_only_a_mixed_completion_changes_the_decision() -> None:
    """A DLT at level 2 and none at level 4 stops this trial; all or none of both patients does not."""
    seen = Outcomes.of(
        level=[0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3],
        dlt=[0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1],
        follow_up=[1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1],
    )
    design = Blrm((1.0, 2.0, 4.0, 6.0))
    assert len(set(told(design.decide(completions(seen))))) > 1
    assert design.decide(seen).action[0] == Action.WAIT


@EVERY
def test_every_trial_ends_by_the_maximum_of_patients(design: Design) -> None:
    """On every path; designs without rules of their own end here or go on, and never ask for nobody."""
    most = MAX_PATIENTS if isinstance(design, Ruled) else None

    def look(seen: Outcomes, decision: Decision) -> None:
        n, treat = seen.treated.sum(axis=1), decision.action == Action.TREAT
        assert np.all(decision.size[treat] > 0)
        assert np.all(decision.action != Action.WAIT)
        if most is not None:
            assert np.all(n[treat] + decision.size[treat] <= most)
            assert np.all(decision.action[n >= most] == Action.STOP)

    every_path(design, COHORTS, look)


@pytest.mark.parametrize("name", [name for name in DESIGNS if "blrm" not in name])
@settings(max_examples=40, deadline=None)
@given(seen=outcomes(LEVELS, trials=1, waiting=False))
def test_one_more_dlt_never_leads_higher(name: str, seen: Outcomes) -> None:
    """3+3 and BOIN, whatever the outcomes; BLRM keeps it on its own paths, below, and not elsewhere."""
    before = DESIGNS[name].decide(seen)
    for _, worse in with_one_more_dlt(seen):
        _not_higher(before, DESIGNS[name].decide(worse))


def _not_higher(before: Decision, after: Decision) -> None:
    none, before_none = (answer.action[0] == Action.STOP and answer.mtd[0] < 0 for answer in (after, before))
    assert none or not before_none, "a DLT more made a dose safe"
    if before.action[0] == after.action[0] == Action.TREAT:
        assert after.level[0] <= before.level[0]


def test_blrm_may_go_higher_after_one_more_dlt_at_a_lower_level() -> None:
    """Documented exemption: a DLT far below flattens the curve, and so makes the highest level look safer."""
    design = Blrm((1.0, 2.0, 4.0, 6.0))
    better = Outcomes.from_counts([3, 9, 3, 6], [0, 0, 0, 2], 3)
    worse = Outcomes.from_counts([3, 9, 3, 6], [1, 0, 0, 2], 3)
    assert (design.decide(better).one().level, design.decide(worse).one().level) == (2, 3)


@pytest.mark.parametrize("name", ["blrm", "blrm, correlated"])
def test_one_more_dlt_in_the_last_cohort_never_leads_a_blrm_higher(name: str) -> None:
    """On every path of its own: more DLTs in the cohort just seen, at the level just given."""
    design = PLAIN[name]

    def look(seen: Outcomes, decision: Decision) -> None:
        if seen.level.shape[1] < 3:
            return
        worse = seen.dlt.copy()
        first = np.argmin(worse[:, -3:], axis=1) + seen.level.shape[1] - 3  # a patient of the last cohort without one
        worse[np.arange(len(seen)), first] = True
        after = design.decide(Outcomes.of(level=seen.level, dlt=worse, cohort=seen.cohort))
        both = (decision.action == Action.TREAT) & (after.action == Action.TREAT)
        assert np.all(after.level[both] <= decision.level[both])
        ended = (decision.action == Action.STOP) & (decision.mtd < 0)
        assert np.all(after.action[ended] == Action.STOP)

    every_path(design, COHORTS, look)
