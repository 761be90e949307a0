"""The job's step: what it hands in, and that the job goes on whatever happens."""

from __future__ import annotations

import ast
import base64
import gzip
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.ctadirac import package, provgraph_step
from provgraph.readers.source import of_bytes
from tests.support.fake_manager import Reply, fake_manager
from tests.support.job_packages import JOBS

if TYPE_CHECKING:
    from collections.abc import Mapping

STEP = Path(provgraph_step.__file__)
TOKEN = "pgt_secret"  # noqa: S105  # a token of the tests
PYTHONS = sorted(
    {
        str(python)
        for folder in (Path.home() / ".pyenv" / "versions", Path.home() / ".local/share/uv/python")
        for minor in range(9, 15)
        for python in folder.glob(f"*3.{minor}.*/bin/python3.{minor}")
    }
)
"""Further Pythons of this machine, 3.9 or later."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that an example job left, with text logs of a batch system."""
    for name in ("provDict.txt", "input_lfns.txt", "output_lfns.txt"):
        (tmp_path / name).write_bytes((JOBS[1] / name).read_bytes())
    (tmp_path / "std.out").write_text("all is well\n")
    (tmp_path / "Ctapipe_Log.txt").write_text("INFO\n")
    return tmp_path


def run_step(
    folder: Path,
    *arguments: str,
    python: str = sys.executable,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the step in a folder, with nothing but this environment."""
    return subprocess.run(  # noqa: S603  # our own script
        [python, str(STEP), *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def last_line(folder: Path) -> str:
    """Return the last line of the step's log."""
    return (folder / provgraph_step.LOG).read_text().splitlines()[-1]


def pending(folder: Path) -> list[dict[str, Any]]:
    """Return the packages that wait in a folder."""
    return [
        json.loads(file.read_text()) for file in sorted(folder.glob("ProvenancePending_*.json"))
    ]


@pytest.mark.parametrize(
    "python", [sys.executable, *PYTHONS], ids=lambda path: Path(path).parts[-3]
)
def test_a_job_is_handed_in(folder: Path, python: str) -> None:
    """All that the job left is in one accepted package, under each Python of this machine."""
    with fake_manager() as manager:
        result = run_step(
            folder,
            *("--exit-code", "3"),
            python=python,
            PROVGRAPH_MANAGER=f"{manager.url}/",
            PROVGRAPH_TOKEN=TOKEN,
            PROVGRAPH_PRODUCTION="prod6",
            JOBID="123",
            DIRACSITE="LCG.IN2P3-CC.fr",
            CTAPIPE_SVC_PATH="/data",
            SECRET_KEY="x",  # noqa: S106  # must not be handed in
        )
    (request,) = manager.requests
    body = gzip.decompress(request.body)
    assert request.path == "/api/v1/documents?name=job+123&production=prod6"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Encoding"] == "gzip"
    assert request.headers["Idempotency-Key"] == hashlib.sha256(body).hexdigest()
    sent = request.package
    assert sent.pop("created").startswith("20")
    logs = {log["name"]: log for log in sent.pop("logs")}
    assert sent == {
        "format": "provgraph-job",
        "version": 1,
        "job_id": "123",
        "site": "LCG.IN2P3-CC.fr",
        "production": "prod6",
        "exit_code": 3,
        "batch": {"system": "dirac"},
        "environment": {"CTAPIPE_SVC_PATH": "/data"},
        "provenance": [{"name": "provDict.txt", "text": (folder / "provDict.txt").read_text()}],
        "inputs": (folder / "input_lfns.txt").read_text().splitlines(),
        "outputs": (folder / "output_lfns.txt").read_text().splitlines(),
        "catalogue": None,
    }
    assert set(logs) == {"std.out", "Ctapipe_Log.txt"}
    assert gzip.decompress(base64.b64decode(logs["std.out"]["base64"])) == b"all is well\n"
    assert (result.returncode, result.stderr, pending(folder)) == (0, "", [])
    assert "accepted by" in last_line(folder)
    assert "receipt receipt-1" in last_line(folder)
    assert TOKEN not in result.stdout + last_line(folder)
    assert len(package.read(of_bytes("job", body)).logs) == 1


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def test_the_step_needs_python_3_9_alone() -> None:
    """Its syntax is that of Python 3.9, and it imports the standard library and DIRAC only."""
    tree = ast.parse(STEP.read_text(), feature_version=(3, 9))
    names = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }
    assert names - sys.stdlib_module_names == {"DIRAC"}


