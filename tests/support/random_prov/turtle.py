"""Documents as Turtle and TriG, each relation in one of the forms that PROV-O allows.

A relation stands as a direct property, as the inverse of it, as a qualified node, named or
blank, or as both (PROV-O, sections 3.2 and 3.3, and appendix B).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.support.random_prov.statements import ARGUMENTS, PROV, TIMES, Name

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from tests.support.random_prov.statements import Statement, Value

_QUALIFIED = {
    "wasGeneratedBy": ("Generation", "activity"),
    "used": ("Usage", "entity"),
    "wasInformedBy": ("Communication", "activity"),
    "wasStartedBy": ("Start", "entity"),
    "wasEndedBy": ("End", "entity"),
    "wasInvalidatedBy": ("Invalidation", "activity"),
    "wasDerivedFrom": ("Derivation", "entity"),
    "wasAttributedTo": ("Attribution", "agent"),
    "wasAssociatedWith": ("Association", "agent"),
    "actedOnBehalfOf": ("Delegation", "agent"),
    "wasInfluencedBy": ("Influence", "influencer"),
}
"""The class of a relation's qualified node, and its property for the cause (PROV-O, table 3)."""
_INVERSES = {
    "wasGeneratedBy": "generated",
    "used": "wasUsedBy",
    "wasInformedBy": "informed",
    "wasStartedBy": "started",
    "wasEndedBy": "ended",
    "wasInvalidatedBy": "invalidated",
    "wasDerivedFrom": "hadDerivation",
    "wasAttributedTo": "contributed",
    "wasAssociatedWith": "wasAssociateFor",
    "actedOnBehalfOf": "hadDelegate",
    "wasInfluencedBy": "influenced",
    "alternateOf": "alternateOf",
    "specializationOf": "generalizationOf",
    "hadMember": "wasMemberOf",
}
_PROPERTIES = {
    "time": "atTime",
    "plan": "hadPlan",
    "starter": "hadActivity",
    "ender": "hadActivity",
    "activity": "hadActivity",
    "startTime": "startedAtTime",
    "endTime": "endedAtTime",
}
_CLASSES = {"entity": "Entity", "activity": "Activity", "agent": "Agent"}


def trig(statements: Iterable[Statement], chance: random.Random) -> bytes:
    """Return resolved statements as TriG, bundles as named graphs."""
    scopes: dict[str, list[Statement]] = {}
    for statement in statements:
        scopes.setdefault(statement.bundle, []).append(statement)
    lines: list[str] = []
    for bundle, each in scopes.items():
        triples = list(_Writer(chance).scope(each))
        chance.shuffle(triples)
        lines += [f"<{bundle}> {{", *triples, "}"] if bundle else triples
    return "\n".join(lines).encode()


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._blank = 0

    def scope(self, statements: list[Statement]) -> Iterator[str]:
        ends = Counter((s.kind, *s.ends) for s in statements if not s.is_element)
        for statement in statements:
            if statement.is_element:
                yield from _element(statement)
            elif statement.kind not in _QUALIFIED:
                yield from self._unqualified(statement)
            else:
                alone = ends[statement.kind, *statement.ends] == 1
                yield from self._relation(statement, alone=alone)

    def _unqualified(self, statement: Statement) -> Iterator[str]:
        yield self._direct(statement)
        if statement.kind == "mentionOf":
            yield _triple(statement.arguments[0], "asInBundle", f"<{statement.arguments[2]}>")

    def _relation(self, statement: Statement, *, alone: bool) -> Iterator[str]:
        says_more = statement.id or statement.attributes or any(statement.arguments[2:])
        complete = None not in statement.ends
        if complete and alone and not says_more and self._happens(0.6):
            yield self._direct(statement)
            return
        yield from self._node(statement)
        if complete and self._happens(0.5):
            yield self._direct(statement)

    def _direct(self, statement: Statement) -> str:
        effect, cause = statement.ends
        inverse = _INVERSES.get(statement.kind)
        if inverse and inverse != "alternateOf" and self._happens(0.3):
            return _triple(cause, inverse, f"<{effect}>")
        return _triple(effect, statement.kind, f"<{cause}>")

    def _node(self, statement: Statement) -> Iterator[str]:
        name, cause = _QUALIFIED[statement.kind]
        self._blank += 1
        node = f"<{statement.id}>" if statement.id else f"_:{name}{self._blank}"
        yield _triple(statement.arguments[0], f"qualified{name}", node)
        if self._happens(0.7):
            yield f"{node} a <{PROV}{name}> ."
        if statement.arguments[1]:
            property_ = "influencer" if self._happens(0.2) else cause
            yield f"{node} <{PROV}{property_}> <{statement.arguments[1]}> ."
        pairs = zip(ARGUMENTS[statement.kind], statement.arguments, strict=True)
        for argument, value in list(pairs)[2:]:
            if value:
                yield f"{node} <{PROV}{_PROPERTIES[argument]}> {_argument(argument, value)} ."
        for attribute, own in statement.attributes:
            yield f"{node} <{_attribute(attribute)}> {_value(own)} ."

    def _happens(self, probability: float) -> bool:
        return self._chance.random() < probability


def _element(statement: Statement) -> Iterator[str]:
    name = statement.arguments[0]
    yield f"<{name}> a <{PROV}{_CLASSES[statement.kind]}> ."
    pairs = zip(ARGUMENTS[statement.kind], statement.arguments, strict=True)
    for argument, value in list(pairs)[1:]:
        if value:
            yield _triple(name, _PROPERTIES[argument], _argument(argument, value))
    for attribute, own in statement.attributes:
        yield f"<{name}> <{_attribute(attribute)}> {_value(own)} ."


def _triple(subject: str | None, local: str, value: str) -> str:
    return f"<{subject}> <{PROV}{local}> {value} ."


def _argument(argument: str, value: str) -> str:
    if argument in TIMES:
        return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    return f"<{value}>"


def _attribute(uri: str) -> str:
    if uri == f"{PROV}type":
        return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    return f"{PROV}hadRole" if uri == f"{PROV}role" else uri


def _value(value: Value) -> str:
    if isinstance(value, Name):
        return f"<{value.text}>"
    return str(value) if isinstance(value, int) else f'"{value}"'
