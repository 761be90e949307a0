"""Makers: the activity that is meant where a file is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.errors import AmbiguousError, NotFoundError
from provgraph.model.keys import key_of
from provgraph.queries.lineage import lineage
from provgraph.queries.relation_sets import relation_set
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.queries.select import SelectedElement


def activity_of(connection: Connection, element: SelectedElement) -> str:
    """Return the id of an activity: the element itself, or the one that generated it.

    Raises:
        NotFoundError: it is an agent, or no known activity generated it.
        AmbiguousError: several did.

    """
    if element.kind == "activity":
        return element.id
    answer = lineage(connection, [element.key], depth=1, followed=relation_set("wasGeneratedBy"))
    makers = sorted(node.id for node in answer.nodes if node.kind == "activity")
    if not makers:
        raise NotFoundError(f"{element.id} is not an activity, and no known activity generated it")
    if len(makers) > 1:
        names = "\n".join(f"  {escape_line(name)}" for name in makers)
        raise AmbiguousError(
            f"several activities generated {element.id}; use one of these:\n{names}", makers
        )
    return makers[0]


def activity_key_of(connection: Connection, element: SelectedElement) -> str:
    """Return the key of that activity.

    Raises:
        NotFoundError: it is an agent, or no known activity generated it.
        AmbiguousError: several did.

    """
    if element.kind == "activity":
        return element.key
    prefix = element.key.removesuffix(key_of(element.id))
    return key_of(activity_of(connection, element), prefix)
