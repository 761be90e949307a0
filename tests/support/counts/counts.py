"""Counts of records and attributes, and the names that the formats share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tests.support.random_prov.ask_export import KINDS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from prov.model import ProvBundle, ProvDocument

PROV = "http://www.w3.org/ns/prov#"
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "prov": PROV,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "voprov": "http://www.ivoa.net/documents/ProvenanceDM/index.html#",
    }
)


class CannotCountError(Exception):
    """A document that the counter does not understand."""


@dataclass
class Counts:
    """How many records of each kind, and values of each attribute of a kind, there are."""

    records: Counter[str] = field(default_factory=Counter)
    attributes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, kind: str, attributes: Iterable[tuple[str, Hashable]]) -> None:
        """Count a record; a value that an attribute has twice is one (PROV-DM, section 2)."""
        self.records[kind] += 1
        self.attributes.update((kind, name) for name, _ in set(attributes))

    def __sub__(self, other: Counts) -> dict[str, Any]:
        """Return what the other has not."""
        return {
            **(self.records - other.records),
            **{
                " ".join(name): count
                for name, count in (self.attributes - other.attributes).items()
            },
        }


def of_document(document: ProvDocument) -> Counts:
    """Count what a document that was read holds."""
    counts = Counts()
    for scope in (document, *document.bundles):
        _add_scope(counts, scope)
    return counts


def attributes_of_things(document: ProvDocument) -> Counter[str]:
    """Count the attributes of what has an identifier, where several records share it.

    RDF says them of a resource, whatever records it is.
    """
    said = {
        (scope.identifier, record.identifier or number, name.uri, repr(value))
        for scope in (document, *document.bundles)
        for number, record in enumerate(scope.get_records())
        for name, value in record.attributes
    }
    return Counter(name for _, _, name, _ in said)


def _add_scope(counts: Counts, scope: ProvBundle) -> None:
    for record in scope.get_records():
        values = [(name.uri, repr(value)) for name, value in record.attributes]
        counts.add(KINDS[record.get_type().localpart], values)


def resolve(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the URI of a qualified name; without a known prefix it is of the default one."""
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes:
        return prefixes[prefix] + local
    if not colon and "" in prefixes:
        return prefixes[""] + name
    if not colon:
        return name
    raise CannotCountError(f"prefix {prefix!r} is not declared")
