"""PROV documents: names are learned in their records and replaced."""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from prov._warnings import collect_warnings
from prov.identifier import Identifier, Namespace, QualifiedName
from prov.model import PROV_TYPE, Literal, ProvBundle, ProvDocument
from prov.model.records import TypedValueSet

from provgraph.model.namespaces import CTA, CTAPIPE, PROV, PROVGRAPH, RDF, RDFS, VOPROV, XSD
from provgraph.redaction import people
from provgraph.redaction.records import learn_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prov.model import ProvRecord

    from provgraph.redaction.replacer import Replacer

_PUBLIC = frozenset(
    {
        *(PROV, XSD, RDF, RDFS, VOPROV, PROVGRAPH, CTAPIPE, CTA, people.FOAF),
        *(*people.SCHEMA, *people.VCARD),
        "http://purl.org/dc/terms/",
        "http://purl.org/dc/elements/1.1/",
        "http://www.w3.org/2002/07/owl#",
        "http://www.w3.org/2001/XMLSchema-instance",
    }
)
"""Namespaces of vocabularies, whose words name no person or machine."""

_PSEUDONYMS = Namespace("pseudonym", "urn:provgraph:pseudonym:")
_VARIABLE = "system.environment."
_NESTED = f"{PROVGRAPH}node"
_TYPES = "@type"
_WHOLE = frozenset({"e-mail", "orcid", "phone", "name", "contact", "user"})


class Change(Protocol):
    """What is done with the text of a field."""

    def __call__(self, name: str, value: str, *, of_person: bool) -> object:
        """Return what stands for the text."""


def learn(replacer: Replacer, document: ProvDocument) -> None:
    """Learn the names in a document."""
    for bundle in _scopes(document):
        for namespace in bundle.get_registered_namespaces():
            replacer.learn_text(namespace.uri)
        # A person may be declared twice, and its type said once.
        for record in bundle.get_records():
            if _is_person(record, replacer) and record.identifier:
                replacer.persons.add(record.identifier.uri)
    for bundle in _scopes(document):
        for record in bundle.get_records():
            _learn_record(replacer, record)


def redacted(replacer: Replacer, document: ProvDocument) -> ProvDocument:
    """Return a document with pseudonyms, and without environment variables."""
    # prov warned, and the reader noted it, when these names were first read.
    with collect_warnings():
        return _redacted(replacer, document)


def _redacted(replacer: Replacer, document: ProvDocument) -> ProvDocument:
    twin = ProvDocument()
    _Copy(replacer, twin).fill(document)
    for bundle in document.bundles:
        copied = ProvBundle(
            identifier=bundle.identifier and _Copy(replacer, twin).name(bundle.identifier)
        )
        _Copy(replacer, copied).fill(bundle)
        twin.add_bundle(copied)
    return twin


