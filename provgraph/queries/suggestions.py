"""Suggestions: what a question names that the store does not know, and what was perhaps meant.

An empty answer to a misspelt question looks like a fact. Most of these statements run only where an
answer is empty. Whether something is absent is looked up exactly; lists of what is like it end at a
limit, and only propose.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from provgraph.errors import SelectorError
from provgraph.model.keys import software_uri
from provgraph.model.relations import ATTRIBUTES, LABELS, OWN_ATTRIBUTES
from provgraph.model.terms import texts
from provgraph.runtime.similar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.graph.connection import Connection

LEVELS = "cta:product_data_levels"
STATUS = "ctapipe:status"
WORDS = {"level": LEVELS, "status": STATUS}
"""The attributes that conditions know by a word."""
_SORTS = ("kind", "software")
"""What else conditions name."""
_PLAIN = ATTRIBUTES | OWN_ATTRIBUTES
"""Attributes whose names in the graph have no prefix."""


def unknown_software(connection: Connection, name: str, version: str) -> str | None:
    """Return why no activity ran with a software, if the store knows none of that name or version.

    A version may be incomplete: 1.26 is also 1.26.4.
    """
    versions = _versions(
        connection.read_rows("find/software_keys", software=software_uri(name, ""))
    )
    if name not in versions:
        names = set(_versions(connection.read_rows("suggest/software")))
        return f"no software is called {name!r}: {_perhaps(name, names)}"
    of_name = versions[name]
    if any(f"{number}.".startswith(f"{version}.") for number in of_name) or not version:
        return None
    return f"no software is {name} {version}: {_perhaps(version, of_name)}"


def software_versions(connection: Connection) -> dict[str, set[str]]:
    """Return the versions of the software that activities ran with, by its names."""
    return _versions(connection.read_rows("suggest/software"))


def _versions(rows: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Return versions by names of those agents that a search for software finds: by their keys."""
    versions: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for label in texts(row["label"]):
            for name, version in _splits(label):
                if row["key"] == software_uri(name, version):
                    versions[name].add(version)
    return dict(versions)


def _splits(label: str) -> Iterator[tuple[str, str]]:
    """Yield each name and version that a label may have, with the blank between them."""
    words = label.split(" ")
    for number in range(1, len(words)):
        yield " ".join(words[:number]), " ".join(words[number:])


def unknown_parameter(connection: Connection, path: str, value: str) -> str | None:
    """Return why no activity ran with a value of a parameter, a name or the ending of a path."""
    name = path.rpartition(".")[2]
    paths = column(connection, "suggest/parameter_paths", name=name)
    if not paths:
        names = column(connection, "suggest/parameters")
        return f"no parameter is called {name!r}: {_perhaps(name, names)}"
    values = column(connection, "suggest/parameter_values", name=name, path=path)
    if not values:
        return f"no parameter has the path {path!r}: {_perhaps(path, paths)}"
    known = {_plain(each) for each in values}
    return f"no activity ran with {path}={value}: {_perhaps(value, known)}"


def _plain(json_text: str) -> str:
    value = json.loads(json_text)
    return value if isinstance(value, str) else json_text


def unknown_type(connection: Connection, name: str) -> str:
    """Return what is like a type of which no element is: a URI, prefix:name, a text or a class."""
    return f"no element is of the type {name!r}: {_perhaps(name, known_types(connection))}"


def known_types(connection: Connection) -> set[str]:
    """Return types of elements as conditions name them: URIs, texts and classes."""
    types = {text for value in _of_attribute(connection, "type") for text in texts(value)}
    return types | (LABELS & set(column(connection, "suggest/classes")))


def unknown_role(connection: Connection, role: str) -> str:
    """Return what is like a role in which no element is used or generated."""
    roles = {text for value in column(connection, "suggest/roles") for text in texts(value)}
    return _unknown("role", role, roles)


def unknown_production(connection: Connection, name: str) -> str | None:
    """Return why nothing is of a production, if no document is."""
    (row,) = connection.read_rows(
        "documents/count_of_production", production=name, hidden=[], limit=1
    )
    if row["count"]:
        return None
    return _unknown("production", name, column(connection, "suggest/productions"))


def unknown_value(connection: Connection, word: str, attribute: str, value: str) -> str:
    """Return what is like a value of an attribute that no element has.

    `word` is what the question calls the attribute; of data levels, each counts that a file has.
    """
    values = known_values(connection, attribute)
    if not values:
        return unknown_attribute(connection, attribute) or f"no element has the attribute {word!r}"
    return _unknown(word, value, values)


def known_values(connection: Connection, attribute: str) -> set[str]:
    """Return values of an attribute; of data levels, each that a file has."""
    values = {text for prop in _of_attribute(connection, attribute) for text in texts(prop)}
    if attribute == LEVELS:
        return {part.strip() for text in values for part in text.split(",")}
    return values


def unknown_attribute(connection: Connection, name: str) -> str | None:
    """Return that no element has an attribute, if the store never had one of that name."""
    known = known_attributes(connection)
    if name in known:
        return None
    return f"no element has the attribute {name!r}: {_perhaps(name, {*known, *WORDS, *_SORTS})}"


def known_attributes(connection: Connection) -> set[str]:
    """Return the names of attributes that the store ever had, and of those that any may have."""
    return {each for each in column(connection, "suggest/attributes") if ":" in each} | _PLAIN


def check_attributes(connection: Connection, names: Iterable[str]) -> None:
    """Check that the store knows attributes that conditions name.

    Raises:
        SelectorError: it never had one of them.

    """
    for name in dict.fromkeys(names):
        reason = unknown_attribute(connection, name)
        if reason:
            raise SelectorError(reason)


def _unknown(word: str, value: str, known: Iterable[str]) -> str:
    return f"no {word} is {value!r}: {_perhaps(value, known)}"


def _perhaps(word: str, known: Iterable[str]) -> str:
    """Return what a person may have meant: known words are those of a part of a large store."""
    return did_you_mean(word, set(known) - {word})


def _of_attribute(connection: Connection, attribute: str) -> list[str]:
    return column(connection, "suggest/values", attribute=attribute)


def column(connection: Connection, statement: str, **parameters: str) -> list[str]:
    """Return the texts of a statement with one column, `value`."""
    return [str(row["value"]) for row in connection.read_rows(statement, **parameters)]
