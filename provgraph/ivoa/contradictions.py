"""Contradictions: what a description of a value or of a parameter cannot mean.

Source: Provenance Data Model 1.0, tables 18 and 20: min, max and default are texts "whose value can
be interpreted by the valueType".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from provgraph.errors import IvoaError
from provgraph.ivoa import datatypes

if TYPE_CHECKING:
    from collections.abc import Iterator

Fields = Mapping[str, str | Sequence[str] | None]
"""The fields of a description by the standard's names."""


def contradictions(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield each field that contradicts another one, and how; `fields` by the standard's names."""
    kind = _text(fields, "valueType")
    if kind is None:
        return
    try:
        datatypes.value_type(kind)
    except IvoaError as error:
        yield "valueType", str(error)
        return
    yield from _limits(kind, fields)
    yield from _options(kind, fields)
    yield from _default(kind, fields)


def _limits(kind: str, fields: Fields) -> Iterator[tuple[str, str]]:
    least, greatest = _text(fields, "min"), _text(fields, "max")
    for name, limit in (("min", least), ("max", greatest)):
        if limit is not None and not datatypes.is_limit(kind, limit):
            yield name, f"{limit!r} is not a value of type {kind}"
    if least is not None and greatest is not None and datatypes.above(kind, least, greatest):
        yield "min", f"{least} is more than max, which is {greatest}"


def _options(kind: str, fields: Fields) -> Iterator[tuple[str, str]]:
    for option in datatypes.options_of(fields.get("options") or ()):
        if not datatypes.is_limit(kind, option):
            yield "options", f"{option!r} is not a value of type {kind}"
        else:
            for reason in _outside(kind, option, fields):
                yield "options", reason


def _default(kind: str, fields: Fields) -> Iterator[tuple[str, str]]:
    default, options = _text(fields, "default"), fields.get("options")
    if default is None:
        return
    if not datatypes.is_type(kind, default):
        yield "default", f"{default!r} is not a value of type {kind}"
        return
    for reason in _outside(kind, default, fields):
        yield "default", reason
    if options and not datatypes.among(kind, default, options):
        yield "default", f"{default!r} is not one of {', '.join(datatypes.options_of(options))}"


def _outside(kind: str, value: str, fields: Fields) -> Iterator[str]:
    least, greatest = _text(fields, "min"), _text(fields, "max")
    if least is not None and datatypes.below(kind, value, least):
        yield f"{value} is less than min, which is {least}"
    if greatest is not None and datatypes.above(kind, value, greatest):
        yield f"{value} is more than max, which is {greatest}"


def _text(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None
