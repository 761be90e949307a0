"""Data types: whether a text is a value of a type, and between two others.

A type is what a `valueType` says: "a combination of datatype, arraysize and xtype following
VOTable 1.3" (Provenance Data Model 1.0, tables 15 and 17). It is written as `float[3]`, as
`datatype=float arraysize=3`, or as the name of a type of VO-DML, XML Schema or DALI alone, with or
without its prefix (`ivoa:real`, `xs:double`, `timestamp`). Case does not matter.

Values are written as in a VOTable's TABLEDATA: the items of an array with blanks between them. An
array of JSON, as ctapipe's configurations have it, is read, too.

Source: VOTable 1.4, sections 2.1, 2.2 and 6; DALI 1.1, section 3.3; VO-DML 1.0, appendix B.
"""

from __future__ import annotations

import json
import operator
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from provgraph.errors import IvoaError
from provgraph.ivoa.scalars import SCALARS, Scalar, Value, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

__all__ = [
    "above",
    "among",
    "below",
    "is_limit",
    "is_type",
    "kinds",
    "narrowest",
    "options_of",
    "value_type",
]

_DRAFTED = ("boolean", "integer", "real", "string")
"""The types that a draft names, the narrowest first."""
_CHARACTERS = frozenset({"char", "unicodechar"})
_PREFIX = re.compile(r"(?:ivoa|vo-dml|vodml|votable|dali|adql|xs|xsd|xtype):")
_SIZED = re.compile(r"(?P<name>[a-z]+)\s*(?:\[\s*(?P<size>[^\]]*)\]|(?P<star>\*))?")
_SIZE = re.compile(r"(?:\d+x)*(?:\d+\*?|\*)")
_FIELD = re.compile(r"(datatype|arraysize|xtype)\s*=\s*[\"']?([^\"'\s,;]*)[\"']?[\s,;]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?")


@dataclass(frozen=True, slots=True)
class ArraySize:
    """How many items an array has: exactly, at most, or a multiple of a number."""

    number: int
    at_least: int | None = None
    multiple: bool = False

    def admits(self, count: int) -> bool:
        """Return whether an array can have this number of items."""
        if self.multiple:
            return count % self.number == 0
        return (self.number if self.at_least is None else self.at_least) <= count <= self.number


