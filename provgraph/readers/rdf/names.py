"""IRIs as qualified names: any IRI is one, with a prefix made for it where none is declared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prov.constants import PROV as PROV_NAMESPACE
from prov.constants import XSD as XSD_NAMESPACE
from prov.identifier import Namespace, QualifiedName

from provgraph.model.namespaces import PROVGRAPH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prov.model import ProvDocument

GENID = "https://provgraph.readthedocs.io/.well-known/genid/"
"""The namespace of the IRIs that stand for blank nodes: RDF 1.1 Concepts, section 3.5."""

_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|^`\\]')
"""What no IRI may hold: Turtle, production IRIREF."""

_OWN_PREFIXES = {GENID: "genid", PROVGRAPH: "provgraph"}
"""The prefixes of provgraph's own namespaces, where the author declares none."""


class Names:
    """The qualified names of a document; of the namespaces that begin an IRI, the longest."""

    def __init__(self, document: ProvDocument, prefixes: Mapping[str, str]) -> None:
        """Declare the author's prefixes in the document."""
        self._document = document
        self._names: dict[str, QualifiedName] = {}
        builtin = (PROV_NAMESPACE, XSD_NAMESPACE)
        self._namespaces: dict[str, Namespace] = {}
        self._prefixes: set[str] = set()
        self._lengths: list[int] = []
        self._minted = 0
        for namespace in builtin:
            self._add(namespace)
        for prefix, uri in prefixes.items():
            self._declare(prefix, uri)

    def name(self, iri: str) -> QualifiedName:
        """Return the qualified name of an IRI."""
        name = self._names.get(iri)
        if name is None:
            name = self._names[iri] = self._make(iri)
        return name

    def shown(self, iri: str) -> str:
        """Return an IRI for a message: with a declared prefix, and without making one."""
        name = self._declared(iri)
        return f"<{iri}>" if name is None else str(name)

    def _declare(self, prefix: str, uri: str) -> None:
        # Names that need a prefix that cannot be one get another, by their IRI.
        if not uri or _NOT_IN_IRIS.search(uri):
            return
        if prefix:
            namespace = self._document.add_namespace(prefix, uri)
        else:
            self._document.set_default_namespace(uri)
            namespace = Namespace("", uri)
        self._add(namespace)

    def _add(self, namespace: Namespace) -> None:
        self._namespaces.setdefault(namespace.uri, namespace)
        self._prefixes.add(namespace.prefix)
        if len(namespace.uri) not in self._lengths:
            self._lengths = sorted([*self._lengths, len(namespace.uri)], reverse=True)

    def _make(self, iri: str) -> QualifiedName:
        return self._declared(iri) or self._mint(iri)

    def _declared(self, iri: str) -> QualifiedName | None:
        for length in self._lengths:
            namespace = self._namespaces.get(iri[:length])
            if namespace is not None and (len(iri) > length or namespace.prefix):
                return namespace[iri[length:]]
        return None

    def _mint(self, iri: str) -> QualifiedName:
        """Make a prefix for the part of an IRI up to its last `#`, `/` or `:`."""
        cut = max(iri.rfind(mark) for mark in "#/:") + 1
        cut = cut if 0 < cut < len(iri) else max(len(iri) - 1, 1)
        uri = iri[:cut]
        namespace = self._document.add_namespace(self._free_prefix(uri), uri)
        self._add(namespace)
        return namespace[iri[cut:]]

    def _free_prefix(self, uri: str) -> str:
        own_prefix = _OWN_PREFIXES.get(uri)
        if own_prefix and own_prefix not in self._prefixes:
            return own_prefix
        while True:
            self._minted += 1
            prefix = f"ns{self._minted}"
            if prefix not in self._prefixes:
                return prefix
