"""A lineage as a tree of text: each node once, where it is nearest; elsewhere an arrow."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.queries.lineage import Lineage
    from provgraph.queries.nodes import Node, Relation

_ABOVE, _BELOW = "↑", "↓"
_CUT = "…"
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def tree(answer: Lineage) -> Iterator[str]:
    """Yield the lines of the tree of a lineage."""
    nodes = {node.id: node for node in answer.nodes}
    links = _links(answer)
    expanded: set[str] = set()
    for start in answer.start:
        yield _text(nodes[start])
        yield from _branches(start, nodes, links, expanded, {cut.id for cut in answer.frontier})
    yield from _footer(answer)


def _branches(
    start: str,
    nodes: dict[str, Node],
    links: dict[str, dict[str, list[Relation]]],
    expanded: set[str],
    cut: set[str],
) -> Iterator[str]:
    # A stack, not recursion: a chain of 10,000 activities is an honest history.
    expanded.add(start)
    stack = _children(start, "", nodes, links)
    while stack:
        source, target, indent, last, relations = stack.pop()
        head = f"{indent}{'└─' if last else '├─'} {_link(relations)} "
        if target in expanded or nodes[target].depth <= nodes[source].depth:
            yield f"{head}{nodes[target].label} {_ABOVE if target in expanded else _BELOW}"
            continue
        expanded.add(target)
        yield head + _text(nodes[target]) + (f" {_CUT}" if target in cut else "")
        stack += _children(target, indent + ("   " if last else "│  "), nodes, links)


def _children(
    node: str,
    indent: str,
    nodes: dict[str, Node],
    links: dict[str, dict[str, list[Relation]]],
) -> list[tuple[str, str, str, bool, list[Relation]]]:
    """Return what hangs below a node, in the order in which a stack gives it back."""
    targets = sorted(links[node], key=lambda target: (nodes[target].depth, nodes[target].label))
    return [
        (node, target, indent, target == targets[-1], links[node][target])
        for target in reversed(targets)
    ]


def _links(answer: Lineage) -> dict[str, dict[str, list[Relation]]]:
    found: dict[str, dict[str, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    for relation in answer.relations:
        ends = (relation.start, relation.end)
        source, target = ends if answer.direction == "up" else ends[::-1]
        found[source][target].append(relation)
    return found


def _link(relations: list[Relation]) -> str:
    roles = sorted(role for relation in relations for role in relation.role)
    said = f" ({', '.join(roles)})" if roles else ""
    return ", ".join(sorted({relation.type for relation in relations})) + said


def _text(node: Node) -> str:
    return f"{node.label}  [{node.kind} {_short(node.id)}]" if node.label != node.id else node.id


def _short(uri: str) -> str:
    """Return what names an element in a selector: of a UUID, the beginning will do."""
    return uri[9:17] if _UUID.fullmatch(uri) else uri


def _footer(answer: Lineage) -> Iterator[str]:
    count = len(answer.nodes) - len(answer.start)
    kinds = {kind: sum(n.kind == kind for n in answer.nodes if n.depth) for kind in _PLURALS}
    said = ", ".join(f"{n} {_PLURALS[kind][n > 1]}" for kind, n in kinds.items() if n)
    word = "come from" if answer.direction == "up" else "lead to"
    if count:
        yield f"\n{said}" + ("" if answer.complete else f"; cut at the nodes marked {_CUT}")
    elif answer.others:
        yield f"\nNothing that it is known to {word}; it has other relations: " + ", ".join(
            answer.others
        )
    else:
        yield f"\nNothing that it is known to {word}."


_PLURALS = {
    "entity": ("entity", "entities"),
    "activity": ("activity", "activities"),
    "agent": ("agent", "agents"),
    "unknown": ("undeclared", "undeclared"),
}
