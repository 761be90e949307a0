"""Find: any combination of conditions, page by page (docs/questions.md)."""

from __future__ import annotations

import fnmatch
import operator
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.random_prov.ask_lineage import different
from tests.support.random_prov.facts import Facts, instant, shown
from tests.support.random_prov.statements import PROV, TERMS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from provgraph.results.find import FoundElement
    from tests.support.random_prov.loaded import Loaded

    Meets = Callable[[Facts, str], bool]

_DAYS = ("2026-03-01", "2026-03-02", "2026-03-02T00:00:00+02:00", "2026-03-03T11:00", "2026-04-01",
         "2026-05-01", "2026-03-01T10:00:00.250Z")  # fmt: skip
_TYPES = {
    "t:Stop": {f"{TERMS}Stop", "t:Stop"},
    f"{TERMS}Stop": {f"{TERMS}Stop"},
    "prov:Collection": {f"{PROV}Collection"},
    "Collection": {f"{PROV}Collection"},
    "plain": {"plain"},
    "Person": {f"{PROV}Person"},
}
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Condition(NamedTuple):
    """An option of `find` with its value, and which elements meet it."""

    option: str
    value: object
    meets: Meets


def conditions(loaded: Loaded) -> Iterator[str]:
    """List what meets all conditions, each on one page, in order, and nothing else."""
    chance = loaded.chance("find")
    for _ in range(2):
        chosen = [_name(loaded, chance)]
        makers = chance.sample([_kind, _type, _role, _where, _agents], chance.randint(0, 3))
        chosen += [make(loaded, chance) for make in makers]
        if chance.random() < 0.5:
            chosen += _period(chance)
        yield from _compare(loaded, chosen, chance)


def without(loaded: Loaded) -> Iterator[str]:
    """List elements without relations, entities without a use, entities without a maker."""
    for value, meets in _WITHOUT.items():
        chosen = [Condition("name", f"*h{loaded.history.number}", lambda *_: True)]
        chosen.append(Condition("without", [value], meets))
        yield from _compare(loaded, chosen, loaded.chance(value))


def _compare(loaded: Loaded, chosen: list[Condition], chance: random.Random) -> Iterator[str]:
    options: dict[str, Any] = {condition.option: condition.value for condition in chosen}
    sort = chance.choice(("time", "name", "id"))
    elements = _pages(loaded, options, sort, chance.choice((3, 50, 50, 50)))
    what = f"find {options} sort {sort}"
    names = [element.id for element in elements]
    if len(names) != len(set(names)):
        yield f"{what}: twice: {names}"
    facts = loaded.facts
    expected = {name for name in facts.elements if all(c.meets(facts, name) for c in chosen)}
    open_ = {name for name in expected | set(names) if _uncertain(facts, name, options)}
    yield from different(what, set(names) - open_, expected - open_)
    yield from _sorted(what, elements, sort)


def _pages(loaded: Loaded, options: dict[str, Any], sort: str, limit: int) -> list[FoundElement]:
    elements: list[FoundElement] = []
    for page in range(1, 100):
        answer = loaded.store.find(**options, sort=sort, limit=limit, page=page)
        elements += answer.found
        if not answer.more:
            return elements
    raise AssertionError(options)


def _sorted(what: str, elements: list[FoundElement], sort: str) -> Iterator[str]:
    keys: list[Any] = [element.id for element in elements]
    if sort == "name":
        keys = [(name.rpartition("/")[2], name) for name in keys]
    if sort == "time":
        keys = [(-instant(e.time).timestamp() if e.time else 1e99, e.id) for e in elements]
    if keys != sorted(keys):
        yield f"{what}: not sorted: {[(e.id, e.time) for e in elements]}"


def _uncertain(facts: Facts, element: str, options: dict[str, Any]) -> bool:
    """Whether the documentation does not say what the time of an element is.

    A derivation's activity or a starter implies a generation, but it is open whether that
    gives an entity its time.
    """
    if not {"since", "until"} & options.keys() or facts.kind(element) == "activity":
        return False
    stated = {r.arguments[1] for r in facts.relations
              if r.kind == "wasGeneratedBy" and r.arguments[0] == element}  # fmt: skip
    links = facts.links({"wasGeneratedBy"})
    return any(link.effect == element and link.cause not in stated for link in links)


