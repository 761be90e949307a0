"""PROV-JSON (W3C Member Submission, 2013), with ProvToolbox's sections for PROV-Dictionary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from prov.serializers.provjson import (
    _JSONPrefixMap,
    encode_json_container,
    encode_json_representation,
)

from provgraph.model import dictionaries
from provgraph.model.dictionaries import MEMBERSHIP, DictionaryStatement
from provgraph.serialisers.copies import with_records

if TYPE_CHECKING:
    from prov.model import ProvBundle, ProvDocument

    Json = Any


def write(document: ProvDocument) -> str:
    """Return the document in PROV-JSON."""
    names = _JSONPrefixMap(document)
    container = _container(document, names)
    for bundle in document.bundles:
        own_names = _JSONPrefixMap(bundle, parent=names)
        # A reader finds the bundle's id by the bundle's own prefixes.
        name = own_names.qname_text(bundle.identifier)
        container.setdefault("bundle", {})[name] = _container(bundle, own_names)
    return json.dumps(container, indent=2)


def _container(bundle: ProvBundle, names: _JSONPrefixMap) -> dict[str, Json]:
    parts = list(dictionaries.split(bundle.get_records()))
    statements = [part for part in parts if isinstance(part, DictionaryStatement)]
    records = (part for part in parts if not isinstance(part, DictionaryStatement))
    sections = {key: _section(key, statements, names) for key in dictionaries.STATEMENTS}
    container = encode_json_container(with_records(bundle, records), names)
    return {**container, **{key: section for key, section in sections.items() if section}}


def _section(
    name: str, statements: list[DictionaryStatement], names: _JSONPrefixMap
) -> dict[str, Json]:
    section: dict[str, Json] = {}
    for number, statement in enumerate(each for each in statements if each.name == name):
        key = names.qname_text(statement.identifier) if statement.identifier else f"_:d{number}"
        before = section.get(key)
        record = _record(statement, names)
        section[key] = (
            [*(before if isinstance(before, list) else [before]), record] if (before) else record
        )
    return section


def _record(statement: DictionaryStatement, names: _JSONPrefixMap) -> dict[str, Json]:
    own_attribute = "prov:dictionary" if statement.name == MEMBERSHIP else "prov:after"
    record: dict[str, Json] = {own_attribute: names.qname_text(statement.dictionary)}
    if statement.before:
        record["prov:before"] = names.qname_text(statement.before)
    if statement.pairs:
        record["prov:key-entity-set"] = [
            {"key": _value(key, names), "$": names.qname_text(entity)}
            for key, entity in statement.pairs
        ]
    if statement.keys:
        record["prov:key-set"] = [_value(key, names) for key in statement.keys]
    for attribute, value in statement.attributes:
        record.setdefault(names.qname_text(attribute), []).append(_value(value, names))
    return record


def _value(value: object, names: _JSONPrefixMap) -> Json:
    return encode_json_representation(value, names.qname_text)
