"""Details: what tells activities of the same name apart, by their run, files or time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

from provgraph.render.times import to_the_second
from provgraph.runtime.natural import natural_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node

    Detail = Callable[[Node], str]
    Files = Mapping[str, Sequence[str]]

_RUNS = ("run", "run_number", "run_id", "obs_id", "observation_run")
_TIMES = ("startTime", "startedAtTime", "time")


def details(answer: Lineage) -> dict[str, str]:
    """Return the details of the activities whose names others have, too."""
    alike: dict[str, list[Node]] = defaultdict(list)
    for node in answer.nodes:
        if node.kind == "activity":
            alike[node.label].append(node)
    files = _files(answer, "used", "start"), _files(answer, "wasGeneratedBy", "end")
    return {
        node.id: text
        for nodes in alike.values()
        if len(nodes) > 1
        for node, text in zip(nodes, _told_apart(nodes, *files), strict=True)
    }


def _told_apart(nodes: Sequence[Node], inputs: Files, outputs: Files) -> list[str]:
    """Return the first kind of detail that differs between all, else the most different one."""
    kinds = (_run, _own("of", nodes, inputs), _own("to", nodes, outputs), _time)
    candidates = [[detail(node) for node in nodes] for detail in kinds]
    return max(candidates, key=lambda texts: len(set(texts) - {""}))


def _run(node: Node) -> str:
    return _first(node, _RUNS, "run {}".format)


def _time(node: Node) -> str:
    return _first(node, _TIMES, lambda time: to_the_second(time).replace("T", " ", 1))


def _first(node: Node, names: Sequence[str], text: Callable[[str], str]) -> str:
    """Return the value of the first of some attributes that a node has, whatever its prefix."""
    values = {name.rpartition(":")[2]: v for name, v in (node.attributes or {}).items() if v}
    return next((text(values[name][0]) for name in names if name in values), "")


def _own(word: str, nodes: Sequence[Node], files: Files) -> Detail:
    """Return what names the files that only one of these activities used, or made."""
    users = Counter(name for node in nodes for name in set(files.get(node.id, ())))

    def detail(node: Node) -> str:
        own = sorted({n for n in files.get(node.id, ()) if users[n] == 1}, key=natural_key)
        more = f" +{len(own) - 1}" if len(own) > 1 else ""
        return f"{word} {own[0]}{more}" if own else ""

    return detail


def _files(answer: Lineage, relation_type: str, activity: Literal["start", "end"]) -> Files:
    """Return the names of the files at the other ends of the activities' relations of a type."""
    labels = {node.id: node.label for node in answer.nodes}
    files: dict[str, list[str]] = defaultdict(list)
    for relation in answer.relations:
        file, job = (relation.end, relation.start)[:: 1 if activity == "start" else -1]
        if relation.type == relation_type and file in labels:
            files[job].append(labels[file])
    return files
