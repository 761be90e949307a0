"""Jobs of a described activity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[2] / "examples" / "descriptions" / "ctapipe-display-muons.yaml"
NAME = "ctapipe-display-muons"


def job(number: int, version: str = "0.6.2", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an activity record like the predecessor's."""
    uuid = f"5dc245d2-aa16-4026-9da9-{number:012d}"
    record = {
        "activity_name": NAME,
        "activity_uuid": uuid,
        "start": {"time_utc": f"2020-09-03T10:{number:02d}:17.790"},
        "stop": {"time_utc": f"2020-09-03T10:{number:02d}:24.010"},
        "status": "completed",
        "system": {
            "ctapipe_version": version,
            "platform": {"node": "wn101"},
            "arguments": [NAME, "--events=proton.simtel.gz", "--outfile=muons.hdf5"],
        },
        "input": [
            {"url": "/scratch/proton.simtel.gz", "role": "dl0.sub.evt"},
            {"url": "/scratch/camera.yaml", "role": "resource"},
        ],
        "output": [{"url": f"/scratch/{number}/muons.hdf5", "role": "dl1.tel.evt.muon"}],
        "config": {"MuonDisplayerTool": {"events": "proton.simtel.gz", "threshold": 0.5}},
    }
    return {**record, **changes}


def written(folder: Path, name: str, content: object) -> Path:
    """Return a file of that content: text, or JSON."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path
