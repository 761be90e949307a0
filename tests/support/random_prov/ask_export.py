"""Export: what was loaded comes back, and a selection declares all that it names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from prov.identifier import Identifier, QualifiedName
from prov.model import Literal

from tests.support.random_prov.ask_lineage import depths_of, different
from tests.support.random_prov.facts import canonical
from tests.support.random_prov.statements import ARGUMENTS, PROV, TIMES, Name, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prov.model import ProvDocument, ProvRecord

    from tests.support.random_prov.loaded import Loaded, LoadedTogether
    from tests.support.random_prov.statements import Value

KINDS = {
    "Entity": "entity",
    "Activity": "activity",
    "Agent": "agent",
    "Generation": "wasGeneratedBy",
    "Usage": "used",
    "Communication": "wasInformedBy",
    "Start": "wasStartedBy",
    "End": "wasEndedBy",
    "Invalidation": "wasInvalidatedBy",
    "Derivation": "wasDerivedFrom",
    "Attribution": "wasAttributedTo",
    "Association": "wasAssociatedWith",
    "Delegation": "actedOnBehalfOf",
    "Influence": "wasInfluencedBy",
    "Alternate": "alternateOf",
    "Specialization": "specializationOf",
    "Mention": "mentionOf",
    "Membership": "hadMember",
}
"""PROV-DM's names of the kinds, which `prov` uses, and PROV-N's."""
_OWN = "https://provgraph.readthedocs.io/ns#"


def documents(loaded: Loaded) -> Iterator[str]:
    """Each document comes back with each of its statements, as often as it stated them."""
    for number, name in loaded.ids.items():
        exported = Counter(statements_of(loaded.store.export(documents=[name])))
        expected = Counter(plain(loaded.history.resolved(number)))
        yield from _same(f"export of document {number}", exported, expected)


def everything(together: LoadedTogether) -> Iterator[str]:
    """Export the whole store as one document: no statement more, none less."""
    if not together.facts.documents:
        return
    exported = set(statements_of(together.store.export(all=True)))
    expected = {s for each in together.facts.documents.values() for s in plain(each)}
    yield from different("export of all", exported, expected)


def selections(loaded: Loaded) -> Iterator[str]:
    """Chosen elements with all that they say of themselves; all that is named is declared."""
    chosen = loaded.some("selections", loaded.chance("export").randint(1, 3))
    exported = list(statements_of(loaded.store.export(*chosen)))
    what = f"export of {' '.join(chosen)}"
    stated = {s for each in loaded.facts.documents.values() for s in plain(each)}
    expected = {s for s in stated if s.arguments[0] in chosen}
    yield from different(what, {s for s in exported if not _is_own(s)}, expected)
    yield from _closed(what, exported, stated)


def lineages(loaded: Loaded) -> Iterator[str]:
    """Export the nodes of a lineage and the relations among them; all that is named is declared."""
    for start in loaded.some("lineages", 2):
        answer = loaded.store.lineage(start, depth=loaded.chance(start).randint(1, 4))
        nodes = depths_of(answer)
        exported = list(statements_of(loaded.store.export_lineage(answer)))
        what = f"export of the lineage of {start}"
        stated = {s for each in loaded.facts.documents.values() for s in plain(each)}
        inside = {s for s in stated if s.arguments[0] in nodes
                  and (s.is_element or s.ends[1] in nodes)}  # fmt: skip
        given = {s for s in exported if not _is_own(s)}
        yield from different(what, inside - given, set())
        outside = {s for s in given if not s.is_element and not set(s.ends) - {None} <= {*nodes}}
        yield from different(f"{what}: relations outside", outside, set())
        yield from _closed(what, exported, stated)


def _closed(what: str, exported: list[Statement], stated: set[Statement]) -> Iterator[str]:
    declared = {s.arguments[0] for s in exported if s.is_element}
    for statement in exported:
        if statement.is_element:
            continue
        missing = set(statement.elements().values()) - declared
        if missing:
            yield f"{what}: {statement.kind} names {sorted(missing)}, declared nowhere in it"
    for statement in exported:
        if not _is_own(statement) and statement not in stated:
            yield f"{what}: nobody stated {statement}"


def _is_own(statement: Statement) -> bool:
    """Whether it is a mark of the export: it continues here, or this is outside."""
    types = statement.values(f"{PROV}type")
    return any(isinstance(value, Name) and value.text.startswith(_OWN) for value in types)


def _same(what: str, exported: Counter[Statement], expected: Counter[Statement]) -> Iterator[str]:
    if exported != expected:
        yield f"{what}: too many {[*(exported - expected)]}, missing {[*(expected - exported)]}"


def plain(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Return statements in the form in which exported ones are compared."""
    for statement in statements:
        arguments = tuple(
            _time(value) if value and argument in TIMES else value
            for argument, value in zip(ARGUMENTS[statement.kind], statement.arguments, strict=True)
        )
        yield canonical(replace(statement, arguments=arguments))


def _time(text: str) -> str:
    return datetime.fromisoformat(text).isoformat()


def statements_of(document: ProvDocument) -> Iterator[Statement]:
    """Return what a document of `prov` states."""
    for scope in (document, *document.bundles):
        bundle = scope.identifier.uri if scope.identifier else ""
        for record in scope.get_records():
            yield canonical(_statement(record, bundle))


def _statement(record: ProvRecord, bundle: str) -> Statement:
    kind = KINDS[record.get_type().localpart]
    pairs = list(record.attributes)
    formal = {name.uri: value for name, value in pairs if name in record.FORMAL_ATTRIBUTES}
    arguments = [_text(formal.get(PROV + argument)) for argument in ARGUMENTS[kind]]
    if kind in {"entity", "activity", "agent"}:
        arguments[0] = record.identifier.uri if record.identifier else None
    others = [
        (name.uri, _value(value)) for name, value in pairs if name not in record.FORMAL_ATTRIBUTES
    ]
    own_id = record.identifier if kind not in {"entity", "activity", "agent"} else None
    return Statement(kind, tuple(arguments), tuple(others), own_id.uri if own_id else None, bundle)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Identifier):
        return value.uri
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _value(value: object) -> Value:
    if isinstance(value, QualifiedName):
        return Name(value.uri)
    if isinstance(value, Literal):
        return int(value.value) if str(value.datatype).endswith(("int", "integer")) else value.value
    return value if isinstance(value, int) else str(value)
