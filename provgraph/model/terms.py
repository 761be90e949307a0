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
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from provgraph.model.exact_time import ExactTime, is_finer, to_last_digit
from provgraph.model.namespaces import XSD
from provgraph.model.times import order_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neo4j.time import DateTime

Term = str | int | float | bool
Property: TypeAlias = "Term | datetime | DateTime | list[Any]"
"""A value that Neo4j keeps as it is."""

_INT64 = range(-(2**63), 2**63)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r'["\\\x00\ud800-\udfff]')
_UNESCAPE = re.compile(r"\\(u[0-9A-F]{4}|.)", re.DOTALL)
_NEEDS_TAG = re.compile(r'\A["<]|[\x00\ud800-\udfff]')
_DATETIME = f"^^<{XSD}dateTime>"
_YEARS = range(2, 9999)
_MAX_OFFSET = timedelta(hours=18)
_NANOSECONDS = len("789")
"""Digits of a second that Neo4j's times have after the microseconds."""


def text_term(text: str) -> Term:
    """Return the term of a string."""
    return quote(text) if _NEEDS_TAG.search(text) else text


def number_term(number: int) -> Term:
    """Return the term of an integer: tagged beyond 64 bits."""
    return number if number in _INT64 else f'"{number}"^^<{XSD}integer>'


def time_term(time: datetime) -> Term:
    """Return the term of a time."""
    return f'"{time.isoformat()}"{_DATETIME}'


def uri_of(term: Term) -> str | None:
    """Return the URI that a term names, be it a qualified name or an IRI value."""
    if not isinstance(term, str):
        return None
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith('"') and term.endswith(f"^^<{XSD}anyURI>"):
        return split(term)[0]
    return None


def text_of(term: Term) -> str:
    """Return a term as a person would write it."""
    if isinstance(term, str) and term.startswith(('"', "<")):
        return term[1:-1] if term.startswith("<") else split(term)[0]
    return str(term)


def to_property(terms: Sequence[Term]) -> Property:
    """Return a property that holds all of `terms`, in a fixed order: times the earliest first.

    Times are native where Neo4j's are exactly PROV's: years 2 to 9998, offsets of whole
    minutes up to 18 hours, up to nine digits of a second. Neo4j's lists hold one type: where
    types mix, all are tagged; where times with and without an offset mix, all have an offset.
    """
    if len(terms) == 1:
        return _native(terms[0])
    distinct = sorted({_sort_key(term): term for term in terms}.items())
    natives = [_native(term) for _, term in distinct]
    if all(time_text(native) for native in natives):
        return _times(natives)
    if len(natives) == 1:
        return natives[0]
    if len({type(native) for native in natives}) == 1:
        return natives
    return [_tagged(term) for _, term in distinct]


def time_text(value: object) -> str | None:
    """Return a native time as text, `None` for any other value."""
    if isinstance(value, datetime):
        return value.isoformat()
    iso_format: Callable[[], str] | None = getattr(value, "iso_format", None)
    return iso_format() if iso_format else None


def is_zoned(time: object) -> bool:
    """Whether a native time has an offset."""
    return getattr(time, "tzinfo", None) is not None


def from_property(value: object) -> list[Term]:
    """Return the terms that a property holds, the inverse of `to_property`."""
    values = value if isinstance(value, list) else [value]
    if len(values) > 1 and all(map(_is_tagged, values)):
        return [_untagged(str(item)) for item in values]
    return [_from_native(item) for item in values]


def texts(prop: object) -> tuple[str, ...]:
    """Return the values of a property as people write them."""
    if prop is None:
        return ()
    if isinstance(prop, str) and not prop.startswith(('"', "<")):
        return (prop,)
    return tuple(map(text_of, from_property(prop)))


def quote(text: str) -> str:
    """Return a text between quotes, with what is special escaped."""
    return f'"{_ESCAPE.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return f"\\{char}" if char in '"\\' else f"\\u{ord(char):04X}"


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else code


def split(term: str) -> tuple[str, str]:
    """Return the text of a tagged term, and its tag."""
    match = _STRING.match(term)
    if match is None:
        return term, ""
    return _UNESCAPE.sub(_unescaped, match[1]), term[match.end() :]


def _sort_key(term: Term) -> tuple[str, str]:
    return type(term).__name__, repr(term)


def _native(term: Term) -> Term | datetime | DateTime:
    if isinstance(term, str) and term.startswith('"') and term.endswith(_DATETIME):
        return _native_time(split(term)[0]) or term
    return term


def _native_time(text: str) -> datetime | DateTime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    if is_finer(text):
        return _native_exact_time(to_last_digit(time, text))
    return time if _is_native(time) and time.isoformat() == text else None


def _native_exact_time(time: datetime) -> DateTime | None:
    """Return Neo4j's own time, which has nine digits of a second; `None` where that is too few."""
    from neo4j.time import DateTime  # noqa: PLC0415  # few documents need it

    if not isinstance(time, ExactTime) or len(time.finer) > _NANOSECONDS or not _is_native(time):
        return None
    nanoseconds = time.microsecond * 1000 + int(time.finer.ljust(_NANOSECONDS, "0"))
    return DateTime(*time.timetuple()[:6], nanoseconds, tzinfo=time.tzinfo)


def _is_native(time: datetime) -> bool:
    offset = time.utcoffset() or timedelta()
    return time.year in _YEARS and abs(offset) <= _MAX_OFFSET and not offset % timedelta(minutes=1)


def _times(natives: Sequence[Any]) -> Property:
    """Return times, each once, by instant: a time without an offset is in UTC."""
    if len({is_zoned(time) for time in natives}) > 1:
        natives = [time if is_zoned(time) else time.replace(tzinfo=UTC) for time in natives]
    by_text = {time_text(time): time for time in natives}
    ordered = [by_text[text] for text in sorted(by_text, key=lambda text: (order_of(text), text))]
    return ordered[0] if len(ordered) == 1 else ordered


_XSD_NAMES = {bool: "boolean", int: "int", float: "double"}


def _tagged(term: Term) -> str:
    if isinstance(term, str):
        return term if term.startswith(('"', "<")) else quote(term)
    lexical = str(term).lower() if isinstance(term, bool) else repr(term)
    return f'"{lexical}"^^<{XSD}{_XSD_NAMES[type(term)]}>'


def _is_tagged(item: object) -> bool:
    return isinstance(item, str) and item.startswith(('"', "<"))


def _untagged(item: str) -> Term:
    text, tag = split(item)
    if item.startswith("<"):
        return item
    if not tag:
        return text_term(text)
    return _NUMBERS[tag](text) if _NUMBER.match(text) and tag in _NUMBERS else item


_NUMBER = re.compile(r"true$|false$|-?(\d+(\.\d+)?(e[-+]?\d+)?|inf)$|nan$")
_NUMBERS: dict[str, Callable[[str], Term]] = {
    f"^^<{XSD}boolean>": lambda text: text == "true",
    f"^^<{XSD}int>": lambda text: int(text) if text.lstrip("-").isdigit() else text,
    f"^^<{XSD}double>": float,
}


def _from_native(item: object) -> Term:
    if isinstance(item, str):
        return item
    if isinstance(item, bool | int | float):
        return item
    return time_term(item if isinstance(item, datetime) else _standard_time(item))


def _standard_time(time: Any) -> datetime:  # noqa: ANN401  # Neo4j's time, which is not imported
    """Return a time of Neo4j's as the standard library's, with all digits of its second."""
    native: datetime = time.to_native()
    finer = f"{time.nanosecond % 1000:03}".rstrip("0")
    return ExactTime.of(native, finer) if finer else native
