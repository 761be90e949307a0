"""Which format a document is in, told by its content; its file's name says nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from provgraph.errors import ReadError, UnknownFormatError
from provgraph.model import voprov
from provgraph.model.namespaces import PROV, RDF
from provgraph.model.relations import KINDS, RELATIONS
from provgraph.readers.source import encoding_of, is_tar, text_of
from provgraph.readers.xmlroot import root_of

if TYPE_CHECKING:
    from provgraph.readers.source import Source

_SECTIONS = frozenset(
    {"prefix", "bundle", *KINDS, *(relation.name for relation in RELATIONS), *voprov.RECORDS}
    | {"hadDictionaryMember", "derivedByInsertionFrom", "derivedByRemovalFrom"}
)
"""The keys of a PROV-JSON document (PROV-JSON, section 3), with voprov's and PROV-Dictionary's."""

_VOPROV_ROOTS = frozenset((namespace, "document") for namespace in voprov.NAMESPACES)
_PACKAGE = re.compile(r'"format"\s*:\s*"provgraph-job"')
"""The member by which a job's package is known: `ctadirac/package.py`."""
_HEAD = 1024**2
_BINARIES = {
    b"\x89HDF": "an HDF5 file",
    b"SIMPLE  =": "a FITS file",
    b"PK\x03\x04": "a ZIP archive",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip file inside a gzip file",
    b"SQLite format 3": "an SQLite database",
}

_BLANK = re.compile(r"\s+")
_PROVN_BLANK = re.compile(r"(?:\s+|//[^\n\r]*|/\*.*?\*/)+", re.DOTALL)
_RDF_BLANK = re.compile(r"(?:\s+|#[^\n\r]*)+")
_PROVN = re.compile(r"(?:document|bundle)\b")
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:[?!]|[^\W\d][\w.-]*(?::[\w.-]+)?\s+[\w.:-]+\s*=)")
_ELEMENT = re.compile(r"<[^\W\d][\w.-]*\s*/?>")
_PYTHON = re.compile(r"(?:\[\s*)?\{\s*'")
_JSON = re.compile(r"\{|\[\s*(?:[\[{]\s*[\"\]\[]|\]|$)")
_ACTIVITIES = re.compile(
    rb"PROVENANCE: ['\"]\[\s*[\]{]|[\[{]\s*(?:\{\s*)?['\"]activity_(?:name|uuid)['\"]\s*:"
    rb"|^(?:\[\s*)?\{\s*['\"][^\n]*['\"]activity_name['\"]\s*:",
    re.MULTILINE,
)
"""ctapipe's activities inside of other text."""
_ACTIVITY_KEYS = frozenset({"activity_name", "activity_uuid"})
_ACTIVITY_NAME = re.compile(r'"activity_name"\s*:')
_LINES = re.compile(rb"_{1,2}PROV_{1,2}\d[^_\n]{0,60}_{1,2}PROV_{1,2}\{")
"""A record of logprov's."""
_KEY = re.compile(r'[\[{\s]*\{\s*"((?:[^"\\]++|\\.)*+)"')
_TURTLE = re.compile(
    r"@(?:prefix|base)\b|(?i:prefix|base|graph)\s[^<]*<|<[^<>\"{}|^`\\\s]*>|_:|\[|\("
)
_IRI = r"<[^<>\"{}|^`\\\s]*>"
_NODE = rf"(?:{_IRI}|_:[^\s<>\"]+)"
_LITERAL = rf'"(?:[^"\\\n\r]|\\.)*"(?:@[\w-]+|\^\^{_IRI})?'
_QUAD = re.compile(
    rf"[ \t]*(?:{_NODE}[ \t]*{_IRI}[ \t]*(?:{_NODE}|{_LITERAL})"
    rf"[ \t]*(?P<graph>{_NODE})?[ \t]*\.)?[ \t]*(?:#.*)?"
)
"""A line of N-Quads (section 2); without a graph it is one of N-Triples."""
_VOPROV_YAML = re.compile(r"(?:activity|agent|entity)(?:_description)?:[ \t]*\n[ ]+\S+:\S+:")
_GRAPH_FIRST = re.compile(r"\{\s*(?:<|\[|_:|\(|#)")
_GRAPH_BLOCK = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?'
    r"|'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?"
    r'|"(?:[^"\\\n]++|\\.)*+"?'
    r"|'(?:[^'\\\n]++|\\.)*+'?"
    r"|<[^<>\s]*>|\#[^\n]*|(\{)",
    re.DOTALL,
)


def detect(source: Source) -> str:
    """Return the name of the document's format, a key of `provgraph.readers.FORMATS`.

    Raises:
        UnknownFormatError: it is in none of them; the reason says what was seen.
        ReadError: it is XML with a DTD, or without a well-formed root element.

    """
    head = _head(source)
    for detector in (_markup, _log, _json, _notation):
        name = detector(source, head)
        if name:
            return name
    raise _unknown(source, _seen(head))


def _head(source: Source) -> str:
    for magic, what in _BINARIES.items():
        if source.data.startswith(magic):
            raise _unknown(source, what)
    if is_tar(source.data[:512]):
        raise _unknown(source, "a tar archive")
    head = source.data[:_HEAD].decode(encoding_of(source.data), "replace").lstrip("\ufeff")
    return _without(_BLANK, head)


def _without(blank: re.Pattern[str], text: str) -> str:
    match = blank.match(text)
    return text[match.end() :] if match else text


