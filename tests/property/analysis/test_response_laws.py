"""Laws of best overall response, for any assessments; and a second, slow program that says the same."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firstdose.analysis.response.derived import Derived, derived
from firstdose.trial.recist import Assessments, Mode, Response, ResponseRules, target_response

WORDS = [Response.CR, Response.PR, Response.SD, Response.NON_CR_NON_PD, Response.PD, Response.NE]
Visits = list[tuple[int, Response]]
MANY = st.lists(
    st.lists(st.tuples(st.integers(0, 150), st.sampled_from(WORDS)), max_size=6, unique_by=lambda visit: visit[0]).map(
        sorted
    ),
    min_size=1,
    max_size=4,
)
MODES: tuple[Mode, ...] = ("recist_table3", "admiral")


def rules_of(mode: Mode) -> st.SearchStrategy[ResponseRules]:
    return st.builds(
        ResponseRules,
        mode=st.just(mode),
        ref_confirm=st.integers(0, 60),
        ref_start_window=st.integers(0, 60),
        max_nr_ne=st.integers(0, 2),
        accept_sd=st.booleans(),
    )


RULES = st.sampled_from(MODES).flatmap(rules_of)


def gathered(subjects: Iterable[Visits]) -> Assessments:
    rows = [(who, day, word) for who, visits in enumerate(subjects) for day, word in visits]
    who, day, word = zip(*rows, strict=True) if rows else ((), (), ())
    return Assessments.of(who, day, word, len(list(subjects)))


def told(found: Derived) -> list[tuple[object, ...]]:
    """What is said of each subject, as days instead of places."""

    def days(at: np.ndarray) -> list[int | None]:
        return [int(found.seen.day[one]) if one >= 0 else None for one in at]

    return list(
        zip(
            found.best.response.tolist(),
            days(found.best.at),
            found.confirmed.response.tolist(),
            days(found.confirmed.at),
            *(map(days, found[3:8])),
            strict=True,
        )
    )


# A second program: one subject at a time, as the rules read.


def slow_confirmed(visits: Visits, one: int, rules: ResponseRules) -> bool:
    """Whether visit ``one`` is a confirmed response of its own kind."""
    day, word = visits[one]
    by = {Response.CR: {Response.CR}, Response.PR: {Response.CR, Response.PR}}.get(word, set())
    for last in range(one + 1, len(visits)):
        if visits[last][1] in by and visits[last][0] - day >= rules.ref_confirm:
            path = [seen for _, seen in visits[one + 1 : last + 1]]
            if path.count(Response.NE) > rules.max_nr_ne:
                return False
            if word == Response.CR:
                return set(path) <= {Response.CR, Response.NE}
            kept = [seen for seen in path if seen in (Response.CR, Response.PR)]
            return (
                set(path) <= {Response.CR, Response.PR, Response.SD, Response.NE}
                and path.count(Response.SD) <= rules.accept_sd
                and (Response.CR, Response.PR) not in pairwise(kept)
            )
    return False


def slow(visits: Visits, rules: ResponseRules) -> tuple[Response, Response, bool, int | None]:
    """BOR, CBOR, CRSP, and the day of progression."""
    until: Visits = []
    for day, word in visits:
        if rules.mode == "recist_table3" and any(seen == Response.CR for _, seen in until):
            word = Response.PD if word in (Response.PR, Response.SD, Response.NON_CR_NON_PD) else word
        until.append((day, word))
        if word == Response.PD:
            break
    best, confirmed, responded = [Response.MISSING], [Response.MISSING], False
    for one, (day, word) in enumerate(until):
        late = day >= rules.ref_start_window
        best.append(Response.NE if word in (Response.SD, Response.NON_CR_NON_PD) and not late else word)
        if slow_confirmed(until, one, rules):
            confirmed.append(word)
            responded = True
        elif word in (Response.PD, Response.NE):
            confirmed.append(word)
        elif late:
            confirmed.append(Response.NON_CR_NON_PD if word == Response.NON_CR_NON_PD else Response.SD)
        else:
            confirmed.append(Response.NE)
    progression = next((day for day, word in until if word == Response.PD), None)
    return min(best), min(confirmed), responded, progression


@given(subjects=MANY, rules=RULES)
def test_a_second_program_says_the_same(subjects: list[Visits], rules: ResponseRules) -> None:
    for said, visits in zip(told(derived(gathered(subjects), rules)), subjects, strict=True):
        best, _, confirmed, _, _, responded, _, _, progression = said
        assert (best, confirmed, responded is not None, progression) == slow(visits, rules)


@given(subjects=MANY, rules=RULES)
def test_confirmed_is_never_better_than_unconfirmed(subjects: list[Visits], rules: ResponseRules) -> None:
    found = derived(gathered(subjects), rules)
    assert (found.confirmed.response >= found.best.response).all()
    assert ((found.confirmed_response < 0) | (found.response >= 0)).all()
    assert ((found.confirmed_benefit < 0) | (found.benefit >= 0)).all()


@given(subjects=MANY, rules=RULES, data=st.data())
def test_the_order_of_rows_and_subjects_does_not_matter(
    subjects: list[Visits], rules: ResponseRules, data: st.DataObject
) -> None:
    expected = told(derived(gathered(subjects), rules))
    order = data.draw(st.permutations(range(len(subjects))))
    rows = [(who, *visit) for who, one in enumerate(order) for visit in subjects[one]]
    mixed = data.draw(st.permutations(rows))
    who, day, word = zip(*mixed, strict=True) if mixed else ((), (), ())
    found = told(derived(Assessments.of(who, day, word, len(order)), rules))
    assert found == [expected[one] for one in order]


@given(subjects=MANY, rules=RULES, later=st.lists(st.sampled_from(WORDS), max_size=3))
def test_nothing_after_progression_counts(subjects: list[Visits], rules: ResponseRules, later: list[Response]) -> None:
    ended = [[*visits, (200, Response.PD)] for visits in subjects]
    longer = [[*visits, *((250 + 50 * one, word) for one, word in enumerate(later))] for visits in ended]
    assert told(derived(gathered(longer), rules)) == told(derived(gathered(ended), rules))


@given(subjects=MANY, rules=rules_of("admiral"))
def test_table_3_is_never_kinder_and_differs_only_once_a_response_was_complete(
    subjects: list[Visits], rules: ResponseRules
) -> None:
    seen = gathered(subjects)
    admiral = derived(seen, rules)
    table_3 = derived(seen, ResponseRules(**(vars(rules) | {"mode": "recist_table3"})))
    assert (table_3.best.response == admiral.best.response).all()
    assert ((table_3.response >= 0) == (admiral.response >= 0)).all()
    assert ((table_3.benefit >= 0) == (admiral.benefit >= 0)).all()
    assert (table_3.confirmed.response >= admiral.confirmed.response)[admiral.confirmed.response < Response.PD].all()
    for one, (left, right) in enumerate(zip(told(admiral), told(table_3), strict=True)):
        assert left == right or any(word == Response.CR for _, word in subjects[one])


@given(sums=st.lists(st.integers(0, 200), min_size=2, max_size=6), more=st.integers(0, 100))
def test_larger_target_lesions_are_never_a_better_response(sums: list[int], more: int) -> None:
    larger = [*sums[:-1], sums[-1] + more]
    assert target_response(larger)[-1] >= target_response(sums)[-1]
