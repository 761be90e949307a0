"""A lineage as DOT, in the shapes and colours of the W3C's PROV diagrams.

Source: PROV Graph Layout Conventions, https://www.w3.org/2011/prov/wiki/Diagrams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node, RelationLink

STYLES = {
    "entity": 'shape=ellipse, fillcolor="#FFFC87"',
    "activity": 'shape=box, fillcolor="#9FB1FC"',
    "agent": 'shape=house, fillcolor="#FED37F"',
    "unknown": 'shape=ellipse, fillcolor="#EEEEEE"',
}
_HEAD = """\
digraph lineage {
  rankdir=BT
  node [style=filled, color="#808080", fontname="Helvetica", fontsize=11]
  edge [color="#606060", fontcolor="#606060", fontname="Helvetica", fontsize=9]
"""


def dot(answer: Lineage) -> str:
    """Return a lineage in DOT; causes stand above effects."""
    return "".join((_HEAD, *_statements(answer), "}\n"))


def _statements(answer: Lineage) -> Iterator[str]:
    names = {node.id: f"n{number}" for number, node in enumerate(answer.nodes)}
    cuts = {cut.id for cut in answer.frontier}
    for node in answer.nodes:
        yield f"  {names[node.id]} [{_node(node, start=node.depth == 0, cut=node.id in cuts)}]\n"
    for relation in answer.relations:
        if {relation.start, relation.end} <= names.keys():
            yield f"  {names[relation.start]} -> {names[relation.end]} [{_edge(relation)}]\n"


def _node(node: Node, *, start: bool, cut: bool) -> str:
    mark = ", penwidth=2.5" if start else ', style="filled,dashed"' if cut else ""
    if node.warnings:
        mark += ', color="#cc3311", fontcolor="#cc3311"'
    return (
        f"label={_quoted(_label(node))}, tooltip={_quoted(node.id)}, "
        f"{STYLES.get(node.kind, STYLES['unknown'])}{mark}"
    )


def _label(node: Node) -> str:
    return "\n".join((node.label, *node.warnings))


def _edge(relation: RelationLink) -> str:
    return f"label={_quoted(chr(10).join((relation.type, *relation.role)))}"


def _quoted(text: str) -> str:
    """Return a text as a quoted string of DOT: nothing in it is an escape or a reference.

    Graphviz resolves HTML's references in labels, so an ampersand is written as one.
    """
    lines = (
        escape_line(line).replace("&", "&amp;").replace("\\", "\\\\") for line in text.split("\n")
    )
    return '"' + "\\n".join(line.replace('"', '\\"') for line in lines) + '"'
