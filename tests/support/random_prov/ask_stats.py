"""Stats: what the whole store holds, in numbers (docs/questions.md)."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from tests.support.random_prov.ask_lineage import different
from tests.support.random_prov.facts import instant
from tests.support.random_prov.statements import PROV

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.random_prov.loaded import LoadedTogether

_DAY, _MONTH = len("2026-03-01"), len("2026-03")


def counts(together: LoadedTogether) -> Iterator[str]:
    """Count documents, elements by kind and type, relations, what is odd."""
    facts, answer = together.facts, together.store.stats()
    formats = Counter(
        loaded.history.documents[number].format for loaded in together.each for number in loaded.ids
    )
    yield from different("stats: documents", dict(answer.documents), dict(formats))
    kinds = Counter(facts.kind(name) for name in facts.elements)
    yield from different("stats: kinds", dict(answer.kinds), dict(kinds))
    types = Counter(
        chain.from_iterable(facts.attribute(name, f"{PROV}type") for name in facts.elements)
    )
    yield from different("stats: types", dict(answer.types), dict(types))
    relations: Counter[str] = Counter()
    for relation, count in facts.relations.items():
        relations[relation.kind] += count
    yield from different("stats: relations", dict(answer.relations), dict(relations))
    yield from different("stats: undeclared", answer.undeclared, kinds["unknown"])
    yield from different("stats: unfinished", answer.unfinished, 0)


def unconnected(together: LoadedTogether) -> Iterator[str]:
    """Count the elements that no relation names, not even as its third argument."""
    facts = together.facts
    answer = together.store.stats().orphans
    yield from different("stats: orphans", answer, len(facts.elements - facts.connected))


def starts(together: LoadedTogether) -> Iterator[str]:
    """Count the activities that started on each day, or in each month, of UTC, by every time."""
    facts = together.facts
    for per, length in (("day", _DAY), ("month", _MONTH)):
        periods = Counter(
            chain.from_iterable(
                {instant(time).isoformat()[:length] for time in facts.times(name, "startTime")}
                for name in facts.elements
            )
        )
        answer = together.store.stats(per=per).starts  # type: ignore[arg-type]
        yield from different(f"stats: starts per {per}", dict(answer), dict(periods))


def durations(together: LoadedTogether) -> Iterator[str]:
    """Return seconds between instants; those of several times are not asked for."""
    facts = together.facts
    for row in together.store.stats().activities:
        names = [name for name in facts.elements if name.endswith(f"/{row.name}")]
        if len(names) != 1:
            continue
        instants = [
            {instant(time) for time in facts.times(names[0], argument)}
            for argument in ("startTime", "endTime")
        ]
        if all(len(each) == 1 for each in instants):
            begin, end = (each.pop() for each in instants)
            seconds = (end - begin).total_seconds()
            yield from different(f"stats: duration of {row.name}", row.median, seconds)
        elif not all(instants):
            yield from different(f"stats: duration of {row.name}", row.median, None)
