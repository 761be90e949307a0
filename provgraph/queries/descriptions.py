"""Descriptions: which activities are described, and how often they ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.model.properties import first_text
from provgraph.results.descriptions import ActivityDescription

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection


def descriptions(connection: Connection) -> list[ActivityDescription]:
    """Return the descriptions of activities, by name and version."""
    return connection.fetch("descriptions/list", _description)


def _description(  # noqa: PLR0913  # the columns of the statement
    *,
    id: str,  # noqa: A002  # the column's name
    name: object,
    version: object,
    type: object,  # noqa: A002  # the column's name
    description: object,
    documentation: object,
    executions: int,
) -> ActivityDescription:
    return ActivityDescription(
        id=id,
        name=first_text(name) or id,
        version=first_text(version),
        type=first_text(type),
        description=first_text(description),
        documentation=first_text(documentation),
        executions=executions,
    )
