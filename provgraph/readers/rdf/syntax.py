"""The syntaxes of RDF: bytes become statements; the network is never asked.

Relative IRIs are resolved as RFC 3986, section 5.1, has it: against the base that the
document declares, else against the one that the user gives, else against the file's own
location. Without any of them they are refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax import SAXParseException

import rdflib

from provgraph.errors import ReadError
from provgraph.readers.faults import reason_of, single_line
from provgraph.readers.notes import add_note, leave_out
from provgraph.readers.rdf.sinks import Json, parse_jsonld, parse_lines, parse_rdfxml, parse_turtle
from provgraph.readers.rdf.terms import LiteralTerm, Statements
from provgraph.readers.source import text_of
from provgraph.readers.xmlroot import root_of
from provgraph.runtime.shared import caught_warnings, global_switch

if TYPE_CHECKING:
    from provgraph.readers.source import Source

Parse = Callable[[str], Statements]
"""Parses a document with a base."""

_NO_BASE = "http://no-base.invalid/"
"""Stands for the base that a document does not declare, so that a relative IRI shows."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|\\^`]+")
_BAD_SYNTAX = re.compile(r"at line (\d+) of .*?\nBad syntax \((.*)\) at \^", re.DOTALL)
_PARSER_ERROR = re.compile(r"[^:]*:(\d+):(\d+): (.*)", re.DOTALL)
_LINE_ERROR = re.compile(r"line (\d+): (.*)", re.DOTALL)


def turtle(source: Source) -> Statements:
    """Parse Turtle; the place of a fault is its line."""
    text = text_of(source)
    return parsed(source, lambda base: parse_turtle(text, base, trig=False))


def trig(source: Source) -> Statements:
    """Parse TriG; the place of a fault is its line."""
    text = text_of(source)
    return parsed(source, lambda base: parse_turtle(text, base, trig=True))


def lines(source: Source) -> Statements:
    """Parse N-Triples or N-Quads; the place of a fault is its line."""
    text = text_of(source)
    return parsed(source, lambda _: parse_lines(text))


def rdfxml(source: Source) -> Statements:
    """Parse RDF/XML, without any DTD; the place of a fault is its line and column."""
    root_of(source)
    return parsed(source, lambda base: parse_rdfxml(source.data, base))


def jsonld(source: Source, content: Json) -> Statements:
    """Take the statements of JSON-LD whose contexts all stand in it.

    A key that no context defines is not a statement (JSON-LD 1.1, section 5.1.2); a note says so.
    """
    dropped: Counter[str] = Counter()

    def parse(base: str) -> Statements:
        dropped.clear()
        return parse_jsonld(content, base, dropped)

    statements = parsed(source, parse)
    if dropped:
        keys = ", ".join(f"{single_line(key)} {count}" for key, count in sorted(dropped.items()))
        leave_out(source, f"keys that no context defines are left out: {keys}")
    return statements


def parsed(source: Source, parse: Parse) -> Statements:
    """Parse a document, with a base only if it has relative IRIs without one.

    Raises:
        ReadError: the syntax is wrong, or an IRI is relative and there is no base.

    """
    _checked(source)
    statements = _attempt(source, parse, _NO_BASE)
    relative = _Relative.of(statements)
    if relative is None:
        return _without_relative_prefixes(statements)
    base = _checked(source) or source.location
    if base is None:
        reason = (
            f"the IRI <{relative.first}> is relative, and the document declares no base "
            "(@base, xml:base): give one with --base IRI"
        )
        raise ReadError(source.name, reason)
    place = "--base" if source.base else "the file's location (--base IRI gives another base)"
    add_note(
        f"relative IRIs, {relative.count} in all, such as <{relative.first}>, are resolved "
        f"against {place}: {base}"
    )
    return _attempt(source, parse, base)


def _checked(source: Source) -> str | None:
    """Return the base that the user gives."""
    if source.base is not None and not _ABSOLUTE.fullmatch(source.base):
        reason = (
            f"the base {single_line(source.base)!r} is not an absolute IRI, "
            "such as https://example.org/data/"
        )
        raise ReadError(source.name, reason)
    return source.base


def _attempt(source: Source, parse: Parse, base: str) -> Statements:
    try:
        # Else rdflib would write "0010" as "10"; what it deprecates is none of the user's.
        with caught_warnings(), global_switch(rdflib, "NORMALIZE_LITERALS", value=False):
            return parse(base)
    except ReadError:
        raise
    except Exception as error:
        raise _syntax_error(source, error) from error


def _syntax_error(source: Source, error: Exception) -> ReadError:
    message = str(error)
    if match := _BAD_SYNTAX.match(message):
        return ReadError(source.name, single_line(match[2]), f"line {match[1]}")
    if match := _LINE_ERROR.match(message):
        return ReadError(source.name, single_line(match[2]), f"line {match[1]}")
    if isinstance(error, SAXParseException):
        place = f"line {error.getLineNumber()}, column {error.getColumnNumber()}"
        return ReadError(source.name, single_line(error.getMessage()), place)
    if match := _PARSER_ERROR.match(message):
        return ReadError(source.name, single_line(match[3]), f"line {match[1]}, column {match[2]}")
    if isinstance(error, RecursionError | MemoryError):
        return ReadError(source.name, reason_of(error))
    return ReadError(source.name, f"the syntax is wrong, or it breaks off ({single_line(message)})")


@dataclass(frozen=True, slots=True)
class _Relative:
    """How many IRIs were relative, and the first of them."""

    first: str
    count: int

    @classmethod
    def of(cls, statements: Statements) -> _Relative | None:
        relative = {iri: None for iri in _iris(statements) if iri.startswith(_NO_BASE)}
        if not relative:
            return None
        return cls(single_line(next(iter(relative)).removeprefix(_NO_BASE)), len(relative))


def _iris(statements: Statements) -> Iterator[str]:
    for statement in statements.statements:
        for term in statement:
            if not isinstance(term, LiteralTerm):
                yield term
            elif term.datatype:
                yield term.datatype


def _without_relative_prefixes(statements: Statements) -> Statements:
    """Drop the prefixes that stand for relative IRIs: none of them is used."""
    prefixes = statements.prefixes.items()
    statements.prefixes = {prefix: uri for prefix, uri in prefixes if not uri.startswith(_NO_BASE)}
    return statements
