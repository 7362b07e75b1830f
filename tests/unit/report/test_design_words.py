"""A design's options and rules, in words."""

from dataclasses import replace

from firstdose.design import Boin, EnoughAt, LowestTooToxic, MaxPatients, NoSkipping, Ruled
from firstdose.report import Results
from firstdose.report.sections.design_words import option_rows, rule_words
from firstdose.study import Study

RULES = (EnoughAt(9) & MaxPatients(1)) | LowestTooToxic(0.33)
RULED = Ruled(Boin(target=0.3, n_levels=5), limits=(NoSkipping(),), stopping=RULES)


def test_options_are_the_numbers_in_use(imgn289: tuple[Study, Results]) -> None:
    told = dict(option_rows(replace(imgn289[0], design=RULED)))
    assert told["Target DLT probability"] == "0.3"
    assert (told["DLT rate to go up"], told["DLT rate to go down"]) == ("0.18", "0.42")
    assert not {"Doses", "N levels"} & told.keys()


def test_every_rule_is_told_with_its_numbers(imgn289: tuple[Study, Results]) -> None:
    skipping, both, toxic = rule_words(replace(imgn289[0], design=RULED))
    assert "skipped" in skipping
    assert "both of these" in both
    assert "9 patients" in both
    assert "stops after 1 patient" in both
    assert "patients" not in both.rpartition(";")[2]
    assert "33 %" in toxic
