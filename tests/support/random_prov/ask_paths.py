"""Path, common, roots, leaves and impact (docs/questions.md), against networkx."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

from tests.support.random_prov.ask_lineage import different
from tests.support.random_prov.facts import SETS, Link, instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from provgraph.results.paths import BoundaryElement, Paths
    from tests.support.random_prov.loaded import Loaded

_LEVELS = "https://provgraph.readthedocs.io/ns/cta#product_data_levels"
_MANY = 10_000


def path(loaded: Loaded) -> Iterator[str]:
    """Return the direction, the least length, each of the shortest paths, and their relations."""
    chance = loaded.chance("path")
    for _ in range(4):
        start, end = chance.choice(loaded.elements), chance.choice(loaded.elements)
        follow = chance.choice(("data", "data", "responsibility", "all"))
        yield from _one_path(loaded, start, end, follow)


def _one_path(loaded: Loaded, start: str, end: str, follow: str) -> Iterator[str]:
    what = f"path {start} {end}, {follow}"
    links = loaded.facts.links(SETS[follow])
    direction, expected = _shortest(loaded.facts.graph(SETS[follow]), start, end)
    for limit in (None, _MANY):
        answer = loaded.store.path(start, end, limit=limit, follow=follow)
        yield from different(f"{what}: direction", answer.direction, direction)
        yield from different(f"{what}: a reason", answer.reason is None, bool(expected))
        if answer.direction != direction or not expected:
            continue
        yield from different(f"{what}: length", answer.length, len(min(expected)) - 1)
        chosen = set(answer.paths)
        yield from different(f"{what}: paths", chosen, expected if limit else chosen & expected)
        yield from different(f"{what}: number", len(answer.paths), len(expected) if limit else 1)
        if limit:
            yield from different(f"{what}: count", answer.count, len(expected))
        yield from _links_on(what, answer, links)


def _shortest(graph: nx.DiGraph, start: str, end: str) -> tuple[str | None, set[tuple[str, ...]]]:
    if start == end:
        return "up", {(start,)}
    if nx.has_path(graph, start, end):
        return "up", {tuple(nodes) for nodes in nx.all_shortest_paths(graph, start, end)}
    if nx.has_path(graph, end, start):
        return "down", {tuple(nodes[::-1]) for nodes in nx.all_shortest_paths(graph, end, start)}
    return None, set()


def _links_on(what: str, answer: Paths, links: set[Link]) -> Iterator[str]:
    steps = {
        pair if answer.direction == "up" else pair[::-1]
        for ids in answer.paths
        for pair in pairwise(ids)
    }
    given = {Link(r.type, r.start, r.end, tuple(sorted(r.role))) for r in answer.relations}
    expected = {link for link in links if (link.effect, link.cause) in steps}
    yield from different(f"{what}: relations", given, expected)


def common(loaded: Loaded) -> Iterator[str]:
    """Count the common ancestors; return the nearest of them, and the distances."""
    chance = loaded.chance("common")
    for _ in range(3):
        starts = chance.sample(loaded.elements, min(chance.choice((2, 2, 3)), len(loaded.elements)))
        follow = chance.choice(("data", "data", "responsibility"))
        graph = loaded.facts.graph(SETS[follow])
        shared = set.intersection(*({start, *nx.descendants(graph, start)} for start in starts))
        answer = loaded.store.common(*starts, follow=follow)
        what = f"common {' '.join(starts)}, {follow}"
        yield from different(f"{what}: total", answer.total, len(shared))
        expected = _first(graph.subgraph(shared))
        yield from different(
            f"{what}: nearest", {ancestor.id for ancestor in answer.nearest}, expected
        )
        for ancestor in answer.nearest:
            if ancestor.id in expected:
                distances = {
                    name: nx.shortest_path_length(graph, name, ancestor.id) for name in starts
                }
                yield from different(
                    f"{what}: distances of {ancestor.id}", ancestor.distances, distances
                )


def _first(graph: nx.DiGraph) -> set[str]:
    """Return the elements of the components that no other component depends on."""
    if not graph:
        return set()
    parts = nx.condensation(graph)
    return {
        name
        for part, degree in parts.in_degree()
        if degree == 0
        for name in parts.nodes[part]["members"]
    }


def roots(loaded: Loaded) -> Iterator[str]:
    """Return upstream elements from which no followed relation leads on, with their depths."""
    yield from _boundary(loaded, "roots")


def leaves(loaded: Loaded) -> Iterator[str]:
    """Return downstream elements to which no followed relation leads, the latest first."""
    yield from _boundary(loaded, "leaves")


def _boundary(loaded: Loaded, side: str) -> Iterator[str]:
    chance = loaded.chance(side)
    for start in loaded.some(side, 3):
        follow = chance.choice(("data", "data", "responsibility"))
        graph = loaded.facts.graph(SETS[follow])
        answer = getattr(loaded.store, side)(start, follow=follow)
        expected = _ends(graph if side == "roots" else graph.reverse(), [start])
        what = f"{side} of {start}, {follow}"
        yield from different(what, {end.id: end.depth for end in answer.ends}, expected)
        if side == "leaves":
            yield from _latest_first(what, answer.ends)


def _ends(graph: nx.DiGraph, starts: Collection[str]) -> dict[str, int]:
    depths = _reached(graph, starts)
    return {name: depth for name, depth in depths.items() if not graph.out_degree(name)}


def _reached(graph: nx.DiGraph, starts: Collection[str]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for start in starts:
        for name, depth in nx.single_source_shortest_path_length(graph, start).items():
            depths[name] = min(depth, depths.get(name, depth))
    return depths


def _latest_first(what: str, ends: Collection[BoundaryElement]) -> Iterator[str]:
    try:
        dates = [instant(end.date) for end in ends if end.date]
    except ValueError as error:
        yield f"{what}: {error}"
        return
    if dates != sorted(dates, reverse=True):
        yield f"{what}: not the latest first: {[end.date for end in ends]}"


def impact(loaded: Loaded) -> Iterator[str]:
    """Return all that is downstream, counted by kind and data level, and the leaves."""
    chance = loaded.chance("impact")
    graph = loaded.facts.graph(SETS["data"]).reverse()
    for _ in range(2):
        starts = chance.sample(loaded.elements, min(chance.choice((1, 2)), len(loaded.elements)))
        what = f"impact {' '.join(starts)}"
        answer = loaded.store.impact(*starts)
        touched = {n: d for n, d in _reached(graph, starts).items() if n not in starts}
        yield from different(what, {one.id: one.depth for one in answer.touched}, touched)
        leaves = {name for name in _ends(graph, starts) if name not in starts}
        yield from different(f"{what}: leaves", {one.id for one in answer.leaves}, leaves)
        kinds = Counter(loaded.facts.kind(name) for name in touched)
        yield from different(f"{what}: kinds", dict(answer.kinds), dict(kinds))
        yield from different(f"{what}: levels", dict(answer.levels), _levels(loaded, touched))


def _levels(loaded: Loaded, touched: Collection[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for name in touched:
        if loaded.facts.kind(name) not in {"activity", "agent"}:
            texts = loaded.facts.attribute(name, _LEVELS)
            levels = {level for text in texts for level in text.split(",")}
            counts[", ".join(sorted(levels)) or "none"] += 1
    return dict(counts)
