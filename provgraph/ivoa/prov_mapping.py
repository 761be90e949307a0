"""Objects of the IVOA model as PROV records, and back.

The form is described in docs/ivoa.md. What the `voprov` package writes in other words is read, too
(`provgraph.model.voprov_words`), in all of IVOA's namespaces; attributes that are not the model's
are ignored.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from prov.identifier import Identifier, QualifiedName
from prov.model import (
    PROV,
    PROV_LABEL,
    PROV_TYPE,
    Literal,
    ProvDocument,
)

from provgraph.errors import IvoaError
from provgraph.ivoa.model import (
    AGENT_TYPES,
    CLASSES,
    Agent,
    Element,
    IvoaObject,
    IvoaRelation,
)
from provgraph.ivoa.names import PROVGRAPH, VOPROV, named
from provgraph.model import records, voprov
from provgraph.model.namespaces import PROV as PROV_URI
from provgraph.model.namespaces import VOPROV as VOPROV_URI
from provgraph.model.relations import KINDS, RELATIONS
from provgraph.model.terms import text_of, uri_of
from provgraph.model.voprov_words import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prov.model import ProvRecord

    from provgraph.ivoa.model import Attribute
    from provgraph.model.records import Attributes
    from provgraph.model.terms import Term

Name = QualifiedName | str | Identifier
Value = QualifiedName | datetime | str

_NAMES = (VOPROV["name"], PROVGRAPH["name"], PROV_LABEL)
_RELATIONS = {relation.name: relation for relation in RELATIONS}


def document_of(objects: Iterable[IvoaObject]) -> ProvDocument:
    """Return a document with the records of objects.

    Raises:
        IvoaError: an identifier is not a URI.

    """
    document = ProvDocument()
    for instance in objects:
        add(document, instance)
    return document


def add(document: ProvDocument, thing: IvoaObject) -> None:
    """Add an object's record to a document.

    Raises:
        IvoaError: an identifier is not a URI.

    """
    kind, identifier, formal = _record_of(thing)
    others: list[tuple[Name, Value]] = [*_types_of(thing)]
    for attribute in thing.attributes[thing.identifiers :]:
        value = getattr(thing, attribute.name)
        if value is not None and _is_formal(attribute):
            formal[PROV[attribute.standard_name]] = value
        elif value is not None:
            names = _prov_names(attribute)
            others += [(name, item) for name in names for item in _written(value)]
    document.new_record(kind, identifier, formal, others)


def _written(value: object) -> Iterator[Value]:
    """Yield the values that an attribute's value becomes.

    A list of one value is written as JSON: a text alone would be a list with commas between.
    """
    if isinstance(value, tuple):
        yield from value if len(value) > 1 else (json.dumps(list(value), ensure_ascii=False),)
    elif isinstance(value, QualifiedName | datetime | str):
        yield value


def _record_of(
    instance: IvoaObject,
) -> tuple[QualifiedName, QualifiedName | None, dict[Name, Value]]:
    """Return the kind, the identifier and the ends of an object's record."""
    if isinstance(instance, Element):
        return PROV[KINDS[instance.record]], named(instance.id), {}
    relation = _RELATIONS[instance.record]
    ends = (
        named(getattr(instance, end.name)) for end in instance.attributes[: instance.identifiers]
    )
    formal: dict[Name, Value] = dict(zip(map(PROV.__getitem__, relation.ends), ends, strict=True))
    return PROV[relation.record], None, formal


def ivoa_objects(document: ProvDocument) -> list[IvoaObject]:
    """Return the objects of the model that a document's records are, bundles included.

    Raises:
        IvoaError: a record lacks what its class must have.

    """
    scopes = (document, *document.bundles)
    objects = (_object_of(record) for scope in scopes for record in scope.get_records())
    return [instance for instance in objects if instance is not None]


def _types_of(instance: IvoaObject) -> Iterator[tuple[QualifiedName, QualifiedName]]:
    if instance.prov_type is not None:
        base = PROV if instance.prov_type.startswith(PROV_URI) else VOPROV
        yield PROV_TYPE, base[instance.prov_type.removeprefix(base.uri)]
    if isinstance(instance, Agent) and instance.type is not None:
        yield PROV_TYPE, PROV[instance.type]


