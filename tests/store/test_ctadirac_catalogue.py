"""DIRAC's file catalogue: asked by a script that stands alone, and joined to a job's log."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from provgraph.cli import main
from provgraph.ctadirac import catalogue, dirac_catalogue
from provgraph.ctadirac.join import Use, join
from provgraph.ctapipe.log.record import ActivityRecord, record_of
from provgraph.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parents[1] / "data" / "ctadirac"
RECORDED = DATA / "dirac-9.1.22.json"
JOB = ROOT / "examples" / "ctadirac" / "job2"
LISTS = [str(JOB / f"{side}_lfns.txt") for side in ("input", "output")]
NOT_THERE = "LFN:/vo.cta.in2p3.fr/user/s/sanguillon/not_there.hdf5"
FILES = ("/vo/a", "/vo/b", "/vo/c")
UUIDS = [f"{number}dc245d2-aa16-4026-9da9-8c763b148a2c" for number in range(4)]


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, ["ctadirac", *arguments], catch_exceptions=False)


def program(file: Path, *lines: str) -> str:
    """Write a program of the shell."""
    file.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


# The script


class Client:
    """A catalogue that has two files, and fails as often as it is told."""

    def __init__(self, *failures: Any) -> None:  # noqa: ANN401  # answers or exceptions
        """Take what the first calls answer or raise."""
        self.failures = list(failures)
        self.calls: list[Sequence[str]] = []

    def getFileMetadata(self, lfns: Sequence[str]) -> dict[str, Any]:  # noqa: N802  # DIRAC's name
        """Answer as DIRAC does."""
        self.calls.append(lfns)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        found = {lfn: {"Size": 1} for lfn in lfns if lfn in FILES[:2]}
        missing = {lfn: "No such file or directory" for lfn in lfns if lfn not in found}
        return failure or {"OK": True, "Value": {"Successful": found, "Failed": missing}}

    def getReplicas(self, lfns: Sequence[str]) -> dict[str, Any]:  # noqa: N802
        """Answer as DIRAC does."""
        return {"OK": True, "Value": {"Successful": {lfn: {} for lfn in lfns}, "Failed": {}}}


S_ERROR = {"OK": False, "Message": "Connection timed out", "CallStack": ["…"]}
LOCKED = {"OK": True, "Value": {"Successful": {}, "Failed": {"/vo/a": "Database is locked"}}}


@pytest.mark.parametrize(
    "failures",
    [[S_ERROR], [S_ERROR, LOCKED], [OSError("reset"), RuntimeError("no server"), S_ERROR]],
    ids=["S_ERROR", "one file", "exceptions"],
)
def test_what_fails_is_asked_again(failures: list[Any]) -> None:
    """Three times at most; what a file lacks in the catalogue is an answer, not a failure."""
    client = Client(*failures)
    found = dirac_catalogue.ask(lambda: client, FILES, (0, 0, 0))
    value = found["getFileMetadata"]["Value"]
    assert list(value["Successful"]) == ["/vo/a", "/vo/b"]
    assert value["Failed"] == {"/vo/c": "No such file or directory"}
    assert len(client.calls) == len(failures) + 1


def test_it_gives_up_with_the_last_answer() -> None:
    """After the last pause the failure is the answer, without DIRAC's own call stack."""
    client = Client(*[S_ERROR] * 9)
    found = dirac_catalogue.ask(lambda: client, FILES, (0, 0, 0))
    assert found["getFileMetadata"] == {"OK": False, "Message": "Connection timed out"}
    assert found["getReplicas"]["OK"]
    assert len(client.calls) == 4


def test_it_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses are those that the module names, in order."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    dirac_catalogue.ask(lambda: Client(*[S_ERROR] * 9), FILES)
    assert waited == list(dirac_catalogue.PAUSES) == sorted(dirac_catalogue.PAUSES)


def test_many_files_are_asked_for_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts' answers are one."""
    monkeypatch.setattr(dirac_catalogue, "AT_ONCE", 2)
    client = Client()
    found = dirac_catalogue.ask(lambda: client, FILES, ())
    assert client.calls == [("/vo/a", "/vo/b"), ("/vo/c",)]
    value = found["getFileMetadata"]["Value"]
    assert (len(value["Successful"]), len(value["Failed"])) == (2, 1)


def test_without_files_nobody_is_asked() -> None:
    """DIRAC answers an empty question with S_ERROR."""
    found = dirac_catalogue.ask(lambda: pytest.fail("asked"), ())
    assert found["getReplicas"] == {"OK": True, "Value": {"Successful": {}, "Failed": {}}}


@pytest.mark.parametrize(
    ("text", "lfn"),
    [
        ("/vo/a", "/vo/a"),
        ("LFN:/vo/a", "/vo/a"),
        ("lfn://vo//b/../a", "/vo/a"),
        ("vo/a", None),
        ("LFN:a", None),
        ("/vo/\x1b[0m", None),
    ],
)
def test_logical_file_names(text: str, lfn: str | None) -> None:
    """They are named as the catalogue answers; what is none is refused."""
    if lfn:
        assert dirac_catalogue.lfn_of(text) == lfn
    else:
        with pytest.raises(ValueError, match="no logical file name"):
            dirac_catalogue.lfn_of(text)


