"""Cells of tables, from the properties of an element or relation.

A record that comes from a row of a relational database has the attribute `provgraph:row`, a JSON
object: the row's `internal_key`, and each cell that does not follow exactly from the record's
other attributes (an id in another spelling, a time in words, null).
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from provgraph.ivoa.model import AGENT_TYPES
from provgraph.ivoa.tables.schema import CLASS_TYPES, KEY
from provgraph.model.namespaces import PROV
from provgraph.model.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from provgraph.ivoa.tables.schema import Column, Kind, Table

Cell = str | int | None

ROW = "provgraph:row"
REPLICA = "provgraph:replica"
GUID = "provgraph:guid"

_BRACES = re.compile(r"\{[^{}]*\}")
_GREATEST_KEY = 2**62
_PREFIX = re.compile(r"urn:provgraph:[a-z-]+:")


@dataclass(frozen=True, slots=True)
class Item:
    """The source of a row; `refs` are the keys of the elements that it refers to."""

    props: Mapping[str, Any]
    labels: frozenset[str] = frozenset()
    refs: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def database_row(self) -> dict[str, Any]:
        """The cells of the database's row that differ from the record; those of the first row."""
        value = self.props.get(ROW)
        if value is None:
            return {}
        rows = [row for text in _texts(value) if (row := _row(text))]
        return min(rows, key=lambda row: (row[KEY], json.dumps(row)), default={})

    def refers_to(self, column: Column) -> str | None:
        """Return the key of the element that a column refers to."""
        row = self.database_row
        key: str | None = (row if column.name in row else self.refs).get(column.name)
        return key


def _row(text: str) -> dict[str, Any] | None:
    """Return a database's row, `None` if it is not one: any document can have the attribute."""
    try:
        row = json.loads(text)
    except ValueError:
        return None
    key = row.get(KEY) if isinstance(row, dict) else None
    if type(key) is not int or abs(key) >= _GREATEST_KEY:
        return None
    return row if all(isinstance(cell, str | int | None) for cell in row.values()) else None


def cell(table: Table, column: Column, item: Item) -> Cell:
    """Return the cell of a column that refers to no other table."""
    row = item.database_row
    if column.name in row:
        value: Cell = row[column.name]
        return value
    special = _SPECIAL.get((table.name, column.name)) or _SPECIAL.get(("", column.name))
    if special:
        return special(item)
    values = (item.props.get(source) for source in column.sources)
    return _shown(next((value for value in values if value is not None), None), column.kind)


def time_text(time: datetime, kind: Kind) -> str:
    """Return a time as a column shows it."""
    if time.tzinfo is not None:
        # On the first and last day of the calendar there may be no such time in UTC.
        with suppress(OverflowError):
            time = time.astimezone(UTC)
        time = time.replace(tzinfo=None)
    if kind == "datetime":
        return str(time)
    return time.isoformat(timespec="microseconds" if time.microsecond % 1000 else "milliseconds")


def fits(column: Column, values: Iterable[Cell]) -> bool:
    """Return whether each value can be of the column's kind, without a change to its text."""
    return all(_fits(column, str(value)) for value in values if value is not None)


def _fits(column: Column, text: str) -> bool:
    try:
        if column.kind == "integer":
            return str(int(text)) == text and abs(int(text)) < 2**31
        if column.kind in {"time", "datetime"}:
            return time_text(datetime.fromisoformat(text), column.kind) == text
    except ValueError:
        return False
    return True


def id_of(item: Item) -> str:
    """Return the id of an element as people know it: its URI without provgraph's prefix."""
    uri = str(item.props["uri"])
    if uri.startswith("urn:uuid:"):
        return uri.removeprefix("urn:uuid:")
    prefix = _PREFIX.match(uri)
    return unquote(uri[prefix.end() :]) if prefix else uri


def _entity_id(item: Item) -> str:
    return next(iter(_texts(item.props.get(GUID))), None) or id_of(item)


def _location(item: Item) -> Cell:
    """Return the location; storage elements in braces, as CTADIRAC's store had them."""
    texts = _texts(item.props.get("location"))
    if len(texts) == 1 and item.props.get(REPLICA) is None:
        return texts[0]
    # A file can have locations from a row of that store and from the catalogue.
    braced = [text for text in texts if _BRACES.fullmatch(text)]
    elements = {element for text in braced for element in text[1:-1].split(",")}
    if item.props.get(REPLICA) is not None:
        elements |= {text for text in texts if ":/" not in text and text not in braced}
    return f"{{{','.join(sorted(elements))}}}" if elements else "; ".join(texts) or None


def _agent_type(item: Item) -> Cell:
    types = _texts(item.props.get("type"))
    return next((name for name in AGENT_TYPES if f"{PROV}{name}" in types), None)


def _class_type(table: str) -> Callable[[Item], Cell]:
    kinds = CLASS_TYPES[table]
    return lambda item: next(
        (kind for label, kind in kinds.items() if label in item.labels), kinds[""]
    )


def _artefact_type(item: Item) -> Cell:
    """Return what configured an activity; ctapipe's logs do not say."""
    recorded = _shown(item.props.get("voprov:artefactType"), "text")
    kinds = {"parameter_key": "Parameter", "configFile_key": "ConfigFile"}
    return recorded or next((kind for key, kind in kinds.items() if item.refs.get(key)), None)


def _options(item: Item) -> Cell:
    """Return options as one text: with commas between them, as JSON where one has a comma."""
    texts = _texts(item.props.get("voprov:options"))
    if len(texts) > 1 and any("," in text for text in texts):
        return json.dumps(texts, ensure_ascii=False)
    return ", ".join(texts) or None


_SPECIAL: dict[tuple[str, str], Callable[[Item], Cell]] = {
    ("entities", "id"): _entity_id,
    ("entities", "location"): _location,
    ("entities", "classType"): _class_type("entities"),
    ("entityDescriptions", "classType"): _class_type("entityDescriptions"),
    ("agents", "type"): _agent_type,
    ("parameterDescriptions", "options"): _options,
    ("wasConfiguredBy", "artefactType"): _artefact_type,
    ("", "id"): id_of,
}


def _shown(value: object, kind: Kind) -> Cell:
    """Return a property as text; of several values all, in a fixed order."""
    values = value if isinstance(value, list) else [value]
    if value is None:
        return None
    if kind in {"time", "datetime"}:
        return _time(min(values, key=str), kind)
    return "; ".join(sorted(set(map(text_of, values))))


def _time(value: object, kind: Kind) -> str:
    native = value.to_native() if hasattr(value, "to_native") else value
    if isinstance(native, datetime):
        return time_text(native, kind)
    text = text_of(str(native))
    try:
        return time_text(datetime.fromisoformat(text), kind)
    except ValueError:
        return text


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return sorted(set(map(text_of, values)))
