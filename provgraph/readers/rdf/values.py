"""Values: literals and times as `prov` holds them, lexical forms and datatypes kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from prov.constants import PROV_QUALIFIEDNAME, XSD_DATETIME
from prov.model import Literal

from provgraph.model.namespaces import PROV, XSD
from provgraph.model.values import parse_time

if TYPE_CHECKING:
    from provgraph.readers.rdf.names import Names
    from provgraph.readers.rdf.terms import LiteralTerm

Value = str | datetime | Literal

_XSD_STRING = f"{XSD}string"
_XSD_DATETIME = f"{XSD}dateTime"
_QUALIFIED_NAME = f"{PROV}QUALIFIED_NAME"
_DATE = re.compile(r"-?\d{4,}-\d\d-\d\d")
_BLANK = re.compile(r"(?<=\d)\s+(?=\d)")
_LARGEST_OFFSET = 14 * 3600


@dataclass(frozen=True, slots=True)
class Time:
    """A time, and what of it differs from the text, empty if nothing does."""

    time: datetime
    change: str = ""


def value_of(literal: LiteralTerm, names: Names) -> Value:
    """Return the value of a literal.

    The record that takes it makes a Python value of it where that loses nothing.
    """
    text, datatype, language = literal
    if language is not None:
        return Literal(text, langtag=language)
    if datatype is None or datatype == _XSD_STRING:
        return text
    if datatype == _XSD_DATETIME:
        time = parse_time(text)
        return Literal(text, XSD_DATETIME) if time is None or _is_far(time) else time
    if datatype == _QUALIFIED_NAME:
        return Literal(text, PROV_QUALIFIEDNAME)
    return Literal(text, names.name(datatype))


def time_of(literal: LiteralTerm) -> Time | None:
    """Return the time that a literal means, `None` if it means none.

    PROV-O's range is xsd:dateTime. A text of that form, a date alone (its midnight), and a
    date and a time with a blank between them are taken, too; `change` then says so.
    """
    text = literal.text.strip()
    completed = f"{text}T00:00:00" if _DATE.fullmatch(text) else _BLANK.sub("T", text, count=1)
    time = parse_time(completed)
    if time is None or _is_far(time):
        return None
    return Time(time, _change(literal, text, completed))


def _change(literal: LiteralTerm, text: str, completed: str) -> str:
    if completed != text:
        return "is not an xsd:dateTime, and is taken for " + completed
    if literal.datatype != _XSD_DATETIME:
        return "is not typed as xsd:dateTime, and is taken for one"
    return ""


def _is_far(time: datetime) -> bool:
    """Tell whether an offset is beyond those of xsd:dateTime: `prov` will refuse it."""
    offset = time.utcoffset()
    return offset is not None and abs(offset.total_seconds()) > _LARGEST_OFFSET
