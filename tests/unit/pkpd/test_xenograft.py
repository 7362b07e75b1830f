"""Tumours in mice under single doses, and the concentration at which they stand still."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.molecule import library, names
from firstdose.pkpd import Model, simulate, tumour_static_concentration, xenograft
from firstdose.pkpd.models.tumour import constant_plasma, tumour
from firstdose.pkpd.mouse import mouse_model, xenograft_parameters
from firstdose.pkpd.systems import values

T_DM1, IMGN289, MRG003 = library("t-dm1"), library("imgn289"), library("mrg003")


@pytest.mark.parametrize("name", names())
def test_every_molecule_has_every_number_of_its_model(name: str) -> None:
    adc = library(name)
    assert set(mouse_model(adc.payload.permeable).defaults) <= set(xenograft_parameters(adc))


def test_the_conjugate_is_lost_with_its_antibody_and_its_payload() -> None:
    known = xenograft_parameters(T_DM1)
    lost = known["KDEC"].to("1/day") * known["V1"].to("L")
    assert known["CLC"].to("L/day") == pytest.approx(known["CLAB"].to("L/day") + lost, rel=1e-12)


def test_a_dose_is_what_its_antibody_weighs() -> None:
    seen = xenograft(T_DM1, [5.0], days=[0.0, 1e-6, 1.0])
    nmol = 5.0 * 0.02 * 1000 / 148
    assert seen.plasma_nM[:, 0, 1] == pytest.approx(nmol / 8.8e-4, rel=1e-4)


def test_more_does_more_and_what_finds_its_target_most() -> None:
    seen = xenograft(IMGN289, dependence=1.0, receptors=1e5)
    adc, antibody, control = seen.t_over_c(21.0)
    assert (np.diff(seen.t_over_c(21.0), axis=1) < 0).all()
    assert (adc < antibody).all()
    assert (adc < control).all()
    assert (antibody < 1).all()
    assert (seen.growth_delay_days()[0] > seen.growth_delay_days()[2]).all()
    assert (seen.payload_nM[1] == 0).all()


def test_antibody_leaves_a_tumour_alone_that_does_not_depend_on_the_target() -> None:
    seen = xenograft(IMGN289, agents=["antibody"])
    assert seen.t_over_c(21.0) == pytest.approx(1.0, rel=1e-5)
    assert seen.growth_delay_days() == pytest.approx(0.0, abs=1e-3)


def test_delay_is_read_after_the_smallest_volume_and_is_not_known_where_the_tumour_stays_small() -> None:
    seen = xenograft(IMGN289, [5.0, 10.0], agents=["adc"], days=[0.0, 10.0, 20.0])
    falls = np.array([[[100.0, 50.0, 250.0], [100.0, 50.0, 150.0]]])
    made = replace(seen, control_mm3=np.array([100.0, 200.0, 400.0]), volume_mm3=falls)
    delay = made.growth_delay_days(2.0)[0]
    assert delay[0] == pytest.approx(17.5 - 10.0)
    assert np.isnan(delay[1])
    assert made.t_over_c(15.0)[0].tolist() == pytest.approx([150 / 300, 100 / 300])


def _growth(concentration: float) -> float:
    """Of the living cells in the second month at a constant concentration of IMGN289."""
    model = Model.of("constant", constant_plasma, tumour)
    known = values(
        model, {name: each for name, each in xenograft_parameters(IMGN289).items() if name in model.defaults}
    )
    known |= {"CONJUGATE": concentration, "TOTAL": concentration}
    living = simulate(model, {"TIME": [0.0], "AMT": [0.0]}, [0.0, 30.0, 31.0], known)["POS"][0]
    return float(np.log(living[2] / living[1]))


def test_a_tumour_stands_still_at_its_static_concentration() -> None:
    static = {agent: tumour_static_concentration(IMGN289, agent) for agent in ("adc", "non-binding adc", "antibody")}
    assert static["antibody"] is None
    assert static["adc"] is not None
    assert static["non-binding adc"] is not None
    assert 3 * static["adc"] < static["non-binding adc"]
    assert _growth(0.98 * static["adc"]) > 0 > _growth(1.02 * static["adc"])
    more_potent = tumour_static_concentration(IMGN289, changed={"KC50": 48.5})
    assert more_potent == pytest.approx(static["adc"] / 10, rel=0.1)  # payload inside in proportion to what comes in


def test_payload_that_crosses_membranes_reaches_cells_without_the_target() -> None:
    whole, uneven = (xenograft(MRG003, [1.0], negative=share, agents=["adc"]).t_over_c(14.0) for share in (0.0, 0.3))
    assert whole[0, 0] < uneven[0, 0] < 0.5
    with pytest.raises(ModelError, match="this payload does not cross membranes"):
        xenograft(T_DM1, negative=0.3)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"doses_mg_per_kg": [0.0]}, "give one or more doses above 0"),
        ({"doses_mg_per_kg": []}, "give one or more doses above 0"),
        ({"receptors": 0.0}, "receptors = 0: give the targets on a cell"),
        ({"dependence": 2.0}, "dependence = 2: it is a share"),
        ({"agents": ["payload"]}, '"payload" is not given to mice'),
        ({"days": [1.0, 2.0]}, "increasing days that start at 0"),
        ({"changed": {"KC5": 1.0}}, "has no parameter KC5"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        xenograft(IMGN289, **asked)  # type: ignore[arg-type]


def test_a_day_outside_is_refused() -> None:
    with pytest.raises(ModelError, match="Day 60: tumours are watched from day 0 to 56"):
        xenograft(IMGN289, [1.0]).t_over_c(60.0)
