"""The exporter: nodes and relationships become a `ProvDocument`, and that a file."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from lxml import etree
from prov.identifier import Namespace, QualifiedName
from prov.model import Literal, ProvBundle, ProvDocument

from provgraph.errors import ExportError, NotFoundError
from provgraph.model import records
from provgraph.model.assemble import ElementAssertion, RelationAssertion, assemble
from provgraph.model.namespaces import PROV, PROVGRAPH
from provgraph.model.relations import BY_TYPE, kind_of
from provgraph.model.scopes import Scope
from provgraph.readers.notes import quiet
from provgraph.runtime.escape import escape_line
from provgraph.runtime.shared import caught_warnings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.graph.rows import Row

FORMATS: dict[str, dict[str, Any]] = {
    "provn": {"format": "provn"},
    "json": {"format": "json", "indent": 2},
    "xml": {"format": "xml"},
    "turtle": {"format": "rdf", "rdf_format": "turtle"},
    "trig": {"format": "rdf", "rdf_format": "trig"},
    "rdfxml": {"format": "rdf", "rdf_format": "xml"},
    "jsonld": {"format": "jsonld"},
}
"""Format, as a user names it → how `prov` names it."""


class Serialised(NamedTuple):
    """A serialised document, and what its format could not keep."""

    text: str
    notes: tuple[str, ...]


Redact = Callable[[Any], Any]
"""What is done to each value of an export before it becomes part of a record."""


def documents(
    connection: Connection, ids: Sequence[str], redact: Redact | None = None
) -> ProvDocument:
    """Return the documents of those ids as one, with their authors' prefixes.

    Raises:
        NotFoundError: a document is not in the store.

    """
    scopes = _scopes(connection, ids)
    if ids and not scopes:
        raise NotFoundError(f"no document {', '.join(ids)} in the store: see provgraph documents")
    elements = _listed(connection.read_rows("export/elements", ids=list(ids)))
    relations = _listed(connection.read_rows("export/relations", ids=list(ids)))
    return _assembled(
        scopes,
        [ElementAssertion(*row) for row in elements],
        [RelationAssertion(*row) for row in relations],
        redact,
    )


def selection(
    connection: Connection, keys: Sequence[str], redact: Redact | None = None
) -> ProvDocument:
    """Return chosen elements and their relations as a closed document.

    What their relations refer to outside the choice is declared, too, as an element of the
    type `provgraph:Outside`.
    """
    declared, relations = _chosen(connection, keys)
    chosen = {row["uri"] for row in declared}
    outside = {
        end: _outside(row, position)
        for row in relations
        for position, end in enumerate((row["start"], row["end"]))
        if end is not None and end not in chosen
    }
    return _closed(connection, declared, relations, outside, redact)


def selection_among(
    connection: Connection, keys: Sequence[str], frontier: Collection[str]
) -> ProvDocument:
    """Return chosen elements and the relations among them as a closed document.

    Those in `frontier`, by their URIs, are declared once more, as of the type
    `provgraph:Frontier`: from there it goes on.
    """
    declared, relations = _chosen(connection, keys)
    chosen = {row["uri"] for row in declared}
    among = [row for row in relations if row["end"] in chosen]
    marks = {row["uri"]: _mark(row) for row in declared if row["uri"] in frontier}
    return _closed(connection, declared, among, marks)


def _scopes(connection: Connection, ids: Sequence[str]) -> list[Scope]:
    rows = connection.read_rows("export/scopes", ids=list(ids))
    return [Scope.from_row(row["scope"]) for row in rows]


def _chosen(connection: Connection, keys: Sequence[str]) -> tuple[list[Row], list[Row]]:
    declared = connection.read_rows("export/records_of_elements", keys=list(keys))
    return declared, connection.read_rows("export/relations_of_elements", keys=list(keys))


def _closed(
    connection: Connection,
    declared: list[Row],
    relations: list[Row],
    marks: Mapping[str, str],
    redact: Redact | None = None,
) -> ProvDocument:
    """Return the document of these rows; `marks` are records of provgraph's own, by URI."""
    ids = sorted({row["document"] for row in (*declared, *relations) if row["document"]})
    elements = [
        ElementAssertion(row["scope"], row["uri"], row["record"])
        for row in declared
        if row["record"]
    ]
    elements += [ElementAssertion("", uri, record) for uri, record in sorted(marks.items())]
    return _assembled(
        [*(_scopes(connection, ids) or [_TOP]), _MARKS],
        elements,
        [
            RelationAssertion(*(row[name] for name in RelationAssertion._fields))
            for row in relations
        ],
        redact,
    )


def _assembled(
    scopes: Iterable[Scope],
    elements: Iterable[ElementAssertion],
    relations: Iterable[RelationAssertion],
    redact: Redact | None,
) -> ProvDocument:
    if redact is None:
        return assemble(scopes, elements, relations)
    return assemble(
        [Scope.from_row(redact(scope.row())) for scope in scopes],
        [ElementAssertion(*_redacted(element, redact)) for element in elements],
        [RelationAssertion(*_redacted(relation, redact)) for relation in relations],
    )


