"""Quality: marking an element as bad, by a document of its own, and removing the mark.

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
from provgraph.model.namespaces import MARKED_PREFIX, PROVGRAPH
from provgraph.queries.element_rows import nodes_by_key
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
        LoadError: an element is in a document that was loaded with `--isolated`, to which
            other documents cannot refer; nothing is written.

    """
    for element in elements:
        if element.key != key_of(element.id):
            raise LoadError(
                f"{element.id} is in a document that was loaded with --isolated: no other document "
                "can refer to it, so it cannot be marked"
            )
    time = datetime.now(UTC).replace(microsecond=0)
    nodes = nodes_by_key(connection, [each.key for each in elements])
    labels = {key: node.label for key, node in nodes.items()}
    written = [(_write_mark(connection, each.id, reason, by, time), each) for each in elements]
    shown = time.isoformat().replace("+00:00", "Z")
    return tuple(
        Mark(id_, each.id, reason, by, shown, documents=(id_,), label=labels.get(each.key, each.id))
        for id_, each in written
    )


def unmark(connection: Connection, elements: Sequence[SelectedElement]) -> tuple[Mark, ...]:
    """Delete the documents that mark elements, and return the removed marks.

    Raises:
        NotFoundError: an element has no mark, or a mark in a document that holds other
            records, too; nothing is deleted.

    """
    by_key = all_marks(connection)
    marks = {own.id: own for element in elements for own in by_key.get(element.key, ())}
    for element in elements:
        if not by_key.get(element.key):
            raise NotFoundError(f"{element.id} is not marked itself: see provgraph show")
    for existing in marks.values():
        if not existing.documents:
            raise NotFoundError(
                f"the mark {existing.id} is in a document that holds other records, too; delete "
                f"that document: provgraph show {existing.id} names it"
            )
    ids = sorted({document for existing in marks.values() for document in existing.documents})
    connection.write(lambda tx: [deletion.delete(tx, id_) for id_ in ids])
    return tuple(marks.values())


def _write_mark(connection: Connection, marked: str, reason: str, by: str, time: datetime) -> str:
    name = _MARKS[str(uuid.uuid4())]
    document = _document(name, marked, reason, by, time)
    info = loader.DocumentInfo(
        id=name.uri,
        source="provgraph impact --mark",
        sha256=hashlib.sha256(document.get_provn().encode()).hexdigest(),
        format=FORMAT,
    )
    loader.load(connection, document, info)
    return str(name.uri)


def _document(
    name: QualifiedName, marked: str, reason: str, by: str, time: datetime
) -> ProvDocument:
    document = ProvDocument()
    values = {"reason": reason, "by": by, "time": time}
    attributes = [(PROV_TYPE, _OWN["QualityAnnotation"]), (PROV_LABEL, reason)]
    document.entity(name, [*attributes, *((_OWN[key], value) for key, value in values.items())])
    cut = max(marked.rfind(mark) for mark in "/#:") + 1
    document.wasInfluencedBy(name, Namespace(MARKED_PREFIX, marked[:cut])[marked[cut:]])
    return document