def _name(loaded: Loaded, chance: random.Random) -> Condition:
    end = f"h{loaded.history.number}"
    pattern = chance.choice((f"*{end}", f"*{end}", f"e*{end}", f"a?{end}", f"e1{end}", f"*1{end}"))
    return Condition(
        "name", pattern, lambda _, name: fnmatch.fnmatchcase(name.rpartition("/")[2], pattern)
    )


def _kind(_: Loaded, chance: random.Random) -> Condition:
    kind = chance.choice(("entity", "activity", "agent", "unknown"))
    if kind == "unknown":
        return Condition("kind", kind, lambda facts, name: not facts.kinds(name))
    return Condition("kind", kind, lambda facts, name: kind in facts.kinds(name))


def _type(_: Loaded, chance: random.Random) -> Condition:
    text = chance.choice(sorted(_TYPES))
    accepted = _TYPES[text]
    return Condition(
        "type", text, lambda facts, name: bool(accepted & facts.attribute(name, f"{PROV}type"))
    )


def _role(_: Loaded, chance: random.Random) -> Condition:
    role = chance.choice(("in", "calibration"))

    def meets(facts: Facts, name: str) -> bool:
        return any(
            role in map(shown, relation.values(f"{PROV}role"))
            for relation in facts.relations
            if relation.kind in {"used", "wasGeneratedBy"} and name in relation.ends
        )

    return Condition("role", role, meets)


def _where(_: Loaded, chance: random.Random) -> Condition:
    if chance.random() < 0.5:
        sign, number = chance.choice(sorted(_OPERATORS)), chance.randint(0, 3)
        compare = _OPERATORS[sign]
        return Condition(
            "where",
            [f"t:n{sign}{number}"],
            lambda facts, name: any(
                compare(int(value), number) for value in facts.attribute(name, f"{TERMS}n")
            ),
        )
    tag = chance.choice("abc")
    return Condition(
        "where",
        [f"t:tag={tag}"],
        lambda facts, name: tag in facts.attribute(name, f"{TERMS}tag"),
    )


def _agents(loaded: Loaded, chance: random.Random) -> Condition:
    agent = chance.choice(loaded.elements)

    def meets(facts: Facts, name: str) -> bool:
        kinds = {"wasAssociatedWith", "wasAttributedTo"}
        return any(r.kind in kinds and r.ends == (name, agent) for r in facts.relations)

    return Condition("agents", [agent], meets)


def _period(chance: random.Random) -> list[Condition]:
    day = sorted(chance.sample(_DAYS, 2), key=instant)
    since, until = map(instant, day)
    chosen = [
        Condition("since", day[0], lambda facts, name: any(t >= since for t in _times(facts, name)))
    ]
    if chance.random() < 0.7:
        chosen.append(
            Condition(
                "until",
                day[1],
                lambda facts, name: any(since <= t < until for t in _times(facts, name)),
            )
        )
    return chosen


def _times(facts: Facts, name: str) -> list[Any]:
    """Return an activity's starts, or the ends of the activities that generated an entity."""
    if facts.times(name, "startTime"):
        return [instant(time) for time in facts.times(name, "startTime")]
    makers = {r.arguments[1] for r in facts.relations
              if r.kind == "wasGeneratedBy" and r.arguments[0] == name}  # fmt: skip
    return [instant(t) for maker in makers if maker for t in facts.times(maker, "endTime")]


def _is_file(facts: Facts, name: str) -> bool:
    """Whether it is an entity, or not declared and no relation tells another kind."""
    kinds = facts.kinds(name)
    return "entity" in kinds or (not kinds and not facts.inferred_kinds(name) - {"entity"})


def _used(facts: Facts, name: str) -> bool:
    return any(link.cause == name for link in facts.links({"used"}))


def _made(facts: Facts, name: str) -> bool:
    return any(link.effect == name for link in facts.links({"wasGeneratedBy"}))


_WITHOUT: Mapping[str, Meets] = {
    "relations": lambda facts, name: name not in facts.connected,
    "use": lambda facts, name: _is_file(facts, name) and not _used(facts, name),
    "maker": lambda facts, name: _is_file(facts, name) and not _made(facts, name),
}
