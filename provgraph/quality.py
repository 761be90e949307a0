"""Marking: writing that an element is bad, as a document of its own, and taking it back.

Nobody's document is changed, and nothing is invalidated: PROV's wasInvalidatedBy would say
that the element ceased to exist (PROV-DM, section 5.1.8).
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prov.identifier import Namespace
from prov.model import PROV_LABEL, PROV_TYPE, ProvDocument

from provgraph import loader
from provgraph.errors import LoadError, NotFoundError
from provgraph.graph import deletion
from provgraph.model.keys import key_of
from provgraph.model.namespaces import PROVGRAPH
from provgraph.queries.marks import FORMAT, all_marks
from provgraph.results.nodes import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prov.identifier import QualifiedName

    from provgraph.graph.connection import Connection
    from provgraph.queries.select import SelectedElement

_OWN = Namespace("provgraph", PROVGRAPH)
_MARKS = Namespace("mark", "urn:provgraph:mark:")


def mark(
    connection: Connection, elements: Sequence[SelectedElement], reason: str, by: str
) -> tuple[Mark, ...]:
    """Mark elements as bad, each by a document of its own, and return the marks.

    Raises:
        LoadError: an element is of a document that was loaded `--isolated`, which other
            documents can't speak of; nothing is written.

    """
    for element in elements:
        if element.key != key_of(element.id):
            raise LoadError(
                f"{element.id} is of a document that was loaded --isolated: no other document can "
                "speak of it, and so none can mark it"
            )
    time = datetime.now(UTC).replace(microsecond=0)
    return tuple(_written(connection, element.id, reason, by, time) for element in elements)


def unmark(connection: Connection, elements: Sequence[SelectedElement]) -> tuple[Mark, ...]:
    """Delete the documents that mark elements, and return the marks that are gone.

    Raises:
        NotFoundError: an element has no mark, or one that stands in a document with more
            in it; nothing is deleted.

    """
    known = all_marks(connection)
    found = {one.id: one for element in elements for one in known.get(element.key, ())}
    for element in elements:
        if not known.get(element.key):
            raise NotFoundError(f"{element.id} is not marked itself: see provgraph show")
    for one in found.values():
        if not one.documents:
            raise NotFoundError(
                f"the mark {one.id} came with a document that holds more; delete that: "
                f"provgraph show {one.id} names it"
            )
    ids = sorted({name for one in found.values() for name in one.documents})
    connection.write(lambda tx: [deletion.delete(tx, name) for name in ids])
    return tuple(found.values())


def _written(connection: Connection, marked: str, reason: str, by: str, time: datetime) -> Mark:
    name = _MARKS[str(uuid.uuid4())]
    document = _document(name, marked, reason, by, time)
    described = loader.DocumentInfo(
        id=name.uri,
        source="provgraph impact --mark",
        sha256=hashlib.sha256(document.get_provn().encode()).hexdigest(),
        format=FORMAT,
    )
    loader.load(connection, document, described)
    return Mark(name.uri, marked, reason, by, time.isoformat(), documents=(name.uri,))


def _document(
    name: QualifiedName, marked: str, reason: str, by: str, time: datetime
) -> ProvDocument:
    document = ProvDocument()
    told = {"reason": reason, "by": by, "time": time}
    attributes = [(PROV_TYPE, _OWN["QualityAnnotation"]), (PROV_LABEL, reason)]
    document.entity(name, [*attributes, *((_OWN[key], value) for key, value in told.items())])
    cut = max(marked.rfind(mark) for mark in "/#:") + 1
    document.wasInfluencedBy(name, Namespace("marked", marked[:cut])[marked[cut:]])
    return document
