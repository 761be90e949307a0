"""How a line of text names an element, so that a person can select it again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provgraph.results.nodes import Node

_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def node_text(node: Node) -> str:
    """Return an element's label, its kind and its id, a UUID's beginning only."""
    return f"{node.label}  [{node.kind} {short(node.id)}]" if node.label != node.id else node.id


def short(uri: str) -> str:
    """Return what names an element in a selector: of a UUID, the beginning will do."""
    return uri[9:17] if _UUID.fullmatch(uri) else uri
