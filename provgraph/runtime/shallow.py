"""Dataclasses as dictionaries, without the copies of all values that `asdict` makes."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def shallow(instance: DataclassInstance) -> dict[str, Any]:
    """Return the fields of a dataclass with their values as they are."""
    return {field.name: getattr(instance, field.name) for field in fields(instance)}
