"""`provgraph push` and `provgraph step`: packages that waited are handed in, once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from provgraph.cli import main
from provgraph.client import credentials
from provgraph.ctadirac import provgraph_step
from provgraph.ingest.discover import find_files
from tests.support.fake_manager import Reply, fake_manager
from tests.support.job_packages import package, package_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN = "pgt_secret"  # noqa: S105  # a token of the tests


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the tester's own manager away."""
    for name in ("PROVGRAPH_MANAGER", "PROVGRAPH_TOKEN", "PROVGRAPH_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two packages that wait, one of them deeper."""
    (tmp_path / "job").mkdir()
    (tmp_path / "ProvenancePending_1.json").write_bytes(package_bytes(1))
    (tmp_path / "job" / "ProvenancePending_2.json").write_bytes(package_bytes(2))
    (tmp_path / "ProvenancePending_3.part").write_text("{")
    (tmp_path / "other.json").write_text("{}")
    return tmp_path


def run(
    *arguments: str, replies: Sequence[Reply] = (), given: bytes = b""
) -> tuple[Result, list[dict[str, object]]]:
    """Run the command against a manager that gives these replies; return what came there, too."""
    with fake_manager(replies) as manager:
        environment = {"PROVGRAPH_MANAGER": manager.url, "PROVGRAPH_TOKEN": TOKEN}
        result = CliRunner().invoke(main, list(arguments), given, env=environment)
    return result, [request.package for request in manager.requests]


def test_what_waits_is_handed_in_and_deleted(folder: Path) -> None:
    """All packages of a directory are sent as they are; other files stay."""
    result, packages = run("push", str(folder))
    assert (result.exit_code, packages) == (0, [package(1), package(2)])
    assert "ProvenancePending_1.json: receipt receipt-1" in result.stdout
    left = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert left == ["ProvenancePending_3.part", "other.json"]
    result, packages = run("push", str(folder))
    assert (result.exit_code, result.stdout, packages) == (0, "no packages wait\n", [])


def test_a_package_from_standard_input() -> None:
    """`-` is one package; what is none, or nothing, is refused."""
    result, packages = run("push", "-", given=package_bytes(2))
    assert (result.exit_code, result.stdout) == (0, "-: receipt receipt-1\n")
    assert packages == [package(2)]
    for given, reason in ((b"{}", "this is not a job package"), (b"", "the file is empty")):
        result, packages = run("push", "-", given=given)
        assert (result.exit_code, packages) == (1, [])
        assert f"-: not sent: -: {reason}" in result.stdout


def test_a_file_whose_name_is_a_dash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`./-` is handed in as any file, not standard input."""
    monkeypatch.chdir(tmp_path)
    Path("./-").write_bytes(package_bytes(1))
    result, packages = run("push", "./-", given=package_bytes(2))
    assert (result.exit_code, packages) == (0, [package(1)])
    assert not list(tmp_path.iterdir())


def test_a_dash_in_a_directory_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is searched for is never standard input."""
    monkeypatch.chdir(tmp_path)
    Path("./-").write_text("text")
    (file,) = find_files(["."])
    assert file.open().data == b"text"


ONCE = (
    "load - -",
    "bulk - - --into local",
    "ctadirac catalogue - -",
    "ctadirac add --prov - --catalogue -",
    "ctadirac add --prov log.txt --inputs - --catalogue -",
    "ctadirac add --prov log.txt --inputs a - --outputs - --catalogue dirac",
)


@pytest.mark.parametrize("words", ONCE)
def test_standard_input_is_given_once(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be read a second time, and be empty, is refused before anything is read."""
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    result = CliRunner().invoke(main, words.split(), b"something")
    assert result.exit_code == 2
    assert "can be read only once" in result.stderr


def test_the_token_of_a_login_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What 'provgraph login' kept for the manager is sent; a token that is named goes before it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    with fake_manager([]) as manager:
        credentials.save(manager.url, "pgt_saved")
        for variable in ("", "pgt_named"):
            monkeypatch.setenv("PROVGRAPH_TOKEN", variable)
            (folder / "ProvenancePending_1.json").write_bytes(package_bytes(1))
            pushed = CliRunner().invoke(main, ["--manager", manager.url, "push", str(folder)])
            assert pushed.exit_code == 0, pushed.output
    sent = [request.headers["Authorization"] for request in manager.requests]
    assert sent == ["Bearer pgt_saved", "Bearer pgt_saved", "Bearer pgt_named"]


def test_what_is_refused_stays(folder: Path) -> None:
    """The reason of each is printed, the others are sent, and the exit status is 1."""
    problem = Reply(403, json.dumps({"detail": "of the production prod6 only"}).encode())
    result, _ = run("push", str(folder), replies=[problem, Reply()])
    assert result.exit_code == 1
    assert "not sent: the manager answers 403 Forbidden: of the production prod6" in result.stdout
    assert [path.name for path in folder.rglob("*Pending*.json")] == ["ProvenancePending_1.json"]


def test_what_is_no_package(folder: Path) -> None:
    """A file that is none is named; nothing is sent, and it stays."""
    result, packages = run("--json", "push", str(folder / "other.json"))
    assert (result.exit_code, packages) == (1, [])
    (file,) = json.loads(result.stdout)["files"]
    assert (file["receipt"], file["error"]) == (
        None,
        f"{folder / 'other.json'}: this is not a job package",
    )
    assert (folder / "other.json").is_file()


def test_what_cannot_be_done(folder: Path) -> None:
    """Without a manager, and for a path that is not there, the message says what to do."""
    result = CliRunner().invoke(main, ["push", str(folder)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "set PROVGRAPH_MANAGER" in result.stderr
    result = CliRunner().invoke(main, ["push", str(folder / "none")])
    assert result.exit_code == 1
    assert "none: no such file or directory" in result.stderr


def test_the_step_can_be_copied(tmp_path: Path) -> None:
    """`provgraph step` prints the path of the script, or copies it."""
    result = CliRunner().invoke(main, ["step"])
    assert result.stdout.strip() == provgraph_step.__file__
    result = CliRunner().invoke(main, ["step", "-o", str(tmp_path)])
    copied = Path(result.stdout.strip())
    assert copied.read_bytes() == Path(provgraph_step.__file__).read_bytes()
    assert shutil.which(str(copied))
