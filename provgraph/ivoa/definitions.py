"""Definitions in the store: what is described, and by which documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provgraph.errors import IvoaError
from provgraph.ivoa import file
from provgraph.ivoa.descriptions import entity_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

    from provgraph.graph.connection import Transaction
    from provgraph.ivoa.file import ActivityPart, EntityPart


@dataclass(frozen=True, slots=True)
class KnownDefinitions:
    """What the store describes: activities by name and version, kinds of entities by name."""

    activities: Mapping[str, Mapping[str | None, ActivityPart]]
    categories: Mapping[str, EntityPart]


def known(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> KnownDefinitions:
    """Return the definitions in rows of names and contents, and those that they refer to."""
    activities: dict[str, dict[str | None, ActivityPart]] = {}
    for row in rows:
        part: Any = parsed(row["content"])
        activities.setdefault(row["name"], {})[part.version] = part
    versions = [part for found in activities.values() for part in found.values()]
    wanted = {r.entity for part in versions for r in (*part.uses, *part.generates) if r.entity}
    keys = sorted(map(entity_uri, wanted))
    found = tx.run("descriptions/definitions", keys=keys) if keys else []
    categories: Any = [parsed(row["content"]) for row in found]
    return KnownDefinitions(activities, {one.name: one for one in categories})


def define(tx: Transaction, document: str, wanted: Mapping[str, str]) -> None:
    """Put definitions, as made by a document that is there.

    Raises:
        IvoaError: another document defines one of them in another way.

    """
    found = tx.run("descriptions/definitions", keys=sorted(wanted))
    for row in found:
        if row["content"] != wanted[row["key"]]:
            raise IvoaError(
                f"{_what(row['content'])} is described in another way by "
                f"{', '.join(sorted(row['sources']))}: make them equal, or delete that first: "
                f"provgraph documents delete {min(row['documents'])}"
            )
    named = [{"key": k, "content": c, "name": _activity(c)} for k, c in sorted(wanted.items())]
    tx.run("descriptions/define", id=document, rows=named)


def defined_by(tx: Transaction, document: str) -> dict[str, str]:
    """Return the definitions that a document makes, by their keys."""
    rows = tx.run("descriptions/defined_by", id=document)
    return {row["key"]: row["content"] for row in rows}


def names_in(contents: Iterable[str]) -> set[str]:
    """Return the names of the activities among definitions."""
    return {name for name in map(_activity, contents) if name is not None}


def parsed(content: str) -> BaseModel:
    """Return the part of a descriptions file that a definition holds."""
    kind, _, text = content.partition(" ")
    found: BaseModel = getattr(file, kind).model_validate_json(text, by_name=True)
    return found


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return what differs between two sets of definitions, a line each."""
    said = [f"added {_what(after[key])}" for key in sorted(after.keys() - before.keys())]
    for key in sorted(after.keys() & before.keys()):
        if before[key] != after[key]:
            old, new = (parsed(one).model_dump(by_alias=True) for one in (before[key], after[key]))
            fields = ", ".join(name for name in new if old.get(name) != new[name])
            said.append(f"changed {_what(after[key])}: {fields or 'its kind'}")
    said += [f"removed {_what(before[key])}" for key in sorted(before.keys() - after.keys())]
    return said


def _activity(content: str) -> str | None:
    part: Any = parsed(content)
    return part.name if isinstance(part, file.ActivityPart) else None


def _what(content: str) -> str:
    part: Any = parsed(content)
    kind = type(part).__name__.removesuffix("Part").lower()
    version = getattr(part, "version", None)
    return f"{kind} {getattr(part, 'id', part.name)}" + (f" {version}" if version else "")
