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


def completed(
    identity: str, start: str, stop: str, reads: list[Any], writes: list[Any]
) -> dict[str, Any]:
    """Return an activity that ran on the one host; files are paths, or entries of the log."""
    return activity(
        activity_uuid=identity,
        start={"time_utc": start},
        stop={"time_utc": stop},
        status="completed",
        system={"platform": {"node": "w01"}, "ctapipe_version": "0.28"},
        config={"Tool": {"level": 1}},
        input=[file if isinstance(file, dict) else {"url": file} for file in reads],
        output=[file if isinstance(file, dict) else {"url": file} for file in writes],
    )


def with_product_id(path: str, product: str) -> dict[str, Any]:
    """Return a file with a product id, as older logs have it."""
    meta = {"CTA PRODUCT ID": product, "CTA ACTIVITY ID": product}
    return {"url": path, "reference_meta": meta}
