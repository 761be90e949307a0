"""Terms: PROV values as JSON values that lose nothing, and as Neo4j properties.

A term is a `str`, `int`, `float` or `bool`. Strings that begin with `"` or `<` are tagged,
in the form of N-Triples (W3C Recommendation, 2014, section 2):

=========================  =========================================
`"lexical"^^<type>`        a literal of another type, a time, a large integer, an IRI value
`"text"@en`                a string with a language
`"text"`                   a plain string that itself begins with `"` or `<`
`<uri>`                    a qualified name
=========================  =========================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prov.constants import PROV_INTERNATIONALIZEDSTRING, XSD, XSD_ANYURI, XSD_DATETIME
from prov.identifier import Identifier, Namespace, QualifiedName
from prov.model import Literal

from provgraph.errors import LoadError

Term = str | int | float | bool
Value = str | int | float | bool | datetime | Identifier | Literal
Property = Term | datetime | list[Any]
"""A value that Neo4j keeps as it is."""

Qualify = Callable[[str], QualifiedName]

_INT64 = range(-(2**63), 2**63)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r'["\\\x00\ud800-\udfff]')
_UNESCAPE = re.compile(r"\\(u[0-9A-F]{4}|.)", re.DOTALL)
_NEEDS_TAG = re.compile(r'\A["<]|[\x00\ud800-\udfff]')
_DATETIME = f"^^<{XSD_DATETIME.uri}>"
_YEARS = range(2, 9999)
_MAX_OFFSET = timedelta(hours=18)


def encode(value: object) -> Term:  # noqa: PLR0911  # one return for each type
    """Return the term of a value that `prov` holds.

    Raises:
        LoadError: `prov` holds a Python object that has no PROV form.

    """
    match value:
        case bool() | float():
            return value
        case int():
            return value if value in _INT64 else f'"{value}"^^<{XSD["integer"].uri}>'
        case str():
            return _quote(value) if _NEEDS_TAG.search(value) else value
        case datetime():
            return f'"{value.isoformat()}"{_DATETIME}'
        case QualifiedName():
            return f"<{value.uri}>"
        case Identifier():
            return f"{_quote(value.uri)}^^<{XSD_ANYURI.uri}>"
        case Literal():
            return _encode_literal(value)
    raise LoadError(f"a value of Python type {type(value).__name__} has no PROV form: {value!r}")


def decode(term: Term, qualify: Qualify) -> Value:
    """Return the value of a term; `qualify` makes qualified names of URIs.

    Literals come back as `Literal`: building a record from them makes the same conversion
    as reading them from a file did.
    """
    if not isinstance(term, str) or not term.startswith(('"', "<")):
        return term
    if term.startswith("<"):
        return qualify(term[1:-1])
    text, tag = _split(term)
    if not tag:
        return text
    language, _, datatype = tag.partition("^^")
    if not datatype:
        return Literal(text, langtag=language[1:])
    datatype = datatype[1:-1]
    if datatype == XSD_ANYURI.uri and not language:
        return Identifier(text)
    return Literal(text, qualify(datatype), language[1:] if language else None)


def uri_of(term: Term) -> str | None:
    """Return the URI that a term names, be it a qualified name or an IRI value."""
    if not isinstance(term, str):
        return None
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith('"') and term.endswith(f"^^<{XSD_ANYURI.uri}>"):
        return _split(term)[0]
    return None


def text_of(term: Term) -> str:
    """Return a term as a person would write it."""
    if isinstance(term, str) and term.startswith(('"', "<")):
        return term[1:-1] if term.startswith("<") else _split(term)[0]
    return str(term)


def to_property(terms: Iterable[Term]) -> Property:
    """Return a property that holds all of `terms`, in a fixed order.

    Times are native where Neo4j's are exactly PROV's: years 2 to 9998, offsets of whole
    minutes up to 18 hours. Neo4j's lists hold one type: where types mix, all are tagged.
    """
    distinct = sorted({_sort_key(term): term for term in terms}.items())
    natives = [_native(term) for _, term in distinct]
    if len(natives) == 1:
        return natives[0]
    if len({_type_key(native) for native in natives}) == 1:
        return natives
    return [_tagged(term) for _, term in distinct]


def from_property(value: object) -> list[Term]:
    """Return the terms that a property holds, the inverse of `to_property`."""
    values = value if isinstance(value, list) else [value]
    if len(values) > 1 and all(map(_is_tagged, values)):
        return [_untagged(str(item)) for item in values]
    return [_from_native(item) for item in values]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an author wrote a URI as a qualified name: prefix and namespace."""

    prefix: str
    namespace: str


