import pytest

from firstdose.analysis.adam.timepoints import hours_after_dose, is_predose


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        *(("Pre-dose", 0), ("PREDOSE", 0), ("Pre-infusion", 0), ("0H", 0), ("Before", 0)),
        *(("30M", 0.5), ("1H", 1), ("2H POSTDOSE", 2), ("1H30M", 1.5), ("2HR15MIN", 2.25), ("1.5h Post-dose", 1.5)),
        *(("5 Min Post-dose", 5 / 60), ("2 hours", 2), ("30 DAYS AFTER LAST", 720), ("24 HR POST INF", 25)),
        *(("5 MIN PREDOSE", -5 / 60), ("1 HOUR PREDOSE", -1), ("8H PRIOR START OF INFUSION", -8)),
        *(("0-6h Post-dose", 3), ("0-4H PRIOR START OF INFUSION", -2), ("8-16H POST START OF INFUSION", 12)),
        *(("EOI", 1), ("End of Infusion", 1), ("1 HOUR POST EOI", 2), ("30MIN AFTER END OF INFUSION", 1.5)),
        ("10MIN PRE EOI", 1 - 10 / 60),
        *(("Morning", None), ("UNSCHEDULED", None), ("Day 8", None), ("", None), ("2h sitting", None)),
    ],
)
def test_hours(said: str, hours: float | None) -> None:
    """As admiral's ``convert_xxtpt_to_hours``, but for a bare "Day n" and for times before an infusion's end."""
    found = hours_after_dose(said, infusion_hours=1.0)
    assert found == (None if hours is None else pytest.approx(hours, abs=1e-15))


def test_what_is_before_the_dose() -> None:
    assert [is_predose(said) for said in ("Pre-dose", "30 MIN PREDOSE", "pre infusion", "1h Post-dose")] == [
        *[True] * 3,
        False,
    ]
