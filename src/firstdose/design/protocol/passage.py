"""A passage of a text for the protocol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A heading and what stands under it, in this order."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()  # of a table, the head first
    after: tuple[str, ...] = ()  # paragraphs below the table

    @property
    def text(self) -> str:
        """In Markdown, without the heading.

        Examples
        --------
        >>> print(Passage("Dose levels", rows=(("Level", "Dose"), ("1", "1.2"))).text)
        | Level | Dose |
        | --- | --- |
        | 1 | 1.2 |
        """
        points = "\n".join(f"- {point}" for point in self.points)
        return "\n\n".join((*self.paragraphs, *filter(None, (points, self._table)), *self.after))

    @property
    def _table(self) -> str:
        if not self.rows:
            return ""
        head, *body = self.rows
        return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *body))


def to_markdown(title: str, passages: Iterable[Passage]) -> str:
    """A whole section as Markdown, which is plain text too."""
    return "\n\n".join((f"# {title}", *(f"## {one.title}\n\n{one.text}" for one in passages))) + "\n"
