"""The exporter: nodes and relationships become a `ProvDocument`, and that a file."""

from __future__ import annotations

import io
import json
import logging
import re
import warnings
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from lxml import etree
from prov.identifier import Namespace, QualifiedName
from prov.model import Literal, ProvBundle, ProvDocument, ProvWarning

from provgraph.errors import ExportError, NotFoundError
from provgraph.graph.rows import Row, namer_of
from provgraph.model import records
from provgraph.model.relations import BY_TYPE, PROV, PROVGRAPH, RELATIONS, kind_of
from provgraph.model.terms import text_term
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.model.terms import Term
    from provgraph.model.values import Namer
    from provgraph.queries.lineage import Lineage
    from provgraph.results.nodes import Node, RelationLink

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


RowChange = Callable[[Any], Any]
"""What is done to a row of an export before it becomes a record: redaction."""


def documents(
    connection: Connection, ids: Sequence[str], change: RowChange | None = None
) -> ProvDocument:
    """Return the documents of those ids as one, with their authors' prefixes.

    Raises:
        NotFoundError: a document is not in the store.

    """
    scopes = [row["scope"] for row in connection.read_rows("export/scopes", ids=list(ids))]
    if ids and not scopes:
        raise NotFoundError(f"no document {', '.join(ids)} in the store: see provgraph documents")
    elements = _listed(connection.read_rows("export/elements", ids=list(ids)))
    relations = _listed(connection.read_rows("export/relations", ids=list(ids)))
    return assemble(*_changed(change, scopes, elements, relations))


