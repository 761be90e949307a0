"""Packages that waited for a manager, and the result of sending each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, Result


@dataclass(frozen=True, slots=True)
class PushedFile(Result):
    """A file that was handed in: the manager's receipt, or the reason why it stays."""

    file: str
    receipt: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class PushedFiles(Answer):
    """The files that were handed in to a manager."""

    SCHEMA: ClassVar[str] = "push"

    files: tuple[PushedFile, ...]
