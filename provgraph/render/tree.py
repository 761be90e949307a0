"""A lineage as a tree of text: each node once, where it is nearest; elsewhere an arrow."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from provgraph.model.relations import RELATIONS
from provgraph.render.groups import shared, stem
from provgraph.results.nodes import count_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node, RelationLink

_ABOVE, _BELOW, _FOLDED = "↑", "↓", "(folded)"
_CUT = "…"
_MOST = 10
"""So many siblings that are alike are shown; of more, the first alone."""

_DEEPEST = 40
"""Levels that are indented; a chain of thousands would fill gigabytes with blanks."""

_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BOTH_WAYS = {relation.name for relation in RELATIONS if relation.both_ways}
_MEMBER = "hadMember"
_HEADS = {"up": "comes from", "down": "led to"}


def tree(answer: Lineage) -> Iterator[str]:
    """Yield the lines of the tree of a lineage."""
    both = answer.direction == "both"
    drawn: set[str] = set()
    for direction in ("up", "down") if both else (answer.direction,):
        if both:
            yield from ("",) if direction == "down" else ()
            yield _HEADS[direction]
        found = _Tree(answer, direction)
        yield from found.lines()
        drawn |= found.shown
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
        self._cut = {one.id for one in answer.frontier}
        self._links = _links(answer, direction)
        self._back: set[tuple[str, str]] = set()
        self._nearest = self._walked(lambda name: list(self._links[name]))
        if answer.direction != "both" and len(self._nearest) < len(answer.nodes):
            self._turn_back(answer)
        self._branches = {name: self._below(name) for name in self._nearest}
        self.shown = set(self._walked(self._expanded_below))

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
        self._nearest = self._walked(lambda name: list(self._links[name]))

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
            key=lambda one: (self._nearest[one], self._nodes[one].label, one),
        )
        for target in order:
            node, link = self._nodes[target], _link(self._links[name][target])
            link = f"← {link}" if (name, target) in self._back else link
            branch = _Branch(name, target, link)
            alike[link, node.kind, stem(node.label)].append(branch)
        return [branch for branches in alike.values() for branch in self._fewer(branches)]

    def _fewer(self, alike: Sequence[_Branch]) -> Sequence[_Branch]:
        if len(alike) <= _MOST:
            return alike
        name = shared([self._nodes[branch.target].label for branch in alike])
        return alike[0], alike[0]._replace(folded=f"{len(alike) - 1:,} more like {name}")

    def _walked(self, below: Callable[[str], list[str]]) -> dict[str, int]:
        """Return the nodes that `below` leads to from the starts, with their least depth."""
        found = dict.fromkeys(self._starts, 0)
        level = list(found)
        while level:
            depth = found[level[0]] + 1
            reached = dict.fromkeys(name for one in level for name in below(one))
            level = [name for name in reached if name not in found]
            found |= dict.fromkeys(level, depth)
        return found


def _links(answer: Lineage, direction: str) -> dict[str, dict[str, list[RelationLink]]]:
    """Return node → what it leads to in that direction → by which relations."""
    depths = {node.id: node.depth for node in answer.nodes}
    found: dict[str, dict[str, list[RelationLink]]] = defaultdict(lambda: defaultdict(list))
    for relation in answer.relations:
        ends = (relation.start, relation.end)
        source, target = ends if direction == "up" else ends[::-1]
        if {source, target} <= depths.keys():
            turned = relation.type in _BOTH_WAYS and depths[target] < depths[source]
            source, target = (target, source) if turned else (source, target)
            found[source][target].append(relation)
    return found


def _link(relations: Sequence[RelationLink]) -> str:
    roles = sorted(role for relation in relations for role in relation.role)
    said = f" ({', '.join(roles)})" if roles else ""
    return ", ".join(sorted({relation.type for relation in relations})) + said


def _text(node: Node) -> str:
    bad = f"  ! {node.mark.short}" if node.mark else ""
    if node.label == node.id:
        return node.id + bad
    return f"{node.label}  [{node.kind} {_short(node.id)}]{bad}"


def _short(uri: str) -> str:
    """Return what names an element in a selector: of a UUID, the beginning will do."""
    return uri[9:17] if _UUID.fullmatch(uri) else uri


def _footer(answer: Lineage, folded: int) -> Iterator[str]:
    said = count_kinds(node for node in answer.nodes if node.depth)
    yield ""
    if said:
        more = f"; {folded:,} of them not drawn: --format table lists all" if folded else ""
        reasons = ", ".join(sorted({one.reason for one in answer.frontier}))
        yield f"{said}{more}" + (f"; cut ({reasons}) at the nodes marked {_CUT}" if reasons else "")
        return
    others = (
        f"; it has other relations: {', '.join(answer.other_relations)}"
        if answer.other_relations
        else "."
    )
    yield f"Nothing that it is known to {_WORDS[answer.direction]}{others}"


_WORDS = {"up": "come from", "down": "lead to", "both": "come from or lead to"}
