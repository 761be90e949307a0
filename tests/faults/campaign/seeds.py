"""The seeds: real and made files of every format, which are then damaged."""

from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import dataclass
from functools import cache

from tests.faults.campaign import ROOT
from tests.support.corpus import corpus, real_files

LARGEST = 200_000
"""Bytes of a seed: a campaign is many cases, and large files are damaged in the same ways."""

_LOGPROV = "\n".join(
    f"2026-11-23 10:00:0{second}__PROV__2026-11-23T10:00:0{second}__PROV__{record}"
    for second, record in enumerate(
        [
            "{'session_id': 7, 'session_name': 'osa', 'startTime': '2026-11-23T10:00:00'}",
            "{'activity_id': 'a1', 'name': 'dl1', 'in_session': 7, 'agent_name': 'lstanalyzer'}",
            "{'activity_id': 'a1', 'parameters': {'level': 3, 'ratio': 1.5, 'deep': {'x': [1]}}}",
            "{'entity_id': 'f1', 'name': 'R0', 'location': '/fefs/run1.fits.fz'}",
            "{'activity_id': 'a1', 'used_id': 'f1', 'used_role': 'input'}",
            "{'activity_id': 'a1', 'generated_id': 'f2', 'generated_role': 'output'}",
            "{'entity_id': 'f2', 'progenitor_id': 'f1'}",
            "{'activity_id': 'a1', 'endTime': '2026-11-23T10:00:09'}",
        ]
    )
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A file: `family` says who reads it: document, descriptions or catalogue."""

    name: str
    family: str
    data: bytes


@cache
def seeds() -> tuple[Seed, ...]:
    """Return all seeds, in order."""
    logs = sorted((ROOT / "tests" / "data" / "ctapipe").rglob("*"))
    logs += sorted((ROOT / "examples" / "ctapipe").iterdir())
    logs += sorted((ROOT / "examples" / "ctadirac").rglob("provDict.txt"))
    files = [("document", file) for file in [*corpus(), *real_files(), *logs]]
    described = [*(ROOT / "examples" / "descriptions").iterdir()]
    files += [("descriptions", file) for file in sorted(described)]
    answers = sorted((ROOT / "examples" / "ctadirac").rglob("catalogue.json"))
    files += [("catalogue", file) for file in answers]
    plain = [
        Seed(file.name, family, file.read_bytes())
        for family, file in files
        if file.is_file() and 0 < file.stat().st_size <= LARGEST
    ]
    return (*plain, Seed("lstosa.log", "document", _LOGPROV.encode()), *_packed(plain))


@cache
def formats() -> dict[str, list[Seed]]:
    """Return the seeds by kind, so that every format is damaged equally often."""
    by_kind: dict[str, list[Seed]] = {}
    for seed in seeds():
        kind = seed.family if seed.family != "document" else seed.name.rpartition(".")[2]
        by_kind.setdefault(kind, []).append(seed)
    return by_kind


def _packed(plain: list[Seed]) -> list[Seed]:
    logs = [seed for seed in plain if seed.name.endswith(".log")][:4]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for seed in logs:
            member = tarfile.TarInfo(seed.name)
            member.size = len(seed.data)
            archive.addfile(member, io.BytesIO(seed.data))
    bundle = stream.getvalue()
    return [
        Seed("job.tar", "document", bundle),
        Seed("job.tgz", "document", gzip.compress(bundle, mtime=0)),
        *(Seed(f"{seed.name}.gz", "document", gzip.compress(seed.data, mtime=0)) for seed in logs),
    ]
