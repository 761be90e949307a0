"""A recorded log of ctapipe-process, and activities made for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
LOG = DATA / "10_chain_process_run101.DL2.prov.log"
ACTIVITIES: list[dict[str, Any]] = json.loads(LOG.read_text())
UUID = "93fc2206-59de-4852-868d-ec045ec25d1d"
JSON, PYTHON = json.dumps(ACTIVITIES, indent=3), repr(ACTIVITIES)


def activity(**fields: object) -> dict[str, Any]:
    """Return a small activity with these fields changed."""
    return {"activity_name": "a", "activity_uuid": UUID, **fields}
