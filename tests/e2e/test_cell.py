"""``firstdose cell`` answers from a molecule file what conjugate, antibody and payload do in a dish."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from firstdose.resources import packaged


def test_rows_have_the_promised_keys_in_order(answer: Callable[..., Any]) -> None:
    said = answer("cell", "imgn289", "--receptors", "1e4,1e5,1e6")
    assert list(said) == ["rows"]
    assert all(list(row) == ["receptors", "egfr_dependence", "agent", "ic50_nM", "max_kill"] for row in said["rows"])
    places = [(row["receptors"], row["egfr_dependence"], row["agent"]) for row in said["rows"]]
    agents = ("adc", "antibody", "payload")
    assert places == [(r, d, agent) for r in (1e4, 1e5, 1e6) for d in (0, 1) for agent in agents]
    by_place = dict(zip(places, said["rows"], strict=True))
    assert by_place[1e6, 0, "antibody"]["ic50_nM"] is None
    assert 0 < by_place[1e6, 0, "adc"]["ic50_nM"] < 1
    assert all(0 <= row["max_kill"] <= 1 for row in said["rows"])


def test_the_table_names_the_target_and_what_it_rests_on_assumed_first(run: Callable[..., Result]) -> None:
    told = run("cell", "t-dm1", "--receptors", "1e6", "--dependence", "0", "--days", "4", "--control").stdout
    assert "on cells with HER2, 4 days of exposure" in told
    assert "non-binding adc" in told
    assert "not reached" in told
    assert f"Illustrative: {told.count('(assumed): ')} of the " in told
    rests = told[told.index("It rests on") :].splitlines()[1:]
    provenances = [line.partition("): ")[0].rpartition("(")[2] for line in rests if line]
    order = ["assumed", "recalled", "derived", "transcription", "source"]
    assert provenances == sorted(provenances, key=order.index)
    assert {"assumed", "transcription", "source"} <= set(provenances)


def test_a_molecule_of_the_users_own_works(answer: Callable[..., Any]) -> None:
    text = packaged("molecule/library/mrg003.toml").read_text(encoding="utf-8")
    Path("mine.toml").write_text(text.replace('like = "mmae"', 'like = "dxd"'), encoding="utf-8")
    said = answer("cell", "mine.toml", "--receptors", "1e6")
    assert said["rows"][0]["ic50_nM"] is not None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("imgn298",), 'Did you mean "imgn289"?'),
        (("imgn289", "--receptors", "many"), '--receptors "many": "many" is not a number'),
        (("imgn289", "--receptors", "-5"), "-5 receptors on a cell"),
        (("imgn289", "--dependence", "2"), "A dependence of 2"),
        (("imgn289", "--days", "0"), "An assay of 0 days"),
    ],
)
def test_what_cannot_be_is_refused(refused: Callable[..., str], arguments: tuple[str, ...], message: str) -> None:
    assert message in refused("cell", *arguments)


def test_a_molecule_that_does_not_say_how_it_works_is_refused(refused: Callable[..., str]) -> None:
    text = packaged("molecule/library/imgn289.toml").read_text(encoding="utf-8")
    start, end = text.index("[antibody.binding]"), text.index("[antibody.target]")
    Path("mine.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert "[antibody.binding] is missing: the mechanistic models need it" in refused("cell", "mine.toml")
