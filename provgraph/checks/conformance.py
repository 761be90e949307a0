"""Conformance: what is in the store, checked against descriptions and the IVOA model's rules."""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from provgraph.checks import element_rules, ivoa_rules, stored
from provgraph.checks.clocks import clock_findings, early_reads
from provgraph.checks.rules import check_settings, finding, judged
from provgraph.ivoa import vocabularies
from provgraph.model.properties import first_text
from provgraph.model.terms import texts
from provgraph.results.checks import CheckResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.checks.facts import CheckedElement
    from provgraph.graph.connection import Connection
    from provgraph.results.checks import Finding

BATCH = 1_000


def check(
    connection: Connection,
    keys: Sequence[str] | None,
    severities: Mapping[str, str] = MappingProxyType({}),
) -> CheckResult:
    """Check elements with the activities that generated them; everything if `None`.

    `severities` are error, warning or ignore by the names of rules.

    Raises:
        NotFoundError: there is no such rule or severity.

    """
    check_settings(severities)
    activities = _activities(connection, keys)
    executions = [each for batch in _batches(activities) for each in _executions(connection, batch)]
    elements = _elements(connection, keys, activities)
    findings = [finding for each in executions for finding in each.findings]
    units = False
    for batch in _batches(elements):
        rows = stored.elements(connection, batch)
        findings += chain.from_iterable(map(_element_findings, rows))
        units = units or any(map(_has_units, rows))
    findings += _generations(connection, keys)
    findings += _paths(connection, keys)
    early = (each for batch in _batches(activities) for each in early_reads(connection, batch))
    findings += clock_findings(early)
    reported = tuple(judged(findings, severities))
    return CheckResult(
        conforms=all(each.severity != "error" for each in reported),
        checked=len(activities),
        described=sum(each.described for each in executions),
        findings=reported,
        notes=_notes(units=units),
    )


class _Checked(NamedTuple):
    """An activity that was checked: whether it has a description, and what was found."""

    described: bool
    findings: tuple[Finding, ...]


def _executions(connection: Connection, keys: Sequence[str]) -> Iterator[_Checked]:
    executions = stored.executions(connection, keys)
    descriptions = stored.descriptions(connection, executions)
    for execution in executions:
        breaches = ivoa_rules.breaches(execution, descriptions)
        findings = (finding(execution.id, execution.label, breach) for breach in breaches)
        yield _Checked(bool(execution.descriptions), tuple(findings))


def _element_findings(element: CheckedElement) -> Iterator[Finding]:
    for breach in element_rules.breaches(element):
        yield finding(element.id, element.label, breach)


def _notes(*, units: bool) -> tuple[str, ...]:
    unchecked = units and not vocabularies.can_check_units()
    return (vocabularies.WITHOUT_ASTROPY,) if unchecked else ()


def _activities(connection: Connection, keys: Sequence[str] | None) -> list[str]:
    if keys is None:
        chunks = connection.read_rows("check/activities")
        return [key for chunk in chunks for key in chunk["keys"]]
    rows = connection.read_rows("check/activities_of_elements", keys=list(keys))
    return [row["key"] for row in rows]


def _elements(
    connection: Connection, keys: Sequence[str] | None, activities: Sequence[str]
) -> list[str]:
    if keys is None:
        chunks = connection.read_rows("check/elements")
        return sorted(chain.from_iterable(chunk["keys"] for chunk in chunks))
    rows = connection.read_rows(
        "check/elements_of_activities", keys=list(keys), activities=list(activities)
    )
    return sorted(row["key"] for row in rows)


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _has_units(element: CheckedElement) -> bool:
    return bool(element.attributes.keys() & {"voprov:unit", "voprov:ucd"})


def _generations(connection: Connection, keys: Sequence[str] | None) -> Iterator[Finding]:
    """Yield entities with several generations: section 2.3.2 of the standard allows one."""
    for row in connection.read_rows("check/multiple_generations", keys=keys and list(keys)):
        makers = ", ".join(sorted(row["makers"]))
        message = f"{len(row['makers'])} activities generated it; only one may: {makers}"
        label = first_text(row["label"]) or row["id"]
        yield finding(row["id"], label, ("generated-once", message))


def _paths(connection: Connection, keys: Sequence[str] | None) -> Iterator[Finding]:
    """Yield paths that were seen under several authorities; they may be one shared file."""
    for row in connection.read_rows("check/reused_paths", keys=keys and list(keys)):
        first = {_authority(uri): uri for uri in sorted(row["files"], reverse=True)}
        if len(first) > 1:
            hosts = ", ".join(sorted(first))
            message = f"this path was seen under {hosts}: on a shared file system it is one file"
            uri, path = min(first.values()), min(texts(row["path"]), default="")
            yield finding(uri, path, ("same-path", message))


def _authority(uri: str) -> str:
    return uri.removeprefix("file://").partition("/")[0]
