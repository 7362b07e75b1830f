"""A document as one HTML file: figures interactive, everything inside, no request to anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from firstdose import __version__
from firstdose.report.blocks import (
    Absent,
    Badge,
    Block,
    Document,
    Figure,
    Heading,
    Marked,
    Prose,
    Reference,
    Strong,
    Table,
    Words,
)
from firstdose.report.extra import require
from firstdose.report.figures.theme import CONFIG
from firstdose.report.numbering import Label, label_of, labels
from firstdose.resources import packaged

if TYPE_CHECKING:
    from jinja2 import Environment

VEGA_LITE = "6.4"  # the version whose schema altair writes
_TOGETHER = re.compile(
    r"\b[A-Z]-[A-Z]\w{0,8}\b|[\d.]+ (?:%|mg/kg)|(?<= )\([\d\u202f.<]+–[\d\u202f.]+\)"
)  # T-DM1, a number with its unit, and a band, stay on a line


def to_html(document: Document) -> str:
    """The document as a page that opens offline.

    Notes
    -----
    Vega, Vega-Lite and Vega-Embed are in the page once. Its content security policy allows the page's own
    scripts alone, by their SHA-256, and no connection; expressions are interpreted, never evaluated as code.
    The same document gives the same bytes.
    """
    require()
    known = labels(document)
    scripts = [_bundle(), _template("figures.js").replace("VEGA_CONFIG", _json(CONFIG))]
    return (
        _environment(known)
        .get_template("page.html")
        .render(
            document=document,
            known=known,
            contents=[block for block in document.blocks if isinstance(block, Heading) and block.level == 2],
            titled=_titled(document),
            specs=_specs(document),
            style=_template("style.css"),
            scripts=scripts,
            policy=_policy(scripts),
            version=__version__,
        )
    )


def _environment(known: Mapping[str, Label]) -> Environment:
    """Jinja, with the words and the kinds of blocks."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"words": partial(_words, known=known), "kind": _kind}
    environment.tests |= {
        "absent": lambda it: isinstance(it, Absent),
        "badge": lambda it: isinstance(it, Badge),
        "marked": lambda it: isinstance(it, Marked),
        "list_of_strings": lambda it: isinstance(it, tuple),
    }
    return environment


def _titled(document: Document) -> Mapping[str, list[Table | Figure | Absent]]:
    """The outputs with a title of their own, by the section in which they stand."""
    found: dict[str, list[Table | Figure | Absent]] = {}
    section = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            section = block.name
            found[section] = []
        elif isinstance(block, Table | Figure | Absent) and block.title and section:
            found[section].append(block)
    return found


def _specs(document: Document) -> Mapping[str, tuple[str, ...]]:
    """Each figure's charts as Vega-Lite JSON, by the figure's name."""
    return {
        block.name: tuple(_json(_spec(panel.chart.to_dict(validate=False), block.alt)) for panel in block.panels)
        for block in document.blocks
        if isinstance(block, Figure)
    }


def _spec(spec: dict[str, Any], description: str) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key != "config"} | {"description": description}


def _json(value: object) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _bundle() -> str:
    import vl_convert

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", VEGA_LITE)).replace(
        "</script", "<\\/script"
    )


def _policy(scripts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; img-src data: blob:; "
        f"script-src {allowed}"
    )


def _template(name: str) -> str:
    return packaged(f"report/templates/{name}").read_text(encoding="utf-8")


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _words(words: Words, known: Mapping[str, Label]) -> Any:
    """Running text as HTML: its characters escaped, none changed."""
    from markupsafe import Markup

    return Markup("".join(_span(one, known) for one in (words.spans if isinstance(words, Prose) else (words,))))


def _span(span: str | Strong | Reference, known: Mapping[str, Label]) -> str:
    match span:
        case Reference(name):
            return f'<a class="together" href="#{name}">{label_of(span, known)}</a>'
        case Strong(text):
            return f"<strong>{_plain(text)}</strong>"
        case _:
            return _plain(span)


def _plain(text: str) -> str:
    from markupsafe import escape

    return _TOGETHER.sub(r'<span class="together">\g<0></span>', str(escape(text)))
