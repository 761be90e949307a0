"""PROV-JSON documents shaped as those of pipelines: steps that read files and write others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_STEP = 10
"""So many records are a step: an activity, its agent, two files, two of each other relation."""
_AGENTS, _NODES = 20, 100
_TIMES = {"prov:startTime", "prov:endTime", "prov:time"}


def write(file: Path, records: int, name: str = "run", *, times: bool = True) -> None:
    """Write a document of about this number of records; other names give other elements."""
    steps = max(1, (records - _AGENTS) // _STEP)
    document = _document(name, steps)
    if not times:
        _remove_times(document)
    file.write_text(json.dumps(document), encoding="utf-8")


def _remove_times(document: dict[str, Any]) -> None:
    for kind in ("activity", "wasGeneratedBy"):
        for record in document[kind].values():
            for name in _TIMES & record.keys():
                del record[name]


def write_many(folder: Path, files: int, records: int) -> None:
    """Write a number of documents into a folder."""
    for number in range(files):
        write(folder / f"{number}.json", records, f"run{number}")


def _document(name: str, steps: int) -> dict[str, Any]:
    sections: dict[str, Any] = {
        "prefix": {"ex": "http://example.org/data/", "run": f"http://example.org/{name}/"},
        "agent": {f"ex:agent{n}": _agent(n) for n in range(_AGENTS)},
        "activity": {},
        "entity": {},
    }
    for number in range(steps):
        _add_step(sections, number)
    return sections


def _agent(number: int) -> dict[str, Any]:
    kind = {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"}
    return {"prov:type": kind, "prov:label": f"pipeline {number}", "ex:version": f"0.{number}.1"}


def _add_step(sections: dict[str, Any], number: int) -> None:
    step, minute = f"run:step{number}", f"2026-03-{1 + number % 28:02}T{number % 24:02}"
    sections["activity"][step] = {
        "prov:startTime": f"{minute}:00:00Z",
        "prov:endTime": f"{minute}:41:07.250Z",
        "prov:label": f"calibration {number}",
        "ex:node": f"worker{number % _NODES:03}",
        "ex:exit": 0,
    }
    read = [f"run:file{max(0, number - back)}-{side}" for side, back in enumerate((1, 7))]
    written = [f"run:file{number}-{side}" for side in range(2)]
    relations = [("wasAssociatedWith", {"activity": step, "agent": f"ex:agent{number % _AGENTS}"})]
    for side, (old, new) in enumerate(zip(read, written, strict=True)):
        sections["entity"][new] = {
            "prov:label": f"file{number}-{side}.h5",
            "ex:size": 1_000_000 + number,
            "ex:format": "HDF5",
        }
        relations += [
            ("used", {"activity": step, "entity": old}),
            ("wasGeneratedBy", {"entity": new, "activity": step, "time": f"{minute}:41:07Z"}),
            ("wasDerivedFrom", {"generatedEntity": new, "usedEntity": old}),
        ]
    for kind, ends in relations:
        section = sections.setdefault(kind, {})
        section[f"_:{kind}{len(section)}"] = {f"prov:{end}": value for end, value in ends.items()}