_XTYPE_SIZES: Mapping[str, ArraySize] = MappingProxyType(
    {
        "interval": ArraySize(2),
        "point": ArraySize(2),
        "circle": ArraySize(3),
        "polygon": ArraySize(2, multiple=True),
    }
)
"""How many numbers each of DALI's geometric xtypes has."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """A type: its items, how many of them, and what the xtype says of the whole."""

    name: str
    scalar: Scalar
    size: ArraySize | None = None
    whole: Scalar | None = None

    def values(self, text: str) -> list[Value]:
        """Return the values in a text.

        Raises:
            ValueError: the text is not a value of this type.

        """
        if self.whole is not None:
            self.whole(text)
        if self.name in _CHARACTERS:
            return self._characters(text)
        if self.size is None:
            return [self.scalar(text)]
        items = _items(text, self.name)
        values = [self.scalar(item) for item in items]
        if not self.size.admits(len(values)):
            raise ValueError(text)
        return values

    def _characters(self, text: str) -> list[Value]:
        """Return a string: VOTable's strings are arrays of characters, one is a single one.

        VOTable has no type of its own for times: a date without arraysize is accepted.
        """
        if self.size is None:
            if len(text) > 1 and not _DATE.fullmatch(text):
                raise ValueError(text)
        elif not self.size.multiple and len(text) > self.size.number:
            raise ValueError(text)
        return [text]


@cache
def value_type(text: str) -> ValueType:
    """Return the type that a valueType names.

    Raises:
        IvoaError: there is no such type.

    """
    fields = {name: value for name, value in _FIELD.findall(text.strip().lower()) if value}
    if fields and not _FIELD.sub("", text.strip().lower()):
        return _of_fields(text, fields)
    match = _SIZED.fullmatch(_PREFIX.sub("", text.strip().lower()))
    size = None if match is None else match["star"] or match["size"]
    if match is None or (size is None and "[" in text):
        raise _unknown(text)
    return _type(text, match["name"], size, None)


def is_known(text: str) -> bool:
    """Return whether there is a type of that name."""
    try:
        value_type(text)
    except IvoaError:
        return False
    return True


def is_type(kind: str, text: str) -> bool:
    """Return whether a text is a value of a type; of an unknown type none is."""
    return _values(kind, text) is not None


def is_limit(kind: str, text: str) -> bool:
    """Return whether a text is a value of a type, or of one item of an array of it."""
    return _item(kind, text) is not None


def below(kind: str, text: str, limit: str) -> bool:
    """Return whether a value, or one in an array, is less than a limit of its type.

    Texts have no order here, and values of another type are not below anything.
    """
    return _any(kind, text, limit, operator.lt)


def above(kind: str, text: str, limit: str) -> bool:
    """Return whether a value, or one in an array, is greater than a limit of its type."""
    return _any(kind, text, limit, operator.gt)


def among(kind: str, text: str, options: str | Sequence[str]) -> bool:
    """Return whether a value is one of several; of an array, whether each item is."""
    allowed = options_of(options)
    values = _values(kind, text)
    if text in allowed or values is None:
        return text in allowed
    allowed_values = [value for option in allowed for value in _item(kind, option) or ()]
    return all(value in allowed_values for value in values)


def equal(kinds: Iterable[str], first: str, second: str) -> bool:
    """Return whether two texts are the same, or the same value of one of these types."""
    pairs = ((_values(kind, first), _values(kind, second)) for kind in kinds)
    return first == second or any(a is not None and a == b for a, b in pairs)


def options_of(written: str | Sequence[str]) -> tuple[str, ...]:
    """Return the options that a description lists.

    They are several values, or one text with commas between them, or with an array of JSON.
    """
    if not isinstance(written, str):
        return tuple(written)
    if written.lstrip().startswith("["):
        try:
            items = json.loads(written)
        except ValueError:
            items = None
        if isinstance(items, list):
            return tuple(item if isinstance(item, str) else json.dumps(item) for item in items)
    return tuple(option.strip() for option in written.split(","))


@lru_cache(maxsize=10_000)
def kinds(text: str) -> frozenset[str]:
    """Return the types, of those that a draft names, of which a text is a value."""
    if text in {"true", "false"}:
        return frozenset({"boolean", "string"})
    return frozenset(kind for kind in _DRAFTED if kind != "boolean" and is_type(kind, text))


def narrowest(of_all: Collection[str]) -> str:
    """Return the narrowest of types."""
    return next(kind for kind in _DRAFTED if kind in of_all)


def _of_fields(text: str, fields: dict[str, str]) -> ValueType:
    xtype = fields.get("xtype")
    whole = None if xtype is None else SCALARS.get(_PREFIX.sub("", xtype))
    if "datatype" in fields:
        # Of an xtype that is not known, VOTable says that clients ignore it.
        return _type(text, fields["datatype"], fields.get("arraysize"), whole)
    if xtype is None:
        raise _unknown(text)
    return _type(text, _PREFIX.sub("", xtype), None, None)


def _type(text: str, name: str, size: str | None, whole: Scalar | None) -> ValueType:
    scalar = SCALARS.get(name)
    if scalar is None:
        raise _unknown(text)
    return ValueType(name, scalar, _size(text, size) or _XTYPE_SIZES.get(name), whole)


def _size(text: str, size: str | None) -> ArraySize | None:
    """Return the size that an arraysize tells: `3`, `*`, `8*`, `2x3`, `2x*`, `2x3*`."""
    if size is None:
        return None
    plain = size.replace(" ", "")
    if not _SIZE.fullmatch(plain):
        raise IvoaError(f"valueType {text!r}: the arraysize is written as 3, *, 8* or 2x3")
    *fixed, last = plain.split("x")
    rows = prod(map(int, fixed))
    if last == "*":
        return ArraySize(max(rows, 1), multiple=True)
    number = rows * int(last.removesuffix("*"))
    return ArraySize(number, at_least=0 if last.endswith("*") else None)


def _unknown(text: str) -> IvoaError:
    return IvoaError(
        f"valueType {text!r} is not a type of VOTable, VO-DML or XML Schema; "
        "write, for example, float, int[3], char[*] or string"
    )


def _items(text: str, name: str) -> list[str]:
    """Return the items of an array; bits and complex numbers have rules of their own."""
    if text.lstrip().startswith("["):
        return _flat(json.loads(text), complex_items=name.endswith("complex"))
    words = text.split()
    if name == "bit":
        return list("".join(words))
    if name.endswith("complex") and all(map(is_number, words)):
        return list(map(" ".join, zip(words[::2], words[1::2], strict=True)))
    return words


def _flat(value: object, *, complex_items: bool) -> list[str]:
    """Return the items of an array of JSON, of its rows one after the other."""
    if not isinstance(value, list):
        return [value if isinstance(value, str) else json.dumps(value)]
    if complex_items and len(value) == 2 and not any(isinstance(item, list) for item in value):  # noqa: PLR2004
        return [" ".join(map(str, value))]
    return [part for item in value for part in _flat(item, complex_items=complex_items)]


def _values(kind: str, text: str) -> list[Value] | None:
    """Return the values in a text, `None` if it is not of the type."""
    try:
        return value_type(kind).values(text)
    except (ValueError, IvoaError):
        return None


def _item(kind: str, text: str) -> list[Value] | None:
    """Return a value of the type, or of one item of an array of that type."""
    values = _values(kind, text)
    if values is not None:
        return values
    try:
        return [value_type(kind).scalar(text)]
    except (ValueError, IvoaError):
        return None


def _any(kind: str, text: str, limit: str, compares: Callable[[Any, Any], bool]) -> bool:
    bounds = _item(kind, limit)
    if bounds is None or len(bounds) != 1 or not _is_ordered(bounds[0]):
        return False
    try:
        return any(compares(v, bounds[0]) for v in _values(kind, text) or () if _is_ordered(v))
    except TypeError:
        # A time with offset and one without do not compare.
        return False


def _is_ordered(value: Value) -> bool:
    return not isinstance(value, str | bool | complex)
