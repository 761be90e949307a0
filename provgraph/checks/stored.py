"""What the rules are about, as the store has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.checks.element_rules import allowed_descriptions, description_fields, moment
from provgraph.checks.facts import (
    Artefact,
    CheckedDescription,
    CheckedElement,
    CheckedExecution,
    CheckedParameter,
    DescribedRole,
    EntityCategory,
    LinkedRole,
    ReferencedValue,
    UsedFile,
)
from provgraph.model.properties import first_text
from provgraph.model.terms import texts
from provgraph.model.voprov import is_silent_configuration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection


def executions(connection: Connection, keys: Sequence[str]) -> list[CheckedExecution]:
    """Return activities as they ran, in the order of their labels."""
    executions = connection.fetch("check/executions", _execution, keys=list(keys))
    return sorted(executions, key=lambda execution: (execution.label, execution.id))


def descriptions(
    connection: Connection, executions: Iterable[CheckedExecution]
) -> dict[str, CheckedDescription]:
    """Return the activity descriptions of executions, by their keys."""
    keys = sorted({key for execution in executions for key in execution.descriptions})
    return dict(connection.fetch("check/descriptions", _keyed_description, keys=keys))


def elements(connection: Connection, keys: Sequence[str]) -> list[CheckedElement]:
    """Return elements, in the order of their labels."""
    elements = connection.fetch("check/element_facts", _element, keys=list(keys))
    return sorted(elements, key=lambda element: (element.label, element.id))


class _FileRow(NamedTuple):
    """An entity that an activity used or generated, as the statement returns it."""

    output: bool
    role: object
    uri: str
    label: object
    name: str | None
    time: object
    labels: Sequence[str]
    value: object
    descriptions: Sequence[tuple[str, Sequence[str], object]]
    generated: object
    invalidated: object
    catalogued: bool

    def file(self) -> UsedFile:
        allowed = allowed_descriptions(frozenset(self.labels))
        fitting = [row for row in self.descriptions if allowed & {*row[1]}]
        types = {least(kind) for _, _, kind in fitting if kind is not None}
        return UsedFile(
            output=self.output,
            role=least(self.role) or None,
            id=self.uri,
            label=first_text(self.label) or self.uri,
            name=self.name or self.uri,
            time=moment(least(self.time)),
            categories=tuple(sorted({key for key, _, _ in fitting})),
            value=None if self.value is None else least(self.value),
            value_types=tuple(sorted(types)),
            is_value="ValueEntity" in self.labels,
            generated=moment(least(self.generated)),
            invalidated=moment(least(self.invalidated)),
            catalogued=self.catalogued,
        )


class _SettingRow(NamedTuple):
    """A parameter or configuration file, with its descriptions' properties."""

    is_file: bool
    uri: str
    name: str | None
    is_named: bool
    label: object
    other_name: object
    value: object
    descriptions: Sequence[tuple[Mapping[str, object], Sequence[str]]]

    def setting(self) -> CheckedParameter:
        has_name = self.is_named or self.label is not None or self.other_name is not None
        name = self.name if has_name else None
        value = None if self.value is None else least(self.value)
        if not self.descriptions:
            return CheckedParameter(self.uri, name, value)
        first, belongs = min(self.descriptions, key=lambda row: str(row[0]["key"]))
        fields = description_fields(_attributes(first))
        return CheckedParameter(self.uri, name, value, fields, tuple(sorted(set(belongs))))


def _execution(  # noqa: PLR0913  # the columns of the statement
    *,
    id: str,  # noqa: A002  # the column's name
    label: object,
    start: object,
    end: object,
    descriptions: Iterable[str],
    files: Iterable[Sequence[Any]],
    settings: Iterable[Sequence[Any]],
    roles: Iterable[Sequence[Any]],
    artefacts: Iterable[Sequence[Any]],
) -> CheckedExecution:
    rows = [_SettingRow(*row) for row in settings]
    return CheckedExecution(
        id=id,
        label=first_text(label) or id,
        start=moment(least(start)),
        end=moment(least(end)),
        descriptions=tuple(sorted(set(descriptions))),
        files=sorted({_FileRow(*row).file() for row in files}, key=repr),
        parameters=sorted((row.setting() for row in rows if not row.is_file), key=repr),
        config_files=sorted((row.setting() for row in rows if row.is_file), key=repr),
        roles=sorted((_linked_role(*row) for row in roles), key=repr),
        artefacts=sorted({_artefact(*row) for row in artefacts}, key=repr),
    )


def _linked_role(
    uri: str, described: object, role: object, activities: Sequence[str]
) -> LinkedRole:
    return LinkedRole(uri, least(described), least(role), tuple(sorted(set(activities))))


def _artefact(uri: str, labels: Sequence[str], said: object, types: object) -> Artefact:
    kind = next((kind for kind in ("Parameter", "ConfigFile") if kind in labels), None)
    silent = any(map(is_silent_configuration, texts(types)))
    return Artefact(uri, kind, None if said is None else least(said), silent)


def _keyed_description(  # noqa: PLR0913  # the columns of the statement
    *,
    key: str,
    name: object,
    version: object,
    roles: Iterable[Sequence[Any]],
    hasParameters: bool,  # noqa: N803  # the column's name
    hasConfigFiles: bool,  # noqa: N803  # the column's name
) -> tuple[str, CheckedDescription]:
    full_name = " ".join(filter(None, (least(name), least(version))))
    described = [_RoleRow(*row).role_description() for row in roles]
    return key, CheckedDescription(full_name, described, hasParameters, hasConfigFiles)


class _RoleRow(NamedTuple):
    """A usage or generation description, with the kinds of entities that it expects."""

    output: bool
    role: object
    multiplicity: object
    categories: Iterable[tuple[str, object, object, bool]]

    def role_description(self) -> DescribedRole:
        categories = (
            EntityCategory(key, least(name), least(content_type) or None, is_value)
            for key, name, content_type, is_value in self.categories
        )
        return DescribedRole(
            self.output,
            least(self.role),
            least(self.multiplicity) or None,
            tuple(sorted(categories, key=repr)),
        )


def _element(  # noqa: PLR0913  # the columns of the statement
    *,
    id: str,  # noqa: A002  # the column's name
    label: object,
    labels: Sequence[str],
    properties: Mapping[str, object],
    named: bool,
    descriptions: Iterable[tuple[str, Sequence[str]]],
    hasMembers: bool,  # noqa: N803  # the column's name
    roles: Iterable[object],
    references: Iterable[tuple[str, object, object, object, object, object]],
) -> CheckedElement:
    return CheckedElement(
        id=id,
        label=first_text(label) or id,
        labels=frozenset(labels),
        attributes=_attributes(properties),
        named=named,
        descriptions=sorted({(uri, frozenset(kinds)) for uri, kinds in descriptions}, key=repr),
        has_members=hasMembers,
        roles=sorted({text for role in roles for text in texts(role)}),
        references=sorted({_reference(*row) for row in references}, key=repr),
    )


def _reference(  # noqa: PLR0913, PLR0917  # the columns of the statement
    uri: str,
    value: object,
    own_type: object,
    own_unit: object,
    type_of_value: object,
    unit_of_value: object,
) -> ReferencedValue:
    return ReferencedValue(
        uri,
        least(value),
        types=(least(own_type), least(type_of_value)),
        units=(least(own_unit), least(unit_of_value)),
    )


def _attributes(properties: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: texts(value) for name, value in properties.items() if value is not None}


def least(prop: object) -> str:
    """Return a property's text; of several values the first in order."""
    return min(texts(prop), default="")
