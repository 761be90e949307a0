"""Random histories: small, so that circles, parallel relations and shared elements are common."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.support.random_prov.statements import ARGUMENTS, Document, History, Name, Statement, Step

if TYPE_CHECKING:
    from tests.support.random_prov.statements import Value

TIMES = (
    "2026-03-01T10:00:00",
    "2026-03-01T10:00:00Z",
    "2026-03-01T23:30:00-05:00",
    "2026-03-02T00:10:00+02:00",
    "2026-03-02T00:10:00",
    "2026-03-01T10:00:00.250000",
    "2026-03-01T10:00:00.500000Z",
    "2026-03-02T01:00:00.125000+05:30",
    "2026-03-03T12:00:00+02:00",
    "2026-03-03T11:00:00Z",
    "2026-03-05T12:05:00+02:00",
    "2026-04-30T22:30:00-03:00",
)
_ROLES: tuple[Value, ...] = ("in", "calibration", Name("t:role"))
_TYPES: dict[str, tuple[Value, ...]] = {
    "entity": (Name("t:Stop"), Name("prov:Collection"), Name("prov:Plan"), "plain", "t:Stop"),
    "activity": (Name("t:Stop"), "plain"),
    "agent": (Name("prov:Person"), Name("prov:SoftwareAgent"), Name("prov:Organization")),
}
_RELATIONS = {
    "wasGeneratedBy": 9,
    "used": 9,
    "wasDerivedFrom": 7,
    "wasInformedBy": 3,
    "wasStartedBy": 3,
    "wasEndedBy": 2,
    "wasInvalidatedBy": 1,
    "wasAttributedTo": 2,
    "wasAssociatedWith": 3,
    "actedOnBehalfOf": 2,
    "wasInfluencedBy": 2,
    "alternateOf": 2,
    "specializationOf": 2,
    "mentionOf": 1,
    "hadMember": 3,
}
_KIND_OF_ARGUMENT = {
    **dict.fromkeys(("activity", "informed", "informant", "starter", "ender"), "activity"),
    **dict.fromkeys(("agent", "delegate", "responsible"), "agent"),
}
_OPTIONAL = {
    "wasGeneratedBy": 1,
    "used": 1,
    "wasStartedBy": 1,
    "wasEndedBy": 1,
    "wasInvalidatedBy": 1,
    "wasAssociatedWith": 1,
}
"""The relations whose second argument PROV-N lets be missing."""
_WITH_ROLE = frozenset(
    {
        "wasGeneratedBy", "used", "wasStartedBy", "wasEndedBy", "wasInvalidatedBy",
        "wasAssociatedWith",
    }
)  # fmt: skip
_WITHOUT_ATTRIBUTES = frozenset({"alternateOf", "specializationOf", "mentionOf", "hadMember"})


def random_history(seed: int, number: int | None = None) -> History:
    """Return the history of that seed; those of odd seeds have no third arguments."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    made = _Generator(chance, third=seed % 2 == 0)
    return made.history(seed if number is None else number)


