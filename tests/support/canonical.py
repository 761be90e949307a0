"""The strict canonical form: two documents are the same if, and only if, their forms are equal.

`prov` has no such comparison. Its `==` takes 12:00+02:00 for 10:00Z, "1.0" for "1.00" and
"en" for "EN", ignores prefixes and never equals with NaN; `unified()` merges records, and
raises for some documents that can be read.

A form is a sorted tuple of statements: for each scope (the top level and every bundle) its
default namespace, its prefixes and its records. Neither the order of records, nor that of
attributes, values, prefixes or bundles means anything in PROV (PROV-DM, section 2), so it is
no part of the form; how often a record stands in a scope is.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from prov.identifier import Identifier, QualifiedName
from prov.model import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prov.model import ProvBundle, ProvDocument, ProvRecord

Form = tuple[tuple[Any, ...], ...]


def canonical(document: ProvDocument, *, spelling: bool = True) -> Form:
    """Return the canonical form; without `spelling`, names are their URIs alone.

    A default namespace that `prov` adopted from a name counts as a declared one: every
    format writes it out as such.
    """
    return tuple(sorted(_statements(document, spelling=spelling), key=repr))


def difference(first: ProvDocument, second: ProvDocument, *, spelling: bool = True) -> str:
    """Return what only one of the documents says, a statement a line, empty if they are equal."""
    ones = Counter(canonical(first, spelling=spelling))
    others = Counter(canonical(second, spelling=spelling))
    lines = [f"- {_shown(statement, n)}" for statement, n in (ones - others).items()]
    lines += [f"+ {_shown(statement, n)}" for statement, n in (others - ones).items()]
    return "\n".join(lines)


def _statements(document: ProvDocument, *, spelling: bool) -> Iterator[tuple[Any, ...]]:
    yield from _scope(("document",), document, spelling=spelling)
    for bundle in document.bundles:
        place = ("bundle", _value(bundle.identifier, spelling=spelling))
        yield place
        yield from _scope(place, bundle, spelling=spelling)


def _scope(
    place: tuple[Any, ...], scope: ProvBundle, *, spelling: bool
) -> Iterator[tuple[Any, ...]]:
    default = scope.get_default_namespace()
    if default is not None:
        yield (*place, "default", default.uri)
    for namespace in scope.get_registered_namespaces():
        yield (*place, "prefix", namespace.prefix, namespace.uri)
    for record in scope.get_records():
        yield (*place, *_record(record, spelling=spelling))


def _record(record: ProvRecord, *, spelling: bool) -> tuple[Any, ...]:
    attributes = [
        (_value(name, spelling=spelling), _value(value, spelling=spelling))
        for name, value in record.attributes
    ]
    identifier = record.identifier and _value(record.identifier, spelling=spelling)
    return (record.get_type().localpart, identifier, *sorted(attributes, key=repr))


def _value(value: object, *, spelling: bool) -> tuple[str | None, ...]:
    """Return a value with its type; what prints alike and is not the same differs here."""
    if isinstance(value, QualifiedName):
        return ("name", value.uri, str(value)) if spelling else ("name", value.uri)
    if isinstance(value, Identifier):
        return ("uri", value.uri)
    if isinstance(value, Literal):
        kind = value.datatype and _value(value.datatype, spelling=spelling)
        return ("literal", value.value, *(kind or (None,)), value.langtag)
    if isinstance(value, datetime):
        return ("datetime", value.isoformat())
    if isinstance(value, bool | int | float):
        return (type(value).__name__, repr(value))
    if isinstance(value, str):
        return ("str", str(value))
    msg = f"a ProvDocument holds no {type(value).__name__}"
    raise TypeError(msg)


def _shown(statement: tuple[Any, ...], times: int) -> str:
    text = " ".join(_text(part) for part in statement)
    return f"{text} (x {times})" if times > 1 else text


def _text(part: object) -> str:
    if not isinstance(part, tuple):
        return str(part)
    return "(" + " ".join(_text(inner) for inner in part) + ")"
