"""JSON-LD: PROV-JSONLD (W3C Member Submission), and PROV-O in any other JSON-LD.

No context is fetched, be it from the network or from a file. Those of `readers.contexts` are
known; any other must stand in the document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from prov.model import ProvBundle, ProvDocument, parse_xsd_datetime
from prov.serializers.provjsonld import (
    JSONLD_TYPE_TERMS,
    SPECIAL_TERM_ATTRS,
    decode_jsonld_document,
    load_vendored_context,
)

from provgraph.errors import ReadError
from provgraph.model.exact_time import FINER_DIGITS
from provgraph.readers import contexts as known
from provgraph.readers import jsonld_times
from provgraph.readers.faults import at, single_line
from provgraph.readers.notes import add_note
from provgraph.readers.provjson import loaded
from provgraph.readers.rdf.mapping import document_of
from provgraph.readers.rdf.syntax import jsonld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.readers.source import Source

Json = Any  # whatever json.loads returns
_DELIMITERS = (":", "/", "?", "#", "[", "]", "@")
"""The last characters of a prefix's IRI: JSON-LD 1.1, section 4.2.1."""
_TIMES = ("time", "startTime", "endTime")
_PROV_TYPE = re.compile(r"prov:(\w+)")


def read(source: Source) -> ProvDocument:
    """Read JSON-LD; the place of a fault in PROV-JSONLD is the statement's number, type and id."""
    content = loaded(source)
    contexts = list(_contexts(content))
    for context in contexts:
        if isinstance(context, str) and known.known_context(context) is None:
            reason = (
                f"{single_line(context)} is not fetched: put the context itself into the "
                f"document; known by name are {known.KNOWN}"
            )
            raise ReadError(source.name, reason, "@context")
    is_prov = any(_is_of_prov(context) for context in contexts)
    if is_prov and _is_canonical(content):
        return _statements(source, content)
    expanded = _inlined(content, is_prov=is_prov)
    statements = jsonld(source, expanded)
    statements.prefixes = _prefixes(_contexts(expanded))
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
    """Yield every context of a document, outer ones first: URLs and objects."""
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
    return isinstance(context, str) and known.is_prov_jsonld(context)


def _is_canonical(content: Json) -> bool:
    """Tell whether a document has PROV-JSONLD's own form: one object a record in a list.

    What is no JSON object there is refused in that form, with its place.
    """
    graph = content.get("@graph") if isinstance(content, dict) else None
    return isinstance(graph, list) and all(map(_is_statement, graph))


def _is_statement(item: Json) -> bool:
    if not isinstance(item, dict):
        return True
    kind = str(item.get("@type")).removeprefix("prov:")
    if kind == "Bundle":
        inner = item.get("@graph", [])
        return isinstance(inner, list) and all(map(_is_statement, inner))
    if not isinstance(item.get("@type"), str) or kind not in JSONLD_TYPE_TERMS:
        return False
    return all(_is_member(key, value) for key, value in item.items())


def _is_member(key: str, value: Json) -> bool:
    """Tell whether attributes are lists of texts and objects, and arguments are not objects."""
    if key.startswith("@"):
        return key in {"@type", "@id"}
    if isinstance(value, list):
        return all(isinstance(each, str | dict) for each in value)
    term = key.removeprefix("prov:")
    is_attribute = term in SPECIAL_TERM_ATTRS or (":" in key and term == key)
    return not is_attribute and not isinstance(value, dict)


def _inlined(content: Json, *, is_prov: bool) -> Json:
    """Return a document with the known contexts put into it.

    In one of PROV-JSONLD the types lose their prefix `prov:`, which ProvToolbox writes: the
    context has terms for each type by its plain name only.
    """
    if isinstance(content, list):
        return [_inlined(each, is_prov=is_prov) for each in content]
    if not isinstance(content, dict):
        return content
    changed = {}
    for key, value in content.items():
        if key == "@context":
            changed[key] = _inlined_context(value)
        elif key == "@type" and is_prov:
            changed[key] = _plain_types(value)
        else:
            changed[key] = _inlined(value, is_prov=is_prov)
    return changed


def _inlined_context(context: Json) -> Json:
    if isinstance(context, str):
        return known.known_context(context)
    if isinstance(context, list):
        return [_inlined_context(each) for each in context]
    if not isinstance(context, dict):
        return context
    imported = context.get("@import")
    base = known.known_context(imported) if isinstance(imported, str) else None
    own = {key: value for key, value in context.items() if key != "@import"}
    if isinstance(own.get("@namespace"), str):
        # So ProvToolbox names the default namespace.
        own.setdefault("@vocab", own.pop("@namespace"))
    return {**(base or {}), **{key: _inlined_term(value) for key, value in own.items()}}


def _inlined_term(term: Json) -> Json:
    if isinstance(term, dict) and "@context" in term:
        return {**term, "@context": _inlined_context(term["@context"])}
    return term


def _plain_types(types: Json) -> Json:
    if isinstance(types, list):
        return [_plain_types(each) for each in types]
    match = _PROV_TYPE.fullmatch(types) if isinstance(types, str) else None
    return match[1] if match and match[1] in JSONLD_TYPE_TERMS else types


def _statements(source: Source, content: Json) -> ProvDocument:
    document = ProvDocument()
    place = "@context"
    finer = FINER_DIGITS.search(source.data) is not None
    try:
        decode_jsonld_document({**content, "@graph": []}, document)
        for number, statement in enumerate(content["@graph"], 1):
            place = _place(number, statement)
            content_of, times = jsonld_times.taken_out(statement) if finer else (statement, [])
            decode_jsonld_document({"@context": [], "@graph": [content_of]}, document)
            if times:
                jsonld_times.add_to(_scope(statement, document), times)
            _say_what_is_left_out(place, statement, document)
    except Exception as error:
        raise at(source, place, error) from error
    return document


def _place(number: int, statement: Json) -> str:
    if not isinstance(statement, dict):
        return f"statement {number}"
    named = " ".join(str(statement[key]) for key in ("@type", "@id") if key in statement)
    return f"statement {number}, {single_line(named)}"


def _scope(statement: Mapping[str, Json], document: ProvDocument) -> ProvBundle:
    return [*document.bundles][-1] if "@graph" in statement else document


def _say_what_is_left_out(
    place: str, statement: Mapping[str, Json], document: ProvDocument
) -> None:
    """Say which times and relations' ids `prov` could not read, and passed over."""
    inner = statement.get("@graph", [])
    scope = _scope(statement, document)
    for item in (statement, *inner):
        for key in (key for time in _TIMES for key in (time, f"prov:{time}")):
            if key in item and parse_xsd_datetime(item[key]) is None:
                add_note(f"{place}: {key} is not a valid time, and is left out")
        name = item.get("@id", "_:")
        if not name.startswith("_:") and scope.valid_qualified_name(name) is None:
            text = f"{place}: the id {name} has no declared prefix, and is left out"
            add_note(text)
