"""Two sets of products: what is the same within each and differs between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from provgraph.queries.history import as_text, history, records, step
from provgraph.results.sets_diff import SetsDiff, SetsDifference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.history import History
    from provgraph.results.why import ActivityStep

    Features = Mapping[tuple[str, str], frozenset[str]]
    """Activity name and what of it → the values in the history of one product."""

_NOTHING: frozenset[str] = frozenset()


def sets_diff(connection: Connection, left: Sequence[str], right: Sequence[str]) -> SetsDiff:
    """Return what is constant within two sets of elements, by their keys, and differs between.

    Activities are taken together by their names. Times, durations and ids are not compared, and
    of the inputs only those that no activity of the history made.

    Raises:
        TimeLimitError: the store takes too long.

    """
    sides = [[history(connection, key) for key in dict.fromkeys(keys)] for keys in (left, right)]
    first, second = ([_features(connection, each) for each in side] for side in sides)
    names = sorted({name for features in (*first, *second) for name in features})
    differences, constant = [], 0
    for name in names:
        values = [{each.get(name, _NOTHING) for each in side} for side in (first, second)]
        if any(len(each) > 1 for each in values):
            continue
        if values[0] == values[1]:
            constant += 1
        else:
            ends = (tuple(sorted(each.pop())) for each in values)
            differences.append(SetsDifference(*name, *ends))
    return SetsDiff(
        left=tuple(each.start for each in sides[0]),
        right=tuple(each.start for each in sides[1]),
        differences=tuple(differences),
        constant=constant,
        varying=len(names) - constant - len(differences),
    )


def _features(connection: Connection, product: History) -> Features:
    stored = records(connection, product.activities)
    steps = [step(product, name, stored.get(name)) for name in product.activities]
    features: dict[tuple[str, str], set[str]] = defaultdict(set)
    for label, number in Counter(each.label for each in steps).items():
        features[label, "activities"].add(str(number))
    for each in steps:
        for what, value in _of_step(product, each):
            features[each.label, what].add(value)
    return {name: frozenset(values) for name, values in features.items()}


def _of_step(product: History, activity: ActivityStep) -> Iterator[tuple[str, str]]:
    if activity.host:
        yield "host", activity.host
    for name, version in activity.software.items():
        yield f"software {name}", version
    for path, value in activity.parameters.items():
        yield f"parameter {path}", as_text(value)
    for name, text in activity.attributes.items():
        yield f"attribute {name}", text
    for file in activity.inputs:
        if not product.causes.get(file.id):
            yield f"input {', '.join(file.role)}".rstrip(), file.label
