"""Whether a table stands upright on its page, or needs it turned."""

from __future__ import annotations

from firstdose.report.blocks import Badge, Cell, Marked, Prose, Reference, Table

_UPRIGHT = 112  # signs that fit side by side on an upright page, at the size of a table's type
_SENTENCE = 28  # of a column of sentences, which breaks its lines
_BETWEEN = 2.5  # signs that the space between two columns takes


def is_wide(table: Table) -> bool:
    """Whether the columns, each as wide as its longest line, are too many for an upright page."""
    heads = [max(_two_lines(column.head), len(column.unit)) for column in table.columns]
    widths = [
        min(max([head, *(len(_text(row[at])) for row in table.rows)]), _SENTENCE) for at, head in enumerate(heads)
    ]
    return sum(widths) + _BETWEEN * len(widths) > _UPRIGHT


def _two_lines(head: str) -> int:
    """The least width at which a head takes no more than two lines."""
    words = head.split()
    return min(
        (max(len(" ".join(words[:at])), len(" ".join(words[at:]))) for at in range(1, len(words) + 1)), default=0
    )


def _text(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case Badge(text):
            return text
        case Marked(text, badge):
            return f"{_text(text)} {badge.text}"
        case Prose(spans):
            return "".join(
                one if isinstance(one, str) else one.name if isinstance(one, Reference) else one.text for one in spans
            )