def test_what_passes_is_tried_again(folder: Path) -> None:
    """After 503 and 429 the same request is sent again, when the server wants."""
    replies = [Reply(503, headers={"Retry-After": "1"}), Reply(429), Reply()]
    with fake_manager(replies) as manager:
        start = time.monotonic()
        run_step(folder, PROVGRAPH_MANAGER=manager.url, PROVGRAPH_TOKEN=TOKEN)
    assert time.monotonic() - start > 2
    keys = {request.headers["Idempotency-Key"] for request in manager.requests}
    assert (len(manager.requests), len(keys)) == (3, 1)
    assert pending(folder) == []


_PROBLEM = json.dumps({"title": "Forbidden", "detail": "the token\nis revoked"}).encode()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(401, _PROBLEM), "answers 401 Unauthorized: the token is revoked"),
        (Reply(413, b"<html>"), "answers 413"),
        (Reply(302, headers={"Location": "http://elsewhere.invalid/"}), "answers 302"),
        (Reply(200, b"<html>hello</html>"), "not a Provenance Manager"),
        (Reply(200, b"[1]"), "not a Provenance Manager"),
        (Reply(200, b'{"status": "ok"}'), "not a Provenance Manager"),
    ],
)
def test_what_is_refused_stays_here(folder: Path, reply: Reply, reason: str) -> None:
    """What does not pass is asked once; the package waits in the folder, the job goes on."""
    with fake_manager([reply]) as manager:
        result = run_step(folder, PROVGRAPH_MANAGER=manager.url, PROVGRAPH_TOKEN=TOKEN)
    assert (result.returncode, len(manager.requests)) == (0, 1)
    assert reason in last_line(folder)
    (kept,) = pending(folder)
    assert kept == manager.requests[0].package
    assert f"kept in {next(folder.glob('ProvenancePending_*')).name}" in last_line(folder)


def _closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "set PROVGRAPH_MANAGER"),
        ({"PROVGRAPH_MANAGER": "manager.example.org"}, "not the URL of a manager"),
        ({"PROVGRAPH_MANAGER": "file:///etc/passwd"}, "not the URL of a manager"),
        ({"PROVGRAPH_MANAGER": "http://127.0.0.1:1"}, "set PROVGRAPH_TOKEN"),
        ({"PROVGRAPH_MANAGER": "http://127.0.0.1:1", "PROVGRAPH_TOKEN": "a\nb"}, "no token"),
        (
            {"PROVGRAPH_MANAGER": "http://127.0.0.1:1", "PROVGRAPH_TOKEN_FILE": "none"},
            "token file none cannot be read",
        ),
        (
            {"PROVGRAPH_MANAGER": f"http://127.0.0.1:{_closed_port()}", "PROVGRAPH_TOKEN": TOKEN},
            "does not answer",
        ),
        (
            {"PROVGRAPH_MANAGER": "http://no-such-host.invalid", "PROVGRAPH_TOKEN": TOKEN},
            "does not answer",
        ),
        ({"PROVGRAPH_MANAGER": "http://127.0.0.1:x", "PROVGRAPH_TOKEN": TOKEN}, "not the URL"),
    ],
)
def test_without_a_manager(folder: Path, environment: dict[str, str], reason: str) -> None:
    """Whatever is missing, the exit status is 0, and the package waits, readable by `load`."""
    result = run_step(folder, "--time-limit", "2", **environment)
    assert (result.returncode, result.stderr) == (0, "")
    assert reason in last_line(folder)
    (kept,) = pending(folder)
    assert package.read(of_bytes("job", json.dumps(kept).encode())).logs


def test_a_token_file(folder: Path) -> None:
    """The token in a file goes before that in the environment."""
    (folder / "token").write_text(f"{TOKEN}\n")
    with fake_manager() as manager:
        run_step(
            folder,
            *("--manager", manager.url, "--token-file", "token"),
            PROVGRAPH_TOKEN="pgt_other",  # noqa: S106  # of the tests
        )
    assert manager.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_manager_that_hangs(folder: Path) -> None:
    """The time limit holds for all of the step."""
    with fake_manager([Reply(seconds=20)]) as manager:
        start = time.monotonic()
        result = run_step(
            folder, "--time-limit", "2", PROVGRAPH_MANAGER=manager.url, PROVGRAPH_TOKEN=TOKEN
        )
        seconds = time.monotonic() - start
    assert seconds < 10
    assert result.returncode == 0
    assert len(pending(folder)) == 1


