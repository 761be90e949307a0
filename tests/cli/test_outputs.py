"""Outputs: a file is written whole or stays as it was, and a failure is one line."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from provgraph.cli import main
from provgraph.runtime import whole_file
from provgraph.store import Store
from tests.support.command_line import ROOT, commands, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

PRIMER = str(ROOT / "examples" / "primer.provn")
OUTPUTS = {
    "export": ("export", "--all", "-o"),
    "lineage": ("lineage", "ex:chart1", "-o"),
    "ctadirac catalogue": ("ctadirac", "catalogue", "/vo.cta.in2p3.fr/a", "-o"),
    "step": ("step", "-o"),
}
"""Command with `-o` → how it is called."""
OTHER_OUTPUTS = {"bulk", "neo4j backup", "tables export"}
"""Commands that write files without `-o`; their own tests show that they are written whole."""


def _options(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts}


def test_the_list_of_outputs_is_complete() -> None:
    """Every command with `-o` is tested here: a new one has to be added."""
    assert {name for name, own in commands(main) if "-o" in _options(own)} == OUTPUTS.keys()
    assert {name for name, _ in commands(main)} >= OTHER_OUTPUTS


@pytest.fixture
def loaded(environment: None, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the primer, and let the file catalogue answer."""
    assert environment is None
    store.load(PRIMER)
    monkeypatch.setattr("provgraph.ctadirac.save.answers", lambda *_: {"answers": "x" * 10_000})


def _full(_: int) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("words", OUTPUTS.values(), ids=OUTPUTS)
def test_a_file_is_replaced_or_stays(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the existing file and nothing beside it; otherwise it is replaced."""
    file, link = tmp_path / "x", tmp_path / "link"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _full)
        result = run(*words, str(link))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == f"provgraph: {link} cannot be written: " + os.strerror(
        errno.ENOSPC
    )
    assert file.read_text() == "before"
    assert sorted(tmp_path.iterdir()) == [link, file]
    assert run(*words, str(link)).exit_code == 0
    assert len(file.read_text()) > len("before")
    assert (link.is_symlink(), file.stat().st_mode & 0o777) == (True, 0o640)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("words", OUTPUTS.values(), ids=OUTPUTS)
def test_a_device_and_a_folder_that_is_not_there(words: tuple[str, ...], tmp_path: Path) -> None:
    """A device is written directly; both failures are one line that names the file."""
    assert run(*words, os.devnull).exit_code == 0
    for name in ("/dev/full", str(tmp_path / "none" / "x")):
        result = run(*words, name)
        assert result.exit_code == 1
        assert f"provgraph: {name} cannot be written: " in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("failure", [MemoryError, KeyboardInterrupt, RuntimeError])
def test_whatever_ends_the_writing(failure: type[BaseException], tmp_path: Path) -> None:
    """Memory, Ctrl-C, a fault: the file stays, and nothing is left beside it."""

    def parts() -> Iterator[str]:
        yield "first"
        raise failure

    file = tmp_path / "x"
    file.write_text("before")
    with pytest.raises(failure):
        whole_file.write_whole(file, parts())
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("failure", "status", "line"),
    [
        (MemoryError(), 1, "provgraph: there is too little memory"),
        (KeyboardInterrupt(), 130, "provgraph: interrupted"),
        (OSError(errno.EIO, "Input/output error", "a.txt"), 1, "provgraph: a.txt: Input/output"),
    ],
    ids=["memory", "Ctrl-C", "a file"],
)
def test_a_command_that_fails(
    failure: BaseException, status: int, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with one line, and a status that says so."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise failure

    monkeypatch.setattr(Store, "stats", fail)
    result = run("stats")
    assert result.exit_code == status
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such devices and pipes")
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "words", ["--help", "find --help", "query", "find", f"load {PRIMER}", "export --all", "table"]
)
def test_a_standard_output_that_takes_nothing(words: str) -> None:
    """A full device, a closed pipe and a closed output: one line and status 1."""
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full").open("wb") as full:
        for output in (full.fileno(), writing):
            ended = _provgraph(words, output)
            assert ended.returncode == 1
            assert ended.stderr.count("\n") <= 1
            assert "Traceback" not in ended.stderr
            assert output == writing or "No space left on device" in ended.stderr
    os.close(writing)
    closed = subprocess.run(  # noqa: S603  # our own interpreter
        ["/bin/sh", "-c", f"exec {sys.executable} -m provgraph {words} >&-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert closed.returncode == 1
    assert closed.stderr == "provgraph: the standard output is closed\n"


def _provgraph(words: str, output: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "provgraph", *words.split()],
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
