"""Add the step that hands in provenance to a job of DIRAC or CTADIRAC, before it is submitted.

This file needs DIRAC and the standard library, and `provgraph_step.py` beside it, so that DIRAC's
own Python can import it::

    from provgraph.ctadirac.job_step import add_step

    job = Job()
    job.setExecutable("run_ctapipe.sh")
    add_step(job, "https://provenance.example.org", token_file="token")

The step is of DIRAC's module `Script`, which runs after failed steps, too; CTADIRAC's `cta_script`
does not.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP = Path(__file__).with_name("provgraph_step.py")
LOG = "AddProvData_Log.txt"
PENDING = "ProvenancePending_*.json"
_MODULES = ["Script"]
_NAME = "Step_AddProvData"


def add_step(
    job: Any,  # noqa: ANN401  # DIRAC is not there where this is checked
    manager: str,
    *,
    token_file: str | None = None,
    production: str | None = None,
    arguments: Sequence[str] = (),
) -> None:
    """Add the step to a job whose other steps are there.

    `manager` is its URL. The token file goes into the job's input sandbox; without one, the
    worker's environment has `PROVGRAPH_TOKEN`. `arguments` are further ones of the step. The
    job's output sandbox has the step's log, and the package if it could not be sent.

    Raises:
        ValueError: DIRAC refuses the step, or the token file does not exist.

    """
    words = ["--manager", manager]
    if token_file:
        if not Path(token_file).is_file():
            raise ValueError(f"the token file {token_file} does not exist")
        job.addToInputSandbox.append(token_file)
        words += ["--token-file", Path(token_file).name]
    if production:
        words += ["--production", production]
    answer = job.setExecutable(
        str(STEP),
        arguments=" ".join(map(shlex.quote, [*words, *arguments])),
        logFile=LOG,
        modulesList=_MODULES,
    )
    if not answer["OK"]:
        raise ValueError(f"DIRAC refuses the step: {answer['Message']}")
    answer["Value"]["name"] = _NAME
    answer["Value"]["descr_short"] = "Hand in the provenance"
    job.addToOutputSandbox.append(PENDING)


def add_step_to_sequence(
    job: Any,  # noqa: ANN401  # a job of CTADIRAC
    manager: str,
    *,
    token_file: str | None = None,
    production: str | None = None,
    arguments: Sequence[str] = (),
) -> None:
    """Let a CTADIRAC job add the step as its last one, whenever its sequence is set.

    CTADIRAC's scripts call `set_executable_sequence` of the jobs that they are given: the step
    follows `register_log`.
    """
    sequence = job.set_executable_sequence

    def with_step(*given: object, **options: object) -> None:
        sequence(*given, **options)
        add_step(job, manager, token_file=token_file, production=production, arguments=arguments)

    job.set_executable_sequence = with_step
