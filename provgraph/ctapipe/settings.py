"""Settings: what stored records say of how their activities ran."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.ctapipe import content
from provgraph.ivoa.execution import ExecutionSettings

if TYPE_CHECKING:
    from collections.abc import Collection

    from provgraph.graph.connection import Transaction


def settings(tx: Transaction, activities: Collection[str]) -> dict[str, ExecutionSettings]:
    """Return the settings of activities whose records are kept."""
    rows = tx.run("records/values", ids=sorted(activities))
    return {
        row["id"]: _settings(content.restore(row["skeleton"], dict(row["contents"])))
        for row in rows
    }


def _settings(record: Any) -> ExecutionSettings:  # noqa: ANN401  # any JSON value
    config, system = record.get("config"), record.get("system")
    system = system if isinstance(system, dict) else {}
    version, arguments = system.get("ctapipe_version"), system.get("arguments")
    return ExecutionSettings(
        version=version if isinstance(version, str) else None,
        config=config if isinstance(config, dict) else {},
        arguments=tuple(map(str, arguments)) if isinstance(arguments, list) else (),
    )