def _markup(source: Source, head: str) -> str | None:
    if _HTML.match(head):
        raise _unknown(source, "an HTML page")
    closed = source.data.rstrip().rstrip(b"\0").endswith(b">")
    if not _MARKUP.match(head) and not (closed and _ELEMENT.match(head)):
        return None
    root = root_of(source)
    if RDF in (root.namespace, *root.attributes):
        return "rdfxml"
    if root.namespace == PROV or (root.namespace, root.name) in _VOPROV_ROOTS:
        return "xml"
    raise _unknown(source, f"XML with the root element <{root.name}>")


def _log(source: Source, head: str) -> str | None:
    if _JSON.match(head) and not _PYTHON.match(head):
        return None
    data = _utf8(source)
    if _PYTHON.match(head) and b"'activity_name'" in data:
        return "ctapipe"
    if _LINES.search(data):
        return "logprov"
    return "ctapipe" if _ACTIVITIES.search(data) else None


def _utf8(source: Source) -> bytes:
    is_utf8 = encoding_of(source.data).startswith("utf-8")
    return source.data if is_utf8 else text_of(source).encode(errors="replace")


def _json(source: Source, head: str) -> str | None:
    if head.startswith("{") and not _GRAPH_FIRST.match(head):
        return _object(source, head)
    if re.match(r'\[\s*(?:[\[{"\d\]-]|$)', head):
        return _array(source, head)
    return None


def _object(source: Source, head: str) -> str:
    """Tell by the first key, which is enough for what tools write; else by all of them."""
    key = _KEY.match(head)
    if _PACKAGE.search(head) and "format" in _keys(source):
        return "job-package"
    keys = [key[1]] if key else []
    if keys and not _known(keys):
        keys = _keys(source)
    name = _known(keys)
    if keys and not name:
        shown = ", ".join(repr(key) for key in keys[:5])
        raise _unknown(
            source,
            f"a JSON object that is neither PROV-JSON nor JSON-LD (keys {shown})",
        )
    return name or ("ctapipe" if not keys and _names_activity(source) else "json")


def _known(keys: list[str]) -> str | None:
    if any(key.startswith("@") for key in keys):
        return "jsonld"
    if not _ACTIVITY_KEYS.isdisjoint(keys):
        return "ctapipe"
    return "json" if not _SECTIONS.isdisjoint(keys) else None


def _keys(source: Source) -> list[str]:
    """Return the first object's keys, none if it is not JSON: the reader then reports where."""
    try:
        return list(json.JSONDecoder().raw_decode(_without(_BLANK, text_of(source)))[0])
    except (ValueError, RecursionError):
        return []


def _names_activity(source: Source) -> bool:
    """Tell whether text that is not JSON has an activity of ctapipe's in it."""
    return _ACTIVITY_NAME.search(text_of(source)) is not None


def _array(source: Source, head: str) -> str | None:
    key = _KEY.match(head)
    if key and key[1] in _ACTIVITY_KEYS:
        return "ctapipe"
    if key and key[1].startswith("@"):
        return "jsonld"
    if _PYTHON.match(head):
        raise _unknown(source, "a Python list without activity records")
    text = _without(_BLANK, text_of(source))
    try:
        items, end = json.JSONDecoder().raw_decode(text)
    except ValueError as error:
        if _names_activity(source):
            return "ctapipe"
        raise _unknown(source, f"a JSON array that breaks off or is not JSON ({error})") from error
    except RecursionError as error:
        raise ReadError(source.name, "it is nested too deeply") from error
    following = text[end:].lstrip()
    if not items:
        return "ctapipe" if not following or following.startswith(("[", ",", "{")) else None
    keys = [key for item in items if isinstance(item, dict) for key in item]
    known = _known(keys)
    if known in {"ctapipe", "jsonld"}:
        return known
    raise _unknown(source, "a JSON array without activity records")


def _notation(source: Source, head: str) -> str | None:
    if _VOPROV_YAML.match(head):
        # Its serializer overwrites `used` and `generated`, and writes no prefix.
        raise _unknown(
            source,
            "YAML of voprov, which keeps one input and one output of each activity and no "
            "namespaces (let voprov write PROV-JSON)",
        )
    if _PROVN.match(_without(_PROVN_BLANK, head)):
        return "provn"
    if _GRAPH_FIRST.match(head) or _TURTLE.match(_without(_RDF_BLANK, head)):
        return _lines(head) or ("trig" if _has_graph_block(source) else "turtle")
    return None


def _lines(head: str) -> str | None:
    """Return the format if each line is a statement; the last may break off at the head's end."""
    lines = head.splitlines()
    complete = lines[:-1] if len(head) >= _HEAD // 4 else lines
    matches = [match for line in complete if (match := _QUAD.fullmatch(line))]
    if len(matches) < len(complete) or not any(match[0].strip() for match in matches):
        return None
    return "nquads" if any(match["graph"] for match in matches) else "ntriples"


def _has_graph_block(source: Source) -> bool:
    """Tell whether a brace stands outside of strings, IRIs and comments: TriG, section 2.1."""
    if b"{" not in source.data:
        return False
    return any(match[1] for match in _GRAPH_BLOCK.finditer(text_of(source)))


def _seen(head: str) -> str:
    if "\0" in head or head.count("\ufffd") > len(head) // 10:
        return "binary data"
    return f"text that begins with {head[:40]!r}" if head else "nothing but blank space"


def _unknown(source: Source, seen: str) -> UnknownFormatError:
    return UnknownFormatError(
        source.name,
        f"this is {seen}; provgraph reads PROV-JSON, PROV-N, PROV-XML, PROV-O (Turtle, TriG, "
        "RDF/XML, JSON-LD) and the provenance logs of ctapipe, lstosa and logprov",
    )