class _Copy:
    """Fills a bundle with the redacted records of another one."""

    def __init__(self, replacer: Replacer, target: ProvBundle) -> None:
        self._replacer = replacer
        self._target = target
        self._names: dict[QualifiedName, QualifiedName] = {}

    def fill(self, source: ProvBundle) -> None:
        for namespace in source.get_registered_namespaces():
            self._target.add_namespace(self._namespace(namespace))
        default = source.get_default_namespace()
        if default:
            self._target.set_default_namespace(self._namespace(default).uri)
        for record in source.get_records():
            self._target._add_record(self._record(record))  # noqa: SLF001  # prov copies it again

    def name(self, name: QualifiedName) -> QualifiedName:
        """Return a name with pseudonyms; the same name always gives the same."""
        if name.namespace.uri in _PUBLIC:
            return name
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = self._renamed(name)
        return known

    def _renamed(self, name: QualifiedName) -> QualifiedName:
        namespace, uri = self._namespace(name.namespace), self._replacer.text(name.uri)
        if uri == name.uri and uri in self._replacer.persons:
            pseudonym = self._replacer.pseudonyms.of("person", uri)
            return QualifiedName(namespace, pseudonym)
        if uri.startswith(namespace.uri):
            return QualifiedName(namespace, uri.removeprefix(namespace.uri))
        # A name that is partly in the namespace and partly behind it.
        return self._target.add_namespace(_PSEUDONYMS)[quote(uri, safe="")]

    def _namespace(self, namespace: Namespace) -> Namespace:
        if namespace.uri in _PUBLIC:
            return namespace
        text = self._replacer.text
        return Namespace(text(namespace.prefix), text(namespace.uri))

    def _record(self, record: ProvRecord) -> ProvRecord:
        twin = copy.copy(record)
        twin._bundle = self._target  # noqa: SLF001  # prov has no other way
        twin._identifier = record.identifier and self.name(record.identifier)  # noqa: SLF001
        twin._attributes = defaultdict(TypedValueSet)  # noqa: SLF001
        of_person = _is_person(record, self._replacer)
        for name, value in record.attributes:
            if _VARIABLE in name.localpart and not self._replacer.words_only:
                self._replacer.variables += 1
            else:
                new = self._value(name.localpart, value, of_person=of_person)
                twin._attributes[self.name(name)].add(new)  # noqa: SLF001
        return twin

    def _value(self, field: str, value: object, *, of_person: bool) -> object:
        match value:
            case QualifiedName():
                return self._name_in_field(field, value, of_person=of_person)
            case Identifier():
                return Identifier(self._replacer.field(field, value.uri, of_person=of_person))
            case Literal():
                return self._literal(field, value, of_person=of_person)
            case str():
                return self._replacer.field(field, value, of_person=of_person)
            case int() if people.kind_of_field(field, of_person=of_person) == "phone":
                text = self._replacer.field(field, str(value), of_person=of_person)
                return value if text == str(value) else text
            case _:
                return value

    def _name_in_field(self, field: str, name: QualifiedName, *, of_person: bool) -> QualifiedName:
        new = self.name(name)
        kind = people.kind_of_field(field, of_person=of_person)
        if new != name or kind not in _WHOLE or name.namespace.uri in _PUBLIC:
            return new
        pseudonym = self._replacer.pseudonyms.of(kind, name.uri)
        return self._target.add_namespace(_PSEUDONYMS)[pseudonym]

    def _literal(self, field: str, literal: Literal, *, of_person: bool) -> Literal:
        datatype = literal.datatype and self.name(literal.datatype)
        if literal.datatype and literal.datatype.uri == _NESTED:
            text = self._nested(literal.value)
        else:
            text = self._replacer.field(field, literal.value, of_person=of_person)
        return Literal(text, datatype, literal.langtag)

    def _nested(self, text: str) -> str:
        """Return the text of a nested value, JSON, with pseudonyms in its values."""
        value = _json(text)
        if value is None:
            return self._replacer.text(text)
        new = _map_strings(value, self._replacer.field)
        return json.dumps(new, ensure_ascii=False, sort_keys=True)


def _learn_record(replacer: Replacer, record: ProvRecord) -> None:
    of_person = _is_person(record, replacer)
    if of_person and record.identifier:
        _learn_person(replacer, record.identifier)
    if record.identifier:
        replacer.learn_text(record.identifier.uri)
    for name, value in record.attributes:
        _learn_value(replacer, name.localpart, value, of_person=of_person)


def _learn_person(replacer: Replacer, name: QualifiedName) -> None:
    """Learn a person's id: the last part of it that is a name."""
    replacer.persons.add(name.uri)
    parts = [part for part in re.split(r"[/#:?=]+", name.uri) if part]
    ids = [part for part in parts[1:] if part.lower() not in people.GENERIC_IDS]
    if len(ids) > 1 or name.localpart in ids:
        replacer.words.add("person", ids[-1])


def _learn_value(replacer: Replacer, field: str, value: object, *, of_person: bool) -> None:
    text = value.value if isinstance(value, Literal) else value
    if isinstance(text, QualifiedName):
        if text.namespace.uri not in _PUBLIC:
            replacer.learn_text(text.uri)
        return
    text = text.uri if isinstance(text, Identifier) else text
    if not isinstance(text, str):
        return
    if _VARIABLE in field:
        learn_variable(replacer, field.rpartition(".")[2], text)
    elif isinstance(value, Literal) and value.datatype and value.datatype.uri == _NESTED:
        _map_strings(_json(text), replacer.learn_field)
    else:
        replacer.learn_field(field, text, of_person=of_person)


def _is_person(record: ProvRecord, replacer: Replacer) -> bool:
    """Whether a record declares a person, by its type here or in a record before."""
    if not record.is_element():
        return False
    uri = record.identifier.uri if record.identifier else ""
    types = record.get_attribute(PROV_TYPE)
    uris = {value.uri if isinstance(value, Identifier) else str(value) for value in types}
    return uri in replacer.persons or bool(uris & people.PERSON_TYPES)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _map_strings(
    value: object, change: Change, field: str = "", *, of_person: bool = False
) -> object:
    """Return a JSON value with what `change` makes of its strings, by their fields."""
    if isinstance(value, dict):
        types = value.get(_TYPES, [])
        listed = types if isinstance(types, list) else [types]
        of_person = any(str(item) in people.PERSON_TYPES for item in listed)
        return {
            key: item
            if key == _TYPES
            else _map_strings(item, change, field if key[:1] == "@" else key, of_person=of_person)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_map_strings(item, change, field, of_person=of_person) for item in value]
    return change(field, value, of_person=of_person) if isinstance(value, str) else value


def _scopes(document: ProvDocument) -> Iterator[ProvBundle]:
    yield document
    yield from document.bundles