def selection(
    connection: Connection, keys: Sequence[str], change: RowChange | None = None
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
    return _closed(connection, declared, relations, outside, change)


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


def lineage_to_prov(answer: Lineage) -> ProvDocument:
    """Return what an answer knows as PROV: kinds, labels, types, relations and their roles."""
    elements = [["", node.id, _declared(node)] for node in answer.nodes if node.kind != "unknown"]
    relations = [
        [_TYPES[one.type], "", None, one.start, one.end, _related(one)] for one in answer.relations
    ]
    return assemble([_TOP], elements, relations)


def _chosen(connection: Connection, keys: Sequence[str]) -> tuple[list[Row], list[Row]]:
    declared = connection.read_rows("export/selected", keys=list(keys))
    return declared, connection.read_rows("export/outgoing", keys=list(keys))


def _closed(
    connection: Connection,
    declared: list[Row],
    relations: list[Row],
    marks: Mapping[str, str],
    change: RowChange | None = None,
) -> ProvDocument:
    """Return the document of these rows; `marks` are records of provgraph's own, by URI."""
    ids = sorted({row["document"] for row in (*declared, *relations) if row["document"]})
    scopes = [row["scope"] for row in connection.read_rows("export/scopes", ids=ids)]
    elements = [[row["scope"], row["uri"], row["record"]] for row in declared if row["record"]]
    columns = ("type", "scope", "id", "start", "end", "record")
    return assemble(
        *_changed(
            change,
            [*(scopes or [_TOP]), _MARKS],
            [*elements, *(["", uri, text] for uri, text in sorted(marks.items()))],
            [[row[column] for column in columns] for row in relations],
        )
    )


def assemble(
    scopes: Iterable[Row], elements: Iterable[list[Any]], relations: Iterable[list[Any]]
) -> ProvDocument:
    """Return the document that these rows make.

    `elements` are lists of scope, URI and record; `relations` of type, scope, id, first end,
    second end and record.
    """
    document = ProvDocument()
    with warnings.catch_warnings():
        # prov warned, and the reader noted it, when these values were first read.
        warnings.simplefilter("ignore", ProvWarning)
        bundles = _bundles(document, scopes)
        for scope, uri, text in elements:
            bundle, namer = bundles[scope]
            records.add_to(bundle, uri, *records.from_text(text), namer)
        for reltype, scope, uri, start, end, text in relations:
            bundle, namer = bundles[scope]
            kind, attributes, spelled = _relation(reltype, start, end, text)
            records.add_to(bundle, uri, kind, attributes, spelled, namer)
    return document


def serialise(document: ProvDocument, name: str) -> Serialised:
    """Return `document` in the format of that name.

    Raises:
        ExportError: the format cannot express the document.

    """
    if name != "json":
        _refuse_unwritable(document, name)
    stream = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, _quiet("prov", "rdflib"):
        warnings.simplefilter("always")
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
    found = {value.datatype for value in _literals(scope)}
    return {one for one in found if isinstance(one, QualifiedName)}


def _languages(scope: ProvBundle) -> set[str]:
    return {str(value.langtag) for value in _literals(scope) if value.langtag}


def _names(scope: ProvBundle) -> set[QualifiedName]:
    records = list(scope.get_records())
    parts = {part for one in records for pair in one.attributes for part in pair
             if isinstance(part, QualifiedName)}  # fmt: skip
    return parts | {one.identifier for one in records if one.identifier}


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
        raise ExportError(f"the document cannot be written as {form}: {shown} is no {what} there")


def _changed(change: RowChange | None, *parts: list[Any]) -> tuple[list[Any], ...]:
    """Return rows as `change` makes them; records are JSON texts, which it gets as values."""
    if change is None:
        return parts
    scopes, elements, relations = parts
    act = partial(_changed_row, change)
    return [*map(change, scopes)], [*map(act, elements)], [*map(act, relations)]


def _changed_row(change: RowChange, row: list[Any]) -> list[Any]:
    *names, record = row
    text = json.dumps(change(json.loads(record))) if record else record
    return [*map(change, names), text]


def _bundles(document: ProvDocument, scopes: Iterable[Row]) -> dict[str, tuple[ProvBundle, Namer]]:
    found: dict[str, tuple[ProvBundle, Namer]] = {}
    for scope in scopes:
        known = found.get(scope["scope"])
        bundle = known[0] if known else _bundle(document, scope)
        found[scope["scope"]] = (bundle, known[1] if known else namer_of(scope))
        for prefix, uri in zip(scope["prefixes"], scope["namespaces"], strict=True):
            bundle.add_namespace(Namespace(prefix, uri))
        if scope.get("default") and bundle.get_default_namespace() is None:
            bundle.set_default_namespace(scope["default"])
        if not known and scope["scope"] and bundle.document is None:
            document.add_bundle(bundle)
    return found


def _bundle(document: ProvDocument, scope: Row) -> ProvBundle:
    if not scope["scope"]:
        return document
    namespace = Namespace(scope["idPrefix"], scope["idNamespace"])
    name = QualifiedName(namespace, scope["scope"].removeprefix(namespace.uri))
    # A bundle's own prefixes or its document's name it; each way registers the namespace
    # where it was.
    if namespace.uri in {*scope["namespaces"], scope.get("default")}:
        return ProvBundle(identifier=name)
    return document.bundle(name)


def _relation(
    reltype: str, start: str | None, end: str | None, text: str | None
) -> tuple[str, records.Attributes, dict[str, Any]]:
    relation = BY_TYPE[reltype]
    kind, attributes, spelled = records.from_text(text) if text else (relation.name, {}, {})
    for local, uri in zip(relation.ends, (start, end), strict=True):
        if uri is not None:
            attributes[PROV + local] = [f"<{uri}>", *attributes.get(PROV + local, ())]
    return kind, attributes, spelled


def _listed(rows: Iterable[Row]) -> list[list[Any]]:
    return [item for row in rows for item in row["rows"]]


def _outside(row: Row, position: int) -> str:
    end = BY_TYPE[row["type"]].ends[position]
    kind = kind_of(row["endLabels"]) if position else "unknown"
    return _marked(_KIND_OF_END.get(end, "entity") if kind == "unknown" else kind, "Outside")


def _mark(row: Row) -> str:
    kind = kind_of(row["labels"])
    return _marked("entity" if kind == "unknown" else kind, "Frontier")


def _declared(node: Node) -> str:
    attributes = {f"{PROV}label": [text_term(node.label)]}
    if node.types:
        attributes[f"{PROV}type"] = [_type(text) for text in node.types]
    return records.to_text(node.kind, attributes, {})


def _type(text: str) -> Term:
    return f"<{text}>" if _URI.match(text) else text_term(text)


def _related(relation: RelationLink) -> str:
    roles = [text_term(role) for role in relation.role]
    return records.to_text(relation.type, {f"{PROV}role": roles} if roles else {}, {})


def _marked(kind: str, name: str) -> str:
    return records.to_text(kind, {f"{PROV}type": [f"<{PROVGRAPH}{name}>"]}, {})


_RDF = frozenset({"turtle", "trig", "rdfxml"})
_PREFIX = re.compile(r"\w(?:[\w.-]*[\w-])?")
_NAME = re.compile(rf"(?:{_PREFIX.pattern}:)?[\w./@~&+*?#$!%-]*")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_TERM = re.compile(r"(?!@).*", re.DOTALL)
_IRI = re.compile(r'[^\x00-\x20<>"{}|^`\\]*')
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_TYPES = {relation.name: relation.type for relation in RELATIONS}
_KIND_OF_END = {
    **dict.fromkeys(("activity", "informed", "informant"), "activity"),
    **dict.fromkeys(("agent", "delegate", "responsible"), "agent"),
}
_TOP: Row = {"scope": "", "prefixes": [], "namespaces": []}
_MARKS: Row = {"scope": "", "prefixes": ["provgraph"], "namespaces": [PROVGRAPH]}


class _quiet:  # noqa: N801  # a context manager, used like a function
    """Keep the named loggers silent; what they say is in the warnings too."""

    def __init__(self, *names: str) -> None:
        self._loggers = [logging.getLogger(name) for name in names]

    def __enter__(self) -> None:
        for logger in self._loggers:
            logger.disabled = True

    def __exit__(self, *_: object) -> None:
        for logger in self._loggers:
            logger.disabled = False
