"""Runs a script under DIRAC's Python, with a service of our own behind DIRAC's real clients.

`dirac_service.py FILES SCRIPT ARGUMENTS…`: FILES is JSON, `metadata` and `replicas` by LFN.
Every client of DIRAC calls its service through `Client._getRPC`, the configuration's too.
The catalogue's first `fails` calls are answered with S_ERROR.
"""

from __future__ import annotations

import json
import runpy
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from DIRAC import S_ERROR, S_OK
from DIRAC.Core.Base.Client import Client


class Service:
    """The services of configuration and file catalogue."""

    def __init__(self, files: dict[str, Any]) -> None:
        """Take the files that the catalogue has; times become datetime, as DIRAC's are."""
        self.replicas = files["replicas"]
        self.metadata = files["metadata"]
        self.fails = files.get("fails", 0)
        self.jobs = files.get("jobs", {})
        for known in self.metadata.values():
            for key in ("CreationDate", "ModificationDate"):
                known[key] = datetime.fromisoformat(known[key])

    def getCompressedDataIfNewer(self, version: str) -> Any:  # noqa: ANN401, N802  # DIRAC's
        """Answer for the configuration: nothing is newer."""
        return S_OK({"newestVersion": version})

    def whoami(self) -> Any:  # noqa: ANN401
        """Answer for the configuration: who calls."""
        return S_OK({"username": "sanguillon", "group": "cta_user", "properties": []})

    def getFileMetadata(self, lfns: Any) -> Any:  # noqa: ANN401, N802
        """Answer for the catalogue."""
        return self._found(self.metadata, lfns)

    def getReplicas(self, lfns: Any, _all: bool) -> Any:  # noqa: ANN401, FBT001, N802
        """Answer for the catalogue."""
        return self._found(self.replicas, lfns)

    def getJobs(self, _conditions: Any, since: str) -> Any:  # noqa: ANN401, N802
        """Answer for the job monitoring: the ids of jobs that changed."""
        return S_OK([job for job, known in self.jobs.items() if known["LastUpdateTime"] >= since])

    def getJobsSummary(self, jobs: Any) -> Any:  # noqa: ANN401, N802
        """Answer for the job monitoring: all attributes of jobs, times as datetime."""
        return S_OK({job: self._attributes(self.jobs[str(job)]) for job in jobs})

    @staticmethod
    def _attributes(known: dict[str, Any]) -> dict[str, Any]:
        return {
            key: datetime.fromisoformat(value) if key.endswith("Time") and value else value
            for key, value in known.items()
        }

    def _found(self, known: dict[str, Any], lfns: Any) -> Any:  # noqa: ANN401
        if self.fails:
            self.fails -= 1
            return S_ERROR("Cannot connect to the database")
        missing = {lfn: "No such file or directory" for lfn in lfns if lfn not in known}
        found = {lfn: known[lfn] for lfn in lfns if lfn in known}
        return S_OK({"Successful": found, "Failed": missing})


def main() -> None:
    """Put the service in place and run the script."""
    files, script, *arguments = sys.argv[1:]
    service = Service(json.loads(Path(files).read_text()))
    Client._getRPC = lambda *_, **__: service  # noqa: SLF001
    sys.argv = [script, *arguments]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
