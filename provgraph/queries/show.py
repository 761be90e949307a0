"""Show: one element, what it is, and what touches it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from provgraph.model.relations import kind_of
from provgraph.model.terms import texts
from provgraph.queries.marks import Mark, marks
from provgraph.results.nodes import RelationLink, attributes, label_of, name_of, type_uris

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.graph.connection import Connection

LIMIT = 100


@dataclass(frozen=True, slots=True)
class ElementDetails:
    """An element: its properties as texts, its relations, the documents that declare it.

    `cut` says that it has more than `LIMIT` relations in a direction, and `relations` are
    the first of them. `mark` is the nearest quality annotation of it or of what it came from.
    """

    id: str
    kind: str
    types: tuple[str, ...]
    label: str
    properties: Mapping[str, tuple[str, ...]]
    relations: tuple[RelationLink, ...]
    documents: tuple[str, ...]
    cut: bool
    mark: Mark | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/show.json."""
        return {
            "schema": 1,
            **{k: v for k, v in asdict(self).items() if k not in ("relations", "mark")},
            "relations": [relation.as_json() for relation in self.relations],
            "mark": self.mark and self.mark.as_json(),
        }

    def _repr_html_(self) -> str:
        from provgraph.render import notebook  # noqa: PLC0415  # only a notebook needs it

        return notebook.shown(self)


def show(connection: Connection, key: str) -> ElementDetails:
    """Return the element with that key."""
    element = connection.read_rows("show/element", key=key)[0]
    rows = connection.read_rows("show/relations", key=key, limit=LIMIT + 1)
    documents = connection.read_rows("show/documents", key=key, limit=LIMIT)
    properties = element["properties"]
    out = [row for row in rows if row["outgoing"]]
    into = [row for row in rows if not row["outgoing"]]
    return ElementDetails(
        id=element["id"],
        kind=kind_of(element["labels"]),
        types=type_uris(properties.get("type")),
        label=label_of(properties.get("label")) or properties.get("name") or element["id"],
        properties=attributes(dict(sorted(properties.items()))) or {},
        relations=tuple(_relation(element["id"], row) for row in out[:LIMIT] + into[:LIMIT]),
        documents=tuple(row["id"] for row in documents),
        cut=len(out) > LIMIT or len(into) > LIMIT,
        mark=marks(connection, [key]).get(key),
    )


def _relation(own: str, row: dict[str, Any]) -> RelationLink:
    other = row["id"] or "-"
    start, end = (own, other) if row["outgoing"] else (other, own)
    return RelationLink(name_of(row["type"]), start, end, texts(row["properties"].get("role")))
