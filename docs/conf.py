"""How the documentation is built; ``make docs`` runs it with warnings as errors, without a network."""

import re
import runpy
from pathlib import Path
from typing import Any

from docutils.nodes import SkipNode
from latex2mathml.converter import convert
from sphinx.application import Sphinx

from firstdose import __version__

project = "firstdose"
author = "The firstdose authors"
copyright = "The firstdose authors. Apache License 2.0"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["build"]

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
python_maximum_signature_line_length = 100
napoleon_google_docstring = False

html_math_renderer = "mathml"
html_theme = "furo"
html_title = f"firstdose {__version__}"
html_copy_source = False

_RULE = re.compile(r"^-{3,}$")
_SECTION = re.compile(r"^(Parameters|Returns)$")
_FIELD = re.compile(r"^(?P<names>\w+(?:, \w+)*) : (?P<meaning>.+)$")


def meanings_below_names(
    app: Sphinx, what: str, name: str, obj: object, options: dict[str, Any], lines: list[str]
) -> None:
    """Our docstrings give a parameter's meaning, and that of what is returned, where numpydoc expects a type."""
    section, out = "", []
    for above, line, below in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        section = line if _RULE.match(below) else section
        heading = _RULE.match(below) or _RULE.match(line)
        if _SECTION.match(section) and (field := _FIELD.match(line)):
            out += [field["names"], f"    {field['meaning']}"]
        elif section == "Returns" and line and not heading:
            out += [*[":"] * bool(_RULE.match(above)), f"    {line}"]
        else:
            out.append(line)
    lines[:] = out


def inline_math(writer: Any, node: Any) -> None:
    """Formulas are MathML, which browsers show without a script or a network."""
    writer.body.append(convert(node.astext()))
    raise SkipNode


def block_math(writer: Any, node: Any) -> None:
    """A formula on a line of its own."""
    writer.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise SkipNode


def draw_gallery(app: Sphinx) -> None:
    """The gallery's figures, from the code as it is now."""
    runpy.run_path(str(Path(app.srcdir).parent / "scripts" / "gallery.py"))["draw"]()


def setup(app: Sphinx) -> None:
    """Registered before napoleon, whose handlers have priority 500."""
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
    app.connect("builder-inited", draw_gallery)
    app.connect("autodoc-process-docstring", meanings_below_names, priority=400)
