"""Blank nodes that need a name: an IRI from what the document says of them.

The IRI is a hash of the statements around the node, so it is the same at every load and in
every syntax, and does not depend on the labels that the document uses. Nodes are told apart
by colour refinement: a node's colour is a hash of its statements with the colours of the
blank nodes in them, again and again. Nodes that stay alike (two authors of whom nothing is
said) are numbered in the document's order.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from provgraph.readers.rdf.names import GENID
from provgraph.readers.rdf.terms import is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from provgraph.readers.rdf.terms import Statement, Statements, Term

_Around = dict[str, list["Statement"]]
_Colours = dict[str, str]

_ROUNDS = 4
"""So far around a node its colour looks, so that what is farther away does not change it."""
_MORE_ROUNDS = 12
"""So many rounds more for nodes that are still alike."""
_WORK = 20_000
"""Nodes that stay alike are told apart one by one, each time with new colours for all of them,
until this number of colours were renewed: 2 s. The remaining ones are numbered."""


def skolem_iris(statements: Statements, wanted: Collection[str]) -> dict[str, str]:
    """Return an IRI for each blank node of `wanted`: RDF 1.1 Concepts, section 3.5."""
    if not wanted:
        return {}
    around = _component(_around(statements), wanted)
    colours = dict.fromkeys(around, "")
    for _ in range(_ROUNDS):
        colours = _refined(around, colours, around)
    colours = _told_apart(around, colours)
    return {node: f"{GENID}{colours[node][:32]}" for node in wanted}


def _around(statements: Statements) -> _Around:
    """Return the statements in which each blank node occurs."""
    around: _Around = defaultdict(list)
    for statement in statements.statements:
        for node in {term for term in statement if is_blank(term)}:
            around[str(node)].append(statement)
    return around


def _component(around: _Around, starts: Iterable[str]) -> _Around:
    """Return the blank nodes that are connected with `wanted`, in the document's order."""
    waiting, reached = list(starts), set(starts)
    while waiting:
        for statement in around[waiting.pop()]:
            near = {str(term) for term in statement if is_blank(term)} - reached
            reached |= near
            waiting += near
    return {node: list_ for node, list_ in around.items() if node in reached}


def _refined(around: _Around, colours: _Colours, nodes: Iterable[str]) -> _Colours:
    renewed = {node: _colour(node, around[node], colours) for node in nodes}
    return {**colours, **renewed}


def _colour(node: str, statements: Iterable[Statement], colours: _Colours) -> str:
    lines = sorted(
        "\x00".join(_text(term, node, colours) for term in statement) for statement in statements
    )
    return _hash("\x01".join([colours[node], *lines]))


def _text(term: Term, node: str, colours: _Colours) -> str:
    if term == node:
        return "_:"
    if is_blank(term):
        return f"_:{colours[str(term)]}"
    return term if isinstance(term, str) else "\x02".join(str(part) for part in term)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _told_apart(around: _Around, colours: _Colours) -> _Colours:
    """Renew the colours of nodes that are alike, until none are."""
    colours = _again(around, colours)
    work = 0
    while alike := _alike(colours):
        work += len(alike)
        if work > _WORK:
            return _numbered(colours)
        first = alike[0]
        colours = _again(around, {**colours, first: _hash(f"{colours[first]} first")})
    return colours


def _again(around: _Around, colours: _Colours) -> _Colours:
    for _ in range(_MORE_ROUNDS):
        alike = _alike(colours)
        renewed = _refined(around, colours, alike)
        if len(set(renewed.values())) == len(set(colours.values())):
            return colours
        colours = renewed
    return colours


def _alike(colours: _Colours) -> list[str]:
    counts = Counter(colours.values())
    return [node for node, colour in colours.items() if counts[colour] > 1]


def _numbered(colours: _Colours) -> _Colours:
    counts: Counter[str] = Counter()
    numbered = {}
    for node, colour in colours.items():
        numbered[node] = _hash(f"{colour} {counts[colour]}") if counts[colour] else colour
        counts[colour] += 1
    return numbered
