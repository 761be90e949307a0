"""Names: the URI of each row of a CTADIRAC database.

A row is named as what it stands for is named elsewhere in the store, so that both are one:
activities by their uuid, datasets by their GUID, descriptions by what makes them unique
(docs/ivoa.md). What has no such name is named after the database and its internal key.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from provgraph.ivoa.names import uri_of
from provgraph.ivoa.tables.schema import KEY
from provgraph.model.keys import EMPTY_GUID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from provgraph.ivoa.tables.cells import Cell

    Row = Mapping[str, Cell]
    Related = Callable[[Row, str], Row]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(_\w+)?", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9]+:[!-~]+", re.IGNORECASE)

KINDS = {
    "activityDescriptions": "activity-description",
    "entityDescriptions": "entity-description",
    "usageDescriptions": "usage-description",
    "generationDescriptions": "generation-description",
    "parameterDescriptions": "parameter-description",
    "configFileDescriptions": "configfile-description",
}
_WITH_ID = {"activities": "activity", "entities": "entity", "agents": "agent"}


def row_uri(database: str, table: str, row: Row, related: Related) -> str:
    """Return the URI of a row; `related` finds the row that a column refers to."""
    parts = _parts(table, row, related)
    if table in _WITH_ID and row["id"] not in {None, "", EMPTY_GUID, EMPTY_GUID.upper()}:
        return _by_id(_WITH_ID[table], str(row["id"]))
    if parts and parts[-1]:
        return uri_of(KINDS[table], *map(_text, parts))
    digest = hashlib.sha256(database.encode()).hexdigest()[:12]
    return uri_of("row", digest, table, str(row[KEY]))


def is_uuid(name: Cell) -> bool:
    """Return whether an id is a uuid or a catalogue's GUID."""
    return isinstance(name, str) and bool(_UUID.fullmatch(name))


def _by_id(kind: str, name: str) -> str:
    if is_uuid(name):
        return f"urn:uuid:{name.lower()}"
    return name if _URI.fullmatch(name) else uri_of(kind, name)


def _parts(table: str, row: Row, related: Related) -> list[Cell]:
    """Return what makes a description unique, what it cannot do without last."""
    if table == "entityDescriptions":
        return [row["name"]]
    if table == "activityDescriptions":
        return [row["name"], row["version"]] if row["version"] else [row["name"]]
    if table not in KINDS:
        return []
    activity = related(row, "activityDescription_key")
    if not activity.get("name"):
        return []
    own = [activity["name"], activity["version"]]
    if "role" in row:
        return [*own, row["role"], related(row, "entityDescription_key").get("name")]
    return [*own, row["name"]]


def _text(value: Cell) -> str | None:
    return None if value is None else str(value)
