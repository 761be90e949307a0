"""Lineage: what is upstream or downstream of elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from provgraph.results.base import Answer, Result
from provgraph.results.nodes import Node, RelationLink

if TYPE_CHECKING:
    from prov.model import ProvDocument

    from provgraph.results.frames import LineageFrames

Direction = Literal["up", "down", "both"]
CutReason = Literal["depth", "limit", "timeout", "until"]


@dataclass(frozen=True, slots=True)
class Frontier(Result):
    """A node where the answer was cut, and why."""

    id: str
    depth: int
    reason: CutReason


@dataclass(frozen=True, slots=True, repr=False)
class Lineage(Answer):
    """All that is upstream (`up`) or downstream (`down`) of the start elements.

    `complete` says that nothing was cut; otherwise `frontier` says where. `other_relations`
    names the kinds of relations that elements without lineage do have.
    """

    SCHEMA: ClassVar[str] = "lineage"

    start: tuple[str, ...]
    direction: Direction
    complete: bool
    nodes: tuple[Node, ...]
    relations: tuple[RelationLink, ...]
    frontier: tuple[Frontier, ...] = ()
    other_relations: tuple[str, ...] = field(default=(), metadata={"exclude": True})

    def __repr__(self) -> str:
        """Return what it is an answer to, and how many nodes of each kind there are."""
        from provgraph.results import notebook  # noqa: PLC0415  # only a reader needs it

        return notebook.lineage_summary(self)

    def _repr_html_(self) -> str:
        from provgraph.results import notebook  # noqa: PLC0415

        return notebook.lineage_html(self)

    def to_networkx(self) -> Any:  # noqa: ANN401  # networkx has no types
        """Return it as a `networkx.MultiDiGraph`, relations from effect to cause.

        Raises:
            ExportError: networkx is not installed.

        """
        from provgraph.results import frames  # noqa: PLC0415

        return frames.to_networkx(self)

    def to_pandas(self) -> LineageFrames:
        """Return it as two tables of pandas, `nodes` and `relations`.

        Raises:
            ExportError: pandas is not installed.

        """
        from provgraph.results import frames  # noqa: PLC0415

        return frames.lineage_frames(self)

    def to_prov(self) -> ProvDocument:
        """Return what it says itself as PROV; `Store.export_lineage` has the loaded records."""
        from provgraph import exporter  # noqa: PLC0415  # prov takes 0.1 s

        return exporter.lineage_to_prov(self)
