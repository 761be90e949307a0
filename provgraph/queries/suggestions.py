"""Suggestions: what a question names that the store does not know, and what was perhaps meant.

An empty answer to a misspelt question looks like a fact. Most of these statements run only where an
answer is empty.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from provgraph.errors import SelectorError
from provgraph.graph.prefixes import uris
from provgraph.model.relations import ATTRIBUTES, LABELS, OWN_ATTRIBUTES
from provgraph.model.terms import texts
from provgraph.runtime.similar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.graph.connection import Connection

_PLAIN = ATTRIBUTES | OWN_ATTRIBUTES
"""Attributes whose names in the graph have no prefix."""


def unknown_software(connection: Connection, name: str, version: str) -> str | None:
    """Return why no activity ran with a software, if the store knows none of that name or version.

    A version may be incomplete: 1.26 is also 1.26.4.
    """
    labels = [label.rpartition(" ") for label in _column(connection, "suggest/software")]
    versions = {number for each, _, number in labels if each == name}
    if not versions:
        names = {each or number for each, _, number in labels}
        return f"no software is called {name!r}: {did_you_mean(name, names)}"
    if any(f"{number}.".startswith(f"{version}.") for number in versions) or not version:
        return None
    return f"no software is {name} {version}: {did_you_mean(version, versions)}"


def unknown_parameter(connection: Connection, path: str, value: str) -> str | None:
    """Return why no activity ran with a value of a parameter, a name or the ending of a path."""
    name = path.rpartition(".")[2]
    rows = connection.read_rows("suggest/parameter_values", name=name)
    if not rows:
        names = _column(connection, "suggest/parameters")
        return f"no parameter is called {name!r}: {did_you_mean(name, names)}"
    ending = f".{path}"
    values = {row["value"] for row in rows if f".{row['path']}".endswith(ending)}
    if not values:
        paths = {row["path"] for row in rows}
        return f"no parameter has the path {path!r}: {did_you_mean(path, paths)}"
    known = {_plain(each) for each in values}
    return f"no activity ran with {path}={value}: {did_you_mean(value, known)}"


def _plain(json_text: str) -> str:
    value = json.loads(json_text)
    return value if isinstance(value, str) else json_text


def unknown_type(connection: Connection, name: str) -> str | None:
    """Return why nothing is of a type, if no element is: a URI, prefix:name, a text or a class."""
    types = {text for value in _of_attribute(connection, "type") for text in texts(value)}
    classes = LABELS & set(_column(connection, "suggest/classes"))
    if {name, *uris(connection, name)} & (types | classes):
        return None
    return f"no element is of the type {name!r}: {did_you_mean(name, types | classes)}"


def unknown_role(connection: Connection, role: str) -> str | None:
    """Return why nothing has a role, if no element is used or generated in it."""
    roles = {text for value in _column(connection, "suggest/roles") for text in texts(value)}
    return None if uris(connection, role) & roles else _unknown("role", role, roles)


def unknown_production(connection: Connection, name: str) -> str | None:
    """Return why nothing is of a production, if no document is."""
    return _unknown("production", name, _column(connection, "suggest/productions"))


def unknown_value(connection: Connection, word: str, attribute: str, value: str) -> str | None:
    """Return why nothing has a value of an attribute, if no element has the one or the other.

    `word` is what the question calls the attribute; of several values, parts between commas count.
    """
    values = [text for prop in _of_attribute(connection, attribute) for text in texts(prop)]
    if not values:
        return unknown_attribute(connection, attribute) or f"no element has the attribute {word!r}"
    parts = {part.strip() for text in values for part in text.split(",")} | set(values)
    return None if uris(connection, value) & parts else _unknown(word, value, parts)


def unknown_attribute(connection: Connection, name: str) -> str | None:
    """Return that no element has an attribute, if the store never had one of that name."""
    known = {each for each in _column(connection, "suggest/attributes") if ":" in each} | _PLAIN
    if name in known:
        return None
    also = {"level", "status", "kind", "software"}
    return f"no element has the attribute {name!r}: {did_you_mean(name, known | also)}"


def check_attributes(connection: Connection, names: Iterable[str]) -> None:
    """Check that the store knows attributes that conditions name.

    Raises:
        SelectorError: it never had one of them.

    """
    for name in dict.fromkeys(names):
        reason = unknown_attribute(connection, name)
        if reason:
            raise SelectorError(reason)


def _unknown(word: str, value: str, known: Iterable[str]) -> str | None:
    values = set(known)
    return None if value in values else f"no {word} is {value!r}: {did_you_mean(value, values)}"


def _of_attribute(connection: Connection, attribute: str) -> list[str]:
    return _column(connection, "suggest/values", attribute=attribute)


def _column(connection: Connection, statement: str, **parameters: str) -> list[str]:
    return [str(row["value"]) for row in connection.read_rows(statement, **parameters)]
