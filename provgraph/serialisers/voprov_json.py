"""PROV-JSON as the voprov package reads and writes it, for its users.

Each of IVOA's classes and relations has a section of its own instead of a type, and what voprov has
other words for is in these: the inverse of `provgraph.readers.voprov` and of
`provgraph.model.voprov_words`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from provgraph.model import voprov
from provgraph.model.namespaces import PROV, PROVGRAPH, VOPROV
from provgraph.model.voprov_words import AGENT_TYPES
from provgraph.serialisers import provjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prov.model import ProvDocument

    Json = Any
    Record = dict[str, Json]

_RELATIONS = {relation.name: relation for relation in voprov.RELATIONS} | {
    relation.other_name: relation for relation in voprov.RELATIONS
}


def write(document: ProvDocument) -> str:
    """Return the document in voprov's PROV-JSON."""
    container: dict[str, Json] = json.loads(provjson.write(document))
    bundles = container.pop("bundle", {})
    prefixes = container.get("prefix", {})
    converted = _Scope(prefixes).converted(container)
    converted["prefix"] = {**prefixes, "voprov": prefixes.get("voprov", VOPROV)}
    if bundles:
        converted["bundle"] = {
            name: _Scope({**prefixes, **content.get("prefix", {})}).converted(content)
            for name, content in bundles.items()
        }
    return json.dumps(converted, indent=2)


class _Scope:
    """A document or bundle, with the prefixes that hold in it."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {"prov": PROV, "voprov": VOPROV, **prefixes}

    def converted(self, container: Mapping[str, Json]) -> dict[str, Json]:
        """Return the sections, each record in that of its class or relation."""
        sections: dict[str, Json] = {}
        for kind, section in container.items():
            if kind == "prefix":
                sections[kind] = section
                continue
            for key, record in _records(section):
                own, plain = self._record(kind, record)
                _add(sections.setdefault(own, {}), key, plain)
        return sections

    def _record(self, kind: str, record: Record) -> tuple[str, Record]:
        """Return a record in voprov's words, and the section for it."""
        plain = dict(record)
        section = kind
        if kind == "entity":
            section = self._class(plain) or kind
        elif kind == "wasInfluencedBy":
            section = self._relation(plain) or kind
        if kind in {"entity", "activity", "agent"}:
            self._words(section, plain)
        return section, plain

    def _class(self, record: Record) -> str | None:
        local = self._taken_type(record, voprov.CLASSES)
        return local and local[0].lower() + local[1:]

    def _relation(self, record: Record) -> str | None:
        local = self._taken_type(record, _RELATIONS)
        if local is None:
            return None
        relation = _RELATIONS[local]
        formal = ("prov:influencee", "prov:influencer")
        for end, name in zip(formal, relation.ends, strict=True):
            if end in record:
                record[f"voprov:{name}"] = record.pop(end)
        return relation.name[0].lower() + relation.name[1:]

    def _taken_type(self, record: Record, names: Mapping[str, Any] | tuple[str, ...]) -> str | None:
        """Take the type off a record that its section says."""
        types = _list(record.get("prov:type", []))
        named = next((t for t in types if voprov.local_of(self._uri(t)) in names), None)
        if named is None:
            return None
        _set(record, "prov:type", [each for each in types if each is not named])
        return voprov.local_of(self._uri(named))

    def _words(self, section: str, record: Record) -> None:
        for name in list(record):
            if self._uri(name) in {f"{PROVGRAPH}name", f"{VOPROV}name"}:
                value = record.pop(name)
                record.setdefault("prov:name", value)
        if section in {"usageDescription", "generationDescription"}:
            self._move(record, f"{VOPROV}role", "prov:role")
        if section == "valueEntity":
            self._move(record, f"{PROV}value", "voprov:value")
        if section in {"entity", "datasetEntity", "valueEntity"}:
            self._move(record, f"{PROV}location", "voprov:location")
        if section == "agent":
            types = _list(record.get("prov:type", []))
            names = {f"{PROV}{name}": name for name in AGENT_TYPES}
            agent_types = [each for each in types if self._uri(each) in names]
            if agent_types:
                _set(record, "prov:type", [each for each in types if each not in agent_types])
                record["voprov:type"] = names[self._uri(agent_types[0])]

    def _move(self, record: Record, source: str, target: str) -> None:
        for name in list(record):
            if self._uri(name) == source and name != target:
                record[target] = record.pop(name)

    def _uri(self, name: Json) -> str:
        """Return the URI of a name, or of a value that is one."""
        text = name.get("$") if isinstance(name, dict) else name
        if not isinstance(text, str):
            return ""
        prefix, colon, local = text.partition(":")
        namespace = self._prefixes.get(prefix if colon else "default", "")
        return namespace + (local if colon else text) if namespace else ""


def _records(section: Mapping[str, Json]) -> Iterator[tuple[str, Record]]:
    for key, content in section.items():
        for record in _list(content):
            yield key, record


def _list(content: Json) -> list[Json]:
    return content if isinstance(content, list) else [content]


def _set(record: Record, name: str, values: list[Json]) -> None:
    if values:
        record[name] = values if len(values) > 1 else values[0]
    else:
        record.pop(name, None)


def _add(section: dict[str, Json], key: str, record: Record) -> None:
    """Add a record; an id that has several has them in a list."""
    section[key] = [*_list(section[key]), record] if key in section else record
