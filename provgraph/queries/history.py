"""History: a lineage with the software, host, parameters and agents of each activity.

What PROV itself has no word for is taken from where ctapipe's logs are kept: the attributes
of the activity and, where the JSON record of the job is there, the record.
"""

from __future__ import annotations

import json
import shlex
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from provgraph.model.namespaces import PROV
from provgraph.model.times import order_of, with_offset
from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.element_rows import keyed_node
from provgraph.queries.lineage import lineage
from provgraph.queries.relation_sets import relation_set
from provgraph.results.nodes import is_unfinished
from provgraph.results.why import ActivityStep, StepFile
from provgraph.runtime import nested

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.nodes import Node, RelationLink

_BATCH = 200
_OF_ACTIVITIES = frozenset({"used", "wasInformedBy", "wasStartedBy"})
_CAUSED_BY_ACTIVITIES = frozenset({"wasGeneratedBy", "wasInformedBy"})
_COMMAND, _HOST, _VERSION = "ctapipe:command", "ctapipe:node", "ctapipe:ctapipe_version"
_TIMES = ("startTime", "endTime")
_IN_OTHER_FIELDS = {
    *("label", "name", "type", *_TIMES),
    *(_COMMAND, _HOST, _VERSION, "ctapipe:executable", "ctapipe:duration_min"),
}
_CHECKSUMS = ("checksum", "md5", "sha1", "sha256", "sha512", "adler32")


@dataclass(frozen=True, slots=True)
class History:
    """A whole lineage upstream, with attributes, agents and configurations, all by id."""

    start: str
    nodes: Mapping[str, Node]
    causes: Mapping[str, Sequence[RelationLink]]
    effects: Mapping[str, Sequence[RelationLink]]
    agents: Mapping[str, Sequence[str]]
    configurations: Mapping[str, Sequence[str]]
    others: Mapping[str, Node]
    """The agents and configurations themselves."""
    keys: Mapping[str, str]
    """The keys of those."""

    @property
    def activities(self) -> list[str]:
        """The activities, nearest first, those that only their relations tell included.

        What generates, uses, informs, is informed or started is an activity
        (PROV-CONSTRAINTS, section 6.3).
        """
        return [name for name in self.nodes if self.is_activity(name)]

    def is_activity(self, name: str) -> bool:
        """Whether it is an activity."""
        if self.nodes[name].kind != "unknown":
            return self.nodes[name].kind == "activity"
        caused = any(link.type in _CAUSED_BY_ACTIVITIES for link in self.effects.get(name, ()))
        return caused or any(link.type in _OF_ACTIVITIES for link in self.causes.get(name, ()))


def history(connection: Connection, key: str) -> History:
    """Return the history of the element with that key.

    Raises:
        TimeLimitError: the store takes too long.

    """
    upstream = lineage(connection, [key], bounds=Bounds(attributes=True))
    causes: dict[str, list[RelationLink]] = defaultdict(list)
    effects: dict[str, list[RelationLink]] = defaultdict(list)
    for relation in upstream.relations:
        causes[relation.start].append(relation)
        effects[relation.end].append(relation)
    agents: dict[str, set[str]] = defaultdict(set)
    configurations: dict[str, set[str]] = defaultdict(set)
    others: dict[str, Node] = {}
    keys: dict[str, str] = {}
    links = connection.fetch(
        "history/agents_and_configurations",
        _OtherLink.of_row,
        starts=[key],
        types=list(relation_set().types),
    )
    for link in links:
        others[link.node.id], keys[link.node.id] = link.node, link.key
        side = configurations if link.reltype == "WAS_CONFIGURED_BY" else agents
        side[link.effect].add(link.node.id)
    return History(
        start=upstream.start[0],
        nodes={node.id: node for node in upstream.nodes},
        causes=causes,
        effects=effects,
        agents={name: sorted(ids) for name, ids in agents.items()},
        configurations={name: sorted(ids) for name, ids in configurations.items()},
        others=others,
        keys=keys,
    )


class _OtherLink(NamedTuple):
    """A relation from an element of a history to an agent or a configuration."""

    reltype: str
    effect: str
    key: str
    node: Node

    @classmethod
    def of_row(
        cls, reltype: str, effect: str, _end: str, _role: object, row: Sequence[Any]
    ) -> Self:
        """Return the columns of the statement as a link."""
        return cls(reltype, effect, *keyed_node(*row))


