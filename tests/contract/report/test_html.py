"""One file, closed to the network, the same bytes for the same document."""

import json
import re

import pytest

from firstdose.report import Document, to_html
from firstdose.report.blocks import Callout, Column, Figure, Heading, Reference, Strong, Table, Text, prose


def _page(*blocks: Text | Callout | Table | Heading) -> str:
    return to_html(Document("Title", "", "", "", blocks))


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    markup = re.sub(r"(<script[^>]*>).*?</script>", r"\1", page, flags=re.DOTALL)
    assert "<script>" in markup
    assert not re.findall(r"<(?:link|script|img|iframe)[^>]*\s(?:src|href)=\"(?!data:)", markup)
    assert "@import" not in page
    assert "url(" not in re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]  # type: ignore[index]


def test_the_policy_allows_no_connection_and_no_eval(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "connect-src" not in policy[1]
    assert "unsafe-eval" not in policy[1]
    assert "script-src 'unsafe-inline'" not in policy[1].replace("&#39;", "'")


def test_vega_is_in_the_page_once(page: str) -> None:
    assert page.count("window.vegaEmbed") == 1


def test_text_is_escaped() -> None:
    page = _page(Text("<script>alert(1)</script> **strong** @nobody"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **strong** @nobody" in page


def test_strong_words_and_units_are_typeset() -> None:
    page = _page(Text(prose(Strong("2.4 mg/kg"), " in 30 % of T-DM1’s patients")))
    together = '<span class="together">{}</span>'.format
    assert f"<strong>{together('2.4 mg/kg')}</strong> in {together('30 %')} of {together('T-DM1')}’s patients" in page


def test_a_reference_is_a_link_to_what_it_names() -> None:
    blocks = Text(prose("see ", Reference("t"), ".")), Table("t", "Doses.", (Column("A"),), (("1",),))
    assert 'see <a class="together" href="#t">Table 1</a>.' in _page(*blocks)


def test_numbers_align_right_and_words_left() -> None:
    page = _page(Table("t", "Doses.", (Column("Level", align="left"), Column("Dose", "mg/kg")), (("DL1", "1.2"),)))
    assert '<th scope="row" class="left">DL1</th>' in page
    assert '<td class="right">1.2</td>' in page
    assert '<th scope="col" class="right">Dose <span class="unit">mg/kg</span></th>' in page


def test_an_illustrative_table_carries_the_badge() -> None:
    table = Table("t", "Doses.", (Column("A"),), (("1",),), illustrative=True)
    assert '<b>Table 1.</b> <span class="badge badge-illustrative">Illustrative</span> Doses.' in _page(table)
    assert 'badge-illustrative">' not in _page(Table("t", "Doses.", (Column("A"),), (("1",),)))


def test_a_group_stands_before_its_first_row() -> None:
    page = _page(Table("t", "", (Column("A"),), (("1",), ("2",)), groups=((1, "Second"),)))
    assert page.index(">1<") < page.index("Second") < page.index(">2<")


def test_every_figure_has_number_caption_and_words_for_who_cannot_see_it(document: Document, page: str) -> None:
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert len(figures) >= 8
    for number, figure in enumerate(figures, start=1):
        assert len(figure.caption) > 40
        assert len(figure.alt) > 40
        assert f"<b>Figure {number}.</b>" in page
    assert page.count('role="img" aria-label="') == sum(len(figure.panels) for figure in figures)


def test_every_chart_is_json_without_nan_and_carries_its_own_data(page: str) -> None:
    specs = re.findall(r'<script type="application/json" id="[\w-]+">(.*?)</script>', page, re.DOTALL)
    assert len(specs) == page.count('class="chart"')
    for spec in specs:
        assert "NaN" not in spec
        assert '"url":' not in spec
        assert json.loads(spec)["width"] == "container"


@pytest.mark.parametrize("word", ["nan", "inf", "None", "undefined", "Sourced("])
def test_no_value_is_left_unwritten(page: str, word: str) -> None:
    shown = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(rf">[^<]*(?<![\w-]){re.escape(word)}(?![\w-])", shown)


def test_the_table_of_contents_names_every_section(document: Document, page: str) -> None:
    contents = re.search(r"<nav.*?</nav>", page, re.DOTALL)
    assert contents is not None
    sections = [block.name for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert re.findall(r'href="#([\w-]+)"', contents[0]) == sections
    assert all(f'id="{name}"' in page for name in sections)
