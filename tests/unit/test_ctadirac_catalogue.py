"""DIRAC's file catalogue: how it is asked, and joined to a job's log."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.ctadirac import dirac_catalogue
from provgraph.ctadirac.join import Use, join
from provgraph.ctapipe.log.record import ActivityRecord, record_of

if TYPE_CHECKING:
    from collections.abc import Sequence


FILES = ("/vo/a", "/vo/b", "/vo/c")
UUIDS = [f"{number}dc245d2-aa16-4026-9da9-8c763b148a2c" for number in range(4)]


class Client:
    """A catalogue that has two files and fails a given number of times."""

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
        with pytest.raises(ValueError, match="not a logical file name"):
            dirac_catalogue.lfn_of(text)


def test_without_dirac_the_script_says_so() -> None:
    """One line on standard error, nothing on standard output, exit status 2."""
    process = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, dirac_catalogue.__file__, "/vo/a"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == "dirac_catalogue: No module named 'DIRAC'\n"


def test_the_script_stands_alone() -> None:
    """It imports nothing but the standard library and DIRAC."""
    lines = Path(dirac_catalogue.__file__).read_text().splitlines()
    words = [line.split() for line in lines if line.lstrip().startswith(("import ", "from "))]
    imported = {word[1].partition(".")[0] for word in words}
    assert imported - sys.stdlib_module_names == {"DIRAC"}


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
    """Return what is joined, by the number of the activity, and the notes."""
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
    """If either side has two files of a name, or none, nothing is joined and a note says so."""
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
