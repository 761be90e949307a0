"""How a line of text names an element, so that a person can select it again."""

from __future__ import annotations

import re
from typing import Protocol

from provgraph.results.nodes import is_unfinished

_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Named(Protocol):
    """What has an id, a kind and a label: elements, and answers about one."""

    @property
    def id(self) -> str:
        """Its URI."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def types(self) -> tuple[str, ...]:
        """The URIs of its types."""


def node_text(node: Named) -> str:
    """Return an element's label, its kind and its id, and whether it is an unfinished file.

    Of a UUID it is the beginning only.
    """
    name = f"{node.label}  [{node.kind} {short(node.id)}]" if node.label != node.id else node.id
    return f"{name}  ! unfinished" if is_unfinished(node.types) else name


def kind_text(node: Named) -> str:
    """Return an element's kind, and whether it is an unfinished file."""
    return f"unfinished {node.kind}" if is_unfinished(node.types) else node.kind


def short(uri: str) -> str:
    """Return what names an element in a selector: of a UUID, the beginning will do."""
    return uri[9:17] if _UUID.fullmatch(uri) else uri
