"""A lineage as a tree of text: each node once, where it is nearest; elsewhere an arrow."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from provgraph.model.relations import RELATIONS
from provgraph.render.left_out import left_out
from provgraph.render.names import kind_text, node_text
from provgraph.results.groups import shared, stem
from provgraph.results.nodes import count_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node, RelationLink

_ABOVE, _BELOW, _FOLDED = "↑", "↓", "(folded)"
_CUT = "…"
_MAX_SIBLINGS = 10
"""Of more siblings that are alike, only the first is shown."""

_DEEPEST = 40
"""Levels that are indented; a chain of thousands would fill gigabytes with blanks."""

_BOTH_WAYS = {relation.name for relation in RELATIONS if relation.both_ways}
_MEMBER = "hadMember"
_HEADS = {"up": "upstream", "down": "downstream"}


def tree(answer: Lineage) -> Iterator[str]:
    """Yield the lines of the tree of a lineage."""
    both = answer.direction == "both"
    drawn: set[str] = set()
    for direction in ("up", "down") if both else (answer.direction,):
        if both:
            yield from ("",) if direction == "down" else ()
            yield _HEADS[direction]
        one_way = _Tree(answer, direction)
        yield from one_way.lines()
        drawn |= one_way.shown
    yield from _footer(answer, len(answer.nodes) - len(drawn))


class _Branch(NamedTuple):
    """A line below a node: what it leads to, how, or the siblings that it stands for."""

    source: str
    target: str
    link: str
    folded: str = ""


class _Tree:
    """The tree in one direction; `shown` are the nodes with a line of their own."""

    def __init__(self, answer: Lineage, direction: str) -> None:
        self._starts = answer.start
        self._nodes = {node.id: node for node in answer.nodes}
        self._cut = {cut.id for cut in answer.frontier}
        self._links = _links(answer, direction)
        self._back: set[tuple[str, str]] = set()
        self._nearest = self._reached(lambda name: list(self._links[name]))
        if answer.direction != "both" and len(self._nearest) < len(answer.nodes):
            self._turn_back(answer)
        self._branches = {name: self._below(name) for name in self._nearest}
        self.shown = set(self._reached(self._expanded_below))

    def lines(self) -> Iterator[str]:
        """Yield the lines."""
        # A stack, not recursion: a chain of 10,000 activities is an honest history.
        expanded: set[str] = set()
        for start in self._starts:
            yield _text(self._nodes[start]) + (f" {_CUT}" if start in self._cut else "")
            expanded.add(start)
            stack = self._stacked(start, "")
            while stack:
                branch, indent, last = stack.pop()
                yield f"{indent}{'└─' if last else '├─'} {self._line(branch, expanded)}"
                if self._opens(branch, expanded):
                    expanded.add(branch.target)
                    stack += self._stacked(branch.target, self._deeper(indent, last, branch))

    def _deeper(self, indent: str, last: bool, branch: _Branch) -> str:  # noqa: FBT001
        """Return the indentation below a branch; from the deepest on, the depth in numbers."""
        depth = self._nearest[branch.target] + 1
        if depth <= _DEEPEST:
            return indent + ("   " if last else "│  ")
        return "   " * _DEEPEST + f"{depth:,}: "

    def _turn_back(self, answer: Lineage) -> None:
        """Add the steps against their relation's direction: from a member to its collection."""
        for relation in answer.relations:
            ends = (relation.start, relation.end)
            source, target = ends if answer.direction == "up" else ends[::-1]
            if relation.type == _MEMBER and source not in self._nearest:
                self._links[target][source] += self._links[source].pop(target, [])
                self._back.add((target, source))
        self._nearest = self._reached(lambda name: list(self._links[name]))

    def _line(self, branch: _Branch, expanded: set[str]) -> str:
        target = self._nodes[branch.target]
        if branch.folded:
            return f"{branch.link} {branch.folded}"
        if self._opens(branch, expanded):
            mark = f" {_CUT}" if target.id in self._cut else ""
            return f"{branch.link} {_text(target)}{mark}"
        mark = _ABOVE if target.id in expanded else _BELOW if target.id in self.shown else _FOLDED
        return f"{branch.link} {target.label} {mark}"

    def _opens(self, branch: _Branch, expanded: set[str]) -> bool:
        return branch.target not in expanded and self._leads_on(branch)

    def _leads_on(self, branch: _Branch) -> bool:
        """Return whether this is where the target is nearest."""
        nearer = self._nearest[branch.source] < self._nearest[branch.target]
        return nearer and not branch.folded

    def _expanded_below(self, name: str) -> list[str]:
        return [branch.target for branch in self._branches[name] if self._leads_on(branch)]

    def _stacked(self, name: str, indent: str) -> list[tuple[_Branch, str, bool]]:
        """Return what hangs below a node, in the order in which a stack gives it back."""
        below = self._branches[name]
        return [(branch, indent, branch is below[-1]) for branch in reversed(below)]

    def _below(self, name: str) -> list[_Branch]:
        """Return the branches of a node, nearest first, those of many equal siblings folded."""
        alike: dict[tuple[str, str, str], list[_Branch]] = defaultdict(list)
        order = sorted(
            self._links[name],
            key=lambda name: (self._nearest[name], self._nodes[name].label, name),
        )
        for target in order:
            node, link = self._nodes[target], _link(self._links[name][target])
            link = f"← {link}" if (name, target) in self._back else link
            branch = _Branch(name, target, link)
            alike[link, kind_text(node), stem(node.label)].append(branch)
        return [branch for branches in alike.values() for branch in self._fewer(branches)]

    def _fewer(self, alike: Sequence[_Branch]) -> Sequence[_Branch]:
        if len(alike) <= _MAX_SIBLINGS:
            return alike
        name = shared([self._nodes[branch.target].label for branch in alike])
        return alike[0], alike[0]._replace(folded=f"{len(alike) - 1:,} more like {name}")

    def _reached(self, below: Callable[[str], list[str]]) -> dict[str, int]:
        """Return the nodes that `below` leads to from the starts, with their least depth."""
        depths = dict.fromkeys(self._starts, 0)
        level = list(depths)
        while level:
            depth = depths[level[0]] + 1
            following = dict.fromkeys(child for name in level for child in below(name))
            level = [name for name in following if name not in depths]
            depths |= dict.fromkeys(level, depth)
        return depths