def test_without_dirac_the_script_says_so() -> None:
    """One line on standard error, nothing on standard output, exit status 2."""
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, dirac_catalogue.__file__, "/vo/a"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "dirac_catalogue: No module named 'DIRAC'\n"


def test_the_script_stands_alone() -> None:
    """It imports nothing but the standard library and DIRAC."""
    lines = Path(dirac_catalogue.__file__).read_text().splitlines()
    words = [line.split() for line in lines if line.lstrip().startswith(("import ", "from "))]
    imported = {word[1].partition(".")[0] for word in words}
    assert imported - sys.stdlib_module_names == {"DIRAC"}


# DIRAC's Python, called by provgraph


def test_recorded_answers_of_dirac(store: Store, tmp_path: Path) -> None:
    """What DIRAC 9 answered through the script loads the job."""
    python = program(tmp_path / "python", "cat > /dev/null", f"cat '{RECORDED}'")
    step = partial(store.add_job, JOB / "provDict.txt", inputs=LISTS[:1], outputs=LISTS[1:])
    one = step(catalogue="dirac", dirac_python=python)
    assert (one.status, one.notes) == ("loaded", ())
    again = step(catalogue=str(JOB / "catalogue.json"))
    assert again.status == "unchanged"


def test_saving_answers(tmp_path: Path) -> None:
    """They are written as they are, to a file or to standard output."""
    python = program(tmp_path / "python", "cat > /dev/null", f"cat '{RECORDED}'")
    words = ["catalogue", *LISTS, NOT_THERE, "--dirac-python", python]
    assert json.loads(run(*words).stdout) == json.loads(RECORDED.read_text())
    file = tmp_path / "catalogue.json"
    assert run(*words, "-o", str(file)).exit_code == 0
    assert json.loads(file.read_text()) == json.loads(RECORDED.read_text())


