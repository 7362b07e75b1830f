"""Ensembles: what they hold, how they are drawn from, and how they serve another molecule."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from firstdose.errors import LibraryError
from firstdose.molecule import library
from firstdose.pkpd.calibrate.ensembles import Ensemble, ensemble, from_frame, read_ensemble, to_frame
from firstdose.pkpd.calibrate.priors import STAGES, priors, unknowns
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import SITES
from firstdose.sourced import Sourced

T_DM1, IMGN289 = library("t-dm1"), library("imgn289")


@pytest.mark.parametrize("site", SITES)
def test_the_packaged_ensemble_has_every_unknown(site: str) -> None:
    known = ensemble(T_DM1, site)
    assert set(known.rows) == {one.name for stage in STAGES for one in priors(T_DM1, stage, site)}
    assert known.weight.sum() == pytest.approx(1.0)
    assert all(np.all(values > 0) for values in known.rows.values())
    assert len(known) >= 200


def test_sites_of_action_have_slopes_of_their_own() -> None:
    slopes = [np.median(ensemble(T_DM1, site).rows["SLOPE_PLT"]) for site in SITES]
    assert len({round(float(slope), 6) for slope in slopes}) == len(SITES)


def test_another_molecule_keeps_what_belongs_to_linker_and_payload() -> None:
    ours, theirs = ensemble(IMGN289), ensemble(T_DM1)
    assert set(ours.rows) == {name for name in theirs.rows if unknowns()[name].travels}
    assert not {"VM", "KM"} & set(ours.rows)
    np.testing.assert_array_equal(ours.rows["KDEC"], theirs.rows["KDEC"])
    np.testing.assert_array_equal(ours.rows["CLC"], theirs.rows["CLC"])


def test_a_number_of_its_own_is_not_overruled() -> None:
    faster = replace(IMGN289.pharmacokinetics, CL=Sourced(0.9, "L/day", "its own trial", "source"))
    assert set(ensemble(IMGN289).rows) - set(ensemble(replace(IMGN289, pharmacokinetics=faster)).rows) == {"CLC"}


def test_one_factor_spreads_every_potency_of_a_vector_as_far_as_the_class_has_shown() -> None:
    ours, theirs = ensemble(IMGN289), ensemble(T_DM1)
    factors = [np.log(ours.rows[name] / theirs.rows[name]) for name in ("SLOPE_PLT", "SLOPE_ALT", "SLOPE_AST")]
    np.testing.assert_allclose(factors[0], factors[1], atol=1e-12)
    np.testing.assert_allclose(factors[0], factors[2], atol=1e-12)
    assert factors[0].std() == pytest.approx(IMGN289.transfer.spread.to("1"), rel=0.02)
    assert factors[0].mean() == pytest.approx(0.0, abs=1e-9)


def test_potencies_of_another_payload_are_spread_around_its_own() -> None:
    other = replace(library("mrg003"), toxicity=IMGN289.toxicity)
    found, ours = ensemble(other), ensemble(IMGN289)
    own = typical(other)["SLOPE_PLT"]
    assert own != typical(IMGN289)["SLOPE_PLT"]
    factor = ours.rows["SLOPE_AST"] / ensemble(T_DM1).rows["SLOPE_AST"]
    np.testing.assert_allclose(found.rows["SLOPE_PLT"], own * factor, rtol=1e-12)


def test_vectors_are_drawn_by_weight() -> None:
    known = Ensemble("t-dm1", "release", {"KDEC": np.array([1.0, 2.0, 3.0])}, np.array([0.2, 0.5, 0.3]))
    drawn = known.drawn(np.array([[0.1, 0.3], [0.69, 0.71]]))
    assert drawn.tolist() == [[0, 1], [1, 2]]
    assert known.at(drawn)["KDEC"].tolist() == [[1.0, 2.0], [2.0, 3.0]]
    assert known.row(2) == {"KDEC": 3.0}
    assert known.thinned(10) is known
    assert known.thinned(2).rows["KDEC"].tolist() == [2.0, 3.0]


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    written = {site: ensemble(T_DM1, site).thinned(20) for site in SITES}
    path = tmp_path / "own.parquet"
    to_frame(written).write_parquet(path)
    back = read_ensemble(path, "t-dm1", "release")
    for name, values in written["release"].rows.items():
        np.testing.assert_array_equal(back.rows[name], values)


def test_a_column_that_one_site_lacks_is_not_among_its_rows() -> None:
    one = ensemble(T_DM1, "release").thinned(5)
    fewer = replace(one, site="circulation", rows={"KDEC": one.rows["KDEC"]})
    table = to_frame({"release": one, "circulation": fewer})
    assert list(from_frame(table, "t-dm1", "circulation").rows) == ["KDEC"]


def test_a_site_that_is_none_is_refused() -> None:
    with pytest.raises(LibraryError, match="no site at which platelets are harmed"):
        ensemble(T_DM1, "spleen")


def test_a_site_that_the_file_lacks_is_refused() -> None:
    table = to_frame({"release": ensemble(T_DM1, "release").thinned(5)})
    with pytest.raises(LibraryError, match="Calibrate again"):
        from_frame(table, "t-dm1", "circulation")


def test_a_molecule_that_nothing_was_fitted_to_is_refused() -> None:
    orphan = replace(T_DM1, toxicity=replace(T_DM1.toxicity, of="mrg003"))
    with pytest.raises(LibraryError, match="no parameter ensemble for mrg003"):
        ensemble(orphan)
