"""Executions as the store has them, read to be matched with descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.graph.rows import type_uris
from provgraph.ivoa.execution import EntityUse, Execution
from provgraph.model import records
from provgraph.model.namespaces import PROV, PROVGRAPH, VOPROV
from provgraph.model.terms import text_of, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from provgraph.graph.connection import Transaction
    from provgraph.ivoa.execution import ExecutionSettings

_VALUE = f"{VOPROV}ValueEntity"


def executions_of(
    tx: Transaction,
    ids: Collection[str],
    settings: Callable[[Collection[str]], Mapping[str, ExecutionSettings]],
) -> dict[str, Execution]:
    """Return the jobs of these ids, with the settings that the function gives."""
    rows = tx.run("descriptions/executions", ids=sorted(ids))
    settings_of = settings([row["id"] for row in rows])
    return {row["id"]: _execution(row, settings_of[row["id"]]) for row in rows}


def _execution(row: Mapping[str, Any], settings: ExecutionSettings) -> Execution:
    uses = sorted(map(_use, row["files"]), key=repr)
    return Execution(row["id"], uses, settings)


def _use(file: tuple[bool, object, str, str | None]) -> EntityUse:
    output, role, uri, record = file
    # The job's own record of the entity, not the node's properties: those join what others say
    # of it, too, and can change without this job.
    _, attributes, _ = records.from_text(record) if record else ("", {}, {})
    name, place = (attributes.get(a, ()) for a in (f"{PROVGRAPH}name", f"{PROV}location"))
    return EntityUse(
        entity=uri,
        output=output,
        role=min(texts(role), default=None),
        value=_VALUE in type_uris(attributes),
        name=min(map(text_of, name), default=None),
        location=min(map(text_of, place), default=None),
    )
