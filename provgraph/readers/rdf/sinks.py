"""What rdflib's parsers are given to fill: statements are kept, and no index of them.

rdflib's own store keeps three indexes, and reads Turtle at three quarters of this rate.
"""

from __future__ import annotations

import io
import re
import typing
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rdflib import ConjunctiveGraph, Graph
from rdflib.exceptions import ParserError
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.namespace import NamespaceManager
from rdflib.parser import InputSource
from rdflib.plugins.parsers.jsonld import Parser as JsonParser
from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser
from rdflib.plugins.parsers.ntriples import (
    W3CNTriplesParser,
    litinfo,
    r_literal,
    r_tail,
    r_wspace,
    unquote,
)
from rdflib.plugins.parsers.rdfxml import RDFXMLHandler, create_parser
from rdflib.plugins.parsers.trig import TrigSinkParser
from rdflib.plugins.shared.jsonld.context import Context
from rdflib.store import Store
from rdflib.term import Literal, URIRef

from provgraph.readers.escapes import CHARACTERS, replaced
from provgraph.readers.rdf.terms import Statements

if TYPE_CHECKING:
    from collections import Counter

    from rdflib.term import Identifier

Json = Any  # whatever json.loads returns


def parse_turtle(text: str, base: str, *, trig: bool) -> Statements:
    """Parse Turtle or TriG."""
    sink = _TurtleSink(Sink())
    parser = (_TrigParser if trig else _TurtleParser)(sink, baseURI=base, turtle=True)
    parser.loadBuf(text)
    prefixes = ((prefix, str(uri)) for prefix, uri in parser._bindings.items())  # noqa: SLF001  # as rdflib's own readers do
    sink.collected.prefixes.update(prefixes)
    return sink.collected


def parse_lines(text: str) -> Statements:
    """Parse N-Triples or N-Quads."""
    parser = _LinesParser(text)
    parser.parse(io.StringIO())
    return parser.collected


def parse_rdfxml(data: bytes, base: str) -> Statements:
    """Parse RDF/XML."""
    sink = Sink()
    source = InputSource()
    source.setByteStream(io.BytesIO(data))
    source.setPublicId(base)
    handler = _XmlHandler(sink)
    handler.setDocumentLocator(source)  # type: ignore[arg-type]  # as rdflib does
    reader = create_parser(source, sink)
    reader.setContentHandler(handler)
    reader.parse(source)
    return sink.collected


def parse_jsonld(content: Json, base: str, dropped: Counter[str]) -> Statements:
    """Take the statements of JSON-LD; count the keys that no context defines."""
    store = _Collector()
    dataset = _JsonSink(store, DATASET_DEFAULT_GRAPH_ID)
    _JsonParser(dropped).parse(content, Context(base=base), dataset)
    return store.collected


class _TurtleSink(RDFSink):
    """Takes the statements of Turtle and TriG."""

    def __init__(self, graph: Sink) -> None:
        super().__init__(graph)
        self.collected = graph.collected

    def newGraph(self, identifier: Identifier) -> Graph:  # noqa: N802  # rdflib's name
        self.collected.add_graph(identifier)
        return super().newGraph(identifier)

    def makeStatement(self, quadruple: Any, why: object = None) -> None:  # noqa: ANN401, ARG002, N802  # rdflib's interface
        graph, predicate, subject, value = quadruple
        subject = self.normalise(None, subject)
        if isinstance(subject, Literal):
            raise ParserError(f"a literal, {subject[:40]!r}, is the subject of a statement")
        predicate = self.normalise(None, predicate)
        value = self.normalise(None, value)
        name = None if graph is None else graph.identifier
        self.collected.add(subject, predicate, value, name)


_LITERALS = MappingProxyType(
    {
        quote * count: re.compile(pattern.replace("Q", quote), re.DOTALL)
        for quote in "\"'"
        for count, pattern in (
            (1, r"((?:[^Q\\\n\r]++|\\.)*+)Q()"),
            (3, r"((?:[^Q\\]++|\\.|Q(?!QQ))*+)QQQ(Q{0,2})"),
        )
    }
)
"""The texts of Turtle after their opening quotes; of five quotes at the end two are the text's."""
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


class _TurtleParser(SinkParser):
    """rdflib's parser of Turtle, which copies a text at each of its quotes, lines and escapes.

    A text of 5 million characters took ten minutes.
    """

    def strconst(self, argstr: str, i: int, delim: str) -> tuple[int, str]:
        match = _LITERALS[delim].match(argstr, i)
        text = match and self._unescaped(match[1])
        if match is None or text is None:
            # It has a fault, which rdflib puts into words.
            return super().strconst(argstr, i, delim)
        breaks = match[1].count("\n") + match[1].count("\r")
        if breaks:
            self.lines += breaks
            last = max(argstr.rfind("\n", i, match.end()), argstr.rfind("\r", i, match.end()))
            self.startOfLine = last + 1
        return match.end(), text + match[2]

    def _unescaped(self, text: str) -> str | None:
        value = replaced(text)
        if value is not None:
            return value
        try:
            return _ESCAPE.sub(_character, text)
        except (KeyError, ValueError):
            return None


def _character(match: re.Match[str]) -> str:
    number = match[1] or match[2]
    return chr(int(number, 16)) if number else _CHARACTERS[match[0]]