def records(connection: Connection, activities: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the JSON records of those activities that came with a log of ctapipe."""
    # ctapipe's logs take 0.1 s to import, and only this needs them.
    from provgraph.ctapipe.stored_records import RecordRow  # noqa: PLC0415

    ids = sorted(set(activities))
    values: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _BATCH):
        for row in connection.fetch("records/values", RecordRow, ids=ids[start : start + _BATCH]):
            values[row.id] = dict(row.value)
    return values


def step(history: History, activity: str, record: Mapping[str, Any] | None = None) -> ActivityStep:
    """Return what is known of an activity, with all that its record adds."""
    attributes = history.nodes[activity].attributes or {}
    starts, ends = (_times(attributes, name) for name in _TIMES)
    system = _dict(record, "system")
    agents = history.agents.get(activity, ())
    configurations = history.configurations.get(activity, ())
    return ActivityStep(
        id=activity,
        label=history.nodes[activity].label,
        start=min(starts, key=order_of, default=None),
        end=max(ends, key=order_of, default=None),
        host=_first(attributes, _HOST),
        command=_command(attributes, system),
        software={**_installed(system), **_software(history, activity)},
        configurations=tuple(configurations),
        attributes={
            name: ", ".join(texts)
            for name, texts in attributes.items()
            if name not in _IN_OTHER_FIELDS or (name in _TIMES and len(texts) > 1)
        },
        agents=tuple(agent for agent in agents if not _is_software(history, agent)),
        inputs=_files(history, activity, history.causes, "used"),
        outputs=_files(history, activity, history.effects, "wasGeneratedBy"),
        parameters={**values(history, configurations), **flat(_dict(record, "config"))},
    )


def values(history: History, configurations: Iterable[str]) -> dict[str, Any]:
    """Return the parameters that are entities with a value, as IVOA's are, by their labels."""
    nodes = (history.others[name] for name in configurations)
    attributes = {node.label: node.attributes or {} for node in nodes}
    return {
        label: ", ".join(attribute["value"])
        for label, attribute in attributes.items()
        if "value" in attribute
    }


def flat(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a configuration by their dotted paths, without empty sections."""
    return {".".join(path): value for path, value in nested.leaves(config) if value != {}}


def checksums(attributes: Mapping[str, Sequence[str]] | None) -> dict[str, str]:
    """Return the checksums among attributes: those whose name says that they are one."""
    sums = {}
    for name, texts in (attributes or {}).items():
        local = name.rpartition(":")[2].lower()
        if any(local.startswith(word) or local.endswith(word) for word in _CHECKSUMS):
            sums[local] = ", ".join(texts)
    return sums


def as_text(value: object) -> str:
    """Return a parameter's value as people read it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _files(
    history: History, activity: str, links: Mapping[str, Sequence[RelationLink]], name: str
) -> tuple[StepFile, ...]:
    roles: dict[str, set[str]] = {}
    for link in links.get(activity, ()):
        if link.type == name:
            entity = link.end if link.start == activity else link.start
            roles.setdefault(entity, set()).update(link.role)
    return tuple(_file(history.nodes[id_], tuple(sorted(roles[id_]))) for id_ in sorted(roles))


def _file(entity: Node, role: tuple[str, ...]) -> StepFile:
    attributes = entity.attributes or {}
    places = (_first(attributes, name) for name in ("lfn", "path", "location"))
    location = next(filter(None, places), None)
    sums, unfinished = checksums(attributes), is_unfinished(entity.types)
    return StepFile(entity.id, entity.label, role, location, sums, unfinished)


def _software(history: History, activity: str) -> dict[str, str]:
    versions = {}
    for agent in history.agents.get(activity, ()):
        if _is_software(history, agent):
            node = history.others[agent]
            attributes = node.attributes or {}
            version = next((v[0] for k, v in attributes.items() if k.endswith(":version")), "")
            versions[_first(attributes, "name") or node.label] = version
    recorded = _first(history.nodes[activity].attributes or {}, _VERSION)
    return versions | ({"ctapipe": recorded} if recorded else {})


def _is_software(history: History, agent: str) -> bool:
    return f"{PROV}SoftwareAgent" in history.others[agent].types


def _installed(system: Mapping[str, Any]) -> dict[str, str]:
    """Return Python's version and its packages' as ctapipe records them."""
    python = _dict(system, "python")
    version = python.get("version_string")
    versions = {"python": version.split()[0]} if isinstance(version, str) and version else {}
    packages = python.get("packages")
    for package in packages if isinstance(packages, list) else ():
        if isinstance(package, dict) and isinstance(package.get("name"), str):
            versions[package["name"]] = str(package.get("version"))
    return versions


def _command(attributes: Mapping[str, Sequence[str]], system: Mapping[str, Any]) -> tuple[str, ...]:
    words = system.get("arguments")
    if isinstance(words, list):
        return tuple(map(str, words))
    try:
        return tuple(shlex.split(_first(attributes, _COMMAND) or ""))
    except ValueError:  # without a closing quotation mark it is not what ctapipe's reader wrote
        return ()


def _dict(value: Mapping[str, Any] | None, name: str) -> Mapping[str, Any]:
    inner = (value or {}).get(name)
    return inner if isinstance(inner, dict) else {}


def _times(attributes: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """Return an activity's times: documents may disagree."""
    return [with_offset(text) for text in attributes.get(name, ())]


def _first(attributes: Mapping[str, Sequence[str]], name: str) -> str | None:
    texts = attributes.get(name)
    return texts[0] if texts else None
