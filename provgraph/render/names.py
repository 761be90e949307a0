"""How a line of text names an element, so that a person can select it again."""

from __future__ import annotations

import re
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from provgraph.results.nodes import is_unfinished

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_BEGINNING = re.compile(r"\b[0-9a-f]{8}\b")
_LENGTHS: ContextVar[Mapping[str, int]] = ContextVar("lengths", default=MappingProxyType({}))


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


def name_and_id(label: str, uri: str) -> str:
    """Return what people call an element, with its id; a terminal shows the latter shortened."""
    return uri if label == uri else f"{label} [{uri}]"


def kind_text(node: Named) -> str:
    """Return an element's kind, and whether it is an unfinished file."""
    return f"unfinished {node.kind}" if is_unfinished(node.types) else node.kind


def short(uri: str) -> str:
    """Return what names an element in a selector: of a UUID, the beginning will do.

    It has eight characters, or as many as `tell_apart` was told.
    """
    if not _UUID.fullmatch(uri):
        return uri
    uuid = uri[9:]
    return uuid[: _LENGTHS.get().get(uuid[:8], 8)]


def beginnings(lines: Iterable[str]) -> set[str]:
    """Return the beginnings of UUIDs that lines name."""
    return {match for line in lines for match in _BEGINNING.findall(line)}


def tell_apart(lengths: Mapping[str, int]) -> None:
    """Let `short` write longer beginnings of UUIDs that begin alike, as git does of commits."""
    _LENGTHS.set(lengths)
