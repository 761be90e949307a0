"""Layers: where each node of a picture stands, so that all relations point one way.

A node's layer is the longest way to it, not its depth: a file used both by the last job and
by the first stands with the first's inputs, and no arrow runs backwards. What is on no way from
what was asked for, such as another effect of a cause, stands next to what it belongs to. Within
a layer, a node stands where its neighbours are (the barycenter method of Sugiyama, Tagawa and
Toda, 1981), which takes time linear in nodes and relations but for the sorting.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from provgraph.runtime.natural import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.results.nodes import Direction, Node, RelationLink

    Links = Mapping[str, Sequence[str]]

_SWEEPS = 6


def layers(
    nodes: Sequence[Node], relations: Sequence[RelationLink], direction: Direction
) -> list[list[str]]:
    """Return the ids of the nodes in layers, from the earliest causes to the last effects."""
    causes, effects = _links(nodes, relations)
    near = sorted(nodes, key=lambda node: (node.depth, natural_key(node.label), node.id))
    names = [node.id for node in near]
    down = direction == "down"
    following, preceding = (effects, causes) if down else (causes, effects)
    depth = _longest(names, following, preceding)
    _draw_near(depth, following, [node.id for node in near if not node.depth])
    found = _stacked(names, depth)
    stacked = found if down else found[::-1]
    return _ordered(stacked, causes, effects, _SWEEPS if down else _SWEEPS + 1)


def _links(nodes: Sequence[Node], relations: Sequence[RelationLink]) -> tuple[Links, Links]:
    names = {node.id for node in nodes}
    pairs = {(r.start, r.end) for r in relations if {r.start, r.end} <= names}
    causes: dict[str, list[str]] = defaultdict(list)
    effects: dict[str, list[str]] = defaultdict(list)
    for effect, cause in sorted(pairs):
        causes[effect].append(cause)
        effects[cause].append(effect)
    return causes, effects


def _longest(names: Sequence[str], following: Links, preceding: Links) -> dict[str, int]:
    """Return how long the longest way is to each node from one that nothing precedes."""
    waiting = {name: len(preceding.get(name, ())) for name in names}
    depth = dict.fromkeys(names, 0)
    ready = deque(name for name in names if not waiting[name])
    # PROV allows cycles; where only those are left, the nearest node is taken as it is.
    nearest = iter(names)
    done: set[str] = set()
    while len(done) < len(names):
        name = ready.popleft() if ready else next(nearest)
        if name in done:
            continue
        done.add(name)
        for target in following.get(name, ()):
            if target not in done:
                depth[target] = max(depth[target], depth[name] + 1)
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)
    return depth


def _draw_near(depth: dict[str, int], following: Links, starts: Iterable[str]) -> None:
    """Move what no start leads to next to the nearest node that follows it."""
    reached = _reached(following, starts)
    for name in sorted(depth.keys() - reached, key=lambda name: (-depth[name], name)):
        later = [depth[other] for other in following.get(name, ()) if depth[other] > depth[name]]
        if later:
            depth[name] = min(later) - 1


def _reached(following: Links, starts: Iterable[str]) -> set[str]:
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        new = [name for name in following.get(waiting.pop(), ()) if name not in reached]
        reached.update(new)
        waiting += new
    return reached


def _stacked(names: Iterable[str], depth: Mapping[str, int]) -> list[list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for name in names:
        found[depth[name]].append(name)
    return [found[layer] for layer in sorted(found)]


def _ordered(
    layers: list[list[str]], causes: Links, effects: Links, sweeps: int
) -> list[list[str]]:
    """Return the layers, each sorted by where its neighbours on one side, then the other, are."""
    place: dict[str, float] = {}
    for layer in layers:
        _put(layer, place)
    # The first sweep begins where the starts are: what is asked for keeps its order.
    for sweep in reversed(range(sweeps)):
        back = sweep % 2 == 0
        layers = _swept(layers[:: -1 if back else 1], effects if back else causes, place)
        layers = layers[:: -1 if back else 1]
    return layers


def _swept(layers: Iterable[list[str]], links: Links, place: dict[str, float]) -> list[list[str]]:
    swept = []
    for layer in layers:
        wanted = {name: _mean(links.get(name, ()), place, place[name]) for name in layer}
        swept.append(sorted(layer, key=wanted.__getitem__))
        _put(swept[-1], place)
    return swept


def _mean(names: Sequence[str], place: Mapping[str, float], otherwise: float) -> float:
    return sum(place[name] for name in names) / len(names) if names else otherwise


def _put(layer: Sequence[str], place: dict[str, float]) -> None:
    """Remember where the nodes of a layer stand, between 0 and 1."""
    for position, name in enumerate(layer):
        place[name] = (position + 0.5) / len(layer)
