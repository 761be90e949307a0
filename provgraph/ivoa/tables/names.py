"""Names: the URI of each row of a CTADIRAC database.

A row has the URI that the same thing has elsewhere in the store, so that both are one: activities
by their uuid, datasets by their GUID, descriptions by what makes them unique (docs/ivoa.md). A row
without such a name is named after the database and its internal key.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from provgraph.ivoa import model
from provgraph.ivoa.names import made_uri, uri_of
from provgraph.ivoa.tables.schema import KEY
from provgraph.model.keys import EMPTY_GUID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from provgraph.ivoa.tables.cells import Cell
    from provgraph.ivoa.tables.schema import Table

    Row = Mapping[str, Cell]
    Related = Callable[[Row, str], Row]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(_\w+)?", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9]+:[!-~]+", re.IGNORECASE)

_NO_IDS = {None, "", EMPTY_GUID, EMPTY_GUID.upper()}


def row_uri(database: str, table: Table, row: Row, related: Related) -> str:
    """Return the URI of a row; `related` finds the row that a column refers to."""
    if row.get("id") not in _NO_IDS:
        return _by_id(table, str(row["id"]))
    parts = _parts(table, row, related)
    if parts and parts[-1]:
        return uri_of(table.kind, *map(_text, parts))
    digest = hashlib.sha256(database.encode()).hexdigest()[:12]
    return made_uri("row", digest, table.name, str(row[KEY]))


def is_uuid(name: Cell) -> bool:
    """Return whether an id is a uuid or a catalogue's GUID."""
    return isinstance(name, str) and bool(_UUID.fullmatch(name))


def _by_id(table: Table, name: str) -> str:
    if is_uuid(name):
        return f"urn:uuid:{name.lower()}"
    return name if _URI.fullmatch(name) else uri_of(table.kind, name)


def _parts(table: Table, row: Row, related: Related) -> list[Cell]:
    """Return what makes a description unique; nothing if the last part is missing."""
    if table.kind is model.EntityDescription:
        return [row["name"]]
    if table.kind is model.ActivityDescription:
        return [row["name"], row["version"]] if row["version"] else [row["name"]]
    if not table.identified:
        return []
    activity = related(row, "activityDescription_key")
    if not activity.get("name"):
        return []
    parts = [activity["name"], activity["version"]]
    if "role" in row:
        return [*parts, row["role"], related(row, "entityDescription_key").get("name")]
    return [*parts, row["name"]]


def _text(value: Cell) -> str | None:
    return None if value is None else str(value)
