"""Lineage, whole and bounded, and its continuation (docs/lineage.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.random_prov.facts import SETS, Link
from tests.support.random_prov.search import open_ends, search, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from provgraph.results.lineage import Lineage
    from tests.support.random_prov.facts import Facts
    from tests.support.random_prov.loaded import Loaded
    from tests.support.random_prov.search import Found, Steps

_FOLLOWED = (
    "data", "data", "responsibility", "all", "used,wasGeneratedBy", "wasDerivedFrom,alternateOf",
)  # fmt: skip


class Question(NamedTuple):
    """A lineage that is asked for: its start, direction, relations, and where they are stated."""

    start: str
    down: bool
    follow: str
    document: int | None = None
    bundle: str | None = None

    @property
    def direction(self) -> str:
        """The direction as `Store.lineage` names it."""
        return "down" if self.down else "up"

    @property
    def types(self) -> Collection[str]:
        """The names of the relations that are followed."""
        return SETS.get(self.follow) or frozenset(self.follow.split(","))

    def links(self, loaded: Loaded) -> set[Link]:
        """Return the links that may be followed."""
        number = self.document
        documents = () if number is None else (f"{loaded.history.number}/{number}",)
        return loaded.facts.links(self.types, documents=documents, bundle=self.bundle)

    def steps(self, loaded: Loaded) -> Steps:
        """Return the steps of this lineage."""
        links = self.links(loaded)
        both_ways = "alternateOf" in self.types
        return steps(links, down=self.down, makers=self.follow == "all", both_ways=both_ways)

    def ask(self, loaded: Loaded, **bounds: Any) -> Lineage:  # noqa: ANN401  # of Store.lineage
        """Ask the store."""
        if self.document is not None:
            bounds["documents"] = [loaded.ids[self.document]]
        if self.bundle is not None:
            bounds["bundles"] = [self.bundle]
        return loaded.store.lineage(
            self.start,
            direction=self.direction,  # type: ignore[arg-type]
            follow=self.follow,
            **bounds,
        )

    def __str__(self) -> str:
        """Return what was asked, for a message."""
        where = "".join(
            f" {name} {value}"
            for name, value in (("document", self.document), ("bundle", self.bundle))
            if value is not None
        )
        return f"lineage {self.direction} of {self.start}, {self.follow}{where}"


def _questions(loaded: Loaded, name: str, count: int) -> Iterator[Question]:
    chance = loaded.chance(name)
    for start in loaded.some(name, count):
        yield Question(start, chance.random() < 0.5, chance.choice(_FOLLOWED))


def whole(loaded: Loaded) -> Iterator[str]:
    """Return all nodes with least depths and kinds, all relations between them, nothing cut."""
    for question in _questions(loaded, "whole", 4):
        answer = question.ask(loaded)
        search_result = search(question.steps(loaded), [question.start])
        yield from _compare(question, loaded, answer, search_result)


def both(loaded: Loaded) -> Iterator[str]:
    """Return what is upstream and downstream, each with the least of its depths."""
    for start in loaded.some("both", 1):
        answer = loaded.store.lineage(start, direction="both")
        depths: dict[str, int] = {}
        for down in (False, True):
            question = Question(start, down, "data")
            for name, depth in search(question.steps(loaded), [start]).depths.items():
                depths[name] = min(depth, depths.get(name, depth))
        yield from different(f"both of {start}: depths", depths_of(answer), depths)


def depths(loaded: Loaded) -> Iterator[str]:
    """Return the ids and depths of the whole lineage alone."""
    for question in _questions(loaded, "depths", 2):
        if question.follow == "all" or "alternateOf" in question.types:
            continue
        answer = loaded.store.depths(
            question.start,
            direction=question.direction,  # type: ignore[arg-type]
            follow=question.follow,
        )
        found = search(question.steps(loaded), [question.start]).depths
        answer = {question.start: 0} | answer | {question.start: 0}
        yield from different(f"depths: {question}", answer, dict(found))


def depth(loaded: Loaded) -> Iterator[str]:
    """Cut the answer at a depth; continued without a bound, it is whole."""
    for question in _questions(loaded, "depth", 3):
        bound = loaded.chance(str(question)).randint(0, 3)
        answer = question.ask(loaded, depth=bound)
        search_result = search(question.steps(loaded), [question.start], depth=bound)
        yield from _compare(question, loaded, answer, search_result, "depth")
        yield from _continued(question, loaded, answer)


def until(loaded: Loaded) -> Iterator[str]:
    """Return nothing beyond a node that meets the condition; continued, the answer is whole."""
    for question in _questions(loaded, "until", 4):
        chance = loaded.chance(str(question))
        condition, meets = chance.choice(_CONDITIONS)
        bound = chance.choice((None, None, 2))
        answer = question.ask(loaded, until=[condition], depth=bound)
        search_result = search(
            question.steps(loaded),
            [question.start],
            depth=bound,
            stops=lambda element, meets=meets: meets(loaded.facts, element),  # type: ignore[misc]
        )
        reason = None if bound else "until"
        named = f"{question} until {condition} depth {bound}"
        yield from _compare(question, loaded, answer, search_result, reason, named)
        yield from _continued(question, loaded, answer)


def limit(loaded: Loaded) -> Iterator[str]:
    """Return a number of nearest nodes; the continued pages together are the whole."""
    for question in _questions(loaded, "limit", 1):
        step = question.steps(loaded)
        whole = search(step, [question.start])
        size = loaded.chance(str(question)).randint(1, 3)
        answer = question.ask(loaded, limit=size)
        for page in range(1, len(whole.depths) + 2):
            yield from _compare_page(question, answer, whole, step, page * size)
            if answer.complete:
                break
            answer = question.ask(loaded, limit=size, before=answer)
        yield from _compare(question, loaded, answer, whole)


def restricted(loaded: Loaded) -> Iterator[str]:
    """Follow only what a document, or a bundle, asserts."""
    bundles = sorted({s.bundle for s in loaded.facts.relations if s.bundle})
    for question in _questions(loaded, "restricted", 2):
        chance = loaded.chance(str(question))
        chosen = question
        if loaded.ids:
            chosen = question._replace(document=chance.choice(sorted(loaded.ids)))
        if bundles and chance.random() < 0.5:
            chosen = question._replace(bundle=chance.choice(bundles))
        answer = chosen.ask(loaded)
        yield from _compare(chosen, loaded, answer, search(chosen.steps(loaded), [chosen.start]))


def different(what: str, answer: object, expected: object) -> Iterator[str]:
    """Yield a fault if an answer is not what is expected."""
    if answer == expected:
        return
    if isinstance(answer, dict) and isinstance(expected, dict):
        answer, expected = set(answer.items()), set(expected.items())
    if isinstance(answer, set) and isinstance(expected, set):
        more, missing = (sorted(s, key=repr) for s in (answer - expected, expected - answer))
        yield f"{what}: too many {more}, missing {missing}"
    else:
        yield f"{what}: {answer!r}, not {expected!r}"


def depths_of(answer: Lineage) -> dict[str, int]:
    """Return the nodes of an answer with their depths."""
    return {node.id: node.depth for node in answer.nodes}


def links_of_answer(answer: Lineage) -> set[Link]:
    """Return the relations of an answer."""
    return {
        Link(link.type, link.start, link.end, tuple(sorted(link.role))) for link in answer.relations
    }


def _compare(  # noqa: PLR0913, PLR0917  # what is asked, answered and expected
    question: Question,
    loaded: Loaded,
    answer: Lineage,
    found: Found,
    reason: str | None = None,
    named: str | None = None,
) -> Iterator[str]:
    what = named or str(question)
    yield from different(f"{what}: depths", depths_of(answer), dict(found.depths))
    kinds = {name: loaded.facts.kind(name) for name in found.depths}
    shown = {node.id: node.kind for node in answer.nodes}
    if shown.keys() == kinds.keys():
        yield from different(f"{what}: kinds", shown, kinds)
    yield from _compare_links(what, question.links(loaded), answer, found)
    cut = {end.id for end in answer.frontier}
    yield from different(f"{what}: frontier", cut, set(found.frontier))
    yield from different(f"{what}: complete", answer.complete, not found.frontier)
    if reason:
        yield from different(f"{what}: reasons", {e.reason for e in answer.frontier} - {reason},
                             set())  # fmt: skip


def _compare_links(what: str, links: set[Link], answer: Lineage, found: Found) -> Iterator[str]:
    """Relations of a collection that is only passed through may be there, or not."""
    among = {link for link in links if {link.effect, link.cause} <= found.depths.keys()}
    expanded = {state.element for state in found.states if not state.passed}
    sure = {link for link in among if {link.effect, link.cause} <= expanded}
    given = links_of_answer(answer)
    yield from different(f"{what}: relations", given, sure | (given & among))


def _compare_page(
    question: Question, answer: Lineage, whole: Found, step: Steps, size: int
) -> Iterator[str]:
    what = f"{question} limit {size}"
    given = depths_of(answer)
    yield from different(f"{what}: size", len(given), min(1 + size, len(whole.depths)))
    wrong = {name: depth for name, depth in given.items() if whole.depths.get(name) != depth}
    yield from different(f"{what}: wrong depths", wrong, {})
    left = [whole.depths[name] for name in whole.depths if name not in given]
    if left and max(given.values()) > min(left):
        yield f"{what}: not the nearest"
    reached = [state for state in whole.states if state.element in given]
    frontier = {end.id for end in answer.frontier}
    if not any(state.passed for state in whole.states):
        yield from different(f"{what}: frontier", frontier, set(open_ends(step, given, reached)))


def _continued(question: Question, loaded: Loaded, answer: Lineage) -> Iterator[str]:
    """Continue an answer without bounds: it is as if none had been given at first."""
    if answer.complete or _passed_only(question, loaded, answer):
        return
    whole = search(question.steps(loaded), [question.start])
    after = question.ask(loaded, before=answer)
    yield from _compare(question, loaded, after, whole, None, f"{question}, continued")


def _passed_only(question: Question, loaded: Loaded, answer: Lineage) -> bool:
    """Whether it was cut at a collection that is only passed through: it goes on from there."""
    whole = search(question.steps(loaded), [question.start])
    passed = {state.element for state in whole.states if state.passed}
    return bool(passed & {end.id for end in answer.frontier})


def _has_type(uri: str) -> Callable[[Facts, str], bool]:
    return lambda facts, element: uri in facts.attribute(element, _TYPE)


def _is(kind: str) -> Callable[[Facts, str], bool]:
    return lambda facts, element: facts.kind(element) == kind


def _has(name: str, value: str) -> Callable[[Facts, str], bool]:
    return lambda facts, element: value in facts.attribute(element, name)


def _has_level(level: str) -> Callable[[Facts, str], bool]:
    return lambda facts, element: any(
        level in text.split(",") for text in facts.attribute(element, _LEVELS)
    )


_TYPE = "http://www.w3.org/ns/prov#type"
_LEVELS = "https://provgraph.readthedocs.io/ns/cta#product_data_levels"
_STOP = "http://example.org/terms#Stop"
_CONDITIONS: tuple[tuple[str, Callable[[Facts, str], bool]], ...] = (
    ("type=t:Stop", lambda facts, e: bool({_STOP, "t:Stop"} & facts.attribute(e, _TYPE))),
    (f"type={_STOP}", _has_type(_STOP)),
    ("type=Collection", _has_type("http://www.w3.org/ns/prov#Collection")),
    ("type=prov:Collection", _has_type("http://www.w3.org/ns/prov#Collection")),
    ("activity", _is("activity")),
    ("entity", _is("entity")),
    ("t:n=2", _has("http://example.org/terms#n", "2")),
    ("t:tag=a", _has("http://example.org/terms#tag", "a")),
    ("level=DL1", _has_level("DL1")),
)
