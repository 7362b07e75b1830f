"""Breaks become a timeline: sorted, merged, infusions added up."""

import numpy as np

from firstdose.pkpd.engine.dosing.timeline import Breaks, Kind, Timeline, Turn, assembled, places
from firstdose.types import F64, I64


def _breaks(turn: Turn, kind: Kind, *each: tuple[int, float, int, float]) -> Breaks:
    patient, time, index, value = np.array(each or np.empty((0, 4)), float).reshape(-1, 4).T
    return Breaks(turn, kind, patient.astype(int), time, index.astype(int), value)


def _listed(timeline: Timeline) -> list[tuple[float, str, int, float]]:
    return [
        (float(t), Kind(k).name, int(i), float(v))
        for t, k, i, v in zip(timeline.time, timeline.kind, timeline.index, timeline.value, strict=True)
    ]


def test_breaks_of_one_time_act_in_their_turn() -> None:
    parts = [
        _breaks(Turn.DOSE, Kind.ADD, (0, 1.0, 0, 5.0)),
        _breaks(Turn.REPLACE, Kind.SET, (0, 1.0, 0, 7.0)),
        _breaks(Turn.RESET, Kind.RESET, (0, 1.0, 0, 0.0)),
        _breaks(Turn.PARAMETERS, Kind.PARAMETERS, (0, 1.0, 3, 0.0), (1, 0.0, 2, 0.0)),
    ]
    found = assembled(parts, 3)
    assert [kind for _, kind, _, _ in _listed(found)] == ["PARAMETERS", "RESET", "SET", "ADD", "PARAMETERS"]
    assert found.first.tolist() == [0, 4, 5, 5]


def test_times_that_differ_by_rounding_are_one() -> None:
    late = 7.0 + 2e-15
    parts = [
        _breaks(Turn.DOSE, Kind.ADD, (0, late, 0, 1.0), (0, 7.1, 0, 1.0)),
        _breaks(Turn.RESET, Kind.RESET, (0, 7.0 + 3e-12, 0, 0.0)),
    ]
    assert [(t, k) for t, k, _, _ in _listed(assembled(parts, 1))] == [(late, "RESET"), (late, "ADD"), (7.1, "ADD")]


def test_infusions_into_a_state_add_up() -> None:
    change = [(0, 0.0, 0, 2.0), (0, 1.0, 0, 3.0), (0, 2.0, 0, -2.0), (0, 2.0, 1, 9.0), (0, 4.0, 0, -3.0)]
    found = _listed(assembled([_breaks(Turn.DOSE, Kind.RATE, *change)], 1))
    assert [(t, i, v) for t, _, i, v in found] == [(0, 0, 2), (1, 0, 5), (2, 0, 3), (2, 1, 9), (4, 0, 0)]


def test_an_infusion_that_goes_on_needs_no_break() -> None:
    change = [(0, 0.0, 0, 2.0), (0, 7.0, 0, -2.0), (0, 7.0 + 1e-15, 0, 2.0), (0, 14.0, 0, -2.0)]
    assert [t for t, *_ in _listed(assembled([_breaks(Turn.DOSE, Kind.RATE, *change)], 1))] == [0.0, 14.0]


def test_an_infusion_at_a_reset_is_told_again() -> None:
    change = [(0, 0.0, 0, 2.0), (0, 7.0, 0, -2.0), (0, 7.0, 0, 2.0), (0, 14.0, 0, -2.0)]
    parts = [_breaks(Turn.DOSE, Kind.RATE, *change), _breaks(Turn.RESET, Kind.RESET, (0, 7.0, 0, 0.0))]
    assert [(t, k) for t, k, *_ in _listed(assembled(parts, 1))] == [
        (0.0, "RATE"),
        (7.0, "RESET"),
        (7.0, "RATE"),
        (14.0, "RATE"),
    ]


def test_when_all_infusions_have_ended_none_is_left() -> None:
    change = [(0, 0.0, 0, 0.1), (0, 1.0, 0, 0.2), (0, 2.0, 0, -0.1), (0, 3.0, 0, -0.2)]
    assert _listed(assembled([_breaks(Turn.DOSE, Kind.RATE, *change)], 1))[-1] == (3.0, "RATE", 0, 0.0)


def test_places_are_by_patient_then_time() -> None:
    among: tuple[I64, F64] = np.array([0, 0, 2]), np.array([1.0, 5.0, 3.0])
    wanted: tuple[I64, F64] = np.array([0, 0, 1, 2, 2]), np.array([1.0, 9.0, 0.0, 3.0, 2.0])
    assert places(among, wanted).tolist() == [0, 2, 2, 2, 2]
    assert places(among, wanted, "right").tolist() == [1, 2, 2, 3, 2]
