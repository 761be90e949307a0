"""Answers of a size that one wants, made without a store: what a job chain looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.results.lineage import Lineage
from provgraph.results.nodes import Node, RelationLink

if TYPE_CHECKING:
    from provgraph.model.relations import Kind

EX = "http://example.org/"


def chain(runs: int) -> Lineage:
    """Return the lineage of a product made from `runs` runs, merged by twenties: 3 nodes a run."""
    lineage = _Answer()
    product = lineage.add("entity", "gamma_applied.DL2.h5", 0)
    apply = lineage.made(product, "ctapipe-apply-models", 1)
    model = lineage.used(apply, "energy_model.pkl", 2, "reconstructor")
    train = lineage.made(model, "ctapipe-train-energy-regressor", 3)
    merged = lineage.used(apply, "gamma_merged.DL2.h5", 2, "Event data")
    lineage.relations.append(RelationLink("used", train, merged, ("Event data",)))
    merge = lineage.made(merged, "ctapipe-merge", 3)
    config = lineage.add("entity", "base_config.yaml", 5)
    for number in range(runs):
        if number % 20 == 0 and runs > 20:
            part = lineage.used(merge, f"gamma_part{number // 20:03}.DL2.h5", 4, "data to merge")
            part_merge = lineage.made(part, "ctapipe-merge", 5)
        elif number == 0:
            part_merge = merge
        dl2 = lineage.used(part_merge, f"gamma_run{number:04}.dl2.h5", 6, "data to merge")
        process = lineage.made(dl2, "ctapipe-process", 7)
        lineage.used(process, f"gamma_{number:04}.simtel.zst", 8, "DL0/Event")
        lineage.relations.append(RelationLink("used", process, config, ("Tool Configuration",)))
    return lineage.answer()


def answer(nodes: list[Node], relations: list[RelationLink]) -> Lineage:
    """Return a lineage of these nodes, the first being its start."""
    return Lineage((nodes[0].id,), "up", complete=True, nodes=(*nodes,), relations=(*relations,))


class _Answer:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.relations: list[RelationLink] = []

    def add(self, kind: Kind, label: str, depth: int) -> str:
        node = Node(f"{EX}{len(self.nodes)}", kind, (), label, depth)
        self.nodes.append(node)
        return node.id

    def made(self, entity: str, by: str, depth: int) -> str:
        activity = self.add("activity", by, depth)
        self.relations.append(RelationLink("wasGeneratedBy", entity, activity))
        return activity

    def used(self, by: str, label: str, depth: int, role: str) -> str:
        entity = self.add("entity", label, depth)
        self.relations.append(RelationLink("used", by, entity, (role,)))
        return entity

    def answer(self) -> Lineage:
        return answer(self.nodes, self.relations)
