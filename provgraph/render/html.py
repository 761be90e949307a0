"""A lineage as one HTML page that needs no network: to pan, zoom, search and unfold.

Layers, order and groups are computed here (`layers`, `groups`); the page's script stacks
what is unfolded and draws it. 5,000 nodes and 10,000 relations laid out by libraries in the
browser took from 8 s to minutes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING, Any

from provgraph.render.details import details
from provgraph.results.groups import grouped
from provgraph.results.layers import layers
from provgraph.runtime.escape import escape_line
from provgraph.version import __version__

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage

_SCRIPTS = ("model", "layout", "view", "paint", "panel", "save", "input")


def html(answer: Lineage) -> str:
    """Return a lineage as a page."""
    style, script = _part("page.css"), picture_script()
    return Template(_part("page.html")).substitute(
        title=escape(_title(answer)),
        version=__version__,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=script_json(drawn(answer)),
    )


def drawn(answer: Lineage) -> dict[str, Any]:
    """Return what the page draws: nodes, relations between their positions, groups."""
    layered = layers(answer.nodes, answer.relations, answer.direction)
    by_id = {node.id: node for node in answer.nodes}
    shown = [[by_id[name] for name in layer] for layer in layered]
    groups, innermost = grouped(shown, answer.start)
    place = {
        name: {"layer": number, "place": (position + 0.5) / len(layer)}
        for number, layer in enumerate(layered)
        for position, name in enumerate(layer)
    }
    told_apart = details(answer)
    reasons = {cut.id: cut.reason for cut in answer.frontier}
    position = {node.id: number for number, node in enumerate(answer.nodes)}
    return {
        "complete": answer.complete,
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "types": node.types,
                "label": node.label,
                "detail": told_apart.get(node.id, ""),
                "depth": node.depth,
                "attributes": node.attributes or {},
                "start": node.id in answer.start,
                "cut": reasons.get(node.id, ""),
                "mark": ", ".join(node.warnings),
                "group": innermost.get(node.id),
                **place[node.id],
            }
            for node in answer.nodes
        ],
        "relations": [
            {"type": r.type, "role": r.role, "from": position[r.start], "to": position[r.end]}
            for r in answer.relations
            if r.start in position and r.end in position
        ],
        "groups": [{"label": g.label, "kind": g.kind, "parent": g.parent} for g in groups],
    }


@cache
def picture_script() -> str:
    """Return the script that draws; its parts share one scope, in this order."""
    return "".join(_part(f"picture/{name}.js") for name in _SCRIPTS)


def _title(answer: Lineage) -> str:
    labels = {node.id: node.label for node in answer.nodes}
    first, *more = (escape_line(labels[start]) for start in answer.start)
    word = {"up": "upstream", "down": "downstream"}.get(answer.direction, "upstream and downstream")
    return f"{first}{f' and {len(more)} more' if more else ''}: {word}"


def script_json(data: object) -> str:
    r"""Return JSON in which nothing ends a script element or opens a comment of HTML.

    Inside `<script>` a browser knows no references, so `<`, `>` and `&` are written as
    `\u003c`, `\u003e` and `\u0026`; everything outside ASCII is escaped by `json`.
    """
    text = json.dumps(data, separators=(",", ":"))
    return "".join({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}.get(c, c) for c in text)


def _hash(text: str) -> str:
    """Return what a Content-Security-Policy calls the text of an inline element."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _part(name: str) -> str:
    return resources.files("provgraph.render").joinpath(name).read_text(encoding="utf-8")
