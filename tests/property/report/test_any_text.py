"""Whatever people write in their files stands in the report as they wrote it, and does nothing there."""

import re
from dataclasses import replace
from functools import cache
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.molecule import Fact
from firstdose.report import Results, compose, results_of, to_html
from firstdose.study import Study, load

SNARES = (
    "@x", "@exposure", "**bold**", "<script>alert(1)</script>", "</script>", "{{ 7 * 7 }}", "{% raw %}", "&amp;",
    "it's 30 % of T-DM1 at 2.4 mg/kg", "$&", "\\1", "w" * 300, "‮abc", "naïve Ωμέγα 漢字 🧬",
)  # fmt: skip
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
WORDS = st.lists(st.sampled_from(SNARES) | LETTERS, min_size=1, max_size=4).map(" ".join)


@cache
def _found() -> tuple[Study, Results]:
    study = load("imgn289")
    return study, results_of(study, trials=5, patients=20)


@cache
def _scripts() -> int:
    return to_html(compose(*_everywhere(_Hostile("plain")))).count("<script")


class _Hostile:
    """Puts a text, marked by a number, wherever it is asked to, and remembers it."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.put: list[str] = []

    def __call__(self) -> str:
        self.put.append(f"Q{len(self.put)}q{self.words}")
        return self.put[-1]


def _everywhere(say: _Hostile) -> tuple[Study, Results]:
    study, results = _found()
    adc, cohort, replay = study.molecule, study.expansion[0], results.replays[0]
    antibody = replace(
        adc.antibody, name=say(), note=say(), target=replace(adc.antibody.target, name=say(), note=say())
    )
    transfer = replace(adc.transfer, spread=replace(adc.transfer.spread, source=say()))
    adc = replace(
        adc,
        title=say(),
        antibody=antibody,
        linker=replace(adc.linker, name=say()),
        payload=replace(adc.payload, name=say(), class_=say()),
        toxicity=replace(adc.toxicity, transfer=transfer),
        facts=(Fact(say(), say(), say(), "assumed"),),
    )
    trial = replace(replay.trial, cohorts_source=say())
    assumption = replace(results.assumptions[0], where=say(), what=say(), source=say())
    return (
        replace(study, name=say(), molecule=adc, expansion=(replace(cohort, name=say()),)),
        replace(
            results,
            forward=results.forward[:1],
            addressable=replace(results.addressable, population=say()),
            replays=(replace(replay, trial=trial),),
            assumptions=(assumption,),
            manifest=replace(results.manifest, study_file=say()),
        ),
    )


def _read(page: str) -> str:
    """The text of a page, as a reader sees it."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)))


@settings(max_examples=8, deadline=None)
@given(WORDS)
def test_any_text_stands_in_the_report_as_it_was_written(words: str) -> None:
    say = _Hostile(words)
    page = to_html(compose(*_everywhere(say)))
    read = _read(page)
    assert [text for text in say.put if text not in read] == []
    assert page.count("<script") == _scripts()
    assert "<script>alert" not in page


def test_every_snare_is_only_text() -> None:
    say = _Hostile(" ".join(SNARES))
    read = _read(to_html(compose(*_everywhere(say))))
    assert len(say.put) >= 20
    assert [text for text in say.put if text not in read] == []