def test_a_step_that_is_killed(folder: Path) -> None:
    """Killed while it sends, it leaves the whole package."""
    with fake_manager([Reply(seconds=20)]) as manager:
        process = subprocess.Popen(  # noqa: S603  # our own script
            [sys.executable, str(STEP)],
            cwd=folder,
            env={"PROVGRAPH_MANAGER": manager.url, "PROVGRAPH_TOKEN": TOKEN},
        )
        while not manager.requests:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert pending(folder) == [manager.requests[0].package]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (
            {"JOBID": "7", "DIRACSITE": "LCG.X.fr", "SLURM_JOB_ID": "9"},
            {"system": "dirac", "job_id": "7", "site": "LCG.X.fr"},
        ),
        (
            {
                "SLURM_JOB_ID": "12",
                "SLURM_ARRAY_JOB_ID": "10",
                "SLURM_ARRAY_TASK_ID": "2",
                "SLURM_CLUSTER_NAME": "fir",
                "SLURM_JOB_NAME": "dl1",
                "SLURM_JOB_USER": "ana",
                "SLURM_JOB_ACCOUNT": "cta",
                "SLURM_JOB_PARTITION": "short",
            },
            {
                "system": "slurm",
                "job_id": "10_2",
                "site": "fir",
                "name": "dl1",
                "owner": "ana",
                "group": "cta",
                "queue": "short",
            },
        ),
        ({"SLURM_JOB_ID": "12"}, {"system": "slurm", "job_id": "12"}),
        (
            {"_CONDOR_JOB_AD": "ad", "GLIDEIN_Site": "PIC"},
            {
                "system": "htcondor",
                "job_id": "55.3",
                "site": "PIC",
                "name": "dl2",
                "owner": "bob",
                "group": "cta",
                "schedd_id": "s#55.3#1",
            },
        ),
        ({"_CONDOR_JOB_AD": "missing"}, {"system": "htcondor"}),
        ({}, {"system": "none"}),
    ],
)
def test_what_batch_systems_say(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: Mapping[str, str],
    expected: Mapping[str, str],
) -> None:
    """Id, site, name and owner come from DIRAC, then Slurm, then HTCondor's job ad."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ad").write_text(
        'ClusterId = 55\nProcId = 3\nOwner = "bob"\nJobBatchName = "dl2"\nAcctGroup = "cta"\n'
        'GlobalJobId = "s#55.3#1"\nRequirements = (Arch == "X86_64") && (OpSys == "LINUX")\n'
    )
    assert provgraph_step.batch_of(environment) == expected


def test_what_is_in_the_folder(folder: Path) -> None:
    """Logs that are not text, archives, lists in other encodings; nothing is taken twice."""
    (folder / "x.prov.log").write_bytes(b"\xff\xfe")
    (folder / "job.log_and_prov.tgz").write_bytes(b"\x1f\x8b\x08")
    (folder / "input_lfns.txt").write_bytes("\ufeff/vo/a.h5\r\n# no\r\n\r\n".encode())
    (folder / "output_lfns.txt").write_bytes("/vo/b.h5\n".encode("utf-16"))
    run_step(folder)
    (kept,) = pending(folder)
    assert [member["name"] for member in kept["provenance"]] == [
        "provDict.txt",
        "x.prov.log",
        "job.log_and_prov.tgz",
    ]
    assert base64.b64decode(kept["provenance"][1]["base64"]) == b"\xff\xfe"
    assert (kept["inputs"], kept["outputs"]) == (["/vo/a.h5"], ["/vo/b.h5"])


def test_named_files(folder: Path) -> None:
    """Named logs and lists are taken instead of the usual ones; what is missing is said."""
    (folder / "a.json").write_text("[]")
    (folder / "in").write_text("/vo/x\n")
    run_step(folder, "--prov", "a.json", "no.json", "--inputs", "in", "--logs", "*.txt", "--what")
    (kept,) = pending(folder)
    assert [member["name"] for member in kept["provenance"]] == ["a.json"]
    assert kept["inputs"] == ["/vo/x"]
    assert "no.json: no such file" in last_line(folder)
    assert "the argument --what is not known" in last_line(folder)


def test_a_long_text_log_is_cut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long text log the end is handed in; its size says how long it is."""
    monkeypatch.setattr(provgraph_step, "MAX_TEXT_LOG", 10)
    monkeypatch.setenv("PROVGRAPH_MANAGER", "")
    (folder / "std.out").write_bytes(b"0123456789the error!")
    assert provgraph_step.main(["--folder", str(folder)]) == 0
    (kept,) = pending(folder)
    log = next(log for log in kept["logs"] if log["name"] == "std.out")
    assert gzip.decompress(base64.b64decode(log["base64"])) == b"the error!"
    assert log["size"] == 20


