"""History: a lineage with what each activity was told: software, host, parameters, agents.

What PROV itself has no word for is taken from where ctapipe's logs are kept: the attributes
of the activity and, where the JSON record of the job is there, the record.
"""

from __future__ import annotations

import json
import shlex
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from provgraph.model.namespaces import PROV
from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.lineage import lineage
from provgraph.queries.relation_sets import relation_set
from provgraph.results.nodes import Node, RelationLink, node
from provgraph.runtime import nested

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection

_AT_ONCE = 200
_COMMAND, _HOST, _VERSION = "ctapipe:command", "ctapipe:node", "ctapipe:ctapipe_version"
_TOLD_ELSEWHERE = {
    *("label", "name", "type", "startTime", "endTime"),
    *(_COMMAND, _HOST, _VERSION, "ctapipe:executable", "ctapipe:duration_min"),
}
_SUMS = ("checksum", "md5", "sha1", "sha256", "sha512", "adler32")


@dataclass(frozen=True, slots=True)
class StepFile:
    """An entity that an activity used or made: its roles, where it was, its checksums."""

    id: str
    label: str
    role: tuple[str, ...]
    location: str | None
    checksums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ActivityStep:
    """An activity: when and where it ran, with what.

    `software` is name → version, `attributes` are those that none of the other fields tells;
    `configurations` are the ids of what it was configured by, `agents` those of whom it was
    associated with, software left out. `command` are the words of the recorded command line.
    """

    id: str
    label: str
    start: str | None
    end: str | None
    host: str | None
    command: tuple[str, ...]
    software: Mapping[str, str]
    configurations: tuple[str, ...]
    attributes: Mapping[str, str]
    agents: tuple[str, ...]
    inputs: tuple[StepFile, ...]
    outputs: tuple[StepFile, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


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

        What generates or uses is an activity (PROV-CONSTRAINTS, section 6.3).
        """
        return [name for name in self.nodes if self.acts(name)]

    def acts(self, name: str) -> bool:
        """Whether it is an activity."""
        if self.nodes[name].kind != "unknown":
            return self.nodes[name].kind == "activity"
        made = any(one.type == "wasGeneratedBy" for one in self.effects.get(name, ()))
        return made or any(one.type == "used" for one in self.causes.get(name, ()))


def history(connection: Connection, key: str) -> History:
    """Return the history of the element with that key.

    Raises:
        TimeLimitError: the store takes too long.

    """
    found = lineage(connection, [key], bounds=Bounds(attributes=True))
    causes: dict[str, list[RelationLink]] = defaultdict(list)
    effects: dict[str, list[RelationLink]] = defaultdict(list)
    for relation in found.relations:
        causes[relation.start].append(relation)
        effects[relation.end].append(relation)
    agents: dict[str, set[str]] = defaultdict(set)
    configurations: dict[str, set[str]] = defaultdict(set)
    others: dict[str, Node] = {}
    keys: dict[str, str] = {}
    for reltype, start, end, _, row in _around(connection, key):
        others[end], keys[end] = node(row, 0), row[0]
        (configurations if reltype == "WAS_CONFIGURED_BY" else agents)[start].add(end)
    return History(
        start=found.start[0],
        nodes={one.id: one for one in found.nodes},
        causes=causes,
        effects=effects,
        agents={name: sorted(ids) for name, ids in agents.items()},
        configurations={name: sorted(ids) for name, ids in configurations.items()},
        others=others,
        keys=keys,
    )


def _around(connection: Connection, key: str) -> Iterator[list[Any]]:
    for part in connection.read_rows(
        "history/agents_and_configurations", starts=[key], types=list(relation_set().types)
    ):
        yield from part["rows"]


def records(connection: Connection, activities: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the JSON records of those activities that came with a log of ctapipe."""
    from provgraph.ctapipe import content  # noqa: PLC0415  # prov takes 0.1 s; few need it

    ids = sorted(set(activities))
    found = {}
    for start in range(0, len(ids), _AT_ONCE):
        for row in connection.read_rows("records/values", ids=ids[start : start + _AT_ONCE]):
            value = content.restore(row["skeleton"], dict(row["contents"]))
            found[row["id"]] = value if isinstance(value, dict) else {}
    return found


def step(of: History, activity: str, record: Mapping[str, Any] | None = None) -> ActivityStep:
    """Return what is known of an activity, with all that its record adds."""
    told = of.nodes[activity].attributes or {}
    system = _dict(record, "system")
    own = _software(of, activity)
    return ActivityStep(
        id=activity,
        label=of.nodes[activity].label,
        start=_first(told, "startTime"),
        end=_first(told, "endTime"),
        host=_first(told, _HOST),
        command=_command(told, system),
        software={**own, **{k: v for k, v in _installed(system).items() if k not in own}},
        configurations=tuple(of.configurations.get(activity, ())),
        attributes={k: ", ".join(v) for k, v in told.items() if k not in _TOLD_ELSEWHERE},
        agents=tuple(name for name in of.agents.get(activity, ()) if not _program(of, name)),
        inputs=_files(of, activity, of.causes, "used"),
        outputs=_files(of, activity, of.effects, "wasGeneratedBy"),
        parameters={
            **values(of, of.configurations.get(activity, ())),
            **flat(_dict(record, "config")),
        },
    )


def values(of: History, configurations: Iterable[str]) -> dict[str, Any]:
    """Return the parameters that are entities with a value, as IVOA's are, by their labels."""
    told = {of.others[name].label: of.others[name].attributes or {} for name in configurations}
    return {label: ", ".join(one["value"]) for label, one in told.items() if "value" in one}


def flat(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a configuration by their dotted paths, without empty sections."""
    return {".".join(path): value for path, value in nested.leaves(config) if value != {}}


def checksums(told: Mapping[str, Sequence[str]] | None) -> dict[str, str]:
    """Return the checksums among attributes: those whose name says that they are one."""
    found = {}
    for name, values in (told or {}).items():
        local = name.rpartition(":")[2].lower()
        if any(local.startswith(word) or local.endswith(word) for word in _SUMS):
            found[local] = ", ".join(values)
    return found


def as_text(value: object) -> str:
    """Return a parameter's value as people read it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _files(
    of: History, activity: str, links: Mapping[str, Sequence[RelationLink]], name: str
) -> tuple[StepFile, ...]:
    roles: dict[str, set[str]] = {}
    for one in links.get(activity, ()):
        if one.type == name:
            other = one.end if one.start == activity else one.start
            roles.setdefault(other, set()).update(one.role)
    return tuple(_file(of.nodes[other], tuple(sorted(roles[other]))) for other in sorted(roles))


def _file(entity: Node, role: tuple[str, ...]) -> StepFile:
    told = entity.attributes or {}
    place = _first(told, "lfn") or _first(told, "path") or _first(told, "location")
    return StepFile(entity.id, entity.label, role, place, checksums(told))


def _software(of: History, activity: str) -> dict[str, str]:
    found = {}
    for agent in of.agents.get(activity, ()):
        if _program(of, agent):
            other = of.others[agent]
            told = other.attributes or {}
            version = next((v[0] for k, v in told.items() if k.endswith(":version")), "")
            found[_first(told, "name") or other.label] = version
    recorded = _first(of.nodes[activity].attributes or {}, _VERSION)
    return found | ({"ctapipe": recorded} if recorded else {})


def _program(of: History, agent: str) -> bool:
    return f"{PROV}SoftwareAgent" in of.others[agent].types


def _installed(system: Mapping[str, Any]) -> dict[str, str]:
    """Return Python's version and its packages' as ctapipe records them."""
    python = _dict(system, "python")
    version = python.get("version_string")
    found = {"python": version.split()[0]} if isinstance(version, str) and version else {}
    packages = python.get("packages")
    for one in packages if isinstance(packages, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            found[one["name"]] = str(one.get("version"))
    return found


def _command(told: Mapping[str, Sequence[str]], system: Mapping[str, Any]) -> tuple[str, ...]:
    words = system.get("arguments")
    if isinstance(words, list):
        return tuple(map(str, words))
    try:
        return tuple(shlex.split(_first(told, _COMMAND) or ""))
    except ValueError:  # no closing quotation: then it isn't what ctapipe's reader wrote
        return ()


def _dict(value: Mapping[str, Any] | None, name: str) -> Mapping[str, Any]:
    found = (value or {}).get(name)
    return found if isinstance(found, dict) else {}


def _first(told: Mapping[str, Sequence[str]], name: str) -> str | None:
    found = told.get(name)
    return found[0] if found else None
