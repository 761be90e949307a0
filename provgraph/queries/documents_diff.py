"""Diff of two documents: the records that only one of them has, and those that differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from prov._warnings import collect_warnings
from prov.identifier import Identifier
from prov.model import ProvElement

from provgraph import exporter
from provgraph.results.diff import ChangedAttribute, DocumentsDiff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from prov.model import ProvBundle, ProvDocument, ProvRecord

    from provgraph.graph.connection import Connection

_Name = tuple[str, str, str]
"""Bundle, kind and URI of an element; of a relation its arguments instead of the URI."""


def documents_diff(
    connection: Connection, left: Sequence[str], right: Sequence[str]
) -> DocumentsDiff:
    """Return how documents with these ids differ; those of a side are taken together.

    Prefixes and the order of records mean nothing.
    """
    one, other = (_Records(exporter.documents(connection, ids)) for ids in (left, right))
    return DocumentsDiff(
        left=tuple(left),
        right=tuple(right),
        only_left=tuple(one.texts_without(other)),
        only_right=tuple(other.texts_without(one)),
        changed=tuple(_changed(one, other)),
    )


class _Records:
    """The records of a document: elements by name with their attributes, relations counted."""

    def __init__(self, document: ProvDocument) -> None:
        self.elements: dict[_Name, dict[str, set[str]]] = {}
        self.counts: Counter[_Name] = Counter()
        self._texts: dict[_Name, str] = {}
        for bundle in (document, *document.bundles):
            for record in bundle.records:
                self._add(bundle, record)

    def _add(self, bundle: ProvBundle, record: ProvRecord) -> None:
        scope = bundle.identifier.uri if bundle.identifier else ""
        attributes = _attributes(record)
        name = record.identifier.uri if record.identifier else ""
        if isinstance(record, ProvElement):
            key = scope, str(record.get_type()), name
            merged = self.elements.setdefault(key, defaultdict(set))
            for attribute, values in attributes.items():
                merged[attribute] |= values
            self.counts[key] = 1
        else:
            arguments = sorted(
                (attribute, sorted(values)) for attribute, values in attributes.items()
            )
            key = scope, str(record.get_type()), repr((name, arguments))
            self.counts[key] += 1
        with collect_warnings():
            # Of names that PROV-N cannot write: this text is for people.
            text = record.get_provn()
        self._texts[key] = (f"{scope}: " if scope else "") + text

    def texts_without(self, other: _Records) -> Iterator[str]:
        """Yield the records that the other does not have, or has less often."""
        for key in sorted((self.counts - other.counts).keys()):
            yield self._texts[key]


def _changed(one: _Records, other: _Records) -> Iterator[ChangedAttribute]:
    for key in sorted(one.elements.keys() & other.elements.keys()):
        mine, yours = one.elements[key], other.elements[key]
        for attribute in sorted(mine.keys() | yours.keys()):
            left, right = mine.get(attribute, set()), yours.get(attribute, set())
            if left != right:
                yield ChangedAttribute(key[2], attribute, tuple(sorted(left)), tuple(sorted(right)))


def _attributes(record: ProvRecord) -> dict[str, set[str]]:
    values: dict[str, set[str]] = defaultdict(set)
    for attribute, value in record.attributes:
        values[attribute.uri].add(value.uri if isinstance(value, Identifier) else str(value))
    return values
