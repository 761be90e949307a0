"""logprov's line logs, which lstosa and gammapy write, too.

A line `… __PROV__<time>__PROV__<Python dict>` is one record. Sessions are entities, activity
ids hold within their session only (lstosa's have six hexadecimal digits and collide), and
parameters are IVOA's. A file's id is a hash, of its path or of its content, and the same
wherever it is logged; other ids of entities are addresses in memory, good for one session.
Times are the machine's own, without an offset, and stay so.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from prov.identifier import Namespace
from prov.model import PROV, PROV_LABEL, PROV_ROLE, PROV_TYPE, ProvDocument

from provgraph.errors import ReadError
from provgraph.model.namespaces import LOGPROV as LOGPROV_URI
from provgraph.model.namespaces import PROVGRAPH as PROVGRAPH_URI
from provgraph.model.namespaces import VOPROV as VOPROV_URI
from provgraph.readers import notes
from provgraph.readers.literal import MAX_TEXT, LiteralError, whole_literal
from provgraph.readers.source import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prov.identifier import QualifiedName

    from provgraph.readers.source import Source

    Record = dict[str, Any]

MARK = r"_{1,2}PROV_{1,2}"

_LINE = re.compile(rf"^.*?{MARK}(\d[^_\n]*){MARK}(?=\{{)", re.MULTILINE)
_HASH = re.compile(r"[0-9a-f]{32,128}", re.IGNORECASE)
_PLACES = ("filepath", "location", "path", "url")

LOGPROV = Namespace("logprov", LOGPROV_URI)
_PROVGRAPH = Namespace("provgraph", PROVGRAPH_URI)
_VOPROV = Namespace("voprov", VOPROV_URI)
_NAMED = {
    kind: Namespace(kind, f"urn:provgraph:logprov:{kind}:")
    for kind in ("session", "activity", "entity", "agent", "parameter")
}


def read(source: Source) -> ProvDocument:
    """Read a line log; lines without a record are left alone.

    Raises:
        ReadError: a record is no Python literal, or lacks what it relates; the place is its line.

    """
    document = _Document(source.name)
    for line, record in _records(source):
        document.add(line, record)
    if document.naive:
        notes.add_note(
            "times without an offset: they are the logging machine's own, and kept as such"
        )
    return document.finished()


def _records(source: Source) -> Iterator[tuple[int, Record]]:
    text = text_of(source)
    line, position = 1, 0
    for match in _LINE.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        place = f"line {line}"
        if end - match.end() > MAX_TEXT:
            reason = f"a record of more than {MAX_TEXT >> 20} MiB"
            raise ReadError(source.name, reason, place)
        try:
            read = whole_literal(text[match.end() : end])
        except LiteralError as error:
            column = match.end() - match.start() + error.position + 1
            raise ReadError(source.name, f"{error} (column {column})", place) from None
        record = read.value
        for remark in read.remarks:
            notes.add_note(f"{place}: {remark.path}: {remark.text}")
        if not isinstance(record, dict):
            raise ReadError(source.name, "a record is a dictionary", place)
        yield line, record


class _Document:
    """The document that grows record by record.

    What several records say of one element is put together: attributes are sets in PROV.
    """

    def __init__(self, name: str) -> None:
        self.naive = False
        self._name = name
        self._place = ""
        self._document = ProvDocument()
        self._elements: dict[QualifiedName, _Element] = {}
        self._session = ""
        self._activities: dict[tuple[str, str], QualifiedName] = {}
        self._begun: dict[QualifiedName, object] = {}

    def add(self, line: int, record: Record) -> None:
        self._place = f"line {line}"
        for keys, act in _KINDS:
            if keys <= record.keys():
                act(self, record)
                return
        raise ReadError(self._name, f"a record of unknown kind: {sorted(record)[:8]}", self._place)

    def finished(self) -> ProvDocument:
        for name, element in self._elements.items():
            attributes = sorted(element.attributes, key=lambda pair: (pair[0].uri, repr(pair[1])))
            if element.kind == "activity":
                start, end = element.times
                self._document.activity(name, start, end, attributes)
            else:
                make = self._document.agent if element.kind == "agent" else self._document.entity
                make(name, attributes)
        return self._document

    def session(self, record: Record) -> None:
        self._session = str(record["session_id"])
        element = self._element("entity", _named("session", self._session))
        element.attributes.add((PROV_TYPE, LOGPROV["ExecutionSession"]))
        self._describe(element, record, {"session_id", "session_tag"})
        time = self._time(record, "startTime")
        if time is not None:
            element.attributes.add((PROV["generatedAtTime"], time))

    def activity(self, record: Record) -> None:
        activity_id = str(record["activity_id"])
        session = str(record.get("in_session") or self._session)
        name, start = _named("activity", session, activity_id), record.get("startTime")
        if self._begun.setdefault(name, start) != start:  # the id was drawn twice
            name = _named("activity", session, activity_id, str(start))
        for tag in (str(record.get("session_tag", "")), ""):
            self._activities[activity_id, tag] = name
        element = self._element("activity", name)
        element.times[0] = self._time(record, "startTime")
        self._describe(element, record, {"activity_id", "in_session", "session_tag"})
        if session:
            self._document.wasInfluencedBy(name, _named("session", session))
        if record.get("agent_name"):
            agent = _named("agent", str(record["agent_name"]))
            label = (PROV_LABEL, str(record["agent_name"]))
            self._element("agent", agent).attributes.add(label)
            self._document.wasAssociatedWith(name, agent)

    def end(self, record: Record) -> None:
        element = self._element("activity", self._activity(record))
        element.times[1] = self._time(record, "endTime")
        self._describe(element, record, {"activity_id", "session_tag"})

    def parameters(self, record: Record) -> None:
        activity, parameters = self._activity(record), record["parameters"]
        pairs = parameters.items() if isinstance(parameters, dict) else [("parameters", parameters)]
        for key, value in pairs:
            activity_id = activity.uri.removeprefix(_NAMED["activity"].uri)
            name = _NAMED["parameter"][f"{activity_id}/{quote(key, safe='')}"]
            attributes = [
                (PROV_TYPE, _VOPROV["Parameter"]),
                (PROV_LABEL, key),
                (_VOPROV["name"], key),
                (_VOPROV["value"], _scalar(value)),
            ]
            self._element("entity", name).attributes.update(attributes)
            configured = {PROV_TYPE: _VOPROV["WasConfiguredBy"]}
            self._document.wasInfluencedBy(activity, name, None, configured)

    def entity(self, record: Record) -> None:
        element = self._element("entity", self._entity(record["entity_id"]))
        self._describe(element, record, {"entity_id", "session_tag"})
        place = next((record[key] for key in _PLACES if record.get(key)), None)
        if isinstance(place, str):
            name = place.rstrip("/").rpartition("/")[2]
            element.attributes |= {(_PROVGRAPH["path"], place), (_PROVGRAPH["name"], name)}

    def used(self, record: Record) -> None:
        roles = {PROV_ROLE: str(record["used_role"])} if record.get("used_role") else {}
        entity = self._entity(record["used_id"])
        self._document.used(self._activity(record), entity, None, None, roles)

    def generated(self, record: Record) -> None:
        roles = {PROV_ROLE: str(record["generated_role"])} if record.get("generated_role") else {}
        entity = self._entity(record["generated_id"])
        self._document.wasGeneratedBy(entity, self._activity(record), None, None, roles)

    def derived(self, record: Record) -> None:
        entity = self._entity(record["entity_id"])
        self._document.wasDerivedFrom(entity, self._entity(record["progenitor_id"]))

    def member(self, record: Record) -> None:
        entity = self._entity(record["entity_id"])
        self._element("entity", entity).attributes.add((PROV_TYPE, PROV["Collection"]))
        self._document.hadMember(entity, self._entity(record["member_id"]))

    def _element(self, kind: str, name: QualifiedName) -> _Element:
        return self._elements.setdefault(name, _Element(kind))

    def _activity(self, record: Record) -> QualifiedName:
        name, tag = str(record["activity_id"]), str(record.get("session_tag", ""))
        activity = self._activities.get((name, tag)) or self._activities.get((name, ""))
        return activity or _named("activity", self._session, name)

    def _entity(self, identifier: object) -> QualifiedName:
        name = str(identifier)
        return (
            _named("entity", name)
            if _HASH.fullmatch(name)
            else _named("entity", self._session, name)
        )

    def _time(self, record: Record, key: str) -> datetime | None:
        text = record.get(key)
        if not text:
            return None
        try:
            time = datetime.fromisoformat(str(text))
        except ValueError:
            reason = f"{key}: a date and time is expected, this is {text!r:.60}"
            raise ReadError(self._name, reason, self._place) from None
        self.naive |= time.tzinfo is None
        return time

    def _describe(self, element: _Element, record: Record, known: set[str]) -> None:
        if record.get("name"):
            element.attributes |= {(PROV_LABEL, str(record["name"]))}
        if element.kind == "activity" and record.get("name"):
            element.attributes.add((_PROVGRAPH["name"], str(record["name"])))
        for key, value in record.items():
            if key not in known | {"name", "startTime", "endTime"}:
                element.attributes.update(_attributes(key, value))


class _Element:
    """What records say of one element."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.times: list[datetime | None] = [None, None]
        self.attributes: set[tuple[QualifiedName, Any]] = set()


def _named(kind: str, *parts: str) -> QualifiedName:
    return _NAMED[kind]["/".join(quote(part, safe="") for part in parts if part)]


def _attributes(key: str, value: object) -> Iterator[tuple[QualifiedName, Any]]:
    """Yield an attribute for each leaf; lists, of packages for instance, stay JSON texts."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _attributes(f"{key}.{name}", item)
    elif value is not None and value != "":
        yield LOGPROV[re.sub(r"[^\w.-]+", "_", key)], _scalar(value)


def _scalar(value: object) -> str | float:
    return value if isinstance(value, (str, int, float)) else json.dumps(value, sort_keys=True)


_KINDS: tuple[tuple[set[str], Callable[[_Document, Record], None]], ...] = (
    ({"activity_id", "used_id"}, _Document.used),
    ({"activity_id", "generated_id"}, _Document.generated),
    ({"activity_id", "parameters"}, _Document.parameters),
    ({"activity_id", "name"}, _Document.activity),
    ({"activity_id"}, _Document.end),
    ({"entity_id", "progenitor_id"}, _Document.derived),
    ({"entity_id", "member_id"}, _Document.member),
    ({"entity_id"}, _Document.entity),
    ({"session_id"}, _Document.session),
)
