"""Dose-transition pathways as a committee reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstdose import __version__
from firstdose.design import Design
from firstdose.design.protocol.pathways import Pathway, Pathways
from firstdose.report.blocks import Bullets, Column, Document, Figure, Heading, Panel, Table
from firstdose.report.digits import counted, percent
from firstdose.report.extra import require
from firstdose.report.sections.design_words import options_in_use, titled

_LEAST = 190  # pixels of a column


@dataclass(frozen=True)
class PathwaySheet:
    """A tree, and the words around it."""

    tree: Pathways
    title: str
    options: tuple[str, ...]  # of the design as in use

    @classmethod
    def of(cls, design: Design, tree: Pathways, units: str = "") -> PathwaySheet:
        """For a design's tree; ``units``: of the doses told in it."""
        doses = f"; doses in {units}" if units else ""
        return cls(tree, f"{titled(design)}{doses}", options_in_use(design))

    def lines(self) -> Iterator[str]:
        """The tree as text, a node a line, each further in than its parent."""
        return self._lines(self.tree.nodes[0])

    def _lines(self, node: Pathway) -> Iterator[str]:
        yield f"{'    ' * node.depth}{_told(node)}"
        for child in self.tree.children(node):
            yield from self._lines(child)

    def panel(self) -> Panel:
        """The drawn tree."""
        require()
        from firstdose.report.figures.tree import TreeNode, tree

        rows = _rows(self.tree)
        nodes = [
            TreeNode(
                id=node.id,
                parent=node.parent,
                column=node.depth,
                row=rows[node.id],
                branch=_branch(node.cohort),
                label=_label(node),
                note=_percent(node),
                move=_move(node),
                words=node.answer.reason,
            )
            for node in self.tree.nodes
        ]
        deepest = max(node.depth for node in self.tree.nodes)
        heads = ["now", *(f"after cohort {number}" for number in range(1, deepest + 1))]
        return Panel(tree(nodes, heads), least_px=self.width)

    @property
    def width(self) -> int:
        """Pixels of the drawing."""
        return _LEAST * (1 + max(node.depth for node in self.tree.nodes)) + 40

    def document(self) -> Document:
        """A page with the drawing and every node in a table."""
        figure = Figure(
            "tree",
            "Each box is the decision after the outcomes that lead to it; beside its branch the DLTs of the cohort. "
            f"{self.tree.basis}",
            f"Tree of {counted(len(self.tree.nodes), 'decision')}; the table below has them all.",
            (self.panel(),),
        )
        columns = (
            Column("Outcomes", align="left"),
            Column("Probability", "%"),
            Column("Decision", align="left"),
            Column("Why", align="left", wide=True),
        )
        rows = ((node.outcomes or "none", _bare(node), _answer(node), node.answer.reason) for node in self.tree.nodes)
        return Document(
            title=self.title,
            subtitle=f"What the design would say after each of the next {counted(self.tree.cohorts, 'cohort')}.",
            kicker="Dose-transition pathways",
            footer=f"firstdose {__version__} supports decisions; it takes none.",
            blocks=(
                Heading("pathways", "Pathways"),
                figure,
                Table("nodes", "Every decision of the tree.", columns, tuple(rows)),
                Heading("options", "Options in use"),
                Bullets(self.options),
            ),
        )


def _rows(tree: Pathways) -> dict[int, float]:
    """Where each node stands: leaves one below the other, a parent in the middle of its children."""
    rows: dict[int, float] = {}

    def place(node: Pathway) -> float:
        children = [place(child) for child in tree.children(node)]
        rows[node.id] = (children[0] + children[-1]) / 2 if children else float(next(leaf))
        return rows[node.id]

    leaf = iter(range(len(tree.nodes)))
    place(tree.nodes[0])
    return rows


def _told(node: Pathway) -> str:
    where = f"{node.cohort} {_dlts(node.cohort)}/{_size(node.cohort)} DLT" if node.cohort else node.outcomes or "Now"
    chance = f" ({_percent(node)})" if node.cohort and _percent(node) else ""
    return f"{where}{chance}: {_answer(node)}"


def _answer(node: Pathway) -> str:
    said = node.answer
    match said.action:
        case "treat":
            assert said.level is not None
            return f"{node.move}, {counted(said.size, 'patient')} at level {said.level + 1}"
        case "wait":
            return "wait"
        case _:
            return f"stop, {'no MTD' if said.mtd is None else f'the MTD is level {said.mtd + 1}'}"


def _label(node: Pathway) -> str:
    said = node.answer
    if said.action == "wait":
        return "wait"
    level = said.level if said.action == "treat" else said.mtd
    if level is None:
        return "no MTD"
    dose = said.levels[level].dose
    return f"{'level' if said.action == 'treat' else 'MTD'} {level + 1}{'' if dose is None else f': {dose:g}'}"


def _move(node: Pathway) -> str:
    if node.move != "stop":
        return node.move
    return "stop, no MTD" if node.answer.mtd is None else "stop, MTD found"


def _percent(node: Pathway) -> str:
    return "" if node.probability is None else f"{percent(node.probability, 1)} %"


def _bare(node: Pathway) -> str:
    return "" if node.probability is None else percent(node.probability, 1)


def _branch(cohort: str) -> str:
    """DLTs among the patients of a cohort, or its letters where responses are told."""
    if not cohort or set(cohort) & set("EB"):
        return cohort.lstrip("0123456789")
    return f"{_dlts(cohort)}/{_size(cohort)}"


def _dlts(cohort: str) -> int:
    return cohort.count("T") + cohort.count("B")


def _size(cohort: str) -> int:
    return sum(sign.isalpha() for sign in cohort)
