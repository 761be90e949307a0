"""Ask DIRAC's job monitoring for the jobs that changed since a time, and write JSON.

This file stands alone: it needs DIRAC 8 or later and the standard library, nothing of provgraph,
so that DIRAC's own Python can run it::

    python dirac_jobs.py --since 2026-11-22T06:15 > jobs.json

The answer is one JSON object: `since`, and `jobs`, what DIRAC's JobMonitoringClient.getJobsSummary
answers for each, times as texts. Failed calls are repeated after each of `PAUSES`. The exit status
is 1 if that did not help, 2 if DIRAC could not be called.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Answer = dict[str, Any]

PAUSES = (1.0, 5.0, 20.0)
"""Seconds before a failed call is repeated, each once."""
AT_ONCE = 1000
"""So many jobs are asked for in one call."""


def main(arguments: Sequence[str]) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description="Write what DIRAC knows of jobs as JSON.")
    parser.add_argument("--since", required=True, metavar="TIME", help="last update, UTC")
    since = parser.parse_args(arguments).since
    try:
        client = connect()
    except Exception as error:  # noqa: BLE001  # DIRAC can raise anything
        _warn(f"DIRAC cannot be called: {type(error).__name__}: {error}")
        return 2
    try:
        jobs = ask(client, since)
    except RuntimeError as error:
        _warn(str(error))
        return 1
    answer = {"since": since, "jobs": jobs}
    json.dump(answer, sys.stdout, indent=1, default=str, sort_keys=True)
    sys.stdout.write("\n")
    return 0


def connect() -> Any:  # noqa: ANN401  # DIRAC is not there where this is checked
    """Return DIRAC's client of the job monitoring.

    Raises:
        ImportError: this Python has no DIRAC.

    """
    import DIRAC  # noqa: PLC0415  # only this needs it

    DIRAC.initialize()
    from DIRAC.WorkloadManagementSystem.Client.JobMonitoringClient import (  # noqa: PLC0415
        JobMonitoringClient,
    )

    return JobMonitoringClient()


def ask(client: Any, since: str, pauses: Iterable[float] = PAUSES) -> dict[str, Answer]:  # noqa: ANN401
    """Return the attributes of all jobs that changed since a time, by their ids.

    Raises:
        RuntimeError: DIRAC does not answer.

    """
    waits = iter(pauses)
    ids = [int(job) for job in _value(partial(client.getJobs, {}, since), waits)]
    jobs: dict[str, Answer] = {}
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        summary = _value(partial(client.getJobsSummary, batch), waits)
        jobs.update({str(job): known for job, known in summary.items()})
    return jobs


def _value(call: Callable[[], Answer], waits: Iterable[float]) -> Any:  # noqa: ANN401
    while True:
        try:
            answer = call()
        except Exception as error:  # noqa: BLE001  # DIRAC can raise anything
            answer = {"OK": False, "Message": f"{type(error).__name__}: {error}"}
        if answer["OK"]:
            return answer["Value"]
        message = str(answer.get("Message", "no reason given"))
        wait = next(iter(waits), None)
        if wait is None:
            raise RuntimeError(message)
        _warn(f"{message}; trying again in {wait:g} s")
        time.sleep(wait)


def _warn(message: str) -> None:
    sys.stderr.write(f"dirac_jobs: {message}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