def _redacted(assertion: ElementAssertion | RelationAssertion, redact: Redact) -> list[Any]:
    """Return the values of an assertion redacted; its record is JSON in text."""
    *names, record = assertion
    return [*map(redact, names), json.dumps(redact(json.loads(record))) if record else record]


def serialise(document: ProvDocument, name: str) -> Serialised:
    """Return `document` in the format of that name.

    Raises:
        ExportError: the format cannot express the document.

    """
    if name != "json":
        _refuse_unwritable(document, name)
    stream = io.StringIO()
    with caught_warnings() as caught, quiet():
        try:
            document.serialize(stream, **FORMATS[name])
        except Exception as error:  # rdflib raises the very class for an IRI that is none
            raise ExportError(
                f"the document cannot be written as {name}: {escape_line(str(error))}"
            ) from error
    _refuse_broken(stream.getvalue(), name)
    return Serialised(stream.getvalue(), tuple(dict.fromkeys(str(item.message) for item in caught)))


def _refuse_unwritable(document: ProvDocument, form: str) -> None:
    """Refuse names that `prov` and rdflib write as they are, and that would be statements.

    They check and escape all others. Source: PROV-N, section 3.7.1; Turtle, section 6.5.
    """
    for scope in (document, *document.bundles):
        for space in scope.namespaces:
            if space.prefix or form == "provn":
                pattern = _TERM if form == "jsonld" else _PREFIX
                _refuse_unless(pattern, space.prefix, "prefix", form)
            if form not in {"xml", "jsonld"}:
                _refuse_unless(_IRI, space.uri, "namespace", form)
        if form == "provn":
            for datatype in _datatypes(scope):
                _refuse_unless(_NAME, str(datatype), "datatype", form)
            for language in _languages(scope):
                _refuse_unless(_LANGUAGE, language, "language tag", form)
        if form in _RDF:
            for name in {*_names(scope), *_datatypes(scope)}:
                _refuse_unless(_IRI, name.uri, "IRI", form)


def _literals(scope: ProvBundle) -> Iterator[Literal]:
    values = (value for record in scope.get_records() for _, value in record.attributes)
    return (value for value in values if isinstance(value, Literal))


def _datatypes(scope: ProvBundle) -> set[QualifiedName]:
    datatypes = {value.datatype for value in _literals(scope)}
    return {datatype for datatype in datatypes if isinstance(datatype, QualifiedName)}


def _languages(scope: ProvBundle) -> set[str]:
    return {str(value.langtag) for value in _literals(scope) if value.langtag}


def _names(scope: ProvBundle) -> set[QualifiedName]:
    records = list(scope.get_records())
    parts = {part for record in records for pair in record.attributes for part in pair
             if isinstance(part, QualifiedName)}  # fmt: skip
    return parts | {record.identifier for record in records if record.identifier}


def _refuse_broken(text: str, form: str) -> None:
    """Refuse XML that no reader would take: for some names there is no way to write them."""
    try:
        if form == "xml":
            etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True))
        elif form == "rdfxml":
            expat.ParserCreate(namespace_separator=" ").Parse(text.encode(), True)  # noqa: FBT003
    except (etree.XMLSyntaxError, expat.ExpatError) as error:
        raise ExportError(f"the document cannot be written as {form}: {error}") from error


def _refuse_unless(pattern: re.Pattern[str], text: str, what: str, form: str) -> None:
    if not pattern.fullmatch(text):
        shown = escape_line(text)[:100]
        raise ExportError(
            f"the document cannot be written as {form}: {shown} is not a valid {what} there"
        )


def _listed(rows: Iterable[Row]) -> list[list[Any]]:
    return [item for row in rows for item in row["rows"]]


def _outside(row: Row, position: int) -> str:
    end = BY_TYPE[row["type"]].ends[position]
    kind = kind_of(row["endLabels"]) if position else "unknown"
    return _marked(_KIND_OF_END.get(end, "entity") if kind == "unknown" else kind, "Outside")


def _mark(row: Row) -> str:
    kind = kind_of(row["labels"])
    return _marked("entity" if kind == "unknown" else kind, "Frontier")


def _marked(kind: str, name: str) -> str:
    return records.to_text(kind, {f"{PROV}type": [f"<{PROVGRAPH}{name}>"]}, {})


_RDF = frozenset({"turtle", "trig", "rdfxml"})
_PREFIX = re.compile(r"\w(?:[\w.-]*[\w-])?")
_NAME = re.compile(rf"(?:{_PREFIX.pattern}:)?[\w./@~&+*?#$!%-]*")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_TERM = re.compile(r"(?!@).*", re.DOTALL)
_IRI = re.compile(r'[^\x00-\x20<>"{}|^`\\]*')
_KIND_OF_END = {
    **dict.fromkeys(("activity", "informed", "informant"), "activity"),
    **dict.fromkeys(("agent", "delegate", "responsible"), "agent"),
}
_TOP = Scope("")
_MARKS = Scope("", (Namespace("provgraph", PROVGRAPH),))
