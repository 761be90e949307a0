"""Makes a job of DIRAC or CTADIRAC with the step, and runs it with DIRAC's local execution.

`dirac_job.py CLASS MANAGER TOKEN_FILE SCRIPT`: CLASS is `Job` or `CTAJob`; SCRIPT is the job's
program. The steps of the workflow are printed as JSON; DIRAC runs the job in a folder below this
one.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import DIRAC

DIRAC.initialize(require_auth=False)
from DIRAC.Interfaces.API.Job import Job  # noqa: E402  # after the initialisation

from provgraph.ctadirac.job_step import add_step, add_step_to_sequence  # noqa: E402


def _job(kind: str, manager: str, token_file: str, script: str) -> Any:  # noqa: ANN401  # DIRAC's
    if kind == "Job":
        job = Job()
        job.setExecutable(script)
        add_step(job, manager, token_file=token_file, production="prod 6")
        return job
    from CTADIRAC.Interfaces.API.CTAJob import CTAJob  # noqa: PLC0415  # not for each test

    job = CTAJob("wms")
    job.software_step = lambda: None
    job.set_metadata_and_register_data = dict
    job.run_dedicated_software = lambda: job.setExecutable(script, modulesList=["cta_script"])
    add_step_to_sequence(job, manager, token_file=token_file)
    job.set_executable_sequence(debug=False)
    return job


def main() -> None:
    """Make the job, print its steps, and run it."""
    job = _job(*sys.argv[1:])
    steps = [
        (instance.getName(), step.module_instances[0].getType())
        for instance, step in (
            (instance, job.workflow.step_definitions[instance.getType()])
            for instance in job.workflow.step_instances
        )
    ]
    print(json.dumps(steps))  # noqa: T201  # for the test
    answer = job.runLocal()
    print(json.dumps({"OK": answer["OK"]}))  # noqa: T201


if __name__ == "__main__":
    main()
