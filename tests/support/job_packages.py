"""Job packages of the examples, as a step hands them in."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
JOBS = [ROOT / "examples" / "ctadirac" / f"job{number}" for number in range(1, 5)]


def package(number: int, **members: object) -> dict[str, Any]:
    """Return the package of an example job, some of its members changed."""
    folder = JOBS[number - 1]
    text = (folder / "provDict.txt").read_text()
    return {
        "format": "provgraph-job",
        "version": 1,
        "job_id": str(100 + number),
        "site": "LCG.IN2P3-CC.fr",
        "batch": {"system": "dirac", "name": f"muons_{number}"},
        "environment": {"CTAPIPE_SVC_PATH": "/data"},
        "provenance": [{"name": "provDict.txt", "text": text}],
        "inputs": (folder / "input_lfns.txt").read_text().splitlines(),
        "outputs": (folder / "output_lfns.txt").read_text().splitlines(),
        "catalogue": json.loads((folder / "catalogue.json").read_text()),
        "logs": [],
        "exit_code": 0,
        **members,
    }


def member(name: str, text: bytes, size: int | None = None) -> dict[str, Any]:
    """Return a text log as a package holds it."""
    packed = base64.b64encode(gzip.compress(text)).decode()
    return {"name": name, "size": len(text) if size is None else size, "base64": packed}


def package_bytes(number: int, **members: object) -> bytes:
    """Return that package as a file holds it."""
    return json.dumps(package(number, **members)).encode()
