"""A design's options and rules, in words."""

from dataclasses import replace

from firstdose.design import (
    Blrm,
    Boin,
    EnoughAt,
    LowestTooToxic,
    MaxIncrement,
    MaxPatients,
    MinAtLevel,
    MinPatients,
    NoSkipping,
    Precision,
    Ruled,
    Stable,
)
from firstdose.report import Results
from firstdose.report.sections.design_words import option_rows, options_table, rule_words
from firstdose.study import Study

RULES = (EnoughAt(9) & MaxPatients(1)) | LowestTooToxic(0.33)
RULED = Ruled(Boin(target=0.3, n_levels=5), limits=(NoSkipping(),), stopping=RULES)


def test_options_are_the_numbers_in_use() -> None:
    told = dict(option_rows(RULED))
    assert told["Target DLT probability"] == "0.3"
    assert told["DLT probability that calls for escalation, p_saf"] == "0.18"
    assert told["DLT probability that calls for de-escalation, p_tox"] == "0.42"
    assert not {"Doses", "N levels"} & told.keys()


def test_every_rule_is_told_with_its_numbers(imgn289: tuple[Study, Results]) -> None:
    skipping, both, toxic = rule_words(replace(imgn289[0], design=RULED))
    assert "skipped" in skipping
    assert "both of these" in both
    assert "9 patients" in both
    assert "stops after 1 patient" in both
    assert "patients" not in both.rpartition(";")[2]
    assert "33 %" in toxic


def test_every_kind_of_rule_is_told_in_words(imgn289: tuple[Study, Results]) -> None:
    doses = (1.0, 2.0, 3.0)
    limits = (MaxIncrement(100, doses), MaxIncrement((100, 50), doses, (0, 2)), MinAtLevel(3), MinAtLevel((1, 3, 3)))
    stopping = (
        Stable(3) | Precision(cv=0.3) | Precision(p_target=0.5) & MinPatients(12) | EnoughAt(9, when_staying=True)
    )
    told = rule_words(replace(imgn289[0], design=Ruled(Boin(0.3, 3), limits, stopping)))
    assert told == (
        "the dose rises by at most 100 % over the last one given",
        "the dose rises by at most 100 % or 50 % over the last one given, by its range",
        "no higher before the level has had 3 patients",
        "no higher before the level has had 1 or 3 patients",
        "both of these: not before 12 patients in all; stops once that level lies in the target interval with a "
        "probability of 50 %",
        "stops once the level that is to be treated again has had 9 patients",
        "stops once its DLT probability is known to a standard deviation of 30 % of its mean",
        "stops once the last 3 cohorts had the level that would come next",
    )


def test_blrm_stops_first_where_even_the_lowest_level_exceeds_its_limit(imgn289: tuple[Study, Results]) -> None:
    first = rule_words(imgn289[0])[0]
    assert "even the lowest level exceeds the limit of overdosing (EWOC)" in first
    assert "above 33 % has a probability above 25 %" in first
    bare = replace(imgn289[0], design=Ruled(Blrm(doses=(1.0, 2.0), ewoc=0.3)))
    assert [rule.rpartition("above ")[2] for rule in rule_words(bare)] == ["30 %"]
    assert not any("EWOC" in rule for rule in rule_words(replace(imgn289[0], design=RULED)))


def test_every_designs_options_are_told_and_the_studys_own_is_named(imgn289: tuple[Study, Results]) -> None:
    shown = options_table(*imgn289)
    assert [called for _, called in shown.groups] == ["3+3", "BOIN", "BLRM, the study’s own"]
    assert ("Prior mean", "−1.1, 0") in shown.rows
    boin = shown.rows[shown.groups[1][0] : shown.groups[2][0]]
    assert boin == option_rows(imgn289[1].designs["boin"])
