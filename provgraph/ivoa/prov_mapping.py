"""Records: objects of the IVOA model as PROV records, and back.

The form is described in docs/ivoa.md. Read are also the names that the `voprov` package
gives, and all of IVOA's namespaces; attributes beyond the model's are left aside.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from prov.identifier import Identifier, QualifiedName
from prov.model import (
    PROV,
    PROV_LABEL,
    PROV_LOCATION,
    PROV_ROLE,
    PROV_TYPE,
    PROV_VALUE,
    Literal,
    ProvDocument,
)

from provgraph.errors import IvoaError
from provgraph.ivoa.model import (
    AGENT_TYPES,
    CLASSES,
    TIMES,
    Activity,
    Agent,
    Element,
    Entity,
    IvoaObject,
    IvoaRelation,
    to_camel,
)
from provgraph.ivoa.names import PROVGRAPH, VOPROV, named
from provgraph.model import voprov
from provgraph.model.namespaces import PROV as PROV_URI
from provgraph.model.namespaces import VOPROV as VOPROV_URI
from provgraph.model.relations import KINDS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prov.model import ProvRecord

_PLACES = {
    "name": (PROV_LABEL, PROVGRAPH["name"]),
    "value": (PROV_VALUE,),
    "location": (PROV_LOCATION,),
}
_FORMAL = frozenset({"start_time", "end_time", "time"})
_NAMES = (VOPROV["name"], PROVGRAPH["name"], PROV["name"], PROV_LABEL)
_RELATIONS = {relation.name: relation for relation in RELATIONS}


def document_of(things: Iterable[IvoaObject]) -> ProvDocument:
    """Return a document that says what the objects say.

    Raises:
        IvoaError: an identifier is no URI.

    """
    document = ProvDocument()
    for thing in things:
        add(document, thing)
    return document


def add(document: ProvDocument, thing: IvoaObject) -> None:
    """Add an object's record to a document.

    Raises:
        IvoaError: an identifier is no URI.

    """
    if isinstance(thing, Element):
        kind, identifier, skipped = PROV[KINDS[thing.record]], named(thing.id), 1
        formal: dict[QualifiedName, Any] = {}
    else:
        relation = _RELATIONS[thing.record]
        kind, identifier, skipped = PROV[relation.record], None, 2
        ends = (getattr(thing, field.name) for field in fields(thing)[:2])
        formal = {PROV[end]: named(uri) for end, uri in zip(relation.ends, ends, strict=True)}
    others = list(_type_of(thing))
    for field in fields(thing)[skipped:]:
        value = getattr(thing, field.name)
        if value is not None and field.name in _FORMAL:
            formal[PROV[to_camel(field.name)]] = value
        elif value is not None:
            others += [(name, value) for name in _places(type(thing), field.name)]
    document.new_record(kind, identifier, formal, others)


def ivoa_objects(document: ProvDocument) -> list[IvoaObject]:
    """Return the objects of the model that a document's records are, bundles included.

    Raises:
        IvoaError: a record lacks what its class must have.

    """
    scopes = (document, *document.bundles)
    read = (_thing(record) for scope in scopes for record in scope.get_records())
    return [thing for thing in read if thing is not None]


def _type_of(thing: IvoaObject) -> Iterator[tuple[QualifiedName, QualifiedName]]:
    if thing.prov_type is not None:
        base = PROV if thing.prov_type.startswith(PROV_URI) else VOPROV
        yield PROV_TYPE, base[thing.prov_type.removeprefix(base.uri)]
    if isinstance(thing, Agent) and thing.type is not None:
        yield PROV_TYPE, PROV[thing.type]


def _places(kind: type[IvoaObject], field: str) -> tuple[QualifiedName, ...]:
    """Return the attributes under which a field is written."""
    if field == "role" and issubclass(kind, IvoaRelation):
        return (PROV_ROLE,)
    if field == "type" and kind is Agent:
        return ()
    if field == "role":
        return (VOPROV["role"], PROV_LABEL)
    return _PLACES.get(field, (VOPROV[to_camel(field)],))


def _thing(record: ProvRecord) -> IvoaObject | None:
    kind = _class_of(record)
    if kind is None:
        return None
    values: dict[str, list[Any]] = {}
    for name, value in record.attributes:
        values.setdefault(_plain(name.uri), []).append(value)
    given = {field.name: _value(kind, field.name, values) for field in fields(kind)}
    if issubclass(kind, IvoaRelation):
        ends = (_text(value) for _, value in record.formal_attributes[:2])
        given |= zip([field.name for field in fields(kind)[:2]], ends, strict=True)
    elif record.identifier is not None:
        given["id"] = record.identifier.uri
    try:
        return kind(**given)
    except IvoaError as error:
        raise IvoaError(f"{record.identifier or record}: {error}") from None


def _class_of(record: ProvRecord) -> type[IvoaObject] | None:
    types = {_plain(_text(value)) for value in record.get_attribute(PROV_TYPE)}
    local = record.get_type().localpart
    by_type = _classes()
    found = [by_type[uri] for uri in sorted(types) if uri in by_type]
    found = [kind for kind in found if issubclass(kind, Element) == record.is_element()]
    if found:
        # The most special one says most; of two, the first by name.
        return max(found, key=lambda kind: len(kind.__mro__))
    if record.is_element():
        plain: dict[str, type[IvoaObject]] = {
            "Entity": Entity,
            "Activity": Activity,
            "Agent": Agent,
        }
        return plain[local]
    return next((k for k in CLASSES if k.prov_type is None and _record_name(k) == local), None)


def _record_name(kind: type[IvoaObject]) -> str | None:
    relation = _RELATIONS.get(kind.record)
    return relation.record if relation else None


@cache
def _classes() -> Mapping[str, type[IvoaObject]]:
    """Return the class of each type's URI, the relations' other names included."""
    found = {kind.prov_type: kind for kind in CLASSES if kind.prov_type}
    others = {VOPROV[r.other_name].uri: found[VOPROV[r.name].uri] for r in voprov.RELATIONS}
    return {uri: kind for uri, kind in (others | found).items() if uri}


def _value(kind: type[IvoaObject], field: str, values: Mapping[str, list[Any]]) -> Any:  # noqa: ANN401
    if field == "type" and kind is Agent:
        types = {_text(value) for value in values.get(PROV_TYPE.uri, ())}
        return next((name for name in AGENT_TYPES if f"{PROV_URI}{name}" in types), None)
    places = _NAMES if field == "name" else _places(kind, field)
    places = (PROV[to_camel(field)],) if field in _FORMAL else places
    found = next((values[place.uri] for place in places if place.uri in values), None)
    if not found:
        return None
    if field in TIMES:
        return next((value for value in found if isinstance(value, datetime)), None)
    return min(map(_text, found))


def _plain(uri: str) -> str:
    """Return a URI of one of IVOA's namespaces in the one that is written."""
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
