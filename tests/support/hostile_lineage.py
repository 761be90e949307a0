"""A lineage whose texts attack the programs that show them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from provgraph.results.nodes import Node, RelationLink
from tests.support.answers import EX, answer

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "<img src=x onerror=alert(1)>",
    'quote " and \\ backslash \\',
    "trailing backslash \\",
    "&lt; &amp; &#65;",
    "right\u202eto left\u2066",
    "line\u2028separator\nnewline\ttab",
    "nul\x00 and escape \x1b[2J",
    "lone surrogate \ud800",
    "]]>",
    "$title ${data}",
    "\\N \\G \\L",
)


def hostile() -> Lineage:
    """Return a lineage whose labels, ids, types and roles attack the programs that show them."""
    nodes = [
        Node(f"{EX}{number}{text}", "entity", (text,), text, number, attributes={text: (text,)})
        for number, text in enumerate(HOSTILE)
    ]
    pairs = itertools.pairwise(nodes)
    return answer(nodes, [RelationLink("used", a.id, b.id, (a.label,)) for a, b in pairs])
