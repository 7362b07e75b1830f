"""Laws of outcomes: nothing is lost between text, arrays, counts and observation."""

from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.trial import ADJUDICATED, DltDefinition, Doses, Events, Outcomes, observe

moderate = settings(max_examples=60, deadline=None)
cohort_words = st.tuples(st.integers(1, 99), st.text("NTEBP", min_size=1, max_size=6))
texts = st.lists(cohort_words, max_size=6).map(lambda words: " ".join(f"{level}{letters}" for level, letters in words))
LETTER = {(0, 0): "N", (1, 0): "T", (0, 1): "E", (1, 1): "B"}
WINDOW = 21


def _text(seen: Outcomes) -> str:
    """The outcome string of one trial."""
    words: dict[int, str] = {}
    for level, dlt, pending, response, cohort in zip(
        *(getattr(seen, name)[0].tolist() for name in ("level", "dlt", "pending", "response", "cohort")), strict=True
    ):
        words.setdefault(cohort, str(level + 1))
        words[cohort] += "P" if pending else LETTER[int(dlt), int(response)]
    return " ".join(words.values())


@moderate
@given(text=texts)
def test_text_is_read_without_loss(text: str) -> None:
    assert _text(Outcomes.parse(text)) == text


@moderate
@given(text=texts)
def test_counts_add_up_over_levels(text: str) -> None:
    seen, letters = Outcomes.parse(text), [letter for letter in text if letter.isalpha()]
    counts = seen.counts(99)
    assert counts.n.sum() == len(letters)
    assert counts.dlt.sum() == sum(letter in "TB" for letter in letters)
    assert counts.pending.sum() == letters.count("P")
    assert counts.response.sum() == sum(letter in "EB" for letter in letters)
    assert counts.follow_up.sum() == len(letters) - letters.count("P")


@moderate
@given(data=st.data(), n=st.lists(st.integers(0, 6), min_size=1, max_size=6).filter(any))
def test_counts_give_outcomes_that_give_the_counts(data: st.DataObject, n: list[int]) -> None:
    dlt = [data.draw(st.integers(0, treated)) for treated in n]
    current = data.draw(st.sampled_from([level for level, treated in enumerate(n) if treated]))
    seen = Outcomes.from_counts(n, dlt, current)
    counts = seen.counts(len(n))
    assert (counts.n[0].tolist(), counts.dlt[0].tolist(), seen.current.tolist()) == (n, dlt, [current])


@moderate
@given(text=texts)
def test_pending_patients_are_those_who_are_not_known(text: str) -> None:
    seen = Outcomes.parse(text)
    counts, known = seen.counts(99), seen.known().counts(99)
    assert np.array_equal(counts.n - counts.pending, known.n)
    assert np.array_equal(counts.dlt, known.dlt)


@st.composite
def trials(draw: st.DrawFn) -> tuple[Doses, Events, float]:
    """First doses and adjudicated events of two trials, and a day to cut the data at."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (2, draw(st.integers(1, 6)))
    first = np.sort(random.integers(0, 200, shape), axis=1) + random.choice([0.0, 0.1, 1 / 3], shape)
    doses = Doses(
        level=random.integers(-1, 4, shape).astype(np.int8),
        cohort=np.broadcast_to(np.arange(shape[1], dtype=np.int16), shape),
        first_day=first,
        last_day=np.where(random.random(shape) < 0.8, np.inf, first + random.integers(0, 40, shape)),
    )
    many = 8
    trial, patient = random.integers(0, 2, many), random.integers(0, shape[1], many)
    day = first[trial, patient] + random.uniform(-2, 40, many)
    events = Events(trial, patient, day, np.zeros(many, np.int64), random.integers(0, 6, many).astype(np.int8),
                    (ADJUDICATED,))  # fmt: skip
    return doses, events, draw(st.floats(0, 300))


@moderate
@given(case=trials())
def test_observation_is_one_patient_at_a_time(case: tuple[Doses, Events, float]) -> None:
    """The definition, patient by patient and in plain words."""
    doses, events, cut = case
    seen = observe(doses, events, DltDefinition(WINDOW, ()), cut)
    for t, p in np.ndindex(doses.level.shape):
        first, last = float(doses.first_day[t, p]), float(doses.last_day[t, p])
        mine = (events.trial == t) & (events.patient == p)
        days = [day - first for day in events.day[mine].tolist() if first <= day <= cut and day - first < WINDOW]
        started = doses.level[t, p] >= 0 and first <= cut
        lost = not days and last < min(cut, first + WINDOW)
        assert seen.level[t, p] == (doses.level[t, p] if started and not lost else -1)
        assert seen.dlt[t, p] == (started and bool(days))
        if started and not lost:
            share = min(days) if days else min(cut - first, last - first, WINDOW)
            assert abs(seen.follow_up[t, p] - share / WINDOW) < 1e-9


@moderate
@given(case=trials(), later=st.floats(0, 50))
def test_a_dlt_once_seen_stays_and_follow_up_never_shrinks(case: tuple[Doses, Events, float], later: float) -> None:
    doses, events, cut = case
    definition = DltDefinition(WINDOW, ())
    before, after = observe(doses, events, definition, cut), observe(doses, events, definition, cut + later)
    assert np.all(after.dlt >= before.dlt)
    still = before.treated & after.treated & ~after.dlt
    assert np.all(after.follow_up[still] >= before.follow_up[still])


@moderate
@given(case=trials())
def test_trials_are_observed_alone_as_in_a_batch(case: tuple[Doses, Events, float]) -> None:
    doses, events, cut = case
    together = observe(doses, events, DltDefinition(WINDOW, ()), cut)
    for t in range(2):
        mine = events.trial == t
        own = Events(
            trial=np.zeros(int(mine.sum()), np.int64),
            patient=events.patient[mine],
            day=events.day[mine],
            term=events.term[mine],
            grade=events.grade[mine],
            terms=events.terms,
        )
        row = Doses(*(getattr(doses, field.name)[t : t + 1] for field in fields(Doses)))
        alone = observe(row, own, DltDefinition(WINDOW, ()), cut)
        for field in fields(Outcomes):
            assert np.array_equal(getattr(alone, field.name)[0], getattr(together, field.name)[t]), field.name