def _links(answer: Lineage, direction: str) -> dict[str, dict[str, list[RelationLink]]]:
    """Return node → what it leads to in that direction → by which relations."""
    depths = {node.id: node.depth for node in answer.nodes}
    links: dict[str, dict[str, list[RelationLink]]] = defaultdict(lambda: defaultdict(list))
    for relation in answer.relations:
        ends = (relation.start, relation.end)
        source, target = ends if direction == "up" else ends[::-1]
        if {source, target} <= depths.keys():
            turned = relation.type in _BOTH_WAYS and depths[target] < depths[source]
            source, target = (target, source) if turned else (source, target)
            links[source][target].append(relation)
    return links


def _link(relations: Sequence[RelationLink]) -> str:
    roles = sorted(role for relation in relations for role in relation.role)
    suffix = f" ({', '.join(roles)})" if roles else ""
    return ", ".join(sorted({relation.type for relation in relations})) + suffix


def _text(node: Node) -> str:
    mark = f"  ! {node.mark.short}" if node.mark else ""
    return node_text(node) + mark


def _footer(answer: Lineage, folded: int) -> Iterator[str]:
    yield from _summary(answer, folded)
    yield from left_out(answer.left_out)


def _summary(answer: Lineage, folded: int) -> Iterator[str]:
    counts = count_kinds(node for node in answer.nodes if node.depth)
    yield ""
    if counts:
        more = f"; {folded:,} of them not drawn: --format table lists all" if folded else ""
        reasons = ", ".join(sorted({cut.reason for cut in answer.frontier}))
        yield f"{counts}{more}" + (
            f"; cut ({reasons}) at the nodes marked {_CUT}" if reasons else ""
        )
        return
    others = (
        f"; it has other relations: {', '.join(answer.other_relations)}"
        if answer.other_relations
        else "."
    )
    yield f"{_EMPTY[answer.direction]}{others}"


_EMPTY = {
    "up": "No known origin",
    "down": "Nothing is known to be made from it",
    "both": "Nothing is known upstream or downstream",
}
