"""Lineage: what is upstream or downstream of elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import not_
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from provgraph.results.base import Answer, Result
from provgraph.results.nodes import Direction, Node, RelationLink, count_kinds
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from prov.model import ProvDocument

    from provgraph.results.frames import LineageFrames

_DRAWN = 40
"""A picture of more nodes, folded, does not fit a notebook's cell: the nearest are listed."""
_NAMED = 3

CutReason = Literal["depth", "limit", "timeout", "until"]


@dataclass(frozen=True, slots=True)
class Frontier(Result):
    """A node where the answer was cut, and why."""

    id: str
    depth: int
    reason: CutReason


@dataclass(frozen=True, slots=True)
class LineageDepths(Answer):
    """The ids of a lineage with their least depths."""

    SCHEMA: ClassVar[str] = "depths"

    depths: Mapping[str, int]


@dataclass(frozen=True, slots=True, repr=False)
class Lineage(Answer):
    """All that is upstream (`up`) or downstream (`down`) of the start elements.

    `complete` says that nothing was cut; otherwise `frontier` says where. `other_relations`
    names the kinds of relations that elements without lineage do have; it is left out if empty.
    `left_out` is the number of bookkeeping entities, such as statuses, that are not among `nodes`.
    """

    SCHEMA: ClassVar[str] = "lineage"

    start: tuple[str, ...]
    direction: Direction
    complete: bool
    nodes: tuple[Node, ...]
    relations: tuple[RelationLink, ...]
    frontier: tuple[Frontier, ...] = ()
    left_out: int = 0
    other_relations: tuple[str, ...] = field(default=(), metadata={"exclude_if": not_})

    def __repr__(self) -> str:
        """Return what it is an answer to, and how many nodes of each kind there are."""
        cut = "" if self.complete else f", cut at {len(self.frontier):,} nodes"
        start = ", ".join(self.start[:_NAMED]) + ("…" if len(self.start) > _NAMED else "")
        return (
            f"<Lineage {self.direction} of {escape_line(start)}: {count_kinds(self.nodes)}; "
            f"{len(self.relations):,} relations{cut}>"
        )

    def _repr_html_(self) -> str:
        """Return HTML without scripts: a folded picture, or the nearest nodes as a table."""
        from provgraph.results import html  # noqa: PLC0415  # only a notebook needs them
        from provgraph.results.folding import fold  # noqa: PLC0415
        from provgraph.results.notebook_svg import picture  # noqa: PLC0415

        head = f"<p>{html.text_html(repr(self)[1:-1])}</p>"
        drawn = fold(self.nodes, self.relations, self.direction, self.start)
        if len(drawn.nodes) <= _DRAWN:
            return head + picture(drawn.nodes, drawn.relations, self.direction)
        shown = self.nodes[: html.SHOWN]
        rows = ((str(node.depth), node.kind, node.label, node.id) for node in shown)
        more = html.more_html(len(self.nodes) - len(shown), ".to_pandas().nodes")
        return head + html.table_html(("depth", "kind", "label", "id"), rows) + more

    def to_networkx(self) -> Any:  # noqa: ANN401  # networkx has no types
        """Return it as a `networkx.MultiDiGraph`, relations from effect to cause.

        Raises:
            ExportError: networkx is not installed.

        """
        from provgraph.results import frames  # noqa: PLC0415

        return frames.to_networkx(self.as_json())

    def to_pandas(self) -> LineageFrames:
        """Return it as two tables of pandas, `nodes` and `relations`.

        Raises:
            ExportError: pandas is not installed.

        """
        from provgraph.results import frames  # noqa: PLC0415

        return frames.lineage_frames(self.as_json())

    def to_prov(self) -> ProvDocument:
        """Return what it says itself as PROV; `Store.export_lineage` has the loaded records."""
        from provgraph.results.prov_form import to_prov  # noqa: PLC0415  # prov takes 30 ms

        return to_prov(self.nodes, self.relations)
