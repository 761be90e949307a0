"""Results for other libraries: tables of pandas, graphs of networkx."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.errors import ExportError

if TYPE_CHECKING:
    import pandas as pd

    from provgraph.results.base import ListResult
    from provgraph.results.lineage import Lineage


class LineageFrames(NamedTuple):
    """A lineage as two tables of pandas."""

    nodes: pd.DataFrame
    relations: pd.DataFrame


def list_frame(answer: ListResult) -> pd.DataFrame:
    """Return a list as a `pandas.DataFrame`.

    Raises:
        ExportError: pandas is not installed.

    """
    return _library("pandas").DataFrame(answer.as_json()[answer.LISTED])


def to_networkx(answer: Lineage) -> Any:  # noqa: ANN401  # networkx has no types
    """Return a lineage as a `networkx.MultiDiGraph`, its relations from effect to cause.

    Raises:
        ExportError: networkx is not installed.

    """
    graph = _library("networkx").MultiDiGraph()
    value = answer.as_json()
    for node in value["nodes"]:
        graph.add_node(node.pop("id"), **node)
    for relation in value["relations"]:
        graph.add_edge(relation.pop("from"), relation.pop("to"), **relation)
    return graph


def lineage_frames(answer: Lineage) -> LineageFrames:
    """Return a lineage as two tables of pandas, `nodes` and `relations`.

    Raises:
        ExportError: pandas is not installed.

    """
    frame = _library("pandas").DataFrame
    value = answer.as_json()
    columns = ["id", "kind", "types", "label", "depth"]
    if any(node.attributes is not None for node in answer.nodes):
        columns.append("attributes")
    return LineageFrames(
        frame(value["nodes"], columns=columns),
        frame(value["relations"], columns=["type", "from", "to", "role"]),
    )


def _library(name: str) -> Any:  # noqa: ANN401  # a module that need not be installed
    try:
        return import_module(name)
    except ImportError as error:
        raise ExportError(f"this needs {name}: pip install {name}") from error
