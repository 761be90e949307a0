"""Times in PROV-JSONLD with more digits of a second than `prov` reads: kept exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prov.constants import (
    PROV_ATTR_ENDTIME,
    PROV_ATTR_STARTTIME,
    PROV_ATTR_TIME,
    PROV_MEMBERSHIP,
)

from provgraph.model.values import finer_time

if TYPE_CHECKING:
    from datetime import datetime

    from prov.identifier import QualifiedName
    from prov.model import ProvBundle

    Times = list[dict[QualifiedName, datetime]]

Json = Any  # whatever json.loads returns
_FORMAL = {
    name.localpart: name for name in (PROV_ATTR_TIME, PROV_ATTR_STARTTIME, PROV_ATTR_ENDTIME)
}


def taken_out(statement: Json) -> tuple[Json, Times]:
    """Return a statement without such arguments, and those of each of its records.

    Times that are attributes stay where they are, as `datetime`, which `prov` takes.
    """
    if not isinstance(statement, dict):
        return statement, []
    if isinstance(inner := statement.get("@graph"), list):
        parts = [_one(item) for item in inner if isinstance(item, dict)]
        if len(parts) < len(inner):
            return statement, []
        content = {**statement, "@graph": [item for item, _ in parts]}
        times = [times for item, times in parts if not _is_membership(item)]
        return content, times if any(times) else []
    item, times_of_record = _one(statement)
    return item, [times_of_record] if times_of_record else []


def add_to(scope: ProvBundle, times: Times) -> None:
    """Add the arguments that `taken_out` took to the last records."""
    if times:
        records = [each for each in scope.get_records() if each.get_type() != PROV_MEMBERSHIP]
        for record, own in zip(records[-len(times) :], times, strict=True):
            record.add_attributes(own)


def _one(item: dict[str, Json]) -> tuple[dict[str, Json], dict[QualifiedName, datetime]]:
    times: dict[QualifiedName, datetime] = {}
    others = {}
    for key, value in item.items():
        formal = _FORMAL.get(key.removeprefix("prov:"))
        if formal and (time := finer_time(value)):
            times[formal] = time
        else:
            others[key] = _with_times(value)
    return others, times


def _is_membership(item: dict[str, Json]) -> bool:
    return str(item.get("@type")).endswith("Membership")


def _with_times(value: Json) -> Json:
    if isinstance(value, list):
        return [_with_times(item) for item in value]
    if not isinstance(value, dict) or not str(value.get("@type")).endswith("dateTime"):
        return value
    time = finer_time(value.get("@value"))
    return {"@value": time} if time else value
