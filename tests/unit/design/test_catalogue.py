"""Designs and rules by name, with their options."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.every_design import PLAIN

from firstdose.design import (
    Blrm,
    Boin,
    Cohorts,
    Design,
    EnoughAt,
    LowestTooToxic,
    MaxPatients,
    NoSkipping,
    Ruled,
    ThreePlusThree,
    build,
    named,
)
from firstdose.design.catalogue import DESIGNS, name_of
from firstdose.errors import DesignError
from firstdose.trial import DoseGrid

GRID = DoseGrid((1.2, 1.6, 2.4), "mg/kg")


@pytest.mark.parametrize(
    ("options", "design"),
    [
        ({"name": "3+3"}, ThreePlusThree(3)),
        ({"name": "3+3", "top_up": False}, ThreePlusThree(3, top_up=False)),
        ({"name": "boin", "target": 0.25}, Boin(0.25, 3)),
        ({"name": "boin", "target": 0.3, "p_tox": 0.5, "cutoff": 0.9}, Boin(0.3, 3, p_tox=0.5, cutoff=0.9)),
        ({"name": "blrm"}, Blrm(GRID.doses)),
        (
            {"name": "blrm", "prior_mean": [-0.85, 1], "prior_cov": [[1, -0.5], [-0.5, 1]], "ewoc": 0.3},
            Blrm(GRID.doses, prior_mean=(-0.85, 1.0), prior_cov=((1.0, -0.5), (-0.5, 1.0)), ewoc=0.3),
        ),
    ],
)
def test_a_name_and_its_options(options: Mapping[str, Any], design: Design) -> None:
    assert named(options, 3, GRID.doses) == design
    assert name_of(design) == options["name"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, f"design: there is no name. Give one of {', '.join(DESIGNS)}."),
        (
            {"name": "bion"},
            f'design: name = "bion" is not known. Did you mean "boin"? Give one of {", ".join(DESIGNS)}.',
        ),
        ({"name": "up and down"}, f'design: name = "up and down" is not known. Give one of {", ".join(DESIGNS)}.'),
        (
            {"name": "boin", "target": 0.3, "n_levels": 4},
            "design: n_levels comes from the trial's dose levels. Remove it here.",
        ),
        ({"name": "blrm", "doses": [1]}, "design: doses comes from the trial's dose levels. Remove it here."),
    ],
)
def test_an_unknown_design_or_option_is_refused(options: Mapping[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        named(options, 3, GRID.doses)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "boin"}, ["target"]),
        ({"name": "boin", "target": 0.3, "cutof": 0.9}, ["cutof", "cutoff"]),
        ({"name": "boin", "target": "high"}, ["target", "high"]),
        ({"name": "boin", "target": 1.3}, ["target = 1.3"]),
        ({"name": "3+3", "target": 0.3}, ["target"]),
    ],
)
def test_an_option_that_does_not_fit_is_named(options: Mapping[str, Any], words: list[str]) -> None:
    with pytest.raises(DesignError) as refused:
        named(options, 3, None, "trial.toml [escalation.design]")
    for word in ["trial.toml [escalation.design]", *words]:
        assert word in str(refused.value)


def test_a_blrm_needs_doses() -> None:
    with pytest.raises(DesignError) as refused:
        named({"name": "blrm"}, 3, None)
    assert str(refused.value) == ("BLRM is a model of dose: give the doses of the levels, e.g. 1.2, 1.6 and 2.0.")


def test_a_study_design_stands_within_its_rules() -> None:
    rules: list[Mapping[str, Any]] = [
        {"name": "lowest-too-toxic", "target": 0.3},
        {"name": "no-skipping"},
        {"name": "enough-at-mtd", "n": 12},
    ]
    built = build({"name": "boin", "target": 0.3}, GRID, cohort_size=3, max_patients=30, start_level=1, rules=rules)
    assert built == Ruled(
        Boin(0.3, 3),
        limits=(NoSkipping(),),
        stopping=MaxPatients(30) | LowestTooToxic(0.3) | EnoughAt(12),
        size=Cohorts(3, 30),
        start_level=1,
    )


def test_the_maximum_of_patients_is_always_a_rule_and_three_plus_three_keeps_its_cohorts() -> None:
    built = build({"name": "3+3"}, GRID, cohort_size=4, max_patients=20)
    assert built == Ruled(ThreePlusThree(3), stopping=MaxPatients(20), size=Cohorts(None, 20))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"name": "enough"}, 'trial.toml: [[escalation.rules]] 2: name = "enough" is not known.'),
        ({}, "trial.toml: [[escalation.rules]] 2: there is no name. Give one of no-skipping, max-increment,"),
        ({"name": "enough-at-mtd"}, "trial.toml: [[escalation.rules]] 2"),
        ({"name": "enough-at-mtd", "n": 0}, "trial.toml: [[escalation.rules]] 2"),
    ],
)
def test_a_rule_that_is_refused_is_named_with_its_place(rule: Mapping[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        build({"name": "3+3"}, GRID, cohort_size=3, max_patients=20, rules=[{"name": "no-skipping"}, rule],
              where="trial.toml: ")  # fmt: skip
    assert str(refused.value).startswith(message)


def test_the_name_of_a_design_within_rules_and_of_a_strangers() -> None:
    class Stranger(Boin):
        pass

    assert name_of(Ruled(Ruled(Boin(0.3, 3)))) == "boin"
    assert name_of(Stranger(0.3, 3)) == "Stranger"
    assert {name_of(design) for design in PLAIN.values()} <= set(DESIGNS)


def test_options_for_another_number_of_levels_are_refused() -> None:
    with pytest.raises(DesignError, match=r"crm is for 2 levels and the trial has 3\. Give the design's options one"):
        named({"name": "crm", "target": 0.3, "skeleton": [0.1, 0.3]}, 3, None)
