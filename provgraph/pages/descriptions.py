"""Descriptions: how activities should work, and which of their executions conform."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from provgraph.errors import NotFoundError
from provgraph.manager.app import API
from provgraph.model.relations import label_of_type
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page, url_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.results.checks import CheckResult, Finding
    from provgraph.results.descriptions import ActivityDescription
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node
    from provgraph.store import Store

router = APIRouter()
_CHECKED = 50
_PARTS = 1_000
_SECTIONS = {
    "UsageDescription": "Uses",
    "GenerationDescription": "Generates",
    "ParameterDescription": "Parameters",
    "ConfigFileDescription": "Configuration files",
}
_ENTITIES = {"EntityDescription", "DatasetDescription", "ValueDescription"}
_ROLES = ("Uses", "Generates")
_CLASS = "type"
"""PROV's own type, which only says what the section says; the IVOA's type has a prefix."""
_COLUMNS = ("multiplicity", "type", "valueType", "contentType", "unit", "default", "description")


@dataclass(frozen=True, slots=True)
class _Part:
    """A role, a parameter or a configuration file, with the kind of entity that a role takes."""

    name: str
    values: Mapping[str, str]
    entities: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """The parts of one kind, and the columns in which one of them has a value."""

    title: str
    roles: bool
    columns: tuple[str, ...]
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _About:
    """What the store knows of one description."""

    description: ActivityDescription
    parts: tuple[Node, ...]
    roles: Lineage | None
    executions: tuple[Node, ...]
    checked: CheckResult


@router.get("/descriptions")
async def descriptions(visit: Reader) -> HTMLResponse:
    """Show the descriptions of activities."""
    listed = await visit.ask(lambda store: store.descriptions())
    return page(visit.request, "descriptions.html", twin=f"{API}/descriptions", descriptions=listed)


@router.get("/description")
async def description(visit: Reader, id: str) -> HTMLResponse:  # the word of the API
    """Show one description, and whether what it describes conforms to it."""
    about = await visit.ask(lambda store: _about(store, id))
    return page(
        visit.request,
        "description.html",
        twin=url_of(f"{API}/element", {"id": about.description.id}),
        description=about.description,
        sections=_sections(about),
        executions=about.executions,
        checked=about.checked,
        findings=_by_execution(about.checked.findings),
    )


def _about(store: Store, selector: str) -> _About:
    shown = store.show(selector)
    found = next((each for each in store.descriptions() if each.id == shown.id), None)
    if found is None:
        raise NotFoundError(f"{shown.id} is not a description of an activity")
    parts = store.lineage(
        found.id, direction="both", follow="isRelatedTo", depth=1, limit=_PARTS, attributes=True
    ).nodes
    roles = [node.id for node in parts if _title(node) in _ROLES]
    described = store.lineage(
        found.id, direction="down", follow="isDescribedBy", depth=1, limit=_CHECKED, attributes=True
    )
    executions = tuple(node for node in described.nodes if node.kind == "activity")
    return _About(
        found,
        parts,
        store.lineage(*roles, direction="both", follow="isRelatedTo", depth=1) if roles else None,
        executions,
        store.check(*(node.id for node in executions)),
    )


def _title(node: Node) -> str | None:
    """Return the title of the section that a part of a description stands in."""
    return next((_SECTIONS[c] for c in map(label_of_type, node.types) if c in _SECTIONS), None)


def _by_execution(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    by_id: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_id[finding.id].append(finding)
    return by_id


def _sections(about: _About) -> list[_Section]:
    """Return the parts of a description, by kind."""
    by_title: dict[str, list[_Part]] = {title: [] for title in _SECTIONS.values()}
    for node in about.parts:
        if title := _title(node):
            by_title[title].append(_part(node, about.roles))
    return [_section(title, parts) for title, parts in by_title.items() if parts]


def _section(title: str, parts: Iterable[_Part]) -> _Section:
    ordered = tuple(sorted(parts, key=lambda part: part.name))
    columns = tuple(name for name in _COLUMNS if any(name in part.values for part in ordered))
    return _Section(title, title in _ROLES, columns, ordered)


def _part(node: Node, roles: Lineage | None) -> _Part:
    values = {
        name.rpartition(":")[2]: ", ".join(texts)
        for name, texts in (node.attributes or {}).items()
        if name != _CLASS
    }
    name = values.get("role") or values.get("name") or node.label
    return _Part(name, values, tuple(_entities(node, roles)) if roles else ())


def _entities(role: Node, roles: Lineage) -> Iterator[Node]:
    """Yield the kinds of entities that play a role."""
    ends = [(link.start, link.end) for link in roles.relations]
    near = {end for pair in ends if role.id in pair for end in pair}
    for node in roles.nodes:
        classes = set(map(label_of_type, node.types))
        if node.id in near and node.id != role.id and classes & _ENTITIES:
            yield node