class Namer:
    """Makes qualified names of URIs with the namespaces of one scope.

    The longest namespace that begins the URI is taken; of two equal ones the default
    namespace.
    """

    def __init__(self, prefixes: Sequence[tuple[str, str]], default: str | None) -> None:
        """Take the scope's `(prefix, namespace)` pairs and its default namespace."""
        builtin = {XSD.uri: XSD, PROV_INTERNATIONALIZEDSTRING.namespace.uri: _PROV}
        declared = {uri: Namespace(prefix, uri) for prefix, uri in prefixes}
        own = {default: Namespace("", default)} if default else {}
        self._namespaces = {**builtin, **declared, **own}
        self._lengths = sorted({len(uri) for uri in self._namespaces}, reverse=True)
        self._names: dict[str, QualifiedName] = {}

    def name(self, uri: str) -> QualifiedName:
        """Return the qualified name of `uri`."""
        found = self._names.get(uri)
        if found is None:
            found = self._names[uri] = self._make(uri)
        return found

    def spelled(self, uri: str, spelling: Spelling) -> QualifiedName:
        """Return `uri` as its author wrote it, where the rule alone would not do so."""
        namespace = Namespace(spelling.prefix, spelling.namespace)
        return QualifiedName(namespace, uri.removeprefix(spelling.namespace))

    def spelling(self, name: QualifiedName) -> Spelling | None:
        """Return the spelling of `name`, if the rule alone would not give it."""
        ruled = self.name(name.uri)
        if ruled.namespace == name.namespace:
            return None
        return Spelling(name.namespace.prefix, name.namespace.uri)

    def _make(self, uri: str) -> QualifiedName:
        for length in self._lengths:
            namespace = self._namespaces.get(uri[:length])
            if namespace is not None and (len(uri) > length or namespace.prefix):
                return namespace[uri[length:]]
        cut = max(uri.rfind(mark) for mark in "#/:") + 1
        cut = cut if 0 < cut < len(uri) else max(len(uri) - 1, 1)
        return QualifiedName(Namespace("ns", uri[:cut]), uri[cut:])


_PROV = Namespace("prov", PROV_INTERNATIONALIZEDSTRING.namespace.uri)


def _encode_literal(literal: Literal) -> str:
    text = _quote(literal.value)
    language = "" if literal.langtag is None else f"@{literal.langtag}"
    implied = bool(literal.langtag) and literal.datatype == PROV_INTERNATIONALIZEDSTRING
    if literal.datatype is None or implied:
        return text + language
    return f"{text}{language}^^<{literal.datatype.uri}>"


def _quote(text: str) -> str:
    return f'"{_ESCAPE.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return f"\\{char}" if char in '"\\' else f"\\u{ord(char):04X}"


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else code


def _split(term: str) -> tuple[str, str]:
    found = _STRING.match(term)
    if found is None:
        return term, ""
    return _UNESCAPE.sub(_unescaped, found[1]), term[found.end() :]


def _sort_key(term: Term) -> tuple[str, str]:
    return type(term).__name__, repr(term)


def _native(term: Term) -> Term | datetime:
    if isinstance(term, str) and term.startswith('"') and term.endswith(_DATETIME):
        return _native_time(_split(term)[0]) or term
    return term


def _native_time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = time.utcoffset() or timedelta()
    fits = time.year in _YEARS and abs(offset) <= _MAX_OFFSET and not offset % timedelta(minutes=1)
    return time if fits and time.isoformat() == text else None


def _type_key(native: Term | datetime) -> object:
    if isinstance(native, datetime):
        return datetime, native.tzinfo is None
    return type(native)


_XSD_NAMES = {bool: "boolean", int: "int", float: "double"}


def _tagged(term: Term) -> str:
    if isinstance(term, str):
        return term if term.startswith(('"', "<")) else _quote(term)
    lexical = str(term).lower() if isinstance(term, bool) else repr(term)
    return f'"{lexical}"^^<{XSD[_XSD_NAMES[type(term)]].uri}>'


def _is_tagged(item: object) -> bool:
    return isinstance(item, str) and item.startswith(('"', "<"))


def _untagged(item: str) -> Term:
    text, tag = _split(item)
    if item.startswith("<"):
        return item
    if not tag:
        return encode(text)
    return _NUMBERS[tag](text) if _NUMBER.match(text) and tag in _NUMBERS else item


_NUMBER = re.compile(r"true$|false$|-?(\d+(\.\d+)?(e[-+]?\d+)?|inf)$|nan$")
_NUMBERS: dict[str, Callable[[str], Term]] = {
    f"^^<{XSD['boolean'].uri}>": lambda text: text == "true",
    f"^^<{XSD['int'].uri}>": lambda text: int(text) if text.lstrip("-").isdigit() else text,
    f"^^<{XSD['double'].uri}>": float,
}


def _from_native(item: object) -> Term:
    if isinstance(item, str):
        return item
    to_native = getattr(item, "to_native", None)
    return encode(to_native() if to_native else item)
