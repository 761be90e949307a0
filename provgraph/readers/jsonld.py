"""JSON-LD: PROV-JSONLD (W3C Member Submission, 2024), and PROV-O in any other JSON-LD.

No context is fetched, be it from the network or from a file. That of PROV-JSONLD is known;
any other must stand in the document.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from prov.model import ProvDocument, parse_xsd_datetime
from prov.serializers.provjsonld import decode_jsonld_document, load_vendored_context

from provgraph.errors import ReadError
from provgraph.readers.faults import at, one_line
from provgraph.readers.provjson import loaded
from provgraph.readers.rdf import read_as
from provgraph.readers.source import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.readers.source import Source

_KNOWN = re.compile(r"https?://(?:www\.)?openprovenance\.org/prov-jsonld(?:[./][\w./-]*)?")
_TIMES = ("time", "startTime", "endTime")


def read(source: Source) -> ProvDocument:
    """Read JSON-LD; the place of a fault in PROV-JSONLD is the statement's number, type and id."""
    content = loaded(source)
    contexts = list(_contexts(content))
    for context in contexts:
        if isinstance(context, str) and not _KNOWN.fullmatch(context):
            raise ReadError(
                source.name,
                f"{one_line(context)} is not fetched: put the context itself into the document",
                "@context",
            )
    if any(_is_of_prov(context) for context in contexts):
        return _statements(source, content)
    return read_as(source, text_of(source), "json-ld")


def _contexts(content: Any) -> Iterator[Any]:  # noqa: ANN401  # JSON
    """Yield every context of a document: URLs and objects, wherever they stand."""
    waiting = [content]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            for key in ("@context", "@import"):
                found = item.get(key)
                yield from found if isinstance(found, list) else [found]
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _is_of_prov(context: Any) -> bool:  # noqa: ANN401  # JSON
    """Tell whether this is PROV-JSONLD's context: its URL, or itself put into the document."""
    if isinstance(context, dict):
        terms = load_vendored_context().keys()
        return len(terms & context.keys()) > len(terms) // 2
    return isinstance(context, str)


def _statements(source: Source, content: Any) -> ProvDocument:  # noqa: ANN401  # JSON
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
            _say_what_is_no_time(place, statement)
    except Exception as error:
        raise at(source, place, error) from error
    return document


def _place(number: int, statement: Any) -> str:  # noqa: ANN401  # JSON
    if not isinstance(statement, dict):
        return f"statement {number}"
    named = " ".join(str(statement[key]) for key in ("@type", "@id") if key in statement)
    return f"statement {number}, {one_line(named)}"


def _say_what_is_no_time(place: str, statement: Mapping[str, Any]) -> None:
    for inner in (statement, *statement.get("@graph", [])):
        for key in (key for time in _TIMES for key in (time, f"prov:{time}")):
            if key in inner and parse_xsd_datetime(inner[key]) is None:
                warnings.warn(f"{place}: {key} is no time, and is left out", stacklevel=2)
