"""The person: the names by which the store knows whom it is to forget."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from provgraph.errors import SelectorError
from provgraph.model import records
from provgraph.model.namespaces import PROV
from provgraph.model.terms import split, uri_of
from provgraph.redaction.people import GENERIC_IDS, PERSON_TYPES, kind_of_field
from provgraph.redaction.words import Words, is_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provgraph.graph.connection import Connection

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]")
_SCHEMES = ("mailto:", "tel:", "https://orcid.org/", "http://orcid.org/")
_TOLD = frozenset({"e-mail", "orcid", "phone", "name", "user"})

Name = tuple[str, str]
"""The kind and the text of a name."""


def names_of(connection: Connection, given: Sequence[str]) -> list[Name]:
    """Return the names of a person: those given, and those of the agents that have one of them.

    Raises:
        SelectorError: a name is too short to be looked for.

    """
    names = {_name(text) for text in given}
    names |= {family for kind, text in names if kind == "name" for family in _family(text)}
    for text in given:
        words = Words()
        words.add(*_name(text))
        if words.kind(_name(text)[1]) is None:
            raise SelectorError(
                f"{text!r} is too short, or a word of provgraph's own: it stands for more than a "
                "person's name; give a longer name"
            )
    wanted = {text.casefold() for _, text in names}
    for row in connection.read_rows("forgetting/agents"):
        told = set(_told(row["uri"], row["records"]))
        if wanted & {text.casefold() for _, text in told}:
            names |= told
    return sorted(names)


def as_texts(names: Iterable[Name]) -> list[str]:
    """Return names as the store keeps them until they are forgotten."""
    return [json.dumps(name, ensure_ascii=False) for name in names]


def of_texts(texts: Iterable[str]) -> list[Name]:
    """Return the names that `as_texts` wrote."""
    return [(kind, name) for kind, name in map(json.loads, texts)]


def _name(text: str) -> Name:
    bare = text.strip()
    for scheme in _SCHEMES:
        bare = bare.removeprefix(scheme)
    if "@" in bare:
        return "e-mail", bare
    if _ORCID.fullmatch(bare):
        return "orcid", bare
    return ("name" if " " in bare else "user"), bare


def _family(name: str) -> Iterator[Name]:
    """Yield the family name of a name; the given name alone is that of others, too."""
    if is_name(name):
        family, comma, _ = name.partition(",")
        yield "name", family.strip() if comma else name.rsplit(maxsplit=1)[-1]


def _told(uri: str, texts: Iterable[str]) -> Iterator[Name]:
    """Yield the names in the records of an agent, if it is a person."""
    declared = [records.from_text(text)[1] for text in texts]
    types = {uri_of(term) for attributes in declared for term in attributes.get(f"{PROV}type", ())}
    if not types & PERSON_TYPES:
        return
    local = re.split(r"[/#:?=]+", uri.rstrip("/#"))[-1]
    yield "person", uri
    if local.lower() not in GENERIC_IDS:
        yield "person", local
    for attributes in declared:
        for name, terms in attributes.items():
            kind = kind_of_field(name, of_person=True)
            for text in map(_plain, terms) if kind in _TOLD else ():
                yield kind or "name", _name(text)[1]
                yield from _family(text) if kind == "name" else ()


def _plain(term: object) -> str:
    """Return the text of a term: a literal's, or a URI."""
    text = str(term)
    if text.startswith("<"):
        return text[1:-1]
    return split(text)[0] if text.startswith('"') else text