_CHARACTERS = MappingProxyType({**CHARACTERS, r"\\": "\\", r"\a": "\a", r"\v": "\v"})
"""rdflib knows two more escapes than Turtle."""


class _TrigParser(_TurtleParser, TrigSinkParser):
    """The same for TriG."""


_LINE = re.compile(r"([^\r\n]*+)(?:\r\n?|\n|\Z)")
_LITERAL = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"' + litinfo)
"""rdflib's `r_literal`, which keeps 60 bytes for each character of a text to step back."""
_IRI = re.compile(r'<([^:<>"]+:[^\x00-\x20<>"]*)>')
"""N-Triples, section 7, IRIREF: rdflib takes none with a blank of Unicode, which is allowed."""


class _LinesParser(W3CNTriplesParser):
    """N-Quads, of which N-Triples are a part; a fault has its line's number."""

    __slots__ = ("_rows", "_whole", "collected", "number")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._rows = _LINE.finditer(text)
        self.collected = Statements()
        self.number = 0
        self._whole = ""

    def parse(self, f: Any, *_: object, **__: object) -> Any:  # noqa: ANN401  # rdflib's interface
        try:
            return super().parse(f)
        except (ParserError, ValueError) as error:
            shown = self._whole.strip()[:60]
            raise ParserError(f"line {self.number}: not a statement of N-Quads: {shown}") from error

    def readline(self) -> str | None:
        self.number += 1
        match = next(self._rows, None)
        self._whole = match[1] if match else ""
        return match and match[1]

    def eat(self, pattern: re.Pattern[str]) -> re.Match[str]:
        return super().eat(_LITERAL if pattern is r_literal else pattern)

    def uriref(self) -> typing.Literal[False] | URIRef:
        return URIRef(unquote(self.eat(_IRI).group(1))) if self.peek("<") else False

    def parseline(self, bnode_context: Any = None) -> None:  # noqa: ANN401  # rdflib's interface
        self.eat(r_wspace)
        if not self.line or self.line.startswith("#"):
            return
        subject = self.subject(bnode_context)
        self.eat(r_wspace)
        predicate = self.predicate()
        self.eat(r_wspace)
        value = self.object(bnode_context)
        self.eat(r_wspace)
        graph = self.uriref() or self.nodeid(bnode_context) or None
        self.eat(r_tail)
        if self.line:
            raise ParserError("there is more after the full stop")
        self.collected.add(subject, predicate, value, graph)


class _XmlHandler(RDFXMLHandler):
    """rdflib's handler, which copies a text at each of its lines: it is given each text whole."""

    def __init__(self, store: Graph) -> None:
        self._pieces: list[str] = []
        super().__init__(store)

    def characters(self, content: str) -> None:
        self._pieces.append(content)

    def startElementNS(self, *given: Any) -> None:  # noqa: ANN401, N802  # rdflib's interface
        self._end_text()
        super().startElementNS(*given)

    def endElementNS(self, *given: Any) -> None:  # noqa: ANN401, N802  # rdflib's interface
        self._end_text()
        super().endElementNS(*given)

    def _end_text(self) -> None:
        if self._pieces:
            super().characters("".join(self._pieces))
            self._pieces.clear()


class _Collector(Store):
    """A store that keeps no index."""

    context_aware = True
    graph_aware = True

    def __init__(self) -> None:
        super().__init__()
        self.collected = Statements()

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: ANN401, ARG002, FBT001, FBT002  # rdflib's interface
        subject, predicate, value = triple
        self.collected.add(subject, predicate, value, context.identifier)


class _JsonSink(ConjunctiveGraph):
    """The dataset that rdflib's JSON-LD fills."""

    store: _Collector

    def get_context(self, identifier: Any, *_: Any, **__: Any) -> Graph:  # noqa: ANN401  # rdflib's interface
        self.store.collected.add_graph(identifier)
        return Graph(self.store, identifier)


class _JsonParser(JsonParser):
    """rdflib's JSON-LD, which drops keys without a word."""

    def __init__(self, dropped: Counter[str]) -> None:
        super().__init__()
        self._dropped = dropped

    def _key_to_graph(self, *given: Any, **options: Any) -> None:  # noqa: ANN401  # rdflib's interface
        context, key = given[2], given[4]
        if not key.startswith("@") and key not in context.terms and not context.expand(key):
            self._dropped[key] += 1
        super()._key_to_graph(*given, **options)


class _Prefixes(NamespaceManager):
    """The author's prefixes, each as it was declared first, without the 28 of rdflib's own."""

    def __init__(self, graph: Graph, prefixes: dict[str, str]) -> None:
        super().__init__(graph, bind_namespaces="none")
        self._prefixes = prefixes

    def bind(self, prefix: str | None, namespace: object, *_: object, **__: object) -> None:
        self._prefixes.setdefault(prefix or "", str(namespace))


class Sink(Graph):
    """The default graph that rdflib's parsers are given; `collected` is what they find."""

    def __init__(self) -> None:
        """Make an empty one."""
        store = _Collector()
        super().__init__(store, DATASET_DEFAULT_GRAPH_ID)
        self.collected = store.collected
        self.namespace_manager = _Prefixes(self, self.collected.prefixes)
