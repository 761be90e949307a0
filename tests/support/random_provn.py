"""Random documents in PROV-N: all statements, times, ids, types, values and bundles mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

_NAMES = {
    "e": [f"ex:e{number}" for number in range(4)],
    "a": [f"ex:a{number}" for number in range(3)],
    "g": [f"ex:g{number}" for number in range(3)],
    "t": ["2024-05-01T10:00:00", "2024-05-01T10:00:00.123456789Z", "2024-05-01T10:00:00.5+02:00"],
    "k": ['"k"', "1", '"k" %% ex:key'],
    "b": ["ex:bundle"],
    "x": ["ex:generation"],
    "u": ["ex:usage"],
}
_STATEMENTS = (
    "entity(e*)",
    "activity(a,t?,t?*)",
    "agent(g*)",
    "wasGeneratedBy(#e,a?,t?+)",
    "used(#a,e?,t?+)",
    "wasInformedBy(#a,a+)",
    "wasStartedBy(#a,e?,a?,t?+)",
    "wasEndedBy(#a,e?,a?,t?+)",
    "wasInvalidatedBy(#e,a?,t?+)",
    "wasDerivedFrom(#e,e,a?,x?,u?+)",
    "wasAttributedTo(#e,g+)",
    "wasAssociatedWith(#a,g?,e?+)",
    "actedOnBehalfOf(#g,g,a?+)",
    "wasInfluencedBy(#e,g+)",
    "alternateOf(e,e)",
    "specializationOf(e,e)",
    "mentionOf(e,e,b)",
    "hadMember(e,e)",
    "prov:hadDictionaryMember(e,e,k)",
    "prov:derivedByInsertionFrom(#e,e,{(k,e),(k,e)}+)",
    "prov:derivedByRemovalFrom(#e,e,{k,k}+)",
)
_TYPES = (
    "prov:Revision", "prov:Quotation", "prov:PrimarySource", "prov:Insertion", "prov:Plan",
    "prov:Person", "prov:Collection", "prov:Usage", "prov:Bundle", "prov:Role", "ex:T",
)  # fmt: skip
_VALUES = (
    *(f"prov:type='{name}'" for name in _TYPES),
    'prov:label="l"', 'prov:label="l"@en', 'prov:location="x"', "ex:n=1", "ex:n=2", 'ex:z=""',
    'ex:s="a \\"b\\\\ \\n c"', 'ex:d="1.50" %% xsd:decimal', 'ex:f="1.5" %% xsd:double',
    'ex:t="2024-05-01T10:00:00Z" %% xsd:dateTime', "ex:q='ex:e1'", 'prov:value="v"',
    'ex:u="http://x/ y" %% xsd:anyURI', 'ex:b="true" %% xsd:boolean', 'prov:type="text"',
    'ex:i="07" %% xsd:integer', 'ex:l="9999999999" %% xsd:long', 'ex:own="x" %% ex:dt',
    'prov:generatedAtTime="2024-05-01T10:00:00Z" %% xsd:dateTime',
)  # fmt: skip
_ROLES = ('prov:role="r1"', "prov:role='ex:r2'")


def document(chance: random.Random) -> str:
    """Return a document of up to nine statements, and of a bundle in every third."""
    body = _statements(chance, chance.randint(1, 9))
    bundle = f"bundle ex:b\n{_statements(chance, 3)}\nendBundle" if chance.random() < 1 / 3 else ""
    return f"document\nprefix ex <http://example.org/>\n{body}\n{bundle}\nendDocument"


def _statements(chance: random.Random, count: int) -> str:
    return "\n".join(_statement(chance) for _ in range(count))


def _statement(chance: random.Random) -> str:
    keyword, _, pattern = chance.choice(_STATEMENTS).partition("(")
    parts = [_part(chance, sign) for sign in pattern.replace("?", "")]
    # A question mark after a sign means that the argument may be left away.
    for position, sign in enumerate(pattern.replace("?", "\0")):
        if sign == "\0":
            place = position - pattern[:position].count("?") - 1
            parts[place] = parts[place] if chance.random() > 1 / 3 else "-"
    return f"{keyword}({''.join(parts)}"


def _part(chance: random.Random, sign: str) -> str:
    if sign in _NAMES:
        return chance.choice(_NAMES[sign])
    if sign == "#":
        return f"ex:id{chance.randrange(10**6)};" if chance.random() < 1 / 4 else ""
    if sign in "*+":
        return _attributes(chance, _VALUES if sign == "*" else (*_VALUES, *_ROLES * 5))
    return sign


def _attributes(chance: random.Random, values: Sequence[str]) -> str:
    chosen: dict[str, None] = {}
    while chance.random() < 0.4:
        chosen[chance.choice(values)] = None
    return f",[{', '.join(chosen)}]" if chosen else ""