def test_failed_answers_are_not_saved(tmp_path: Path) -> None:
    """DIRAC's own message is said, and no file is left."""
    answer = json.dumps({"getFileMetadata": S_ERROR, "getReplicas": S_ERROR})
    python = program(tmp_path / "python", "cat > /dev/null", f"echo '{answer}'", "exit 1")
    file = tmp_path / "catalogue.json"
    result = run("catalogue", "/vo/a", "--dirac-python", python, "-o", str(file))
    assert result.exit_code == 1
    assert "Connection timed out" in result.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["echo 'No module named DIRAC' >&2", "exit 2"], "No module named DIRAC"),
        (["exit 3"], "exit status 3"),
        (["echo banner"], "DIRAC cannot be asked"),
        (["sleep 9"], "no answer .* in 1 s"),
    ],
    ids=["no DIRAC", "silent", "no JSON", "hangs"],
)
def test_a_python_that_is_not_diracs(
    lines: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names it and says what it said."""
    monkeypatch.setattr(catalogue, "TIME_LIMIT", 1)
    python = program(tmp_path / "python", *lines)
    with pytest.raises(CatalogueError, match=words):
        catalogue.DiracCatalogue(python).files(["/vo/a"])


def test_which_python_has_dirac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named, in the environment, on the path of a sourced set-up; else the ways are said."""
    for name in (catalogue.DIRAC_PYTHON, "DIRAC", "DIRACOS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(CatalogueError, match="--dirac-python or PROVGRAPH_DIRAC_PYTHON"):
        catalogue.dirac_python()
    with pytest.raises(CatalogueError, match="no/such/python: it does not run"):
        catalogue.DiracCatalogue("no/such/python").files(["/vo/a"])
    sourced = program(tmp_path / "python", "true")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DIRACOS", str(tmp_path))
    assert catalogue.dirac_python() == sourced
    monkeypatch.setenv(catalogue.DIRAC_PYTHON, "/its/python")
    assert catalogue.dirac_python() == "/its/python"
    assert catalogue.dirac_python("/named") == "/named"


# DIRAC itself


@pytest.fixture
def dirac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    """Return a function that gives a Python whose DIRAC has our service, failing so often."""
    python = os.environ.get(catalogue.DIRAC_PYTHON)
    if not python:
        pytest.skip(f"{catalogue.DIRAC_PYTHON} does not name a Python with DIRAC 9")
    configuration = tmp_path / "dirac.cfg"
    servers = "Servers = dips://catalogue.invalid:9135/Configuration/Server"
    configuration.write_text(f"DIRAC {{\n Configuration {{\n {servers}\n }}\n}}\n")
    monkeypatch.setenv("DIRACSYSCONFIG", str(configuration))
    monkeypatch.setenv("HOME", str(tmp_path))

    def program_with(fails: int) -> str:
        known = json.loads((DATA / "files.json").read_text())
        files = tmp_path / "files.json"
        files.write_text(json.dumps({**known, "fails": fails}))
        service = Path(__file__).parents[1] / "support" / "dirac_service.py"
        return program(tmp_path / "python", f"exec '{python}' '{service}' '{files}' \"$@\"")

    return program_with


@pytest.mark.dirac
@pytest.mark.parametrize("fails", [0, 1])
def test_diracs_clients_answer_as_recorded(dirac: Callable[[int], str], fails: int) -> None:
    """The script under DIRAC's Python, its real clients, our service; also if it fails once."""
    result = run("catalogue", *LISTS, NOT_THERE, "--dirac-python", dirac(fails))
    assert (result.exit_code, result.stdout) == (0, RECORDED.read_text())


@pytest.mark.dirac
def test_a_job_added_with_dirac(dirac: Callable[[int], str], store: Store) -> None:
    """`--catalogue dirac` from the log to the store."""
    step = partial(store.add_job, JOB / "provDict.txt", inputs=LISTS[:1], outputs=LISTS[1:])
    assert step(catalogue="dirac", dirac_python=dirac(0)).status == "loaded"
    saved = step(catalogue=str(RECORDED))
    assert saved.status == "unchanged"


@pytest.mark.dirac
def test_diracs_s_error(dirac: Callable[[int], str]) -> None:
    """What keeps failing, half a minute long, is said in DIRAC's words."""
    result = run("catalogue", "/vo/a", "--dirac-python", dirac(99))
    assert result.exit_code == 1
    assert "Cannot connect to the database" in result.stderr


# Joining


def record(number: int, inputs: Sequence[str], outputs: Sequence[str]) -> ActivityRecord:
    """Return an activity that read and wrote these urls."""
    files = {"input": inputs, "output": outputs}
    value = {"activity_name": "a", "activity_uuid": UUIDS[number]}
    return record_of(
        value | {k: [{"url": u, "role": "r"} for u in urls] for k, urls in files.items()}, "f", "p"
    )


def joined(
    records: Sequence[ActivityRecord], inputs: Sequence[str], outputs: Sequence[str]
) -> tuple[dict[tuple[int, str, bool], str], tuple[str, ...]]:
    """Return what is joined, by the number of the activity, and what is said."""
    found = join(records, inputs, outputs)
    numbers = {record_.id: number for number, record_ in enumerate(records)}
    return {(numbers[u.activity], u.url, u.output): v for u, v in found.lfns.items()}, found.notes


def test_urls_are_joined_by_name() -> None:
    """Inputs among the inputs, outputs among the outputs, though names are the same."""
    found, notes = joined([record(0, ["/s/x"], ["/s/out/x"])], ["/vo/in/x"], ["/vo/out/x"])
    assert found == {(0, "/s/x", False): "/vo/in/x", (0, "/s/out/x", True): "/vo/out/x"}
    assert notes == ()


@pytest.mark.parametrize(
    ("urls", "lfns", "words"),
    [
        (["/s/x"], ["/vo/1/x", "/vo/2/x"], "output x is ambiguous.*/vo/1/x, /vo/2/x"),
        (["/s/1/x", "/s/2/x"], ["/vo/x"], "output x is ambiguous.*/s/1/x, /s/2/x and /vo/x"),
        (["/s/x"], [], "output /s/x: no LFN of the job has this name"),
        ([], ["/vo/x"], "output /vo/x: no file of the log has this name"),
    ],
    ids=["two LFNs", "two urls", "no LFN", "no url"],
)
def test_nothing_is_guessed(urls: list[str], lfns: list[str], words: str) -> None:
    """Where either side has two of a name, or none, nothing is joined and it is said."""
    found, notes = joined([record(0, [], urls)], [], lfns)
    assert found == {}
    assert len(notes) == 1
    assert re.search(words, notes[0])


def test_a_job_reads_what_it_wrote() -> None:
    """What an earlier activity of the job wrote is not looked for among the job's inputs."""
    records = [record(0, ["/s/x"], ["/s/y"]), record(1, ["/s/y", "/s/x"], ["/s/z"])]
    found, notes = joined(records, ["/vo/x"], ["/vo/y", "/vo/z"])
    assert found == {
        (0, "/s/x", False): "/vo/x",
        (1, "/s/x", False): "/vo/x",
        (0, "/s/y", True): "/vo/y",
        (1, "/s/z", True): "/vo/z",
    }
    assert notes == ()


def test_the_last_version_was_uploaded() -> None:
    """Of a path that two activities wrote, the first one's file is gone."""
    records = [record(0, [], ["/s/y"]), record(1, [], ["/s/y"])]
    assert joined(records, [], ["/vo/y"])[0] == {(1, "/s/y", True): "/vo/y"}


def test_a_url_that_is_an_lfn() -> None:
    """A mangled `lfn:` url names its file itself, listed or not."""
    records = [record(0, ["/cwd/lfn:/vo/x"], ["/cwd/lfn:/vo/y"])]
    use = Use(records[0].id, "/cwd/lfn:/vo/x", output=False)
    assert join(records, ["/vo/x"], []).lfns[use] == "/vo/x"
    assert join(records, ["/vo/x"], []).notes == ()
