"""Definitions in the store: what is described, and by which documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import IvoaError
from provgraph.ivoa.descriptions import definition_fields, entity_uri, parse_definition
from provgraph.ivoa.file import ActivityPart, AgentPart, EntityPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provgraph.graph.connection import Transaction


@dataclass(frozen=True, slots=True)
class KnownDefinitions:
    """What the store describes: activities by name and version, kinds of entities by name."""

    activities: Mapping[str, Mapping[str | None, ActivityPart]]
    categories: Mapping[str, EntityPart]


def known_definitions(tx: Transaction, texts: Iterable[str]) -> KnownDefinitions:
    """Return the definitions of activities in texts, and those that they refer to."""
    activities: dict[str, dict[str | None, ActivityPart]] = {}
    for part in map(parse_definition, texts):
        if isinstance(part, ActivityPart):
            activities.setdefault(part.name, {})[part.version] = part
    versions = [part for by_version in activities.values() for part in by_version.values()]
    entities = {r.entity for part in versions for r in (*part.uses, *part.generates) if r.entity}
    keys = sorted(map(entity_uri, entities))
    rows = tx.run("descriptions/definitions", keys=keys) if keys else []
    parts = [parse_definition(row["content"]) for row in rows]
    return KnownDefinitions(activities, {p.name: p for p in parts if isinstance(p, EntityPart)})


def define(tx: Transaction, document: str, definitions: Mapping[str, str]) -> None:
    """Store definitions, as made by a document that is in the store.

    Raises:
        IvoaError: another document defines one of them in another way.

    """
    for row in tx.run("descriptions/definitions", keys=sorted(definitions)):
        if row["content"] != definitions[row["key"]]:
            raise IvoaError(
                f"{_label(row['content'])} conflicts with the description in "
                f"{', '.join(sorted(row['sources']))}: make them equal, or delete that one first: "
                f"provgraph documents delete {min(row['documents'])}"
            )
    rows = [
        {"key": key, "content": text, "name": _activity_name(text)}
        for key, text in sorted(definitions.items())
    ]
    tx.run("descriptions/upsert_definitions", id=document, rows=rows)


def defined_by(tx: Transaction, document: str) -> dict[str, str]:
    """Return the definitions that a document makes, by their keys."""
    rows = tx.run("descriptions/definitions_of_document", id=document)
    return {row["key"]: row["content"] for row in rows}


def activity_names(texts: Iterable[str]) -> set[str]:
    """Return the names of the activities among definitions."""
    return {name for name in map(_activity_name, texts) if name is not None}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return what differs between two sets of definitions, a line each."""
    lines = [f"added {_label(after[key])}" for key in sorted(after.keys() - before.keys())]
    for key in sorted(after.keys() & before.keys()):
        if before[key] != after[key]:
            old, new = (definition_fields(parse_definition(d[key])) for d in (before, after))
            fields = ", ".join(name for name in new if old.get(name) != new[name])
            lines.append(f"changed {_label(after[key])}: {fields or 'its kind'}")
    lines += [f"removed {_label(before[key])}" for key in sorted(before.keys() - after.keys())]
    return lines


def _activity_name(text: str) -> str | None:
    part = parse_definition(text)
    return part.name if isinstance(part, ActivityPart) else None


def _label(text: str) -> str:
    part = parse_definition(text)
    kind = type(part).__name__.removesuffix("Part").lower()
    name = part.id if isinstance(part, AgentPart) else part.name
    version = part.version if isinstance(part, ActivityPart) else None
    return f"{kind} {name}" + (f" {version}" if version else "")
