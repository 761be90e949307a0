"""Results for other libraries: tables of pandas, graphs of networkx."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.errors import ExportError

if TYPE_CHECKING:
    import pandas as pd

    Json = dict[str, Any]


class LineageFrames(NamedTuple):
    """A lineage as two tables of pandas."""

    nodes: pd.DataFrame
    relations: pd.DataFrame


def list_frame(rows: list[Json]) -> pd.DataFrame:
    """Return the rows of a list as a `pandas.DataFrame`.

    Raises:
        ExportError: pandas is not installed.

    """
    return _library("pandas").DataFrame(rows)


def to_networkx(lineage: Json) -> Any:  # noqa: ANN401  # networkx has no types
    """Return the JSON of a lineage as a `networkx.MultiDiGraph`, from effect to cause.

    Raises:
        ExportError: networkx is not installed.

    """
    graph = _library("networkx").MultiDiGraph()
    for node in lineage["nodes"]:
        graph.add_node(node.pop("id"), **node)
    for relation in lineage["relations"]:
        graph.add_edge(relation.pop("from"), relation.pop("to"), **relation)
    return graph


def lineage_frames(lineage: Json) -> LineageFrames:
    """Return the JSON of a lineage as two tables of pandas, `nodes` and `relations`.

    Raises:
        ExportError: pandas is not installed.

    """
    frame = _library("pandas").DataFrame
    columns = ["id", "kind", "types", "label", "depth"]
    if any("attributes" in node for node in lineage["nodes"]):
        columns.append("attributes")
    return LineageFrames(
        frame(lineage["nodes"], columns=columns),
        frame(lineage["relations"], columns=["type", "from", "to", "role"]),
    )


def _library(name: str) -> Any:  # noqa: ANN401  # a module that need not be installed
    try:
        return import_module(name)
    except ImportError as error:
        raise ExportError(f"this needs {name}: pip install {name}") from error