def test_an_empty_folder(tmp_path: Path) -> None:
    """A job that left nothing is handed in, too: its id and exit code say something."""
    run_step(tmp_path, "--exit-code", "wrong", JOBID="8")
    (kept,) = pending(tmp_path)
    assert (kept["job_id"], kept["exit_code"], kept["provenance"]) == ("8", None, [])
    assert "provenance logs: 0" in last_line(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Where nothing can be written, the line is on standard output, and the exit status is 0."""
    result = run_step(tmp_path, "--folder", "none")
    assert (result.returncode, result.stderr) == (0, "")
    assert "not sent" in result.stdout
    assert "cannot be written: No such file" in result.stdout


def test_two_steps_do_not_overwrite_each_other(folder: Path) -> None:
    """Each package that waits has a file of its own, which only its owner can read."""
    run_step(folder, "--exit-code", "1", JOBID="8")
    run_step(folder, "--exit-code", "2", JOBID="8")
    files = list(folder.glob("ProvenancePending_8-*.json"))
    assert len(files) == 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


_DIRAC = """
import time
def initialize(): pass
"""
_CLIENT = """
import os, time
from datetime import datetime
class FileCatalogClient:
    def getFileMetadata(self, lfns):
        if os.environ.get("CATALOGUE") == "fails":
            return {"OK": False, "Message": "Connection timed out", "CallStack": []}
        if os.environ.get("CATALOGUE") == "raises":
            raise RuntimeError("no proxy")
        if os.environ.get("CATALOGUE") == "hangs":
            time.sleep(60)
        known = {lfn: {"Size": 1, "CreationDate": datetime(2026, 1, 2)} for lfn in lfns}
        return {"OK": True, "Value": {"Successful": known, "Failed": {}}, "rpcStub": object()}
    def getReplicas(self, lfns):
        return {"OK": True, "Value": {"Successful": {}, "Failed": {}}}
"""


@pytest.fixture
def dirac(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of a DIRAC that answers for the catalogue."""
    folder = tmp_path_factory.mktemp("dirac")
    catalogue = folder / "DIRAC" / "Resources" / "Catalog"
    catalogue.mkdir(parents=True)
    (folder / "DIRAC" / "__init__.py").write_text(_DIRAC)
    (catalogue / "FileCatalogClient.py").write_text(_CLIENT)
    return str(folder)


def test_the_catalogue_of_dirac(folder: Path, dirac: str) -> None:
    """Where DIRAC can be imported, its answers for all LFNs are in the package."""
    run_step(folder, PYTHONPATH=dirac)
    (kept,) = pending(folder)
    answer = kept["catalogue"]["getFileMetadata"]
    lfns = {*kept["inputs"], *kept["outputs"]}
    assert {f"LFN:{name}" for name in answer["Value"]["Successful"]} | lfns >= lfns
    assert len(answer["Value"]["Successful"]) == len(lfns)
    assert "rpcStub" not in answer
    source = of_bytes("job", json.dumps(kept).encode())
    assert not [note for note in package.read(source).notes if "answers are not used" in note]


@pytest.mark.parametrize(
    ("how", "reason"),
    [("fails", "Connection timed out"), ("raises", "no proxy"), ("hangs", "time limit")],
)
def test_a_catalogue_that_gives_no_answer(folder: Path, dirac: str, how: str, reason: str) -> None:
    """The job is handed in without it, within the time limit."""
    start = time.monotonic()
    run_step(folder, "--time-limit", "3", PYTHONPATH=dirac, CATALOGUE=how)
    assert time.monotonic() - start < 15
    assert pending(folder)[0]["catalogue"] is None
    assert f"the file catalogue gave no answer: {reason}" in last_line(folder).replace(
        "the time limit", "time limit"
    )


def test_no_output_can_be_written(folder: Path) -> None:
    """A closed standard output does not matter either."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        status = subprocess.run(  # noqa: S603  # our own script
            [sys.executable, str(STEP)], cwd=folder, env={}, stdout=closed, check=False
        ).returncode
    assert status == 0
    assert len(pending(folder)) == 1


def test_a_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk the package is sent nevertheless; what was written of it is removed."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("provgraph.ctadirac.provgraph_step.os.fsync", full)
    monkeypatch.setenv("PROVGRAPH_TOKEN", TOKEN)
    with fake_manager() as manager:
        assert provgraph_step.main(["--folder", str(folder), "--manager", manager.url]) == 0
    assert "receipt receipt-1" in last_line(folder)
    assert provgraph_step.main(["--folder", str(folder)]) == 0
    assert "cannot be written: No space left on device" in last_line(folder)
    assert list(folder.glob("ProvenancePending*")) == []