class _Generator:
    def __init__(self, chance: random.Random, *, third: bool) -> None:
        self._chance = chance
        self._third = third
        self._elements = {
            "entity": [f"e{n}" for n in range(chance.randint(2, 7))],
            "activity": [f"a{n}" for n in range(chance.randint(1, 5))],
            "agent": [f"g{n}" for n in range(chance.randint(1, 3))],
        }
        if self._happens(0.2):
            self._elements["agent"].append("e0")  # an entity that is an agent, too
        self._acyclic = self._happens(0.4)

    def history(self, number: int) -> History:
        documents = [self._document(place) for place in range(self._chance.randint(1, 4))]
        return History(number, tuple(documents), tuple(self._steps(len(documents))))

    def _steps(self, count: int) -> list[Step]:
        """Load all, in any order; delete some, now and then to load one again."""
        steps = [Step("load", place) for place in self._chance.sample(range(count), count)]
        for place in range(count):
            if count > 1 and self._happens(0.25):
                steps.append(Step("delete", place))
                if self._happens(0.4):
                    steps.append(Step("load", place))
        return steps

    def _document(self, place: int) -> Document:
        bundles = ["", *(f"b{place}{n}" for n in range(self._chance.choice((0, 0, 1, 2))))]
        statements: list[Statement] = []
        for _ in range(self._chance.randint(3, 12)):
            statements += self._relation(self._chance.choice(bundles))
        for kind, names in self._elements.items():
            for name in names:
                while self._happens(0.65):
                    statements.append(self._element(kind, name, self._chance.choice(bundles)))
                    if self._happens(0.8):
                        break
        self._chance.shuffle(statements)
        return Document(tuple(statements), self._chance.choice(("provn", "provn", "json")))

    def _element(self, kind: str, name: str, bundle: str) -> Statement:
        times = (self._time(0.5), self._time(0.5)) if kind == "activity" else ()
        attributes: list[tuple[str, Value]] = []
        if self._happens(0.3):
            attributes.append(("prov:type", self._chance.choice(_TYPES[kind])))
        if self._happens(0.25):
            attributes.append(("t:n", self._chance.randint(0, 3)))
        if self._happens(0.25):
            attributes.append(("t:tag", self._chance.choice("abc")))
        if kind == "entity" and self._happens(0.2):
            level = self._chance.choice(("DL0", "DL1", "DL1,DL2"))
            attributes.append(("cta:product_data_levels", level))
        return Statement(kind, (name, *times), tuple(attributes), bundle=bundle)

    def _relation(self, bundle: str) -> list[Statement]:
        """Return a relation, now and then a parallel one, and what its third argument names."""
        kind = self._chance.choices([*_RELATIONS], [*_RELATIONS.values()])[0]
        if kind == "mentionOf" and not self._third:
            kind = "specializationOf"
        relation = self._one_relation(kind, bundle)
        statements = [relation]
        if self._happens(0.2) and kind not in _WITHOUT_ATTRIBUTES:
            again = Statement(kind, relation.arguments, self._attributes(kind), None, bundle)
            statements.append(again)
        third = relation.third()
        if third is not None and self._happens(0.8):
            argument = ARGUMENTS[kind][2]
            statements.append(self._element(_kind(argument), third, bundle))
        return statements

    def _one_relation(self, kind: str, bundle: str) -> Statement:
        arguments = [
            self._argument(kind, place, argument) for place, argument in enumerate(ARGUMENTS[kind])
        ]
        if self._acyclic and arguments[0] and arguments[1]:
            arguments[:2] = self._later_first(arguments[0], arguments[1])
        name = None
        if kind not in _WITHOUT_ATTRIBUTES and self._happens(0.15):
            name = f"r{self._chance.randint(0, 10**9)}"
        return Statement(kind, tuple(arguments), self._attributes(kind), name, bundle)

    def _argument(self, kind: str, place: int, argument: str) -> str | None:
        if argument == "time":
            return self._time(0.25)
        if argument in {"generation", "usage"}:
            return None
        if place == 1 and kind in _OPTIONAL and self._happens(0.1):
            return None
        if place > 1 and kind != "mentionOf" and not (self._third and self._happens(0.5)):
            return None
        if argument in {"influencee", "influencer"}:
            return self._chance.choice(
                [name for names in self._elements.values() for name in names]
            )
        return self._chance.choice(self._elements[_kind(argument)])

    def _later_first(self, effect: str, cause: str) -> list[str | None]:
        """Return ends of the same kinds of which the effect has the larger number: no circles."""
        low, high = sorted((int(effect[1:]), int(cause[1:])))
        return [f"{effect[0]}{high + (low == high)}", f"{cause[0]}{low}"]

    def _attributes(self, kind: str) -> tuple[tuple[str, Value], ...]:
        if kind not in _WITH_ROLE or not self._happens(0.35):
            return ()
        count = self._chance.choice((1, 1, 1, 2))
        return tuple(("prov:role", role) for role in self._chance.sample(_ROLES, count))

    def _time(self, probability: float) -> str | None:
        return self._chance.choice(TIMES) if self._happens(probability) else None

    def _happens(self, probability: float) -> bool:
        return self._chance.random() < probability


def _kind(argument: str) -> str:
    return _KIND_OF_ARGUMENT.get(argument, "entity")
