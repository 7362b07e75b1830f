"""Published results are complete, consistent, and each has its address."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError
from firstdose.pkpd.calibrate.targets import Target, targets

T_DM1 = targets("t-dm1")


def target(name: str) -> Target:
    """One of T-DM1's."""
    return next(one for one in T_DM1.targets if one.id == name)


def test_ids_are_unique() -> None:
    ids = [*(one.id for one in T_DM1.targets), *(one.id for one in T_DM1.unpredicted)]
    assert len(ids) == len(set(ids))


def test_what_was_published_of_weekly_doses_is_never_fitted() -> None:
    assert not any(one.fitted for one in T_DM1.targets if any("weekly" in name for name in one.regimens))


def test_platelets_are_fitted_to_one_number_alone() -> None:
    assert [one.id for one in T_DM1.fitted("platelets")] == ["q3w36_tcp_g3plus"]


@pytest.mark.parametrize("one", T_DM1.targets, ids=lambda one: one.id)
def test_a_target_lies_within_its_own_range(one: Target) -> None:
    low, high = one.range
    assert low <= one.value <= high
    assert len(one.source) > 10


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("lu_clearance", {"n": 0}, "Give n"),
        ("q3w36_tcp_g3plus", {"value": 108.0}, "from 0 to 100"),
        ("q3w_dm1_peak_max", {"high": None}, "either low or high"),
        ("q3w_nadir_day", {"low": 9.0}, "outside low to high"),
        ("emilia_orr", {"kind": "pooled", "patients": (9,)}, "one number a regimen, n in all"),
    ],
)
def test_what_cannot_be_is_refused(name: str, change: dict[str, float], words: str) -> None:
    with pytest.raises(LibraryError, match=words):
        replace(target(name), **change)  # type: ignore[arg-type]


def test_a_regimen_that_is_not_known_is_refused() -> None:
    with pytest.raises(LibraryError, match="is not among"):
        replace(T_DM1, targets=(replace(target("q3w_mtd"), regimens=("daily",)),))


def test_a_molecule_without_results_is_refused() -> None:
    with pytest.raises(LibraryError, match="no table of published human results"):
        targets("imgn289")


def test_what_the_model_was_made_with_is_not_independent() -> None:
    """GAM, and the medians of SLOPE_PLT before the fit, rest on the study of autologous platelets."""
    apart = {one.id for one in T_DM1.targets if not one.fitted and not one.independent}
    assert {"q3w_recovery_day", "q3w_nadir_share"} <= apart
    assert not any(one.independent for one in T_DM1.targets if one.fitted)
    assert target("weekly_mtd").independent
