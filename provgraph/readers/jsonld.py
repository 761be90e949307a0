"""JSON-LD: PROV-JSONLD (W3C Member Submission), and PROV-O in any other JSON-LD.

No context is fetched, be it from the network or from a file. That of PROV-JSONLD is known;
any other must stand in the document.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from prov.model import ProvDocument, parse_xsd_datetime
from prov.serializers.provjsonld import decode_jsonld_document, load_vendored_context

from provgraph.errors import ReadError
from provgraph.readers.faults import at, single_line
from provgraph.readers.notes import add_note
from provgraph.readers.provjson import loaded
from provgraph.readers.rdf.mapping import document_of
from provgraph.readers.rdf.syntax import jsonld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.readers.source import Source

Json = Any  # whatever json.loads returns
_KNOWN = re.compile(r"https?://(?:www\.)?openprovenance\.org/prov-jsonld(?:[./][\w./-]*)?")
_DELIMITERS = (":", "/", "?", "#", "[", "]", "@")
"""The last characters of a prefix's IRI: JSON-LD 1.1, section 4.2.1."""
_TIMES = ("time", "startTime", "endTime")


def read(source: Source) -> ProvDocument:
    """Read JSON-LD; the place of a fault in PROV-JSONLD is the statement's number, type and id."""
    content = loaded(source)
    contexts = list(_contexts(content))
    for context in contexts:
        if isinstance(context, str) and not _KNOWN.fullmatch(context):
            raise ReadError(
                source.name,
                f"{single_line(context)} is not fetched: put the context itself into the document",
                "@context",
            )
    if any(_is_of_prov(context) for context in contexts):
        return _statements(source, content)
    statements = jsonld(source, json.dumps(content, ensure_ascii=False))
    statements.prefixes = _prefixes(contexts)
    return document_of(source, statements)


def _prefixes(contexts: Iterable[Json]) -> dict[str, str]:
    """Return the prefixes of a document; `@vocab` is its default namespace."""
    prefixes: dict[str, str] = {}
    for context in contexts:
        for term, iri in context.items() if isinstance(context, dict) else ():
            prefix = "" if term == "@vocab" else term
            if isinstance(iri, str) and iri.endswith(_DELIMITERS) and not prefix.startswith("@"):
                prefixes.setdefault(prefix, iri)
    return prefixes


def _contexts(content: Json) -> Iterator[Json]:
    """Yield every context of a document: URLs and objects, wherever they stand."""
    waiting = [content]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            for key in ("@context", "@import"):
                yield from _flat(item.get(key))
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _flat(context: Json) -> Iterator[Json]:
    """Yield the contexts of a list, which may hold lists: rdflib looks into them, too."""
    if isinstance(context, list):
        for item in context:
            yield from _flat(item)
    else:
        yield context


def _is_of_prov(context: Json) -> bool:
    """Tell whether this is PROV-JSONLD's context: its URL, or itself put into the document."""
    if isinstance(context, dict):
        terms = load_vendored_context().keys()
        return len(terms & context.keys()) > len(terms) // 2
    return isinstance(context, str)


def _statements(source: Source, content: Json) -> ProvDocument:
    document = ProvDocument()
    graph = content.get("@graph") if isinstance(content, dict) else None
    if not isinstance(graph, list):
        raise ReadError(source.name, "a PROV-JSONLD document is an object with a list, @graph")
    place = "@context"
    try:
        decode_jsonld_document({**content, "@graph": []}, document)
        for number, statement in enumerate(graph, 1):
            place = _place(number, statement)
            decode_jsonld_document({"@context": [], "@graph": [statement]}, document)
            _say_what_is_left_out(place, statement, document)
    except Exception as error:
        raise at(source, place, error) from error
    return document


def _place(number: int, statement: Json) -> str:
    if not isinstance(statement, dict):
        return f"statement {number}"
    named = " ".join(str(statement[key]) for key in ("@type", "@id") if key in statement)
    return f"statement {number}, {single_line(named)}"


def _say_what_is_left_out(
    place: str, statement: Mapping[str, Json], document: ProvDocument
) -> None:
    """Say which times and relations' ids `prov` could not read, and passed over."""
    inner = statement.get("@graph", [])
    scope = [*document.bundles][-1] if "@graph" in statement else document
    for item in (statement, *inner):
        for key in (key for time in _TIMES for key in (time, f"prov:{time}")):
            if key in item and parse_xsd_datetime(item[key]) is None:
                add_note(f"{place}: {key} is not a valid time, and is left out")
        name = item.get("@id", "_:")
        if not name.startswith("_:") and scope.valid_qualified_name(name) is None:
            text = f"{place}: the id {name} has no declared prefix, and is left out"
            add_note(text)
