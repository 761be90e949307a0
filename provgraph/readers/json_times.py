"""Times in PROV-JSON with more digits of a second than `prov` reads: kept exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prov.constants import PROV_ATTR_ENDTIME, PROV_ATTR_STARTTIME, PROV_ATTR_TIME

from provgraph.model.values import finer_time

if TYPE_CHECKING:
    from datetime import datetime

    from prov.identifier import QualifiedName

Json = Any  # whatever json.loads returns
_FORMAL = {
    f"prov:{name.localpart}": name
    for name in (PROV_ATTR_TIME, PROV_ATTR_STARTTIME, PROV_ATTR_ENDTIME)
}


@dataclass(frozen=True, slots=True)
class ExactTimes:
    """Records with such times, without them, and the times in the order of the records."""

    container: dict[str, Json] = field(default_factory=dict)
    times: list[dict[QualifiedName, datetime]] = field(default_factory=list)


def split(container: dict[str, Json]) -> tuple[dict[str, Json], ExactTimes]:
    """Return a container without the records that have such times, and those.

    Times that are attributes stay where they are, as `datetime`, which `prov` takes.
    """
    others: dict[str, Json] = {}
    exact = ExactTimes()
    for kind, section in container.items():
        if kind == "prefix" or not isinstance(section, dict):
            others[kind] = section
            continue
        others[kind] = {}
        for key, content in section.items():
            for record in content if isinstance(content, list) else [content]:
                _place(kind, key, record, others, exact)
    return others, exact


def _place(kind: str, key: str, record: Json, others: dict[str, Json], exact: ExactTimes) -> None:
    if not isinstance(record, dict):
        others[kind][key] = record
        return
    times = {
        _FORMAL[name]: time
        for name in _FORMAL.keys() & record.keys()
        if (time := _exact(record[name]))
    }
    other_statements = {
        name: _with_times(value) for name, value in record.items() if _FORMAL.get(name) not in times
    }
    target = exact.container.setdefault(kind, {}) if times else others[kind]
    target[key] = [*target[key], other_statements] if key in target else [other_statements]
    if times:
        exact.times.append(times)


def _with_times(value: Json) -> Json:
    if isinstance(value, list):
        return [_with_times(item) for item in value]
    return _exact(value) or value if isinstance(value, dict) else value


def _exact(value: Json) -> datetime | None:
    if isinstance(value, dict):
        is_time = str(value.get("type")).endswith(":dateTime") and "lang" not in value
        value = value.get("$") if is_time else None
    return finer_time(value)
