"""What a set of documents says, by PROV-DM and PROV-CONSTRAINTS.

A relation that several documents state alike is one; a document that states it twice has two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from tests.support.random_prov.statements import ARGUMENTS, ELEMENTS, PROV, Name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tests.support.random_prov.statements import History, Statement

DATA = frozenset(
    {
        "used", "wasGeneratedBy", "wasDerivedFrom", "wasInformedBy", "wasStartedBy", "hadMember",
        "specializationOf", "mentionOf",
    }
)  # fmt: skip
RESPONSIBILITY = DATA | {"wasAttributedTo", "wasAssociatedWith", "actedOnBehalfOf"}
ALL = RESPONSIBILITY | {"wasInfluencedBy", "wasEndedBy", "wasInvalidatedBy", "alternateOf"}
_KIND_BY_NAME = {
    **dict.fromkeys(("activity", "informed", "informant", "starter", "ender"), "activity"),
    **dict.fromkeys(("agent", "delegate", "responsible"), "agent"),
}
SETS: Mapping[str, frozenset[str]] = {
    "data": DATA,
    "responsibility": RESPONSIBILITY,
    "all": ALL,
}
"""The relations of docs/lineage.md's sets."""


KIND_OF_ARGUMENT: Mapping[tuple[str, str], str] = {
    (relation, argument): _KIND_BY_NAME.get(argument, "entity")
    for relation, arguments in ARGUMENTS.items()
    if relation not in {*ELEMENTS, "wasInfluencedBy"}
    for argument in arguments
}
"""The kind that an argument of a relation tells: any but those of an influence."""


class Link(NamedTuple):
    """A relation from effect to cause, as an answer shows it."""

    type: str
    effect: str
    cause: str
    roles: tuple[str, ...] = ()


def shown(value: object) -> str:
    """Return a value as a person reads it."""
    return value.text if isinstance(value, Name) else str(value)


def instant(text: str) -> datetime:
    """Return a time as an instant: without an offset it is UTC (docs/questions.md)."""
    time = datetime.fromisoformat(text)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)


class Facts:
    """What the documents of histories say, by URI."""

    def __init__(self, documents: Mapping[str, Iterable[Statement]]) -> None:
        """Take the documents that are in the store, by their ids."""
        self.documents = {name: list(statements) for name, statements in documents.items()}

    @classmethod
    def of(cls, histories: Iterable[History]) -> Facts:
        """Return what is in the store after all steps of histories."""
        return cls(
            {
                document_name(history, number): history.resolved(number)
                for history in histories
                for number in history.loaded()
            }
        )

    @cached_property
    def declarations(self) -> dict[str, list[Statement]]:
        """The declarations of each element."""
        declared: dict[str, list[Statement]] = defaultdict(list)
        for statements in self.documents.values():
            for statement in statements:
                if statement.is_element:
                    declared[str(statement.arguments[0])].append(statement)
        return declared

    @cached_property
    def relations(self) -> Counter[Statement]:
        """Each distinct relation, and how many of it are in the store."""
        most: Counter[Statement] = Counter()
        for statements in self.documents.values():
            most |= Counter(canonical(each) for each in statements if not each.is_element)
        return most

    @cached_property
    def elements(self) -> set[str]:
        """All elements, those that are only referred to included."""
        referred = {name for relation in self.relations for name in relation.elements().values()}
        return {*self.declarations, *referred}

    @cached_property
    def connected(self) -> set[str]:
        """The elements that a relation names, in whichever place."""
        return {name for relation in self.relations for name in relation.elements().values()}

    def kinds(self, element: str) -> set[str]:
        """Return all kinds that an element is declared as."""
        return {statement.kind for statement in self.declarations.get(element, ())}

    @cached_property
    def _told_kinds(self) -> dict[str, set[str]]:
        told: dict[str, set[str]] = defaultdict(set)
        for relation in self.relations:
            for argument, name in relation.elements().items():
                if kind := KIND_OF_ARGUMENT.get((relation.kind, argument)):
                    told[name].add(kind)
        return told

    def inferred_kinds(self, element: str) -> set[str]:
        """Return the kinds that relations tell: PROV-CONSTRAINTS, constraint 50."""
        return self._told_kinds.get(element, set())

    def kind(self, element: str) -> str:
        """Return the kind that answers show: the first of entity, activity and agent."""
        kinds = self.kinds(element)
        return next((kind for kind in ELEMENTS if kind in kinds), "unknown")

    def attribute(self, element: str, name: str) -> set[str]:
        """Return all values of an attribute that an element has."""
        return {
            shown(value)
            for statement in self.declarations.get(element, ())
            for value in statement.values(name)
        }

    def times(self, element: str, argument: str) -> set[str]:
        """Return the times of an activity, from all of its declarations."""
        declared = self.declarations.get(element, ())
        times = {each.argument(argument) for each in declared if each.kind == "activity"}
        return {time for time in times if time is not None}

    def links(
        self, types: Collection[str], *, documents: Collection[str] = (), bundle: str | None = None
    ) -> set[Link]:
        """Return the links of these types, those that PROV-CONSTRAINTS infers included."""
        return {
            link
            for name, statements in self.documents.items()
            for statement in statements
            if not documents or name in documents
            if bundle is None or statement.bundle == bundle
            for link in links_of(statement)
            if link.type in types
        }

    def graph(self, types: Collection[str]) -> nx.DiGraph:
        """Return the links of these types between all elements, as a graph."""
        graph = nx.DiGraph()
        graph.add_nodes_from(self.elements)
        graph.add_edges_from((link.effect, link.cause) for link in self.links(types))
        return graph


def document_name(history: History, number: int) -> str:
    """Return the name under which a document is loaded."""
    return f"{history.number}/{number}"


def canonical(statement: Statement) -> Statement:
    """Return a statement with its attributes in order; their order has no meaning in PROV."""
    return replace(statement, attributes=tuple(sorted(set(statement.attributes), key=repr)))


def links_of(statement: Statement) -> list[Link]:
    """Return the links that a statement asserts, and those that follow from it."""
    if statement.is_element:
        return []
    return [*_asserted(statement), *_inferred(statement)]


def _asserted(statement: Statement) -> list[Link]:
    effect, cause = statement.ends
    if effect is None or cause is None:
        return []
    roles = sorted(shown(value) for value in statement.values(f"{PROV}role"))
    return [Link(statement.kind, effect, cause, tuple(roles))]


def _inferred(statement: Statement) -> list[Link]:
    """Return what third arguments imply: PROV-CONSTRAINTS, inferences 9, 10, 11 and 14."""
    effect, cause = statement.ends
    third = statement.third()
    if third is None or effect is None:
        return []
    if statement.kind == "wasDerivedFrom":
        return _links(("wasGeneratedBy", effect, third), ("used", third, cause))
    if statement.kind in {"wasStartedBy", "wasEndedBy"}:
        return _links(("wasGeneratedBy", cause, third))
    if statement.kind == "actedOnBehalfOf":
        return _links(("wasAssociatedWith", third, effect), ("wasAssociatedWith", third, cause))
    return []


def _links(*ends: tuple[str, str | None, str | None]) -> list[Link]:
    return [Link(type_, effect, cause) for type_, effect, cause in ends if effect and cause]
