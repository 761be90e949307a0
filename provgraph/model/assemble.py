"""Assembling: assertions, as the store or an answer holds them, become a `ProvDocument`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from prov._warnings import collect_warnings
from prov.model import ProvBundle, ProvDocument

from provgraph.model import records
from provgraph.model.namespaces import PROV
from provgraph.model.relations import BY_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.model.scopes import Scope
    from provgraph.model.values import Namer, Spelling


class ElementAssertion(NamedTuple):
    """An element as a scope declares it; `record` is its text, see `model.records`."""

    scope: str
    uri: str
    record: str


class RelationAssertion(NamedTuple):
    """A relation as a scope asserts it; `record` is the text of what its ends do not say."""

    type: str
    scope: str
    id: str | None
    start: str | None
    end: str | None
    record: str | None


def assemble(
    scopes: Iterable[Scope],
    elements: Iterable[ElementAssertion],
    relations: Iterable[RelationAssertion],
) -> ProvDocument:
    """Return the document that these assertions make."""
    document = ProvDocument()
    # prov warned, and the reader noted it, when these values were first read.
    with collect_warnings():
        bundles = _bundles(document, scopes)
        for element in elements:
            bundle, namer = bundles[element.scope]
            records.add_to(bundle, element.uri, *records.from_text(element.record), namer)
        for relation in relations:
            bundle, namer = bundles[relation.scope]
            kind, attributes, spelled = _relation(relation)
            records.add_to(bundle, relation.id, kind, attributes, spelled, namer)
    return document


def _bundles(
    document: ProvDocument, scopes: Iterable[Scope]
) -> dict[str, tuple[ProvBundle, Namer]]:
    """Return URI → bundle and namer; a scope of several documents has the first one's namer."""
    bundles: dict[str, tuple[ProvBundle, Namer]] = {}
    for scope in scopes:
        is_new = scope.uri not in bundles
        if is_new:
            bundles[scope.uri] = (_bundle(document, scope), scope.namer())
        bundle, _ = bundles[scope.uri]
        for namespace in scope.namespaces:
            bundle.add_namespace(namespace)
        if scope.default and bundle.get_default_namespace() is None:
            bundle.set_default_namespace(scope.default)
        if is_new and scope.uri and bundle.document is None:
            document.add_bundle(bundle)
    return bundles


def _bundle(document: ProvDocument, scope: Scope) -> ProvBundle:
    identifier = scope.identifier
    if identifier is None:
        return document
    # A bundle's own prefixes or its document's name it; each way registers the namespace
    # where it was.
    names = [(namespace.prefix, namespace.uri) for namespace in scope.namespaces]
    if (identifier.namespace.prefix, identifier.namespace.uri) in [*names, ("", scope.default)]:
        return ProvBundle(identifier=identifier)
    return document.bundle(identifier)


def _relation(
    assertion: RelationAssertion,
) -> tuple[str, records.Attributes, dict[str, Spelling]]:
    relation = BY_TYPE[assertion.type]
    kind, attributes, spelled = (
        records.from_text(assertion.record) if assertion.record else (relation.name, {}, {})
    )
    for local, uri in zip(relation.ends, (assertion.start, assertion.end), strict=True):
        if uri is not None:
            attributes[PROV + local] = [f"<{uri}>", *attributes.get(PROV + local, ())]
    return kind, attributes, spelled
