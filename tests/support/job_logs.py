"""The logs of one pipeline's jobs, as many as are wanted.

A processing job for each run, a merge of every 50 of its files and one of every 1,000: the logs
of `examples/ctapipe` with identities, paths and run numbers of their own.
"""

from __future__ import annotations

import copy
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGS = Path(__file__).parents[2] / "examples" / "ctapipe"
_MERGES = {50: 1 << 40, 1000: 1 << 41}
"""So many files are merged into one; the numbers of these merges begin there."""

PROCESS = "10_chain_process_run101"


def write(folder: Path, jobs: int, first: int = 0) -> None:
    """Write the logs of a number of processing jobs and of their merges, a file each.

    `first` numbers the first: productions with other numbers have no file in common.
    """
    for name, record in _records(range(first, first + jobs)):
        (folder / f"{name}.provenance.log").write_text(json.dumps([record]), encoding="utf-8")


def _records(numbers: range) -> Iterator[tuple[str, dict[str, Any]]]:
    process, merge = map(example, (PROCESS, "11_chain_merge"))
    files = []
    for count, number in enumerate(numbers, 1):
        record = copy.deepcopy(process)
        url = f"/data/cta/run/gamma_run{number}.dl2.h5"
        written = _rewritten(record, number, url)
        record["input"][-1]["url"] = f"/data/cta/simtel/run{number}.simtel.zst"
        yield f"process-{number}", record
        files.append({**written, "role": "data product to merge"})
        for size, first in _MERGES.items():
            if count % size == 0:
                yield f"merge-{size}-{number}", _merge(merge, files[-size:], first + number)


def _merge(example: dict[str, Any], files: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """Return the record of a job that merges files; its output is named after the last."""
    size, last = len(files), number & ((1 << 40) - 1)
    ending = "" if size == min(_MERGES) else f"-{size}"
    merged = copy.deepcopy(example)
    _rewritten(merged, number, f"/data/cta/run/merged{last}{ending}.dl2.h5")
    merged["input"] = files
    return merged


def _rewritten(record: dict[str, Any], number: int, url: str) -> dict[str, Any]:
    """Give a record and its output identities of their own; return the output."""
    record["activity_uuid"] = str(uuid.UUID(int=(1 << 100) + number))
    output: dict[str, Any] = record["output"][0]
    output["url"] = url
    meta = output["reference_meta"]
    meta["CTA PRODUCT ID"] = str(uuid.UUID(int=(2 << 100) + number))
    meta["CTA ACTIVITY ID"] = record["activity_uuid"]
    record["config"] = json.loads(
        json.dumps(record["config"]).replace("gamma_run101.dl2.h5", Path(url).name)
    )
    return output


def example(name: str = PROCESS) -> dict[str, Any]:
    """Return the record of an example's log."""
    text = next(_LOGS.glob(f"{name}*")).read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)[0]
    return record
