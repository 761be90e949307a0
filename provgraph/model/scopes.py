"""Scopes: a document or one of its bundles, with the namespaces that its author declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from prov.identifier import Namespace, QualifiedName

from provgraph.model.keys import LONGEST_KEY, LONGEST_NAME
from provgraph.model.values import Namer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prov.model import ProvBundle


@dataclass(frozen=True, slots=True)
class Scope:
    """The URI of a bundle, empty for the document itself, and how its author names things."""

    uri: str
    namespaces: tuple[Namespace, ...] = ()
    default: str | None = None
    id_namespace: Namespace | None = None

    @classmethod
    def of(cls, bundle: ProvBundle) -> Self:
        """Return the scope of a document or bundle."""
        default = bundle.get_default_namespace()
        name = bundle.identifier
        return cls(
            name.uri if name else "",
            tuple(bundle.get_registered_namespaces()),
            default.uri if default else None,
            name.namespace if name else None,
        )

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Return the scope that a row of the store stands for."""
        pairs = zip(row["prefixes"], row["namespaces"], strict=True)
        return cls(
            row["scope"],
            tuple(Namespace(prefix, uri) for prefix, uri in pairs),
            row.get("default"),
            Namespace(row["idPrefix"], row["idNamespace"]) if row["scope"] else None,
        )

    def row(self) -> dict[str, Any]:
        """Return the row that stands for this scope in the store."""
        return {
            "scope": self.uri,
            "prefixes": [namespace.prefix for namespace in self.namespaces],
            "namespaces": [namespace.uri for namespace in self.namespaces],
            "default": self.default,
            "idPrefix": self.id_namespace.prefix if self.id_namespace else None,
            "idNamespace": self.id_namespace.uri if self.id_namespace else None,
        }

    @property
    def declared(self) -> Iterator[tuple[str, str]]:
        """The prefixes with their namespaces, as far as an index can hold them."""
        for namespace in (*self.namespaces, *filter(None, (self.id_namespace,))):
            if namespace.prefix and len(namespace.uri) <= LONGEST_KEY:
                yield namespace.prefix[:LONGEST_NAME], namespace.uri

    @property
    def identifier(self) -> QualifiedName | None:
        """The bundle's id as its author wrote it."""
        if self.id_namespace is None:
            return None
        return QualifiedName(self.id_namespace, self.uri.removeprefix(self.id_namespace.uri))

    def namer(self) -> Namer:
        """Return what makes qualified names of URIs here."""
        pairs = [(namespace.prefix, namespace.uri) for namespace in self.namespaces]
        return Namer(pairs, self.default)