def _is_formal(attribute: Attribute) -> bool:
    """Whether PROV-DM has it not among a record's attributes, but beside its ends."""
    return attribute.in_prov and attribute.type is datetime


def _prov_names(attribute: Attribute) -> tuple[QualifiedName, ...]:
    """Return the PROV attributes under which an attribute is written."""
    if attribute.name == "name":
        return (PROV_LABEL, PROVGRAPH["name"])
    if attribute.in_prov:
        # The types of agents are prov:types, written with those of the classes.
        return () if attribute.name == "type" else (PROV[attribute.standard_name],)
    label = (PROV_LABEL,) if attribute.name == "role" else ()
    return (VOPROV[attribute.standard_name], *label)


def _object_of(record: ProvRecord) -> IvoaObject | None:
    attributes = records.attributes_of(records.values_of(record.attributes))
    values = normalised(records.kind_of(record), attributes)
    kind = _class_of(record, values)
    if kind is None:
        return None
    arguments: dict[str, object] = {a.name: _value(a, values) for a in kind.attributes}
    if issubclass(kind, IvoaRelation):
        ends = (_text(value) for _, value in record.formal_attributes[:2])
        arguments |= zip([end.name for end in kind.attributes[:2]], ends, strict=True)
    elif record.identifier is not None:
        arguments["id"] = record.identifier.uri
    try:
        return kind(**arguments)
    except IvoaError as error:
        raise IvoaError(f"{record.identifier or record}: {error}") from None


def _class_of(record: ProvRecord, values: Attributes) -> type[IvoaObject] | None:
    types = {_written_uri(uri_of(term) or "") for term in values.get(PROV_TYPE.uri, ())}
    by_type = _classes_by_type()
    kinds = [by_type[uri] for uri in sorted(types) if uri in by_type]
    kinds = [kind for kind in kinds if issubclass(kind, Element) == record.is_element()]
    if kinds:
        # The most special one says most; of two, the first by name.
        return max(kinds, key=_depth)
    return _classes_by_record().get(record.get_type())


def _depth(kind: type[IvoaObject]) -> int:
    return sum(issubclass(base, Element) for base in kind.__mro__)


@cache
def _classes_by_record() -> Mapping[QualifiedName, type[IvoaObject]]:
    """Return the classes that PROV has, too, by the kinds of their records."""
    kinds = {**KINDS, **{name: relation.record for name, relation in _RELATIONS.items()}}
    return {PROV[kinds[kind.record]]: kind for kind in CLASSES if kind.prov_type is None}


@cache
def _classes_by_type() -> Mapping[str, type[IvoaObject]]:
    """Return the class of each type's URI, with voprov's other names of relations."""
    classes = {kind.prov_type: kind for kind in CLASSES if kind.prov_type}
    relations = {
        VOPROV[relation.other_name].uri: classes[VOPROV[relation.name].uri]
        for relation in voprov.RELATIONS
    }
    return relations | classes


def _value(attribute: Attribute, values: Attributes) -> object:
    if attribute.name == "type" and attribute.in_prov:
        types = {uri_of(term) for term in values.get(PROV_TYPE.uri, ())}
        return next((name for name in AGENT_TYPES if f"{PROV_URI}{name}" in types), None)
    places = _NAMES if attribute.name == "name" else _prov_names(attribute)
    matches = next((values[place.uri] for place in places if place.uri in values), None)
    if not matches:
        return None
    texts = sorted(map(_text_of, matches))
    if attribute.type is datetime:
        return _time(texts[0])
    return tuple(texts) if attribute.several and len(texts) > 1 else texts[0]


def _text_of(term: Term) -> str:
    return str(term).lower() if isinstance(term, bool) else text_of(term)


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _written_uri(uri: str) -> str:
    """Return a URI of any of IVOA's namespaces in the one that is written."""
    local = voprov.local_of(uri)
    return uri if local is None else f"{VOPROV_URI}{local}"


def _text(value: object) -> str:
    if isinstance(value, Identifier):
        return str(value.uri)
    if isinstance(value, Literal):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
