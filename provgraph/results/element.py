"""One element: what it is, and its relations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from provgraph.model.relations import Kind
from provgraph.results.base import Answer, Result
from provgraph.results.nodes import Mark, RelationLink


@dataclass(frozen=True, slots=True)
class Declaration(Result):
    """What one or several documents say of an element in the same way.

    `attributes` are its attributes there, by their URIs, with their values as texts.
    """

    kind: str
    attributes: Mapping[str, tuple[str, ...]]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ElementDetails(Answer):
    """An element: its properties as texts, its relations, the documents that declare it.

    `complete` says that these are all of its relations and documents. `mark` is the nearest
    quality annotation of the element itself or of something upstream of it. `declarations` are
    what those documents say of it, newest first.
    """

    SCHEMA: ClassVar[str] = "show"

    id: str
    kind: Kind
    types: tuple[str, ...]
    label: str
    properties: Mapping[str, tuple[str, ...]]
    relations: tuple[RelationLink, ...]
    documents: tuple[str, ...]
    complete: bool
    mark: Mark | None = None
    declarations: tuple[Declaration, ...] = ()

    def _repr_html_(self) -> str:
        """Return HTML: what it is, its properties, its relations."""
        from provgraph.results.html import table_html, text_html  # noqa: PLC0415

        rows = [("id", self.id), ("kind", self.kind), ("types", ", ".join(self.types))]
        rows += [(name, ", ".join(values)) for name, values in self.properties.items()]
        links = [(r.type, ", ".join(r.role), r.start, r.end) for r in self.relations]
        return (
            f"<p><b>{text_html(self.label)}</b></p>"
            + table_html(("", ""), [row for row in rows if row[1]])
            + (table_html(("relation", "role", "from", "to"), links) if links else "")
        )


@dataclass(frozen=True, slots=True)
class SharedBeginning(Result):
    """The beginning of several UUIDs, and the length that tells these apart."""

    beginning: str
    length: int


@dataclass(frozen=True, slots=True)
class SharedBeginnings(Answer):
    """Beginnings of UUIDs that several elements share."""

    SCHEMA: ClassVar[str] = "longer-beginnings"

    beginnings: tuple[SharedBeginning, ...]
