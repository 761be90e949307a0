"""How a line of text names an element, so that a person can select it again."""

from __future__ import annotations

import re
from typing import Protocol

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


def node_text(node: Named) -> str:
    """Return an element's label, its kind and its id, a UUID's beginning only."""
    return f"{node.label}  [{node.kind} {short(node.id)}]" if node.label != node.id else node.id


def short(uri: str) -> str:
    """Return what names an element in a selector: of a UUID, the beginning will do."""
    return uri[9:17] if _UUID.fullmatch(uri) else uri
