"""Values: what `prov` holds, as terms and back; qualified names as their authors wrote them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from prov.constants import PROV_INTERNATIONALIZEDSTRING, XSD, XSD_ANYURI, XSD_DATETIME
from prov.identifier import Identifier, Namespace, QualifiedName
from prov.model import Literal, parse_xsd_datetime

from provgraph.errors import LoadError
from provgraph.model.exact_time import is_finer, to_last_digit
from provgraph.model.terms import Term, number_term, quote, split, text_term, time_term

Value = str | int | float | bool | datetime | Identifier | Literal
Qualify = Callable[[str], QualifiedName]

_PROV = Namespace("prov", PROV_INTERNATIONALIZEDSTRING.namespace.uri)


def encode(value: object) -> Term:  # noqa: PLR0911  # one return for each type
    """Return the term of a value that `prov` holds.

    Raises:
        LoadError: `prov` holds a Python object that has no PROV form.

    """
    match value:
        case bool() | float():
            return value
        case int():
            return number_term(value)
        case str():
            return text_term(value)
        case datetime():
            return time_term(value)
        case QualifiedName():
            return f"<{value.uri}>"
        case Identifier():
            return f"{quote(value.uri)}^^<{XSD_ANYURI.uri}>"
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
    text, tag = split(term)
    if not tag:
        return text
    language, _, datatype = tag.partition("^^")
    if not datatype:
        return Literal(text, langtag=language[1:])
    if language:
        return Literal(text, qualify(datatype[1:-1]), language[1:])
    return _typed(text, datatype[1:-1], qualify)


def _typed(text: str, datatype: str, qualify: Qualify) -> Value:
    if datatype == XSD_ANYURI.uri:
        return Identifier(text)
    if datatype == XSD_DATETIME.uri and (time := finer_time(text)):
        return time
    return Literal(text, qualify(datatype))


def parse_time(text: str) -> datetime | None:
    """Return the time that an `xsd:dateTime` writes, to its last digit; `None` if it is none."""
    time = parse_xsd_datetime(text)
    return to_last_digit(time, text) if time else None


def finer_time(value: object) -> datetime | None:
    """Return the time of a text with more digits than `prov` reads; `None` for all else."""
    return parse_time(value) if isinstance(value, str) and is_finer(value) else None


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
        declared_default = {default: Namespace("", default)} if default else {}
        self._namespaces = {**builtin, **declared, **declared_default}
        self._lengths = sorted({len(uri) for uri in self._namespaces}, reverse=True)
        self._names: dict[str, QualifiedName] = {}
        self._ruled: dict[str, Namespace] = {}

    def name(self, uri: str) -> QualifiedName:
        """Return the qualified name of `uri`."""
        name = self._names.get(uri)
        if name is None:
            name = self._names[uri] = self._make(uri)
        return name

    def spelled(self, uri: str, spelling: Spelling) -> QualifiedName:
        """Return `uri` as its author wrote it, where the rule alone would not do so."""
        namespace = Namespace(spelling.prefix, spelling.namespace)
        return QualifiedName(namespace, uri.removeprefix(spelling.namespace))

    def spelling(self, name: QualifiedName) -> Spelling | None:
        """Return the spelling of `name`, if the rule alone would not give it."""
        uri, namespace = name.uri, name.namespace
        # Of all names in a document most are there many times, in one and the same namespace.
        if self._ruled.get(uri) is namespace:
            return None
        if (self._longest(uri) or self.name(uri).namespace) == namespace:
            self._ruled[uri] = namespace
            return None
        return Spelling(namespace.prefix, namespace.uri)

    def _longest(self, uri: str) -> Namespace | None:
        """Return the longest namespace that begins a URI."""
        for length in self._lengths:
            namespace = self._namespaces.get(uri[:length])
            if namespace is not None and (len(uri) > length or namespace.prefix):
                return namespace
        return None

    def _make(self, uri: str) -> QualifiedName:
        namespace = self._longest(uri)
        if namespace is not None:
            return namespace[uri[len(namespace.uri) :]]
        cut = max(uri.rfind(mark) for mark in "#/:") + 1
        cut = cut if 0 < cut < len(uri) else max(len(uri) - 1, 1)
        return QualifiedName(Namespace("ns", uri[:cut]), uri[cut:])


def _encode_literal(literal: Literal) -> str:
    text = quote(literal.value)
    language = "" if literal.langtag is None else f"@{literal.langtag}"
    implied = bool(literal.langtag) and literal.datatype == PROV_INTERNATIONALIZEDSTRING
    if literal.datatype is None or implied:
        return text + language
    return f"{text}{language}^^<{literal.datatype.uri}>"
